import * as cases from '../../cases/index.js';
import * as messages from '../../messages/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { House } from '../house.js';
import { closeScene, openScene, type Scene } from '../scene.js';
import { tellKeeper } from './customer-sms.js';

/** What a provider says of SMS it took, and what customers answered. */
export interface SmsHeard {
  readonly receipts: readonly messages.SmsReceipt[];
  readonly replies: readonly messages.SmsReply[];
}

/** Each by itself: one that fails is pushed or asked for again, and what stands is not done twice. */
export async function smsHeard(house: House, heard: SmsHeard): Promise<void> {
  for (const receipt of heard.receipts) await smsReported(house, receipt);
  for (const reply of heard.replies) await smsReplied(house, reply);
}

/** An SMS arrived, or did not: then whoever has the case in hand has to phone. */
export async function smsReported(house: House, receipt: messages.SmsReceipt): Promise<void> {
  const leaves = await house.work.inTransaction(async (tx) => {
    const seq = receipt.key === null ? null : messages.rowOfKey(receipt.key);
    const noted = await messages.noteReceipt(tx, { ...receipt, seq }, house.machine.now());
    if (noted === null || receipt.state === 'delivered' || noted.caseId === null) return null;
    const { template } = noted;
    return onCase(house, tx, { ...noted, caseId: noted.caseId, trace: `sms-receipt:${noted.seq}` }, (scene, one) => {
      const whom = template === 'filing' ? '备案短信' : '给客户的短信';
      tellKeeper(scene, one, `${one.number}:${whom}${fateOf(receipt)},请您电话联系。`);
      return { at: scene.now, actor: 'bot', kind: 'sms-failed', payload: { template, reason: receipt.reason } };
    });
  });
  if (leaves !== null) house.afterCommit(leaves);
}

function fateOf({ provider, reason }: messages.SmsReceipt): string {
  if (provider === messages.NOBODY) return reason ?? '没有发出';
  return `没有送达${reason === null || reason === '' ? '' : `(${reason})`}`;
}

/** 退订 is kept; everything else a customer writes goes to whoever has his case in hand. */
async function smsReplied(house: House, reply: messages.SmsReply): Promise<void> {
  const companies = await house.doors.withoutTransaction((tx) => messages.customersOf(tx, reply.phone));
  for (const companyId of companies) {
    const leaves = await house.work.inTransaction((tx) => repliedTo(house, tx, companyId, reply));
    if (leaves !== null) house.afterCommit(leaves);
  }
}

async function repliedTo(house: House, tx: Tx, companyId: string, reply: messages.SmsReply): Promise<ReadonlySet<string> | null> {
  const { phone, provider, text: words, id } = reply;
  const leaving = messages.asksToBeLeft(words);
  if (leaving && !(await messages.leave(tx, { companyId, phone, words, provider }, house.machine.now()))) return null;
  const caseId = await messages.heardFrom(tx, companyId, phone);
  if (caseId === null) return null;
  return onCase(house, tx, { companyId, caseId, trace: `sms-reply:${provider}:${phone}:${id}` }, (scene, one) => {
    tellKeeper(scene, one, leaving ? `${one.number}:客户回复退订短信,今后除必须告知的以外不再发短信,请电话联系。` : `${one.number}:客户短信回复:${words}`);
    return leaving ? { at: scene.now, actor: 'bot', kind: 'sms-opted-out', payload: { provider } } : null;
  });
}

interface CaseOf {
  readonly companyId: string;
  readonly caseId: string;
  readonly trace: string;
}

async function onCase(
  house: House,
  tx: Tx,
  { companyId, caseId, trace }: CaseOf,
  act: (scene: Scene, one: cases.Case) => cases.Entry | null,
): Promise<ReadonlySet<string> | null> {
  const one = await cases.lockCase(tx, caseId);
  if (one === null) return null;
  const scene = await openScene(house, tx, companyId, trace);
  const line = act(scene, one);
  if (line !== null) await cases.saveCase(tx, one, [line], () => house.ids.salt());
  await closeScene(scene);
  return scene.leaves;
}
