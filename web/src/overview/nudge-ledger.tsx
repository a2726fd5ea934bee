import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Empty, Pagination } from 'antd';
import { useState } from 'react';
import { FATE_NAMES, type NudgeFate, type NudgeLedger, type NudgeLedgerLine } from '../../../src/terms/nudge-ledger.js';
import { showTime } from '../business-time.js';
import { useNarrow } from '../hooks/use-narrow.js';
import { usePolling } from '../hooks/use-polling.js';
import { useService } from '../hooks/use-service.js';

const EVERY = 30_000;
const SIZE = 20;

interface Shown {
  readonly fate: NudgeFate | null;
  readonly page: number;
}

/** 提醒去向: of every nudge of the last seven days, what became of it. The sum must come out even. */
export function NudgeLedgerSection({ personId }: { readonly personId: string }) {
  const narrow = useNarrow();
  const [shown, setShown] = useState<Shown>({ fate: null, page: 1 });
  const ledger = useNudgeLedger(personId, shown);
  if (ledger === null) return null;
  return (
    <section className="overview-card nudges" aria-label="提醒去向">
      <div className="nudges-head">
        <h2>
          提醒去向 <span className="quiet">近 7 天应提醒 {ledger.due} 次</span>
        </h2>
        <Button icon={<DownloadOutlined />} href={`/api/delivery.csv?as=${encodeURIComponent(personId)}`} size="small">
          导出
        </Button>
      </div>
      {ledger.difference !== 0 && <Alert type="error" showIcon title={`有 ${ledger.difference} 次提醒没有去向记录，请联系维护人员。`} />}
      <Fates ledger={ledger} shown={shown} onShow={setShown} />
      {ledger.rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这样的提醒" />
      ) : narrow ? (
        <ul className="case-list">
          {ledger.rows.map((row, index) => (
            <NudgeItem key={index} row={row} />
          ))}
        </ul>
      ) : (
        <WideTable rows={ledger.rows} />
      )}
      <Pagination
        className="overview-pages"
        current={shown.page}
        pageSize={SIZE}
        total={ledger.total}
        simple={narrow}
        hideOnSinglePage
        showSizeChanger={false}
        showTitle={false}
        onChange={(page) => setShown({ ...shown, page })}
      />
    </section>
  );
}

interface FatesProps {
  readonly ledger: NudgeLedger;
  readonly shown: Shown;
  readonly onShow: (shown: Shown) => void;
}

function Fates({ ledger, shown, onShow }: FatesProps) {
  return (
    <ul className="nudge-fates">
      {ledger.counts.map(({ fate, count }) => (
        <li key={fate}>
          <button
            type="button"
            className={`nudge-fate nudge-fate-${fate}`}
            aria-pressed={fate === shown.fate}
            data-testid={`nudge-fate-${fate}`}
            onClick={() => onShow({ fate: fate === shown.fate ? null : fate, page: 1 })}
          >
            <span className="nudge-fate-count">{count}</span>
            <span>{FATE_NAMES[fate]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const HEADINGS = ['应提醒时间', '编号', '项目', '事项', '提醒谁', '去向', '说明'] as const;

function WideTable({ rows }: { readonly rows: readonly NudgeLedgerLine[] }) {
  return (
    <table className="nudge-table">
      <thead>
        <tr>
          {HEADINGS.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            <td className="nowrap">{showTime(row.dueAt)}</td>
            <td className="nowrap">{row.number}</td>
            <td>{row.project}</td>
            <td>{row.subject}</td>
            <td>{row.person ?? '—'}</td>
            <td>
              <Fate row={row} />
            </td>
            <td className="quiet">{row.note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NudgeItem({ row }: { readonly row: NudgeLedgerLine }) {
  return (
    <li className="case-item">
      <p className="case-item-head">
        <strong>{row.subject}</strong>
        <Fate row={row} />
      </p>
      <p className="quiet">
        {row.number} · {row.project}
      </p>
      <p>
        {showTime(row.dueAt)}
        {row.person !== null && ` · ${row.person}`}
      </p>
      {row.note !== '' && <p className="quiet">{row.note}</p>}
    </li>
  );
}

const Fate = ({ row }: { readonly row: NudgeLedgerLine }) => (
  <span className={`nudge-tag nudge-tag-${row.fate ?? 'unaccounted'}`}>{row.fate === null ? '无记录' : FATE_NAMES[row.fate]}</span>
);

/** What was read for another person is never shown for this one. */
function useNudgeLedger(personId: string, { fate, page }: Shown): NudgeLedger | null {
  const service = useService();
  const [read, setRead] = useState<{ readonly person: string; readonly ledger: NudgeLedger } | null>(null);
  const search = new URLSearchParams([['as', personId], ...(fate === null ? [] : [['fate', fate]]), ['page', String(page)], ['size', String(SIZE)]]).toString();
  usePolling(async () => setRead({ person: personId, ledger: await service.nudgeLedger(search) }), EVERY, search);
  return read?.person === personId ? read.ledger : null;
}
