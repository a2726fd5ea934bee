/** 待核 (registered unconfirmed) | 已登记 | 处理中 | 已处理 | 已结案 | 无效 | 已并入 (closed into an earlier case of the same customer). */
export type CaseState = 'unverified' | 'registered' | 'handling' | 'handled' | 'closed' | 'invalid' | 'merged';

export const STATE_NAMES: Readonly<Record<CaseState, string>> = {
  unverified: '待核',
  registered: '已登记',
  handling: '处理中',
  handled: '已处理,待回访',
  closed: '已结案',
  invalid: '无效',
  merged: '已并入',
};
