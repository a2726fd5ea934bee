import { DatePicker, Modal, TimePicker } from 'antd';
import chinesePicker from 'antd/es/date-picker/locale/zh_CN';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { HOUR, dayOf, formatInstant, parseInstant } from '../../../src/terms/instants.js';
import type { Instant } from '../../../src/terms/instants.js';

/** Ant Design names these two buttons 选择年份 and 选择月份, hiding from screen readers the year and month they show. */
const CHINESE: typeof chinesePicker = {
  ...chinesePicker,
  lang: { ...chinesePicker.lang, yearSelect: '', monthSelect: '' },
};

interface ClockChooserProps {
  readonly now: Instant;
  readonly onClose: () => void;
  readonly onChoose: (to: Instant) => Promise<void>;
}

/**
 * Day and time are picked apart and joined as Shanghai time: a date with a time in the browser's
 * own zone may not exist there (summer time), wherever the page is opened.
 */
export function ClockChooser({ now, onClose, onChoose }: ClockChooserProps) {
  const soon = now + HOUR;
  const [day, setDay] = useState<Dayjs | null>(() => dayjs(dayOf(soon)));
  const [time, setTime] = useState<Dayjs | null>(() => dayjs(`2000-01-01T${formatInstant(soon).slice(11, 16)}:00`));
  const [busy, setBusy] = useState(false);
  const to = day && time ? parseInstant(`${day.format('YYYY-MM-DD')}T${time.format('HH:mm')}:00+08:00`) : null;
  const backwards = to !== null && to <= now;

  const choose = async (): Promise<void> => {
    if (to === null || backwards) return;
    setBusy(true);
    await onChoose(to);
    onClose();
  };

  return (
    <Modal
      open
      title="把时间拨到"
      okText="拨过去"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: to === null || backwards, 'data-testid': 'clock-custom-confirm' }}
      onOk={() => void choose()}
      onCancel={onClose}
    >
      <div className="clock-chooser">
        <DatePicker
          aria-label="日期"
          value={day}
          allowClear={false}
          locale={CHINESE}
          showNow={false}
          minDate={dayjs(dayOf(now))}
          onChange={(value) => setDay(value)}
        />
        <TimePicker
          aria-label="时间"
          value={time}
          allowClear={false}
          format="HH:mm"
          showNow={false}
          needConfirm={false}
          onChange={(value) => setTime(value)}
        />
      </div>
      <p className="quiet" role="status">
        {backwards ? '时间只能往后拨，请选现在之后的时刻。' : '中间到点的提醒、升级和短信会按先后发出。'}
      </p>
    </Modal>
  );
}
