import type { Case } from '../../cases/index.js';
import type { Pack } from '../../policy/index.js';
import type { CardFact } from '../../terms/card.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { OUTSIDE_NAMES } from '../../terms/outside.js';

/** Until when the book wants the case handled. */
function bookEnd(one: Case, pack: Pack): Instant {
  const ends = one.decision.clocks.filter((plan) => pack.clocks[plan.name]?.metBy === 'handled').map((plan) => plan.dueAt ?? Infinity);
  return Math.min(Infinity, ...ends);
}

/** The earlier of the outside and the book's deadline governs. */
export const outsideGoverns = (one: Case, pack: Pack): boolean => {
  const dueAt = one.handling.outside?.dueAt ?? null;
  return dueAt !== null && dueAt < bookEnd(one, pack);
};

/** For those who need it: who passed it on, under which number, and until when he wants the answer. */
export function outsideFacts(one: Case, pack: Pack): readonly CardFact[] {
  const { outside } = one.handling;
  if (outside === null) return [];
  const governs = outsideGoverns(one, pack) ? '(早于本单时限,以此为准)' : '';
  return [
    { label: '外部来件', value: OUTSIDE_NAMES[outside.body] },
    { label: '外部工单号', value: outside.number ?? '待补' },
    { label: '外部时限', value: outside.dueAt === null ? '待补' : `${showInstant(outside.dueAt)}前回复${governs}` },
  ];
}

/** Asked of the handler in private, where the report left it open. */
export function outsideWanted(one: Case): string {
  const { outside } = one.handling;
  if (outside === null || (outside.number !== null && outside.dueAt !== null)) return '';
  const missing = [...(outside.number === null ? ['工单号'] : []), ...(outside.dueAt === null ? ['回复时限'] : [])].join('和');
  return `这件由${OUTSIDE_NAMES[outside.body]}转来,还缺${missing},请补:${one.number} ${OUTSIDE_NAMES[outside.body].split('/')[0] ?? ''}工单号…,…前回复。`;
}
