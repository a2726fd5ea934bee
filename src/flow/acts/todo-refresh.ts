import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import type { NudgeLine } from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { cardKey, changeCards, channelOf, type Scene } from '../scene.js';
import { allDone, todoCard, wordsOfTodo } from './todo-card.js';
import { askedNow, endOf, NOTHING, todosOf } from './todo-lines.js';
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
  await redrawTodos(scene, [...new Set(others.map((line) => line.personId))]);
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
  recallSent(scene, inWords);
}

/** What has gone out in words is taken back where the platform can; elsewhere it stays. */
function recallSent(scene: Scene, lines: readonly NudgeLine[]): void {
  const { now, machineNow, trace } = scene;
  const recallable = lines.filter(({ personId }) => scene.house.recallsTexts(channelOf(scene, personId)));
  if (recallable.length === 0) return;
  for (const { personId } of recallable) scene.leaves.add(channelOf(scene, personId));
  const keys = [...new Set(recallable.map(({ messageKey }) => messageKey))];
  awaitAtCommit(scene.tx, messages.recallNudges(scene.tx, { companyId: scene.company.head.id, keys, now, machineNow, trace }));
}

/** People's living cards as things stand; nothing where somebody has none. */
export async function redrawTodos(scene: Scene, people: readonly string[]): Promise<void> {
  const { id: companyId } = scene.company.head;
  const [living, todos] = await Promise.all([messages.lockTodoCards(scene.tx, companyId, people), todosOf(scene, people)]);
  const cards = [...living].map(([personId, cardId]) => ({ personId, cardId, todo: todos.get(personId) ?? NOTHING }));
  const done = cards.filter(({ todo }) => todo.count === 0);
  const unsent = await messages.takeBack(scene.tx, companyId, done.map(({ cardId }) => cardKey(cardId)), scene.now);
  await changeCards(scene, [
    ...cards
      .filter(({ todo }) => todo.count > 0)
      .map(({ personId, cardId, todo }) => ({ cardId, card: todoCard(scene, personId, todo), summary: wordsOfTodo(todo) })),
    ...done.filter(({ cardId }) => !unsent.has(cardKey(cardId))).map(({ cardId }) => ({ cardId, card: allDone(), summary: '' })),
  ]);
  awaitAtCommit(scene.tx, messages.setTodoCards(scene.tx, companyId, done.map(({ personId }) => ({ personId, cardId: null }))));
}
