import * as messages from '../../messages/index.js';
import type { NudgePart } from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { cardKey, changeCards, changePosted, channelOf, remind, showCard, type Scene } from '../scene.js';
import { mergedIntoNewer, TODO, todoCard, wordsOfTodo } from './todo-card.js';
import { NOTHING, todosOf, type Todo } from './todo-lines.js';

/** What one person is reminded of in one message. */
export interface Nudging {
  readonly personId: string;
  readonly parts: readonly NudgePart[];
}

interface Posting extends Nudging {
  /** The card that lives after it. */
  readonly cardId: string;
  /** The one that lived before, which collapses. */
  readonly former: string | null;
}

/**
 * Reminds people of one or several things, each in one message. Where cards can change it is his 待办 card: an updated card does not
 * ring, so a new one is posted, and the one before it collapses in place. Elsewhere it is a text.
 */
export async function nudge(scene: Scene, people: readonly Nudging[]): Promise<void> {
  const heard = people.filter(({ parts }) => parts.length > 0).map((one) => ({ ...one, parts: messages.urgentFirst(one.parts) }));
  const byCard = heard.filter(({ personId }) => scene.house.changesCards(channelOf(scene, personId)));
  for (const one of heard) if (!byCard.includes(one)) sayInWords(scene, one);
  if (byCard.length > 0) await postTodos(scene, byCard);
}

function sayInWords(scene: Scene, { personId, parts }: Nudging): void {
  const { caseId = null, clockId = null } = parts[0] ?? {};
  const text = messages.mergeNudges(parts.map((part) => part.text));
  const key = remind(scene, personId, { caseId, clockId, text, parts });
  awaitAtCommit(scene.tx, messages.writeLines(scene.tx, linesOf(scene, { personId, parts }, key)));
}

async function postTodos(scene: Scene, people: readonly Nudging[]): Promise<void> {
  const { id: companyId } = scene.company.head;
  const living = await messages.lockTodoCards(scene.tx, companyId, people.map(({ personId }) => personId));
  const postings = people.map((one): Posting => {
    const former = living.get(one.personId) ?? null;
    // What this story posts anyway says this too.
    if (former !== null && isBeingPosted(scene, former)) return { ...one, cardId: former, former: null };
    return { ...one, cardId: scene.house.ids.uuid(), former };
  });
  await collapse(scene, postings);
  awaitAtCommit(scene.tx, messages.writeLines(scene.tx, postings.flatMap((one) => linesOf(scene, one, cardKey(one.cardId)))));
  const todos = await todosOf(scene, people.map(({ personId }) => personId));
  for (const posting of postings) await post(scene, posting, todos.get(posting.personId) ?? NOTHING);
  awaitAtCommit(scene.tx, messages.setTodoCards(scene.tx, companyId, postings));
}

async function post(scene: Scene, { personId, cardId, parts }: Posting, todo: Todo): Promise<void> {
  const look = { cardId, card: todoCard(scene, personId, todo), summary: wordsOfTodo(todo) };
  if (isBeingPosted(scene, cardId)) return changeCards(scene, [look]);
  const { caseId = null } = parts[0] ?? {};
  const { card, summary } = look;
  showCard(scene, { cardId, chatId: personId, subjectKind: TODO, subjectId: personId, caseId, card, nudges: { summary } });
}

const isBeingPosted = (scene: Scene, cardId: string): boolean => scene.said.some((one) => one.form === 'card' && one.card.cardId === cardId);

/** One that has not gone out yet is taken back, and what it had to say goes out in the new one. */
async function collapse(scene: Scene, postings: readonly Posting[]): Promise<void> {
  const { id: companyId } = scene.company.head;
  const replaced = postings.flatMap(({ personId, cardId, former }) =>
    former === null ? [] : [{ personId, cardId: former, from: cardKey(former), to: cardKey(cardId) }],
  );
  const [back, rows] = await Promise.all([
    messages.takeBack(scene.tx, companyId, replaced.map(({ from }) => from), scene.now),
    messages.cardsByIds(scene.tx, replaced.map(({ cardId }) => cardId)),
  ]);
  awaitAtCommit(scene.tx, messages.carryOver(scene.tx, companyId, replaced.filter(({ from }) => back.has(from))));
  const gone = replaced.filter(({ from }) => !back.has(from));
  changePosted(scene, gone.map(({ cardId }) => ({ cardId, card: mergedIntoNewer(), summary: '' })), rows);
}

function linesOf(scene: Scene, { personId, parts }: Nudging, messageKey: string): readonly messages.NewLine[] {
  return parts.map((part, place) => ({
    companyId: scene.company.head.id,
    personId,
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
}
