import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import * as intake from '../../intake/index.js';
import type { Conversation, DialogueContext, Effect, Lane, Reply, Turn } from '../../intake/index.js';
import * as messages from '../../messages/index.js';
import { awaitAtCommit } from '../../platform/database/transaction.js';
import { HOUR, MINUTE, type Instant } from '../../terms/instants.js';
import { answer, channelOf, endCards, personName, redrawCards, showCard, tell, type Scene } from '../scene.js';
import { caseMeant } from './case-meant.js';
import { carryOut } from './command.js';
import { dutyPeople, register, type Place } from './registration.js';

export function dialogueContext(scene: Scene, place: Place, speakerName: string): DialogueContext {
  const chat = scene.company.people.chats.find((one) => one.id === place.chatId);
  return {
    now: scene.now,
    newDraftId: scene.house.ids.uuid(),
    projects: scene.company.people.projects,
    chatProject: directory.projectById(scene.company.people, chat?.projectId ?? null)?.name ?? null,
    inGroup: place.inGroup,
    speakerName,
  };
}

/** A draft's card and timers are found by who started it and where. */
export const draftSubject = (personId: string, draftId: string): string => `${personId}:${draftId}`;

/** Carries out what the talk decided, remembers the conversation, and says what became of the message. */
export async function takeTurn(
  scene: Scene,
  lane: Lane,
  place: Place,
  turn: Turn,
): Promise<intake.InboundOutcome> {
  let outcome: intake.InboundOutcome = { kind: 'reply' };
  let conversation = turn.conversation;
  // People in danger come before any question; a digression is answered before the question it interrupted is asked again,
  // a registration said before the next draft.
  const [first, rest] = [turn.effects.filter(comesFirst), turn.effects.filter((effect) => !comesFirst(effect))];
  for (const effect of first) {
    const done = await carryEffect(scene, place, effect, conversation);
    outcome = done.outcome ?? outcome;
    conversation = done.conversation;
  }
  const saidBefore = scene.said.length;
  const started = new Set(turn.effects.flatMap((effect) => (effect.kind === 'draft-started' ? [effect.draftId] : [])));
  for (const reply of turn.replies) {
    // A draft that starts now has no cards yet.
    if (reply.kind === 'draft-card' && !started.has(reply.draftId)) endQuestions(scene, place, reply.draftId);
    conversation = await sayReply(scene, place, conversation, reply);
  }
  // A card changed further up is seen by nobody who looks at the end of the chat.
  if (turn.replies.length > 0 && scene.said.length === saidBefore) {
    answer(scene, { chatId: place.chatId, to: place.personId, text: '草稿已更新,请核对;没有问题就点“确认登记”。' });
  }
  for (const effect of rest) {
    const done = await carryEffect(scene, place, effect, conversation);
    outcome = done.outcome ?? outcome;
    conversation = done.conversation;
  }
  awaitAtCommit(scene.tx, intake.saveConversation(scene.tx, lane, conversation));
  return outcome;
}

const comesFirst = (effect: Effect): boolean => ['emergency', 'command', 'register'].includes(effect.kind);

const endQuestions = (scene: Scene, place: Place, draftId: string): void =>
  endCards(scene, ['question'], draftSubject(place.personId, draftId), 'done');

async function sayReply(scene: Scene, place: Place, conversation: Conversation, reply: Reply): Promise<Conversation> {
  if (reply.kind === 'text') {
    answer(scene, { chatId: place.chatId, to: place.personId, text: reply.text });
    return conversation;
  }
  const subject = draftSubject(place.personId, reply.draftId);
  if (reply.kind === 'question') {
    showCard(scene, { chatId: place.chatId, subjectKind: 'question', subjectId: subject, card: reply.card });
    return conversation;
  }
  const draft = conversation.drafts.find((one) => one.id === reply.draftId);
  if (draft?.cardId) {
    redrawCards(scene, 'draft', subject, () => reply.card);
    return conversation;
  }
  const cardId = showCard(scene, { chatId: place.chatId, subjectKind: 'draft', subjectId: subject, card: reply.card });
  return {
    ...conversation,
    drafts: conversation.drafts.map((one) => (one.id === reply.draftId ? { ...one, cardId } : one)),
  };
}

interface Carried {
  readonly outcome: intake.InboundOutcome | null;
  readonly conversation: Conversation;
}

async function carryEffect(scene: Scene, place: Place, effect: Effect, conversation: Conversation): Promise<Carried> {
  switch (effect.kind) {
    case 'draft-started':
      watchDraft(scene, place, effect.draftId);
      return { outcome: null, conversation };
    case 'emergency':
      tellDuty(scene, place, effect.words);
      return { outcome: null, conversation };
    case 'draft-cancelled':
      endDraft(scene, place, effect.draftId, 'void');
      return { outcome: { kind: 'reply', ref: effect.draftId }, conversation };
    case 'register': {
      endDraft(scene, place, effect.draft.id, 'done');
      const one = await register(scene, effect.draft, place);
      return { outcome: { kind: 'case', ref: one.number }, conversation: intake.spokenOf(conversation, one.number, scene.now) };
    }
    case 'question-ended':
      endQuestions(scene, place, effect.draftId);
      return { outcome: null, conversation };
    case 'command':
      return carryCommand(scene, place, effect, conversation);
  }
}

async function carryCommand(
  scene: Scene,
  place: Place,
  effect: Extract<Effect, { kind: 'command' }>,
  conversation: Conversation,
): Promise<Carried> {
  const meant = await caseMeant(scene, place, effect.command, conversation);
  if (meant.kind === 'unclear') {
    answer(scene, { chatId: place.chatId, to: place.personId, text: meant.asks });
    return { outcome: { kind: 'reply' }, conversation: { ...conversation, choosing: meant.cases.length === 0 ? null : { command: effect.command, attachments: effect.attachments, cases: meant.cases } } };
  }
  const command = { ...effect.command, number: meant.number };
  const result = await carryOut(scene, {
    command,
    by: place.personId,
    attachments: effect.attachments,
    inGroup: place.inGroup,
    chatId: place.chatId,
  });
  const moved = result.privately && place.inGroup;
  answer(scene, { chatId: moved ? place.personId : place.chatId, to: place.personId, text: result.text, caseId: result.case?.id ?? null });
  if (moved) answer(scene, { chatId: place.chatId, to: place.personId, text: `${personName(scene, place.personId)},已发到您的私聊。` });
  const waits = result.code !== null && MISSING_WORDS.has(result.code);
  return {
    outcome: result.case === null ? { kind: 'reply' } : { kind: 'entry', ref: result.case.number },
    conversation: {
      ...(result.case === null ? conversation : intake.spokenOf(conversation, result.case.number, scene.now)),
      // The missing word is taken from the next message.
      awaiting: waits ? command : (result.asks ?? cardWaiting(conversation)),
      // A picture sent along is not asked for twice.
      pictures: waits ? effect.attachments : conversation.pictures,
    },
  };
}

/** A look at something else in between does not end the waiting for a card's word. */
const cardWaiting = ({ awaiting }: Conversation): Conversation['awaiting'] => (awaiting?.card === undefined ? null : awaiting);

/** Refusals that a next message mends: it is taken as the word that was missing. */
export const MISSING_WORDS: ReadonlySet<string> = new Set(['reason-missing', 'photo-missing', 'time-missing', 'plan-missing', 'person-unknown', 'count-missing', 'phone-missing', 'room-missing', 'nothing-to-add', 'agreement-missing', 'voucher-missing', 'outside-missing', 'sum-missing', 'span-missing']);

/** Reminds the reporter once when he has said nothing for ten minutes. */
export function watchSilence(scene: Scene, place: Place, draftId: string, dueAt: Instant): void {
  awaitAtCommit(scene.tx, clocks.scheduleTimers(scene.tx, [draftTimerAt(scene, place, draftId, 'draft-silent', dueAt)]));
}

function draftTimerAt(scene: Scene, place: Place, draftId: string, kind: string, dueAt: Instant): clocks.Timer {
  const payload = { channel: channelOf(scene, place.chatId), chatId: place.chatId, personId: place.personId, draftId };
  return { id: scene.house.ids.uuid(), companyId: scene.company.head.id, kind, subject: `draft:${draftId}`, caseId: null, dueAt, payload };
}

/** Nothing reported is dropped: ten minutes of silence → reminded once; half an hour unconfirmed → supervisor; a day → registered as 待核. */
function watchDraft(scene: Scene, place: Place, draftId: string): void {
  const timer = (kind: string, span: number): clocks.Timer => draftTimerAt(scene, place, draftId, kind, scene.now + span);
  const timers = [timer('draft-silent', intake.REMINDED_AFTER), timer('draft-unconfirmed', 30 * MINUTE), timer('draft-unverified', 24 * HOUR)];
  awaitAtCommit(scene.tx, clocks.scheduleTimers(scene.tx, timers));
}

export function endDraft(scene: Scene, place: Place, draftId: string, state: 'done' | 'void'): void {
  const gone = { companyId: scene.company.head.id, subject: `draft:${draftId}`, now: scene.now };
  awaitAtCommit(scene.tx, clocks.withdrawTimers(scene.tx, gone));
  endCards(scene, ['draft', 'question'], draftSubject(place.personId, draftId), state);
}

function tellDuty(scene: Scene, place: Place, words: string): void {
  const chat = scene.company.people.chats.find((one) => one.id === place.chatId);
  const project = directory.projectById(scene.company.people, chat?.projectId ?? null);
  const where = project === null ? '' : `${project.name} `;
  const what = messages.fitText(words, 200).replace(/[\s。.!！,，]+$/u, '');
  for (const person of dutyPeople(scene, chat?.projectId ?? null)) {
    tell(scene, person.id, {
      text: `【紧急】${where}有人可能遇险:${what}。报告人 ${personName(scene, place.personId)},请立即处理。`,
    });
  }
}
