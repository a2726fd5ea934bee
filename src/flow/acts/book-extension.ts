import type { Case, GrantedExtension } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import { spanEnd, withProvisionalYears, type ClockDuty, type ExtensionRow, type Pack, type SpanEnd } from '../../policy/index.js';
import type { CardFact } from '../../terms/card.js';
import type { CaseEvent } from '../../terms/complaint.js';
import type { ClockPlan } from '../../terms/decision.js';
import { showInstant } from '../../terms/instants.js';
import { personName, type Scene } from '../scene.js';
import { packOf } from './judging.js';

/*
 * An extension of the book's own (JK-D4): granted, the clock goes on under another rule (JK-D7), counted from where it began.
 * Not granted, nothing of this holds and the clock runs on.
 */

/** The book's extension, where this clock is the one it speaks of. */
export function bookExtension(scene: Scene, one: Case, clockName: string | null): ExtensionRow | null {
  const { extension } = packOf(scene, one);
  return extension !== null && extension.clock === clockName ? extension : null;
}

/** Until when the book's extension would give, from the clock's own start. */
export function extensionEnd(scene: Scene, row: ExtensionRow, clock: Pick<Clock, 'startedAt'>): SpanEnd | null {
  const end = spanEnd(row.newSpan, clock.startedAt, withProvisionalYears(scene.company.calendar));
  return end.ok ? end.value : null;
}

/** What was granted before the case was opened again went with the work it was for. */
const grantedFor = ({ handling }: Case, row: ExtensionRow | null): GrantedExtension | undefined =>
  row === null ? undefined : handling.extensions.find((granted) => granted.ofBook && granted.clock === row.clock && granted.at >= (handling.reopenedAt ?? 0));

/** What the clock is asked for once its extension is granted. */
export function extendedPlan(scene: Scene, one: Case, plan: ClockPlan): ClockPlan {
  const row = bookExtension(scene, one, plan.name);
  if (row === null || plan.dueAt === null || grantedFor(one, row) === undefined) return plan;
  const { happened, receivedAt } = one.facts;
  const startedAt = (plan.startsOn === 'reopened' ? one.handling.reopenedAt : happened[plan.startsOn as CaseEvent]) ?? receivedAt;
  const end = extensionEnd(scene, row, { startedAt });
  return end === null ? plan : { ...plan, rule: row.newRule, ...end };
}

export function extendedDuty(one: Case, pack: Pack, duty: ClockDuty): ClockDuty {
  const row = pack.extension;
  if (row?.clock !== duty.name || grantedFor(one, row) === undefined) return duty;
  return { ...duty, rule: row.newRule, unit: row.newSpan.unit };
}

/** For the return visit, which states the cause of what took longer. */
export const extensionCauses = (scene: Scene, one: Case): readonly CardFact[] =>
  one.handling.extensions.map((granted) => ({
    label: '延期原因',
    value: `${granted.reason}(${packOf(scene, one).clocks[granted.clock]?.label ?? ''}延到${showInstant(granted.until)},${personName(scene, granted.by)}同意)`,
  }));
