import { App as AntApp, Modal, Radio } from 'antd';
import { useState } from 'react';
import { ServiceProblem } from '../api.js';
import { useService } from '../hooks/use-service.js';

/** Every demonstration begins on this Monday morning, so that deadlines fall the same way each time. */
const START = '2026-03-02T09:00:00+08:00';
const PACKS = [
  { value: 'longfor-hangzhou', label: '龙湖杭州', note: '四级投诉、按金额分级审批，含赔付委员会' },
  { value: 'standard', label: '默认制度', note: '5 千 / 2 万 / 5 万三道金额线，适合还没有制度的公司' },
] as const;

interface ResetDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRestarted: () => void;
}

export function ResetDialog({ open, onClose, onRestarted }: ResetDialogProps) {
  const service = useService();
  const { message } = AntApp.useApp();
  const [pack, setPack] = useState<string>(PACKS[0].value);
  const [busy, setBusy] = useState(false);

  const restart = async (): Promise<void> => {
    setBusy(true);
    try {
      await service.reset(pack, START);
      onClose();
      onRestarted();
      void message.success('已重新开始');
    } catch (problem) {
      void message.error(problem instanceof ServiceProblem ? problem.message : '没有办成，请稍后再试。');
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={open}
      title="重新开始演练"
      okText="重新开始"
      cancelText="再想想"
      confirmLoading={busy}
      okButtonProps={{ 'data-testid': 'reset-confirm' }}
      onOk={() => void restart()}
      onCancel={onClose}
    >
      <p>现在的聊天、投诉和短信都会收起来，从 2026年3月2日（周一）09:00 重新开始。</p>
      <p id="reset-pack">用哪一套投诉制度？</p>
      <Radio.Group
        className="pack-choice"
        aria-labelledby="reset-pack"
        value={pack}
        onChange={(event) => setPack(String(event.target.value))}
      >
        {PACKS.map(({ value, label, note }) => (
          <Radio key={value} value={value} data-testid={`pack-${value}`}>
            <strong>{label}</strong>
            <span className="quiet">{note}</span>
          </Radio>
        ))}
      </Radio.Group>
    </Modal>
  );
}
