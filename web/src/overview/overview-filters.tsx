import { Button, Checkbox, Select } from 'antd';
import { OVERVIEW_SORTS, type Overview, type OverviewSort } from '../../../src/terms/overview.js';
import { FIRST_VIEW, isFiltered, LEVELS, SORT_NAMES, type View } from './overview-data.js';

interface OverviewFiltersProps {
  readonly view: View;
  readonly overview: Overview;
  /** Where there are no column heads to sort by. */
  readonly sortable: boolean;
  readonly onView: (view: View) => void;
}

const SORTS = OVERVIEW_SORTS.map((value) => ({ value, label: `按${SORT_NAMES[value]}` }));

export function OverviewFilters({ view, overview, sortable, onView }: OverviewFiltersProps) {
  const choose = (part: Partial<View>): void => onView({ ...view, ...part, page: 1 });
  return (
    <div className="overview-filters" role="group" aria-label="筛选">
      <Select
        aria-label="项目"
        placeholder="全部项目"
        data-testid="filter-project"
        allowClear
        virtual={false}
        value={view.project}
        options={overview.projects.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(project: string | undefined) => choose({ project: project ?? null })}
      />
      <Select
        aria-label="级别"
        placeholder="全部级别"
        data-testid="filter-level"
        allowClear
        virtual={false}
        value={view.level}
        options={[...LEVELS]}
        onChange={(level: View['level'] | undefined) => choose({ level: level ?? null })}
      />
      <Select
        aria-label="受理人"
        placeholder="全部受理人"
        data-testid="filter-handler"
        allowClear
        virtual={false}
        popupMatchSelectWidth={220}
        value={view.handler}
        options={overview.handlers.map(({ id, name, open, overdue }) => ({ value: id, label: `${name}（${open} 件${overdue > 0 ? `，超时 ${overdue}` : ''}）` }))}
        onChange={(handler: string | undefined) => choose({ handler: handler ?? null })}
      />
      {sortable && (
        <Select aria-label="排序" data-testid="sort" virtual={false} value={view.sort} options={SORTS} onChange={(sort: OverviewSort) => choose({ sort, order: 'asc' })} />
      )}
      <Checkbox data-testid="filter-overdue" checked={view.left === 'overdue'} onChange={({ target }) => choose({ left: target.checked ? 'overdue' : null })}>
        只看超时
      </Checkbox>
      {isFiltered(view) && (
        <Button type="link" data-testid="filter-clear" onClick={() => onView({ ...FIRST_VIEW, sort: view.sort, order: view.order })}>
          清除筛选
        </Button>
      )}
    </div>
  );
}
