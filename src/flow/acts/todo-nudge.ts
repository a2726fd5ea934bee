import * as messages from '../../messages/index.js';
import type { NudgePart } from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { cardKey, changeCard, channelOf, remind, showCard, type Scene } from '../scene.js';
import { mergedIntoNewer, TODO, todoCard, wordsOfTodo } from './todo-card.js';
import { nudged, todoOf } from './todo-lines.js';

/**
 * Reminds a person of one or several things, in one message. Where cards can change it is his 待办 card: an updated card does not
 * ring, so a new one is posted, and the one before it collapses in place. Elsewhere it is a text.
 */
export async function nudge(scene: Scene, personId: string, parts: readonly NudgePart[]): Promise<void> {
  const { changesCards } = scene.house;
  const first = parts[0];
  if (first === undefined) return;
  if (changesCards(channelOf(scene, personId))) return postTodo(scene, personId, parts);
  const text = messages.mergeNudges(parts.map((part) => part.text));
  const key = remind(scene, personId, { caseId: first.caseId, clockId: first.clockId, text, parts });
  keepLines(scene, personId, parts, key);
}

async function postTodo(scene: Scene, personId: string, parts: readonly NudgePart[]): Promise<void> {
  const former = await messages.lockTodoCard(scene.tx, nudged(scene, personId));
  if (former !== null && isBeingPosted(scene, former)) {
    keepLines(scene, personId, parts, cardKey(former));
    const todo = await todoOf(scene, personId);
    return changeCard(scene, former, todoCard(scene, personId, todo), wordsOfTodo(todo));
  }
  const cardId = scene.house.ids.uuid();
  if (former !== null) await collapse(scene, former, cardId);
  keepLines(scene, personId, parts, cardKey(cardId));
  const todo = await todoOf(scene, personId);
  showCard(scene, {
    cardId,
    chatId: personId,
    subjectKind: TODO,
    subjectId: personId,
    caseId: parts[0]?.caseId ?? null,
    card: todoCard(scene, personId, todo),
    nudges: { summary: wordsOfTodo(todo) },
  });
  awaitAtCommit(scene.tx, messages.setTodoCard(scene.tx, nudged(scene, personId), cardId));
}

const isBeingPosted = (scene: Scene, cardId: string): boolean => scene.said.some((one) => one.form === 'card' && one.card.cardId === cardId);

/** One that has not gone out yet is taken back, and what it had to say goes out in the new one. */
async function collapse(scene: Scene, former: string, next: string): Promise<void> {
  const { id: companyId } = scene.company.head;
  if (await messages.takeBack(scene.tx, { companyId, key: cardKey(former), now: scene.now })) {
    return messages.carryOver(scene.tx, companyId, cardKey(former), cardKey(next));
  }
  await changeCard(scene, former, mergedIntoNewer(), '');
}

function keepLines(scene: Scene, personId: string, parts: readonly NudgePart[], messageKey: string): void {
  const lines = parts.map((part, place) => ({
    ...nudged(scene, personId),
    id: scene.house.ids.uuid(),
    caseId: part.caseId,
    clockId: part.clockId,
    timerId: part.timerId ?? null,
    messageKey,
    place,
    text: part.text,
    dueAt: part.dueAt ?? null,
    toldAt: scene.now,
  }));
  awaitAtCommit(scene.tx, messages.writeLines(scene.tx, lines));
}
