import { LEVEL_NAMES, type Level } from '../../../src/terms/complaint.js';
import type { OverviewSort, TimeLeft } from '../../../src/terms/overview.js';

export const TIME_LEFT_NAMES: Readonly<Record<TimeLeft, string>> = {
  overdue: '已超时',
  hours: '不足 4 小时',
  today: '今天到期',
  week: '本周到期',
  later: '以后到期',
  none: '暂无时限',
};

export const SORT_NAMES: Readonly<Record<OverviewSort, string>> = {
  due: '到期时间',
  number: '编号',
  project: '项目',
  level: '级别',
  handler: '受理人',
  registered: '登记时间',
};

export const LEVELS: readonly { readonly value: Level; readonly label: string }[] = (['need', 'general', 'important', 'major'] as const).map(
  (value) => ({ value, label: LEVEL_NAMES[value] }),
);

/** What a manager looks at; the service sorts, filters and pages. */
export interface View {
  readonly project: string | null;
  readonly level: Level | null;
  readonly handler: string | null;
  readonly left: TimeLeft | null;
  readonly sort: OverviewSort;
  readonly order: 'asc' | 'desc';
  readonly page: number;
}

export const PAGE_SIZE = 20;
export const FIRST_VIEW: View = { project: null, level: null, handler: null, left: null, sort: 'due', order: 'asc', page: 1 };

export const isFiltered = ({ project, level, handler, left }: View): boolean => [project, level, handler, left].some((one) => one !== null);

/** The query of `GET /api/overview`. */
export function searchOf(view: View, as: string): string {
  const { page, sort, order, ...filters } = view;
  const chosen = Object.entries(filters).flatMap(([key, value]) => (value === null ? [] : [[key, value] as [string, string]]));
  return new URLSearchParams([['as', as], ...chosen, ['sort', sort], ['order', order], ['page', String(page)], ['size', String(PAGE_SIZE)]]).toString();
}
