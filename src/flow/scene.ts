import type { Tx } from '../platform/database/transaction.js';
import type { Card } from '../terms/card.js';
import type { Instant } from '../terms/instants.js';
import type { Role } from '../terms/decision.js';
import * as directory from '../directory/index.js';
import * as messages from '../messages/index.js';
import { companyAt, type Company, type House } from './house.js';

/**
 * One story's transaction: what it may read, and what it will say. Everything said is gathered and written with a few
 * statements at the end, in the order it was said.
 */
export interface Scene {
  readonly tx: Tx;
  readonly house: House;
  readonly company: Company;
  readonly now: Instant;
  readonly machineNow: Instant;
  readonly trace: string;
  readonly texts: messages.NewText[];
  readonly cards: messages.NewCard[];
  readonly alerts: messages.Alert[];
}

export async function openScene(house: House, tx: Tx, companyId: string, trace: string): Promise<Scene> {
  const machineNow = house.machine.now();
  const company = await companyAt(house, tx, companyId, machineNow);
  return { tx, house, company, now: company.now, machineNow, trace, texts: [], cards: [], alerts: [] };
}

/** Writes what was said in the story; the last thing a story does before its commit. */
export async function closeScene(scene: Scene): Promise<void> {
  await messages.postCards(scene.tx, scene.cards);
  await messages.say(scene.tx, scene.texts);
  await messages.raiseAlerts(scene.tx, scene.alerts);
}

/** Which copy of a card is drawn. */
export interface Copy {
  readonly cardId: string;
  readonly chatId: string;
}

interface Words {
  readonly chatId: string;
  readonly text: string;
  readonly to?: string | null;
  readonly caseId?: string | null;
  readonly clockId?: string | null;
  readonly parts?: readonly messages.NudgePart[];
}

const base = (scene: Scene) => ({
  companyId: scene.company.head.id,
  channel: scene.company.head.channel,
  now: scene.now,
  machineNow: scene.machineNow,
  trace: scene.trace,
});

function text(scene: Scene, kind: messages.NewText['kind'], words: Words): void {
  scene.texts.push({
    ...base(scene),
    kind,
    chatId: words.chatId,
    to: words.to ?? null,
    text: words.text,
    caseId: words.caseId ?? null,
    clockId: words.clockId ?? null,
    ...(words.parts === undefined ? {} : { parts: words.parts }),
    dedupeKey: `${scene.trace}:${scene.texts.length}`,
  });
}

/** The bot's answer in the chat it was spoken to in. */
export const answer = (scene: Scene, words: Words): void => text(scene, 'text', words);

/** Something a person must know at once; no nudge, so it is never merged or held back. */
export const tell = (scene: Scene, personId: string, words: Omit<Words, 'chatId'>): void =>
  text(scene, 'notice', { ...words, chatId: personId, to: personId });

export const nudge = (scene: Scene, personId: string, words: Omit<Words, 'chatId'>): void =>
  text(scene, 'nudge', { ...words, chatId: personId, to: personId });

export interface CardPlace {
  readonly chatId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly caseId?: string | null;
  readonly card: Card;
}

/** Posts a card and returns its id. */
export function showCard(scene: Scene, place: CardPlace): string {
  const cardId = scene.house.ids.uuid();
  scene.cards.push({
    ...base(scene),
    cardId,
    chatId: place.chatId,
    subjectKind: place.subjectKind,
    subjectId: place.subjectId,
    caseId: place.caseId ?? null,
    card: place.card,
    dedupeKey: `card:${cardId}`,
  });
  return cardId;
}

/** Draws every posted card of a subject anew; cards not yet written in this story are changed in place. */
export async function redrawCards(
  scene: Scene,
  subjectKind: string,
  subjectId: string,
  redraw: (card: Card, copy: Copy) => Card,
): Promise<void> {
  for (const [index, one] of scene.cards.entries()) {
    if (one.subjectKind === subjectKind && one.subjectId === subjectId) {
      scene.cards[index] = { ...one, card: redraw(one.card, { cardId: one.cardId, chatId: one.chatId }) };
    }
  }
  await messages.changeCardsOf(scene.tx, {
    ...base(scene),
    subjectKind,
    subjectId,
    redraw: (row) => redraw(row.wanted, { cardId: row.id, chatId: row.chatId }),
  });
}

export const roleName = (scene: Scene, role: Role): string => scene.company.pack.roles[role]?.name ?? role;

export const personName = (scene: Scene, id: string): string => directory.nameOf(scene.company.people, id);

/** The person to answer for a role on a project, a superior's holder when nobody holds it, else null. */
export function answerable(scene: Scene, role: Role, projectId: string | null): directory.Person | null {
  const found = directory.answerableFor(
    scene.company.people,
    role,
    projectId,
    (one) => scene.company.pack.roles[one]?.superior ?? null,
  );
  return found?.person ?? null;
}

export const projectName = (scene: Scene, projectId: string | null): string =>
  directory.projectById(scene.company.people, projectId)?.name ?? '项目待补';
