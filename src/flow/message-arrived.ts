import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { Conversation, Inbound, Lane } from '../intake/index.js';
import * as messages from '../messages/index.js';
import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import type { House } from './house.js';
import { gather } from './gather.js';
import { readByModel, readersFor, unread, type ModelHeard } from './model-reading.js';
import { answer, closeScene, openScene, type Scene } from './scene.js';
import { approvalSaid } from './acts/approval-said.js';
import type { Place } from './acts/registration.js';
import { dialogueContext, takeTurn } from './acts/turn.js';
import { cardTapped } from './card-tapped.js';

export interface Worked {
  readonly id: string;
  readonly outcome: intake.InboundOutcome;
  /** More wait in the conversation. */
  readonly more: boolean;
}

interface Known {
  /** What the model has read of the message. */
  readonly heard?: ModelHeard | null;
  /** The card that was tapped, as a door of this process knows: it is read in the trip that takes the tap. */
  readonly tapped?: string;
}

/**
 * A message arrived in a conversation, or somebody tapped a card.
 *
 * its files fetched and its words read by the model, outside of any transaction; inbox row → conversation locked → understood → asked, drafted, registered or carried
 * out → answers queued: one transaction, and the row has its one outcome. Null when nothing waited that this caller may take.
 */
export async function messageArrived(house: House, lane: Lane, retry: boolean, { heard = null, tapped }: Known = {}): Promise<Worked | null> {
  const worked = await house.work.inTransaction(async (tx) => {
    const [claim, opened, card] = await Promise.all([
      intake.claimNext(tx, lane, retry),
      openScene(house, tx, lane.companyId, ''),
      tapped === undefined ? null : messages.cardById(tx, tapped),
    ]);
    if (claim === null) return null;
    const { inbound } = claim;
    if (intake.MEDIA in inbound.payload) return 'ungathered';
    const scene = { ...(claim.waited ? await openScene(house, tx, lane.companyId, '') : opened), trace: inbound.id, heard: lane };
    const before = intake.readConversation(claim.state);
    const toRead = await unread(scene, inbound, before, claim.recent, heard);
    if (toRead !== null) return { toRead };
    const outcome =
      inbound.kind === 'tap' ? await cardTapped(scene, inbound, claim.waited ? null : card) : await messageSaid(scene, inbound, before, claim.recent, readersFor(heard, inbound.id));
    await closeScene(scene);
    const more = intake.finishInbound(tx, inbound.seq, outcome);
    awaitAtCommit(tx, more);
    return { id: inbound.id, kind: inbound.kind, outcome, leaves: scene.leaves, more };
  });
  if (worked === 'ungathered') return (await gather(house, lane)) ? messageArrived(house, lane, retry) : null;
  if (worked === null) return null;
  if ('toRead' in worked) return messageArrived(house, lane, retry, { heard: await readByModel(house, worked.toRead) });
  const { id, kind, outcome, leaves } = worked;
  house.log.info({ trace: id, kind, outcome: outcome.kind, ref: outcome.ref ?? null }, '已处理');
  house.afterCommit(leaves);
  return { id, outcome, more: await worked.more };
}

async function messageSaid(
  scene: Scene,
  inbound: Inbound,
  before: Conversation,
  recent: number,
  readers: intake.Readers,
): Promise<intake.InboundOutcome> {
  const person = directory.personById(scene.company.people, inbound.personId);
  if (person === null) {
    answer(scene, { chatId: inbound.chatId, text: '您还不在人员名单里,请联系管理员加入后再发。' });
    return { kind: 'refused', message: 'unknown person' };
  }
  if (recent >= scene.house.limits.messagesPerMinute) {
    answer(scene, { chatId: inbound.chatId, text: `${person.name},一分钟内消息太多,这一条没有处理,请一分钟后再发。` });
    return { kind: 'refused', message: 'rate' };
  }
  const chat = scene.company.people.chats.find((one) => one.id === inbound.chatId);
  const place: Place = { chatId: inbound.chatId, personId: person.id, inGroup: chat?.kind === 'group' };
  const said = intake.incomingOf(inbound.payload);
  if (tellOfFiles(scene, inbound) && said.text.trim() === '' && said.attachments.length === 0) return { kind: 'reply' };
  const decided = place.inGroup || said.attachments.length > 0 ? null : await approvalSaid(scene, { ...inbound, personId: person.id }, before, said.text);
  if (decided !== null) return decided;
  const turn = intake.converse(
    before,
    said,
    dialogueContext(scene, place, person.name),
    readers,
  );
  return takeTurn(scene, inbound, place, turn);
}

/** True when some of its files could not be taken; its sender is told which, and what to do. */
function tellOfFiles(scene: Scene, inbound: Inbound): boolean {
  const { notes } = inbound.payload as { readonly notes?: readonly string[] };
  if (notes === undefined || notes.length === 0) return false;
  answer(scene, { chatId: inbound.chatId, to: inbound.personId, text: notes.join('\n') });
  return true;
}

/** The sender of a message that failed for good is told, and so is whoever runs the service. */
export async function messageFailed(house: House, tx: Tx, inbound: Inbound): Promise<ReadonlySet<string>> {
  const scene = { ...(await openScene(house, tx, inbound.companyId, `failed:${inbound.id}`)), heard: inbound };
  const chatId = inbound.chatId === intake.TAPS ? inbound.personId : inbound.chatId;
  answer(scene, { chatId, to: inbound.personId, text: '抱歉,刚才那条消息没有处理成功,请再发一次;管理员已收到通知。' });
  scene.alerts.push({
    companyId: inbound.companyId,
    kind: 'inbound-failed',
    subject: inbound.id,
    text: `一条消息处理 ${inbound.attempts} 次仍失败,已请发送人再发一次,请查看服务日志`,
    at: scene.now,
  });
  await closeScene(scene);
  return scene.leaves;
}
