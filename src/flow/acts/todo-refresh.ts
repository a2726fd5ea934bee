import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import type { NudgeLine } from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { cardKey, changeCard, channelOf, type Scene } from '../scene.js';
import { allDone, todoCard, wordsOfTodo } from './todo-card.js';
import { askedNow, endOf, nudged, todoOf } from './todo-lines.js';
import { snoozeSubject } from './todo-snooze.js';

/**
 * After anything that happened to a case: what its people were reminded of and is done disappears from their 待办 cards, from what is
 * still queued and from 稍后提醒, whoever did it, in the same transaction. A card on which nothing but the time left would read otherwise
 * is left alone: platforms count such changes.
 */
export function refreshTodo(scene: Scene, one: Case): void {
  scene.atEnd.set(`todo:${one.id}`, () => endDone(scene, one));
}

async function endDone(scene: Scene, one: Case): Promise<void> {
  const [open, all] = await Promise.all([messages.openLinesOfCase(scene.tx, one.id), clocks.clocksOf(scene.tx, one.id)]);
  if (open.length === 0) return;
  const asked = open.some(({ clockId }) => clockId === null) ? await askedNow(scene, one) : [];
  const clockOf = (line: NudgeLine): Clock | undefined => all.find(({ id }) => id === line.clockId);
  const ends = open.flatMap((line) => {
    const how = endOf(line, clockOf(line), asked);
    return how === null ? [] : [{ line, how }];
  });
  const others = scene.reworded.has(one.id) ? open : [...ends.map(({ line }) => line), ...open.filter((line) => isMoved(line, clockOf(line)))];
  if (others.length === 0) return;
  awaitAtCommit(scene.tx, messages.endLines(scene.tx, ends.map(({ line, how }) => ({ id: line.id, how })), scene.now));
  await takeBackQueued(scene, ends.map(({ line }) => line));
  for (const personId of [...new Set(others.map((line) => line.personId))].sort()) await redrawTodo(scene, personId);
}

/** Its clock has another due time than when he was reminded. */
const isMoved = (line: NudgeLine, clock: Clock | undefined): boolean => clock !== undefined && line.dueAt !== clock.dueAt;

async function takeBackQueued(scene: Scene, lines: readonly NudgeLine[]): Promise<void> {
  if (lines.length === 0) return;
  const { id: companyId } = scene.company.head;
  awaitAtCommit(scene.tx, clocks.withdrawTimers(scene.tx, { companyId, subject: lines.map(snoozeSubject), now: scene.now }));
  const inWords = lines.filter(({ personId }) => !scene.house.changesCards(channelOf(scene, personId)));
  for (const { clockId, caseId } of inWords) {
    await messages.withdrawNudges(scene.tx, clockId === null ? { companyId, caseId, now: scene.now } : { companyId, clockId, now: scene.now });
  }
}

/** A person's living card as things stand; nothing where he has none. */
export async function redrawTodo(scene: Scene, personId: string): Promise<void> {
  const who = nudged(scene, personId);
  const [cardId, todo] = await Promise.all([messages.lockTodoCard(scene.tx, who), todoOf(scene, personId)]);
  if (cardId === null) return;
  if (todo.count > 0) return changeCard(scene, cardId, todoCard(scene, personId, todo), wordsOfTodo(todo));
  const unsent = await messages.takeBack(scene.tx, { companyId: who.companyId, key: cardKey(cardId), now: scene.now });
  if (!unsent) await changeCard(scene, cardId, allDone(), '');
  awaitAtCommit(scene.tx, messages.setTodoCard(scene.tx, who, null));
}
