import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';
import type { LedgerRow } from './row.js';

/** What a cell holds; how it is written is the file format's business. Width in characters of a sheet. */
export type Column = { readonly heading: string; readonly width: number } & (
  | { readonly holds: 'text'; readonly value: (row: LedgerRow) => string; readonly wraps?: true }
  | { readonly holds: 'count'; readonly value: (row: LedgerRow) => number }
  | { readonly holds: 'money'; readonly value: (row: LedgerRow) => Fen | null }
  | { readonly holds: 'day' | 'time'; readonly value: (row: LedgerRow) => Instant | null }
);

/** The columns of the complaint record form (LF-R2) and of the complaint ledger (JK-R2), each once, in this order. */
export const COLUMNS: readonly Column[] = [
  { heading: '编号', width: 20, holds: 'text', value: (row) => row.number },
  { heading: '日期', width: 12, holds: 'day', value: (row) => row.receivedAt },
  { heading: '登记时间', width: 17, holds: 'time', value: (row) => row.registeredAt },
  { heading: '登记人', width: 10, holds: 'text', value: (row) => row.registeredBy },
  { heading: '来访/来电方式', width: 14, holds: 'text', value: (row) => row.doors },
  { heading: '外部工单号', width: 18, holds: 'text', value: (row) => row.outsideNumber },
  { heading: '外部时限', width: 17, holds: 'time', value: (row) => row.outsideDueAt },
  { heading: '性质', width: 8, holds: 'text', value: (row) => row.kind },
  { heading: '类别', width: 12, holds: 'text', value: (row) => row.category },
  { heading: '级别', width: 8, holds: 'text', value: (row) => row.level },
  { heading: '级别依据', width: 30, holds: 'text', value: (row) => row.levelBasis, wraps: true },
  { heading: '项目', width: 16, holds: 'text', value: (row) => row.project },
  { heading: '房号', width: 14, holds: 'text', value: (row) => row.rooms },
  { heading: '业主姓名', width: 10, holds: 'text', value: (row) => row.customer },
  { heading: '联系电话', width: 14, holds: 'text', value: (row) => row.phone },
  { heading: '投诉内容', width: 40, holds: 'text', value: (row) => row.content, wraps: true },
  { heading: '户数', width: 8, holds: 'count', value: (row) => row.households },
  { heading: '诉求金额(元)', width: 14, holds: 'money', value: (row) => row.claimedAmount },
  { heading: '拟赔付金额(元)', width: 15, holds: 'money', value: (row) => row.proposedAmount },
  { heading: '批准金额(元)', width: 14, holds: 'money', value: (row) => row.approvedAmount },
  { heading: '已付金额(元)', width: 14, holds: 'money', value: (row) => row.paidAmount },
  { heading: '受理人', width: 10, holds: 'text', value: (row) => row.handler },
  { heading: '首次联系时间', width: 17, holds: 'time', value: (row) => row.contactedAt },
  { heading: '处理经过', width: 60, holds: 'text', value: (row) => row.course, wraps: true },
  { heading: '处理结果', width: 30, holds: 'text', value: (row) => row.result, wraps: true },
  { heading: '处理完毕时间', width: 17, holds: 'time', value: (row) => row.handledAt },
  { heading: '回访时间', width: 17, holds: 'time', value: (row) => row.visitedAt },
  { heading: '回访结果', width: 10, holds: 'text', value: (row) => row.visitResult },
  { heading: '客户评价', width: 10, holds: 'text', value: (row) => row.rating },
  { heading: '不满意次数', width: 11, holds: 'count', value: (row) => row.dissatisfiedTimes },
  { heading: '超时次数', width: 9, holds: 'count', value: (row) => row.overdueTimes },
  { heading: '超时事项', width: 24, holds: 'text', value: (row) => row.overdueItems, wraps: true },
  { heading: '是否升级', width: 24, holds: 'text', value: (row) => row.raised, wraps: true },
  { heading: '标记', width: 24, holds: 'text', value: (row) => row.marks, wraps: true },
  { heading: '关联投诉', width: 28, holds: 'text', value: (row) => row.related, wraps: true },
  { heading: '状态', width: 16, holds: 'text', value: (row) => row.state },
  { heading: '结案时间', width: 17, holds: 'time', value: (row) => row.closedAt },
];
