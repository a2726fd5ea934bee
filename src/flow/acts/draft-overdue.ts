import type { Timer } from '../../clocks/index.js';
import * as intake from '../../intake/index.js';
import type { Lane } from '../../intake/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import type * as directory from '../../directory/index.js';
import { fitText } from '../../messages/index.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { answer, answerable, personName, projectName, tell, type Scene } from '../scene.js';
import { register, type Place } from './registration.js';
import { dialogueContext, endDraft, takeTurn, watchSilence } from './turn.js';

interface DraftTimer {
  readonly channel: string;
  readonly chatId: string;
  readonly personId: string;
  readonly draftId: string;
}

const laneOf = (timer: Timer): Lane => {
  const about = timer.payload as unknown as DraftTimer;
  return { companyId: timer.companyId, channel: about.channel, chatId: about.chatId, personId: about.personId };
};

/** The conversation comes first in the order of locks: confirming a draft withdraws its timers while holding it. */
export async function lockDraft(tx: Tx, timer: Timer): Promise<void> {
  await intake.lockConversation(tx, laneOf(timer));
}

/** Nothing reported is dropped: after ten minutes of silence the reporter is reminded once, after half an hour the supervisor is told, after a day the draft is registered as 待核. */
export async function draftTimer(scene: Scene, timer: Timer): Promise<void> {
  const about = timer.payload as unknown as DraftTimer;
  const lane = laneOf(timer);
  const conversation = intake.readConversation(await intake.lockConversation(scene.tx, lane));
  const draft = conversation.drafts.find((one) => one.id === about.draftId);
  if (draft === undefined) return;
  const chat = scene.company.people.chats.find((one) => one.id === about.chatId);
  const place: Place = { chatId: about.chatId, personId: about.personId, inGroup: chat?.kind === 'group' };
  if (timer.kind === 'draft-silent') return remindOnce(scene, place, draft);
  if (timer.kind === 'draft-unconfirmed') {
    tellSupervisor(scene, place, chat ?? null, draft.texts.join(';'));
    return;
  }
  const left = { ...conversation, drafts: conversation.drafts.filter((one) => one.id !== draft.id) };
  endDraft(scene, place, draft.id, 'done');
  await register(scene, draft, place, 'unverified');
  // A report that had to wait for a free place has one now.
  const next = intake.takeWaiting(left, dialogueContext(scene, place, personName(scene, place.personId)), intake.READERS);
  await takeTurn(scene, lane, place, next);
}

/** Whoever has spoken since is still at it: his ten minutes begin with his last word. */
function remindOnce(scene: Scene, place: Place, draft: intake.Draft): void {
  const dueAt = draft.updatedAt + intake.REMINDED_AFTER;
  if (dueAt > scene.now) return watchSilence(scene, place, draft.id, dueAt);
  const who = place.inGroup ? `${personName(scene, place.personId)},` : '';
  answer(scene, { chatId: place.chatId, to: place.personId, text: `${who}${intake.reminderOf(draft)}` });
}

function tellSupervisor(scene: Scene, place: Place, chat: directory.Chat | null, said: string): void {
  const projectId = chat?.projectId ?? null;
  const supervisor = answerable(scene, scene.company.pack.duties.supervisor, projectId);
  if (supervisor === null) return;
  tell(scene, supervisor.id, {
    text: `${personName(scene, place.personId)}在${chat?.title ?? projectName(scene, projectId)}报的一条投诉半小时未确认,请跟进。内容:${maskPhonesIn(fitText(said, 200))}`,
  });
}
