import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import type { Card, CardState } from '../terms/card.js';
import type { Instant } from '../terms/instants.js';
import type { Role } from '../terms/decision.js';
import * as directory from '../directory/index.js';
import * as messages from '../messages/index.js';
import { holdBack, LATE, type Hold, type Said } from './held-back.js';
import { companyAt, type Company, type House } from './house.js';

/** Where the story's person spoke or tapped. */
export interface Heard {
  readonly channel: string;
  readonly chatId: string;
  readonly personId: string;
}

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
  /** When the timer at hand fell due, where that is long ago: the service was down, or a clock jumped. */
  readonly lateSince: Instant | null;
  /** He is answered where he spoke, though he may be reached on another platform as well; null where nobody did. */
  readonly heard: Heard | null;
  /** Texts and cards in the order they were said, which is the order they are read in. */
  readonly said: Said[];
  readonly alerts: messages.Alert[];
  /** Channels on which the story leaves something to send; sms is one of them. */
  readonly leaves: Set<string>;
  /** Posted cards that are to look otherwise; drawn with two statements at the end. */
  readonly redraws: messages.Redraw[];
  /** What is brought in line once the story has done everything else, by its name: the latest asks for all before it. */
  readonly atEnd: Map<string, () => Promise<void>>;
  /** Cases whose reminders read otherwise from this story on, though none of them has ended. */
  readonly reworded: Set<string>;
}

/** `dueAt`: of the timer the story carries out. */
export async function openScene(house: House, tx: Tx, companyId: string, trace: string, dueAt: Instant | null = null): Promise<Scene> {
  const machineNow = house.machine.now();
  const company = await companyAt(house, tx, companyId, machineNow);
  const lateSince = dueAt !== null && company.now - dueAt > LATE ? dueAt : null;
  return { tx, house, company, now: company.now, machineNow, trace, lateSince, heard: null, said: [], alerts: [], leaves: new Set(), redraws: [], atEnd: new Map(), reworded: new Set() };
}

/** Writes what was said in the story; the last thing a story does before its commit, which waits for it. */
export async function closeScene(scene: Scene): Promise<void> {
  for (const bringInLine of scene.atEnd.values()) await bringInLine();
  await drawAnew(scene);
  holdBack(scene);
  tellAlerts(scene);
  for (const one of scene.said) scene.leaves.add(one.form === 'card' ? one.card.channel : one.text.channel);
  for (const run of runsOf(scene.said)) {
    awaitAtCommit(scene.tx, messages.postCards(scene.tx, run.flatMap((one) => (one.form === 'card' ? [one.card] : []))));
    awaitAtCommit(scene.tx, messages.say(scene.tx, run.flatMap((one) => (one.form === 'text' ? [one.text] : []))));
  }
  awaitAtCommit(scene.tx, messages.raiseAlerts(scene.tx, scene.alerts));
}

/** Each alert is told once to the administrator, or where a company has none to the head of its projects. */
function tellAlerts(scene: Scene): void {
  if (scene.alerts.length === 0) return;
  const [administrator] = directory.holders(scene.company.people, 'administrator', null);
  const person = administrator ?? answerable(scene, scene.company.pack.duties.projectHead, null);
  if (person === null) return;
  for (const { kind, subject, text: words } of scene.alerts) {
    const told: messages.NewText = {
      ...base(scene, person.id),
      kind: 'notice',
      chatId: person.id,
      to: person.id,
      text: `【系统提醒】${words}`,
      caseId: null,
      clockId: null,
      dedupeKey: `alert:${kind}:${subject}`,
    };
    scene.said.push({ form: 'text', text: told });
  }
}

/** What follows one another in one form is written with one statement. */
function runsOf(said: readonly Said[]): readonly (readonly Said[])[] {
  const runs: Said[][] = [];
  for (const one of said) {
    const last = runs.at(-1);
    if (last?.[0]?.form === one.form) last.push(one);
    else runs.push([one]);
  }
  return runs;
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
  /** What need not be said now, until when, and what it is about then. */
  readonly hold?: Hold | undefined;
}

/** By which channel a chat is reached in this story. */
export function channelOf({ heard, company }: Scene, chatId: string): string {
  return heard !== null && (heard.chatId === chatId || heard.personId === chatId) ? heard.channel : directory.channelTo(company.people, chatId);
}

const moment = (scene: Scene) => ({
  companyId: scene.company.head.id,
  now: scene.now,
  machineNow: scene.machineNow,
  trace: scene.trace,
});

const base = (scene: Scene, chatId: string) => ({ ...moment(scene), channel: channelOf(scene, chatId) });

/** Returns the key it goes out under. */
function text(scene: Scene, kind: messages.NewText['kind'], words: Words): string {
  const said: messages.NewText = {
    ...base(scene, words.chatId),
    kind,
    chatId: words.chatId,
    to: words.to ?? null,
    text: words.text,
    caseId: words.caseId ?? null,
    clockId: words.clockId ?? null,
    ...(words.parts === undefined ? {} : { parts: words.parts }),
    dedupeKey: `${scene.trace}:${scene.said.length}`,
  };
  scene.said.push({ form: 'text', text: said, ...(words.hold === undefined ? {} : { hold: words.hold }) });
  return said.dedupeKey;
}

/** The bot's answer in the chat it was spoken to in. */
export const answer = (scene: Scene, words: Words): void => void text(scene, 'text', words);

/** Something a person must know at once; no nudge, so it is never merged or held back. */
export const tell = (scene: Scene, personId: string, words: Omit<Words, 'chatId'>): void =>
  void text(scene, 'notice', { ...words, chatId: personId, to: personId });

/** Adds to what this person is told of the case in this story anyway; false when he is told nothing yet. */
export function addToNotice(scene: Scene, personId: string, caseId: string, more: string): boolean {
  const at = scene.said.findIndex((one) => one.form === 'text' && one.text.kind === 'notice' && one.text.to === personId && one.text.caseId === caseId);
  const found = scene.said[at];
  if (found?.form !== 'text') return false;
  scene.said[at] = { ...found, text: { ...found.text, text: `${found.text.text}\n${more}` } };
  return true;
}

/** A nudge in words, where the channel's cards do not change (acts/todo-nudge.ts). Returns the key it goes out under. */
export const remind = (scene: Scene, personId: string, words: Omit<Words, 'chatId'>): string =>
  text(scene, 'nudge', { ...words, chatId: personId, to: personId });

export interface CardPlace {
  readonly chatId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly caseId?: string | null;
  readonly card: Card;
  /** Drawn by the caller where it has to be known before; else by this. */
  readonly cardId?: string;
  /** The card reminds; `summary` is what a notification shows of it. */
  readonly nudges?: { readonly summary: string };
}

/** The key under which a card's posting goes out. */
export const cardKey = (cardId: string): string => `card:${cardId}`;

/** Posts a card and returns its id. */
export function showCard(scene: Scene, place: CardPlace): string {
  const cardId = place.cardId ?? scene.house.ids.uuid();
  const card: messages.NewCard = {
    ...base(scene, place.chatId),
    cardId,
    chatId: place.chatId,
    subjectKind: place.subjectKind,
    subjectId: place.subjectId,
    caseId: place.caseId ?? null,
    card: place.card,
    ...(place.nudges === undefined ? {} : { nudges: true, summary: place.nudges.summary }),
    dedupeKey: cardKey(cardId),
  };
  scene.said.push({ form: 'card', card });
  return cardId;
}

/** Draws every posted card of a subject anew when the story ends; cards not yet written in this story are changed in place. */
export function redrawCards(scene: Scene, subjectKind: string, subjectId: string, redraw: (card: Card, copy: Copy) => Card): void {
  redrawSaid(scene, subjectKind, subjectId, redraw);
  scene.redraws.push({ subjectKind, subjectId, redraw: (row) => redraw(row.wanted, { cardId: row.id, chatId: row.chatId }) });
}

function redrawSaid(scene: Scene, subjectKind: string, subjectId: string, redraw: (card: Card, copy: Copy) => Card): void {
  for (const [index, one] of scene.said.entries()) {
    if (one.form !== 'card' || one.card.subjectKind !== subjectKind || one.card.subjectId !== subjectId) continue;
    const card = redraw(one.card.card, { cardId: one.card.cardId, chatId: one.card.chatId });
    scene.said[index] = { form: 'card', card: { ...one.card, card } };
  }
}

/**
 * As `redrawCards` for cards that only end, and that no other story holds: without reading them, at once. The cards of a
 * draft are such, since everybody who touches them has its conversation.
 */
export function endCards(scene: Scene, kinds: readonly string[], subjectId: string, state: CardState): void {
  const ended = (card: Card): Card => ({ ...card, state, buttons: [] });
  // Another look was asked for in this story, and is drawn at its end: this one has to come behind it.
  const behind = scene.redraws.some((one) => kinds.includes(one.subjectKind) && one.subjectId === subjectId);
  for (const kind of kinds) {
    if (behind) redrawCards(scene, kind, subjectId, ended);
    else redrawSaid(scene, kind, subjectId, ended);
  }
  if (behind) return;
  awaitAtCommit(scene.tx, messages.endCards(scene.tx, moment(scene), { kinds, subjectId, state }));
  leavesToDraw(scene);
}

/** Copies of a card may hang on every channel the company has people on. */
function leavesToDraw(scene: Scene): void {
  for (const channel of directory.channelsOf(scene.company.people)) scene.leaves.add(channel);
  if (scene.heard !== null) scene.leaves.add(scene.heard.channel);
}

async function drawAnew(scene: Scene): Promise<void> {
  if (scene.redraws.length === 0) return;
  const changes = await messages.changesOf(scene.tx, scene.company.head.id, scene.redraws);
  awaitAtCommit(scene.tx, messages.changeCards(scene.tx, moment(scene), changes));
  leavesToDraw(scene);
}

/** How a card that reminds is to look, and what a notification shows of it. */
export interface CardLook {
  readonly cardId: string;
  readonly card: Card;
  readonly summary: string;
}

/** Wants cards that remind to show something else; those not yet written in this story are changed in place. */
export async function changeCards(scene: Scene, looks: readonly CardLook[]): Promise<void> {
  const posted = looks.filter((look) => !changedInPlace(scene, look));
  changePosted(scene, posted, await messages.cardsByIds(scene.tx, posted.map(({ cardId }) => cardId)));
}

/** As `changeCards`, where all of them were written before this story; `rows` as they look now. */
export function changePosted(scene: Scene, looks: readonly CardLook[], rows: readonly messages.CardRow[]): void {
  const known = looks.flatMap((look) => {
    const row = rows.find(({ id }) => id === look.cardId);
    return row === undefined ? [] : [{ ...look, was: row.wanted, channel: row.channel }];
  });
  for (const { channel } of known) scene.leaves.add(channel);
  awaitAtCommit(scene.tx, messages.changeCards(scene.tx, moment(scene), known));
  awaitAtCommit(scene.tx, messages.rewordNudges(scene.tx, scene.company.head.id, known.map(({ cardId, summary }) => ({ key: cardKey(cardId), text: summary }))));
}

function changedInPlace(scene: Scene, { cardId, card, summary }: CardLook): boolean {
  const index = scene.said.findIndex((one) => one.form === 'card' && one.card.cardId === cardId);
  const said = scene.said[index];
  if (said?.form !== 'card') return false;
  scene.said[index] = { form: 'card', card: { ...said.card, card, summary } };
  return true;
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
