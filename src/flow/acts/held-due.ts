import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, Timer } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import { showInstant } from '../../terms/instants.js';
import { caughtUpAt, heldSubject, LATE, type HeldItem } from '../held-back.js';
import { tell, type Scene } from '../scene.js';
import { reminderOf } from './nudge-words.js';
import { askedNow } from './todo-lines.js';

/** More than these are counted only. */
const SHOWN = 10;

/** What was held back for a person is said, in one message, as it stands now. Ends the timer. */
export async function heldDue(scene: Scene, timer: Timer): Promise<void> {
  const personId = timer.subject.slice(heldSubject('').length);
  const items = itemsOf(timer);
  const down = items.some((item) => item.down);
  if (down && (await isCatchingUp(scene))) return putOff(scene, timer, items);
  const rows = [timer, ...(await othersOf(scene, timer))];
  for (const row of rows) clocks.endTimer(scene.tx, row.id, scene.now);
  const all = rows.flatMap(itemsOf).sort((a, b) => a.at - b.at);
  const texts = await Promise.all(all.map((item) => textNow(scene, personId, item)));
  const said = [...new Set(texts.filter((text) => text !== null))];
  if (said.length > 0) tell(scene, personId, { ...aboutOne(all), text: all.some((item) => item.down) ? caughtUp(said) : messages.mergeNudges(said) });
}

const itemsOf = (timer: Timer): readonly HeldItem[] => timer.payload['items'] as readonly HeldItem[];

/** The case and clock of a message about one thing. */
function aboutOne(items: readonly HeldItem[]): { readonly caseId?: string; readonly clockId?: string } {
  const only = <T>(values: readonly (T | null)[]): T | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);
  const [caseId, clockId] = [only(items.map((item) => item.caseId)), only(items.map((item) => item.clockId))];
  return { ...(caseId === null ? {} : { caseId }), ...(clockId === null ? {} : { clockId }) };
}

/** Something else that fell due then has not been carried out: its news belong into the same message. */
const isCatchingUp = async (scene: Scene): Promise<boolean> =>
  !scene.company.head.clock.frozen && clocks.isCatchingUp(scene.tx, scene.company.head.id, scene.now - LATE);

async function putOff(scene: Scene, timer: Timer, items: readonly HeldItem[]): Promise<void> {
  const dueAt = caughtUpAt({ ...scene, now: scene.now + 1 });
  await clocks.withdrawTimer(scene.tx, timer.id, scene.now, dueAt);
  await clocks.holdUntil(scene.tx, { id: scene.house.ids.uuid(), companyId: timer.companyId, subject: timer.subject, dueAt, items });
}

/** What waits for the same person and is due by now, or is about to be. */
async function othersOf(scene: Scene, timer: Timer): Promise<readonly Timer[]> {
  const until = caughtUpAt({ ...scene, now: scene.now + 1 });
  const waiting = await clocks.timersWaiting(scene.tx, timer.companyId, timer.subject);
  const due = waiting.filter((one) => one.id !== timer.id && one.dueAt <= until);
  const taken = [];
  for (const one of due) taken.push(await clocks.takeTimer(scene.tx, one.id));
  return taken.filter((one) => one !== null);
}

function caughtUp(texts: readonly string[]): string {
  const lines = texts.slice(0, SHOWN).map((text, index) => `${index + 1}. ${text}`);
  const rest = texts.length > SHOWN ? [`另有 ${texts.length - SHOWN} 项,回复“我的待办”查看`] : [];
  return ['停机期间到期:', ...lines, ...rest].join('\n');
}

/** Null: it is not true any more, or nobody has to do anything about it. */
async function textNow(scene: Scene, personId: string, { about, text, caseId, clockId }: HeldItem): Promise<string | null> {
  const one = caseId === null ? null : ((await cases.readInShort(scene.tx, [caseId]))[0] ?? null);
  const clock = clockId === null ? null : await clocks.clockById(scene.tx, clockId);
  switch (about) {
    case 'notice':
      return text;
    case 'missed':
      return clock === null ? text : `${text}${sinceThen(clock)}`;
    case 'nudge':
      return one !== null && clock?.state === 'running' && clocks.isInTime(scene.now, clock.dueAt) ? reminderOf(scene, one, clock) : null;
    case 'rung':
      return clock !== null && clocks.isOpen(clock) ? text : null;
    case 'approval':
      return one !== null && (await askedNow(scene, one)).includes(personId) ? text : null;
  }
}

function sinceThen(clock: Clock): string {
  if (clock.doneAt !== null) return `(已于${showInstant(clock.doneAt)}补办)`;
  return clock.releasedAt === null ? '' : '(现已不必办理)';
}
