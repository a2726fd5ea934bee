import type { Case, CaseMark, Entry } from '../../cases/index.js';
import { isOpen } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import { HANDLER_SUPERIOR, handlerFor, marksBorne, marksFor, type MarkRow } from '../../policy/index.js';
import type { CardFact } from '../../terms/card.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { addToNotice, answerable, personName, projectName, tell, type Scene } from '../scene.js';
import { packOf } from './judging.js';
import { holderUp } from './ladder.js';
import { notBefore } from './missed.js';

/*
 * Marks of the book (JK-D10 超时, JK-D11 升级): put on the case and its ledger, told to whom the book names, each cause once. The
 * level stays.
 */

interface Cause {
  /** Each cause marks once. */
  readonly cause: string;
  readonly why: string;
  /** What was missed, where that is the cause. */
  readonly clock?: string | null;
}

export const idleCause = (row: MarkRow, since: Instant): string => `${row.name}:${since}`;

/** Puts on the case what its facts and its missed deadlines now call for. */
export function bearMarks(scene: Scene, one: Case, missed: readonly Clock[], lines: Entry[]): Case {
  const pack = packOf(scene, one);
  const rows = marksFor(pack, one.doors);
  if (rows.length === 0 || one.state === 'invalid') return one;
  const verdict = { level: one.level, rules: one.decision.levelRules };
  const borne = marksBorne(pack, rows, { facts: one.facts, verdict }).map((row) => ({ row, cause: row.name, why: pack.ruleTexts[row.rule] ?? '' }));
  const late = rows.flatMap((row) =>
    missed
      .filter((clock) => row.missed.includes(clock.name))
      .map((clock) => ({ row, cause: `${row.name}:${clock.id}`, why: `${clock.label}已过${showInstant(clock.dueAt)}`, clock: clock.label })),
  );
  return [...borne, ...late].reduce((marked, { row, ...cause }) => putMark(scene, marked, row, cause, lines), one);
}

/** The same case when it bears the mark for this cause already, or has ended. */
export function putMark(scene: Scene, one: Case, row: MarkRow, { cause, why, clock = null }: Cause, lines: Entry[]): Case {
  const { marks } = one.handling;
  if (!isOpen(one.state) || marks.some((mark) => mark.cause === cause)) return one;
  const mark: CaseMark = { cause, mark: row.mark, rule: row.rule, why, at: scene.now };
  lines.push({ at: scene.now, actor: 'bot', kind: 'mark-set', payload: { mark: row.mark, rule: row.rule, cause, why, clock } });
  tellMark(scene, one, row, why);
  return { ...one, handling: { ...one.handling, marks: [...marks, mark] } };
}

function tellMark(scene: Scene, one: Case, row: MarkRow, why: string): void {
  const told = new Set(row.tells.map((role) => listener(scene, one, role)));
  const who = one.handlerId === null ? '' : `,受理人 ${personName(scene, one.handlerId)}`;
  const said = `标记为“${row.mark}”:${why}${who}。依据 ${row.rule}`;
  for (const personId of told) {
    if (personId === null || addToNotice(scene, personId, one.id, said)) continue;
    tell(scene, personId, { caseId: one.id, hold: { until: notBefore(scene, one, personId), about: 'notice' }, text: `【${row.mark}】${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${said}` });
  }
}

function listener(scene: Scene, one: Case, role: string): string | null {
  if (role !== HANDLER_SUPERIOR) return answerable(scene, role, one.projectId)?.id ?? null;
  const { role: handling } = handlerFor(packOf(scene, one), { ...one.facts, now: scene.now });
  return holderUp(scene, one, handling, one.handlerId)?.id ?? null;
}

export const markFact = (one: Case): CardFact[] => {
  const said = [...new Set(one.handling.marks.map(({ mark, rule }) => `${mark}(${rule})`))];
  return said.length === 0 ? [] : [{ label: '标记', value: said.join('、') }];
};
