import type { Case } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import type { NudgeLine, NudgePart } from '../../messages/index.js';
import { HOUR, MINUTE, showInstant, type Instant } from '../../terms/instants.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import type { Scene } from '../scene.js';
import { approvalNudgeOf, type LimitTimer } from './approval-nudge.js';
import { responsibleFor } from './ladder.js';
import { reminderOf } from './nudge-words.js';
import { quietUntil } from './off-hours.js';
import { askedNow, dueOf, withMatters, type TodoLine } from './todo-lines.js';

/** The timer that ends a 稍后提醒. */
export const SNOOZED = 'nudge-snoozed';
const LONGEST = 2 * HOUR;
const MOST = 100;
/** No timer has this id. */
const NONE = '00000000-0000-0000-0000-000000000000';

export const snoozeSubject = ({ personId, clockId, caseId }: Pick<NudgeLine, 'personId' | 'clockId' | 'caseId'>): string =>
  `snooze:${personId}:${clockId ?? caseId ?? ''}`;

/** 稍后提醒 for some of what waits for a person, kept out of his quiet hours; what would pass its due time stays as it is, and is said. */
export async function snoozeTodo(scene: Scene, personId: string, lines: readonly NudgeLine[], span: number): Promise<Outcome<string>> {
  if (lines.length === 0) return refuse('nothing-waits', '您现在没有待办提醒。');
  if (span < MINUTE || span > LONGEST) return refuse('snooze-too-long', '最多推后 2 小时,例如:稍后提醒 30分钟、稍后提醒 1小时。');
  await lockCases(scene, lines);
  const asked = scene.now + span;
  const all = (await withMatters(scene, lines)).map((about) => ({ about, until: quietUntil(scene, about.case, personId, asked) ?? asked }));
  const fitting = all.filter(({ about, until }) => until < dueOf(about));
  const short = all.filter((one) => !fitting.includes(one)).map(({ about }) => latestWords(scene, personId, about));
  if (fitting.length === 0) return refuse('snooze-past-due', short.join('\n'));
  const said: string[] = [];
  for (const until of [...new Set(fitting.map((one) => one.until))].sort((a, b) => a - b)) {
    const then = fitting.filter((one) => one.until === until).map(({ about }) => about);
    for (const about of then) await putOffLine(scene, personId, about, until);
    await messages.snoozeLines(scene.tx, then.map(({ line }) => line.id), until);
    said.push(`好的,${showInstant(until)}再提醒您:${then.map(({ case: { number } }) => number).join('、')}。${until > asked ? '(夜间免打扰)' : ''}`);
  }
  return accept([...said, ...short].join('\n'));
}

/** In one order, so that two of them do not wait for each other. */
async function lockCases(scene: Scene, lines: readonly NudgeLine[]): Promise<void> {
  for (const caseId of [...new Set(lines.flatMap((line) => line.caseId ?? []))].sort()) await cases.lockCase(scene.tx, caseId);
}

function latestWords(scene: Scene, personId: string, one: TodoLine): string {
  const due = dueOf(one);
  const latest = Math.floor((due - 1) / MINUTE) * MINUTE;
  const { number } = one.case;
  if (due <= scene.now) return `${number} 已超时,不能再推后,请马上处理。`;
  if (latest <= scene.now) return `${number} 就要到期(${showInstant(due)}),不能再推后。`;
  if (quietUntil(scene, one.case, personId, latest) !== null) return `${number} ${showInstant(due)}到期,此前是夜间免打扰时段,不能推后,请现在处理。`;
  return `${number} ${showInstant(due)}到期,最晚可推后到${showInstant(latest)},请选短一点的时间。`;
}

/** What would remind him before then comes with it. */
async function putOffLine(scene: Scene, personId: string, { line, case: one, clock }: TodoLine, until: Instant): Promise<void> {
  const { id: companyId } = scene.company.head;
  const subject = snoozeSubject(line);
  for (const former of await clocks.timersWaiting(scene.tx, companyId, subject)) await clocks.withdrawTimer(scene.tx, former.id, scene.now, until);
  if (clock === null) await quietApproval(scene, personId, one.id, until);
  else if (responsibleFor(scene, one, clock.responsible)?.id === personId) {
    await clocks.moveNudges(scene.tx, { companyId, clockId: clock.id, until, now: scene.now });
  }
  await clocks.scheduleTimer(scene.tx, { id: scene.house.ids.uuid(), companyId, kind: SNOOZED, subject, caseId: one.id, dueAt: until, payload: { lineId: line.id } });
}

/** An approval's nudge is for everyone who is asked: this one counts as told, the others hear it at its time. */
async function quietApproval(scene: Scene, personId: string, caseId: string, until: Instant): Promise<void> {
  const one = await cases.readCase(scene.tx, caseId);
  if (one === null) return;
  const window = { companyId: one.companyId, kinds: ['approval-nudge'], until, besides: NONE, limit: MOST, caseId: one.id };
  for (const timer of await clocks.takeTimersAhead(scene.tx, window)) {
    const asked = await approvalNudgeOf(scene, one, timer);
    if (asked?.people.includes(personId) !== true) continue;
    await clocks.withdrawTimer(scene.tx, timer.id, scene.now, until);
    if (asked.people.length === 1) continue;
    const { told = [] } = timer.payload as unknown as LimitTimer;
    await clocks.scheduleTimer(scene.tx, { ...timer, payload: { ...timer.payload, told: [...told, personId] } });
  }
}

/** What is said when a 稍后提醒 is over, and to whom; null when it is done by then, or its time has run out. */
export async function snoozedPart(scene: Scene, timer: Timer, one: Case): Promise<{ readonly personId: string; readonly part: NudgePart } | null> {
  const line = await messages.lineById(scene.tx, String(timer.payload['lineId']));
  if (line === null) return null;
  const part = { caseId: one.id, clockId: line.clockId, dueAt: line.dueAt };
  if (line.clockId === null) {
    const waits = (await askedNow(scene, one)).includes(line.personId);
    return waits ? { personId: line.personId, part: { ...part, text: line.text } } : null;
  }
  const clock = await clocks.clockById(scene.tx, line.clockId);
  if (clock?.state !== 'running' || clock.dueAt <= scene.now) return null;
  return { personId: line.personId, part: { ...part, dueAt: clock.dueAt, text: reminderOf(scene, one, clock) } };
}
