import type { Overview, TimeLeft } from '../../../src/terms/overview.js';
import { TIME_LEFT_NAMES } from './overview-data.js';

interface TimeLeftChartProps {
  readonly chart: Overview['chart'];
  readonly chosen: TimeLeft | null;
  readonly onChoose: (left: TimeLeft | null) => void;
}

/** Open cases by the time they have left; a bar is also the filter for its cases. */
export function TimeLeftChart({ chart, chosen, onChoose }: TimeLeftChartProps) {
  const most = Math.max(1, ...chart.map(({ count }) => count));
  const shown = chart.filter(({ left, count }) => left !== 'none' || count > 0 || chosen === 'none');
  return (
    <section className="overview-card time-left" aria-label="按剩余时间">
      <h2>按剩余时间</h2>
      <ul>
        {shown.map(({ left, count }) => (
          <li key={left}>
            <button
              type="button"
              className={`time-left-row time-left-${left}`}
              aria-pressed={left === chosen}
              data-testid={`time-left-${left}`}
              onClick={() => onChoose(left === chosen ? null : left)}
            >
              <span className="time-left-name">{TIME_LEFT_NAMES[left]}</span>
              <span className="time-left-track" aria-hidden>
                <span className="time-left-bar" style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="time-left-count">
                {count}
                <span className="time-left-unit"> 件</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
