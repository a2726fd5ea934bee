/**
 * What the other case is to this one: `earlier` and `later` complaints of one customer on one matter, `into` which it was merged or
 * which was merged `from`, the `lead` of its group complaint (群诉) or a `member` of the group it leads.
 */
export type LinkKind = 'earlier' | 'later' | 'into' | 'from' | 'lead' | 'member';

export const LINK_NAMES: Readonly<Record<LinkKind, string>> = {
  earlier: '前次投诉',
  later: '再次投诉',
  into: '已并入',
  from: '并入本件',
  lead: '群诉主件',
  member: '群诉成员',
};
