import * as cases from '../../cases/index.js';
import * as intake from '../../intake/index.js';
import type { Command, CommandName, Conversation } from '../../intake/index.js';
import type { Scene } from '../scene.js';
import type { Place } from './registration.js';

/** Commands about nobody's case in particular need no number. */
const ABOUT_NO_CASE: readonly CommandName[] = ['rule-question', 'help', 'my-tasks', 'my-approvals', 'due-today', 'overdue-this-week', 'who-has-most', 'ledger', 'batch-agree', 'delegate', 'cancel-delegation', 'hand-over', 'snooze', 'why-nudged', 'duty-roster', 'set-duty'];
/** Looking at the wrong one does no harm: the one spoken about last is shown. */
const HARMLESS: readonly CommandName[] = ['query', 'approval-form', 'evidence-pack', 'speech', 'similar-cases'];
const MOST_CASES = 20;
/** More make no list that is read. */
const MOST_ASKED = 5;

const NOT_HIS = '您手上没有这个房号的在办单子,请带上编号再说一次。发“我的待办”可以看编号。';

export type Meant =
  /** Null: nothing was said of one; the only open case of the person is taken, or he is asked for the number. */
  | { readonly kind: 'case'; readonly number: string | null }
  | { readonly kind: 'unclear'; readonly asks: string; readonly cases: readonly intake.KnownCase[] };

/** Which case an act without a number is about; where it cannot be told, the person is asked and nothing is done. */
export async function caseMeant(scene: Scene, place: Place, command: Command, conversation: Conversation): Promise<Meant> {
  if (command.number !== null) return { kind: 'case', number: command.number };
  if (ABOUT_NO_CASE.includes(command.name) || command.card !== undefined) return { kind: 'case', number: null };
  const last: Meant = { kind: 'case', number: conversation.lastNumber };
  const named = command.room !== undefined || command.about !== undefined;
  if (!named && (conversation.recent.length < 2 || HARMLESS.includes(command.name))) return last;
  const mine = await cases.openCasesOf(scene.tx, scene.company.head.id, place.personId, MOST_CASES);
  const spoken = conversation.lastNumber === null || mine.some((one) => one.number === conversation.lastNumber) ? null : await cases.lockCaseByNumber(scene.tx, scene.company.head.id, conversation.lastNumber);
  const known = [...mine, ...(spoken === null ? [] : [spoken])].map((one): intake.KnownCase => ({ number: one.number, rooms: one.rooms, subject: one.subject, customer: one.customerName }));
  const [first, ...others] = intake.casesMeant(command, conversation, known, scene.now);
  if (first === undefined) return command.room === undefined ? last : { kind: 'unclear', asks: NOT_HIS, cases: [] };
  if (others.length === 0) return { kind: 'case', number: first.number };
  const asked = [first, ...others].sort((a, b) => (a.number < b.number ? -1 : 1)).slice(0, MOST_ASKED);
  return { kind: 'unclear', asks: intake.whichCase(asked, place.inGroup), cases: asked };
}
