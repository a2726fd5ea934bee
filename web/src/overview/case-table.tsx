import { Empty, Pagination, Table } from 'antd';
import type { TableProps } from 'antd';
import { showTime } from '../business-time.js';
import { useNarrow } from '../hooks/use-narrow.js';
import { OVERVIEW_SORTS, type Overview, type OverviewLine, type OverviewSort } from '../../../src/terms/overview.js';
import { PAGE_SIZE, SORT_NAMES, type View } from './overview-data.js';
import { leftWords } from './time-words.js';

interface CaseTableProps {
  readonly overview: Overview;
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** Open cases, as a table or, on a phone, one under the other. */
export function CaseTable({ overview, view, onView }: CaseTableProps) {
  const narrow = useNarrow();
  const turn = (page: number): void => onView({ ...view, page });
  return (
    <section className="overview-card cases" aria-label="在办投诉和需求">
      <h2>
        在办 <strong data-testid="total">{overview.total}</strong> 件
      </h2>
      {overview.rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有符合条件的投诉和需求" />
      ) : narrow ? (
        <ul className="case-list">
          {overview.rows.map((row) => (
            <CaseItem key={row.number} row={row} now={overview.now} />
          ))}
        </ul>
      ) : (
        <WideTable overview={overview} view={view} onView={onView} />
      )}
      <Pagination
        className="overview-pages"
        current={view.page}
        pageSize={PAGE_SIZE}
        total={overview.total}
        simple={narrow}
        hideOnSinglePage
        showSizeChanger={false}
        onChange={turn}
      />
    </section>
  );
}

function WideTable({ overview, view, onView }: CaseTableProps) {
  const sorted = (sort: OverviewSort) => ({ key: sort, sorter: true, sortOrder: view.sort !== sort ? null : view.order === 'asc' ? ('ascend' as const) : ('descend' as const) });
  const columns: TableProps<OverviewLine>['columns'] = [
    { title: SORT_NAMES.number, ...sorted('number'), render: (_, row) => <span className="case-number">{row.number}</span> },
    { title: SORT_NAMES.project, ...sorted('project'), dataIndex: 'project' },
    { title: '事项', dataIndex: 'subject' },
    { title: SORT_NAMES.level, ...sorted('level'), render: (_, row) => <LevelTag row={row} /> },
    { title: '状态', render: (_, row) => <State row={row} /> },
    { title: '下一步', render: (_, row) => <Next row={row} /> },
    { title: SORT_NAMES.due, ...sorted('due'), render: (_, row) => <Due row={row} now={overview.now} /> },
    { title: SORT_NAMES.handler, ...sorted('handler'), render: (_, row) => row.handler || '待定' },
    { title: SORT_NAMES.registered, ...sorted('registered'), render: (_, row) => <span className="nowrap">{showTime(row.registeredAt)}</span> },
  ];
  return (
    <Table<OverviewLine>
      rowKey="number"
      size="middle"
      columns={columns}
      dataSource={[...overview.rows]}
      pagination={false}
      showSorterTooltip={false}
      sortDirections={['ascend', 'descend', 'ascend']}
      onChange={(_pages, _filters, sorter) => {
        const by = Array.isArray(sorter) ? sorter[0] : sorter;
        const sort = by?.columnKey;
        const known = OVERVIEW_SORTS.find((one) => one === sort);
        if (known !== undefined) onView({ ...view, sort: known, order: by?.order === 'descend' ? 'desc' : 'asc', page: 1 });
      }}
    />
  );
}

function CaseItem({ row, now }: { readonly row: OverviewLine; readonly now: string }) {
  return (
    <li className={`case-item left-${row.left}`}>
      <p className="case-item-head">
        <strong>{row.subject}</strong>
        <LevelTag row={row} />
      </p>
      <p className="quiet">
        {row.number} · {row.project}
      </p>
      <p>
        <Next row={row} />
      </p>
      <p className="case-item-foot">
        <Due row={row} now={now} />
        <span>
          <State row={row} /> · {row.handler || '待定'}
        </span>
      </p>
    </li>
  );
}

const LevelTag = ({ row }: { readonly row: OverviewLine }) => <span className={`level level-${row.level}`}>{row.levelName}</span>;

const State = ({ row }: { readonly row: OverviewLine }) => (row.approvalSince === null ? <>{row.state}</> : <>待审批</>);

function Next({ row }: { readonly row: OverviewLine }) {
  if (row.what === null) return <span className="quiet">—</span>;
  return (
    <>
      {row.what}
      {row.who !== null && <span className="quiet">（{row.who}）</span>}
    </>
  );
}

function Due({ row, now }: { readonly row: OverviewLine; readonly now: string }) {
  if (row.dueAt === null) return <span className="quiet">暂无时限</span>;
  return (
    <span className={`due due-${row.left}`}>
      <strong>{leftWords(row.dueAt, now)}</strong>
      <span className="due-at">
        {showTime(row.dueAt)}
        {row.provisional && '（暂按周一至周五推算）'}
      </span>
    </span>
  );
}
