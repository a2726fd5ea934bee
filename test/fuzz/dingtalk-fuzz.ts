import fc from 'fast-check';
import { trackOf } from '../../src/channels/dingtalk/encode.js';
import { cardSecret } from '../../src/channels/dingtalk/callbacks.js';
import { cardSign, sealAnswer } from '../../src/channels/dingtalk/verify.js';
import { readConfiguration } from '../../src/platform/configuration/index.js';
import { DingtalkDesk } from '../peers/dingtalk/desk.js';
import { APP } from '../peers/dingtalk/peer.js';
import { change, collected, mutated, type Change } from './mutation.js';

const EVENTS = { token: 'tok', aesKey: 'o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus', owner: APP.clientId };
const BATCH = 500;
const CARD = '0b9f6a52-4d5e-4c8e-9a10-3a4d2c1b0f9e';

/** Half of the runs are callbacks that are rightly signed, half are frames; both may hold anything. */
export async function fuzzDingtalk(runs: number): Promise<{ readonly grown: number; readonly answered: number }> {
  const desk = await (await DingtalkDesk.open({ DINGTALK_EVENT_TOKEN: EVENTS.token, DINGTALK_EVENT_AES_KEY: EVENTS.aesKey })).connected();
  const configuration = readConfiguration({ NODE_ENV: 'test', ...desk.peer.environment() }, process.cwd()).dingtalk;
  const secret = configuration === null ? '' : cardSecret(configuration);
  const { sessionWebhook: _, ...said } = desk.peer.message('staff1', 'cidGroup+1/A==', { msgtype: 'richText', content: { richText: [{ text: '厨房漏水' }, { downloadCode: 'p' }] } });
  // An id that no change makes one of the peer's own: what `alive` says would rightly be taken for said already.
  const message = { ...said, msgId: 'of-nobody-but-the-fuzz' };
  const tap = { type: 'actionCallback', corpId: APP.corpId, userId: 'finance1', userIdType: 1, outTrackId: trackOf(CARD), content: { cardPrivateData: { params: { action: 'approve', form: { action: 'reason~reject', words: '高' } } } } };
  const event = { EventType: 'user_leave_org', CorpId: APP.corpId, UserId: ['finance1'] };
  const frame = { specVersion: '1.0', type: 'CALLBACK', headers: { topic: '/v1.0/im/bot/messages/get', messageId: 'm', time: '1' }, data: message };
  let answered = 0;

  const callback = async (kind: 'message' | 'tap' | 'event', changes: readonly Change[], headers: Readonly<Record<string, string>>): Promise<void> => {
    const now = String(Date.now());
    const text = mutated({ message, tap, event }[kind], changes);
    const signed = kind === 'message' ? desk.peer.signed() : kind === 'tap' ? { 'x-ddpaas-signature-timestamp': now, 'x-ddpaas-signature': cardSign(secret, now) } : {};
    const sealed = sealAnswer(EVENTS, text, { noise: Buffer.alloc(16, 3), nonce: 'n', now: Date.now() });
    const body = kind === 'event' ? { encrypt: sealed.encrypt } : text;
    const answer = await desk.posts(body, { ...signed, ...headers }, { msg_signature: sealed.msg_signature, timestamp: sealed.timeStamp, nonce: sealed.nonce });
    if (answer.status >= 500) throw new Error(`${answer.status} for ${text.slice(0, 500)}`);
    if (answer.refused === undefined) answered += 1;
  };
  const input = fc.record({
    kind: fc.constantFrom('message', 'tap', 'event', 'frame', 'frame', 'frame'),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    headers: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('timestamp', 'sign', 'x-ddpaas-signature'), fc.string()) }),
    inside: fc.boolean(),
  });
  const once = async ({ kind, changes, headers, inside }: { readonly kind: string; readonly changes: readonly Change[]; readonly headers: Readonly<Record<string, string>>; readonly inside: boolean }): Promise<void> => {
    if (kind === 'message' || kind === 'tap' || kind === 'event') return callback(kind, changes, headers);
    // JSON inside JSON: the change goes into the frame or into what it carries.
    const { data, ...rest } = frame;
    const text = inside ? JSON.stringify({ ...rest, data: mutated(data, changes) }) : mutated({ ...rest, data: JSON.stringify(data) }, changes);
    desk.peer.gateway.garbage(text);
  };

  const empty = (): void => {
    for (const list of [desk.door.messages, desk.door.taps, desk.door.changes, desk.complaints, desk.figures.refused, desk.peer.outbox.said, desk.peer.gateway.pushes, desk.peer.violations]) list.length = 0;
    desk.door.forget();
  };
  /** In batches: what was sent is heard before more is sent, and what the test keeps of it is dropped. */
  const batches = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += BATCH) {
      await fc.assert(fc.asyncProperty(input, once), { numRuns: Math.min(BATCH, count - done), endOnFailure: true });
      await alive(desk, `${count} ${done}`);
      empty();
    }
  };
  try {
    await batches(Math.floor(runs / 2));
    const before = collected();
    await batches(Math.ceil(runs / 2));
    const grown = collected() - before;
    if (desk.peer.gateway.opens !== 1) throw new Error('a frame ended the socket');
    return { grown, answered };
  } finally {
    await desk.close();
  }
}

/** Frames are taken in their order: once this one is answered, all before it were survived. */
async function alive(desk: DingtalkDesk, words: string): Promise<void> {
  await desk.peer.says('staff1', null, words);
  if (!desk.door.messages.some((one) => one.text === words)) throw new Error('the adapter does not hear any more');
  for (const one of desk.door.messages) if (one.key === '' || one.sender.id === '' || one.chat.id === '') throw new Error(`half a message: ${JSON.stringify(one)}`);
}
