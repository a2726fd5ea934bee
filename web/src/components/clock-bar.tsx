import { ClockCircleOutlined, FieldTimeOutlined } from '@ant-design/icons';
import { App as AntApp, Button } from 'antd';
import { Suspense, lazy, useEffect, useState } from 'react';
import { dayOf, formatInstant } from '../../../src/terms/instants.js';
import type { Instant } from '../../../src/terms/instants.js';
import { ServiceProblem } from '../api.js';
import type { ClockMove } from '../api.js';
import { loadCalendar, nextWorkdayMorning, showDay } from '../business-time.js';
import type { ShownClock } from '../hooks/use-clock.js';

/** The calendar is a fifth of all the script and seldom needed. */
const ClockChooser = lazy(async () => ({ default: (await import('./clock-chooser.js')).ClockChooser }));

interface ClockBarProps {
  readonly clock: ShownClock;
  readonly onMoved: () => Promise<void>;
}

/** The business clock and the ways to move it on; it never goes back. */
export function ClockBar({ clock, onMoved }: ClockBarProps) {
  const { message } = AntApp.useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const [choosing, setChoosing] = useState<Instant | null>(null);
  const known = clock.now() !== null;

  const move = async (key: string, wanted: () => ClockMove | Promise<ClockMove>): Promise<void> => {
    setBusy(key);
    try {
      await clock.move(await wanted());
      void onMoved();
    } catch (problem) {
      void message.error(problem instanceof ServiceProblem ? problem.message : '时间没有调成，请稍后再试。');
    } finally {
      setBusy(null);
    }
  };
  const button = (key: string, label: string, wanted: (from: Instant) => ClockMove | Promise<ClockMove>) => (
    <Button
      size="small"
      data-testid={`clock-${key}`}
      loading={busy === key}
      disabled={!known || (busy !== null && busy !== key)}
      onClick={() => {
        const now = clock.now();
        if (now !== null) void move(key, () => wanted(now));
      }}
    >
      {label}
    </Button>
  );

  return (
    <section className="clock-bar" aria-label="业务时间">
      <ClockFace clock={clock} />
      <div className="clock-buttons">
        {button('advance-hour', '前进 1 小时', () => ({ advance: 'PT1H' }))}
        {button('next-workday', '到下一个工作日 9 点', async (from) => ({
          to: formatInstant(nextWorkdayMorning(from, await loadCalendar())),
        }))}
        {button('advance-day', '前进 1 天', () => ({ advance: 'PT24H' }))}
        <Button
          size="small"
          icon={<FieldTimeOutlined />}
          aria-label="指定时间"
          data-testid="clock-custom"
          disabled={!known || busy !== null}
          onClick={() => setChoosing(clock.now())}
        >
          <span className="clock-custom-label">指定时间</span>
        </Button>
      </div>
      {choosing !== null && (
        <Suspense>
          <ClockChooser
            now={choosing}
            onClose={() => setChoosing(null)}
            onChoose={(to) => move('custom', () => ({ to: formatInstant(to) }))}
          />
        </Suspense>
      )}
    </section>
  );
}

function ClockFace({ clock }: { readonly clock: ShownClock }) {
  const { frozen } = clock;
  const [, tick] = useState(0);
  useEffect(() => {
    if (frozen) return;
    const timer = window.setInterval(() => tick((n) => n + 1), 1_000);
    return () => window.clearInterval(timer);
  }, [frozen]);
  const now = clock.now();
  if (now === null) return <p className="clock-face quiet">正在对时…</p>;
  const { date, weekday } = showDay(dayOf(now));
  const iso = formatInstant(now);
  return (
    <p className="clock-face">
      <ClockCircleOutlined aria-hidden />
      <time dateTime={iso} data-testid="clock-now">
        {date} {weekday} <strong>{iso.slice(11, 16)}</strong>
      </time>
      <span className="clock-state">{frozen ? '已停住，由您来拨' : '正在走'}</span>
    </p>
  );
}
