import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, type Instant } from '../../terms/instants.js';

/** Why something that came in is not taken; also the label of the count in /metrics. */
export type Refused = 'signature' | 'stale' | 'receiver' | 'malformed' | 'over-quota' | 'not-configured';

type Headers = Readonly<Record<string, string>>;

/** DingTalk's own rule for everything it signs. */
const FRESH = HOUR;

/** https://open.dingtalk.com/document/development/receive-message: the app's secret signs the time and itself. */
export const robotSign = (secret: string, timestamp: string): string => createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');

/** https://open.dingtalk.com/document/development/register-card-callback-address: only the time is signed. */
export const cardSign = (apiSecret: string, timestamp: string): string => createHmac('sha256', apiSecret).update(timestamp).digest('base64');

/** Null: the robot's message may be read. */
export function robotFault(headers: Headers, secret: string, now: Instant): Refused | null {
  const timestamp = headers['timestamp'] ?? '';
  return faultIn(timestamp, headers['sign'] ?? '', robotSign(secret, timestamp), now);
}

/** Null: the tap on a card may be read. */
export function cardFault(headers: Headers, apiSecret: string, now: Instant): Refused | null {
  const timestamp = headers['x-ddpaas-signature-timestamp'] ?? '';
  return faultIn(timestamp, headers['x-ddpaas-signature'] ?? '', cardSign(apiSecret, timestamp), now);
}

function faultIn(timestamp: string, given: string, right: string, now: Instant): Refused | null {
  if (!same(given, right)) return 'signature';
  return isFresh(timestamp, now) ? null : 'stale';
}

const isFresh = (timestamp: string, now: Instant): boolean => /^\d{10,16}$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= FRESH;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Without telling by its time how much of it was right. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** What the console of the event subscription was given. `owner` is the app's client id. */
export interface EventSecrets {
  readonly token: string;
  readonly aesKey: string;
  readonly owner: string;
}

export type OpenedEvent = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: Refused };

const refuse = (why: Refused): OpenedEvent => ({ ok: false, why });

/** Event subscription over HTTP: https://open.dingtalk.com/document/development/configure-event-subcription. */
export function openEvent(secrets: EventSecrets, query: Headers, encrypt: string, now: Instant): OpenedEvent {
  const { timestamp = '', nonce = '' } = query;
  const given = query['msg_signature'] ?? query['signature'] ?? '';
  if (!same(given, eventSign(secrets.token, timestamp, nonce, encrypt))) return refuse('signature');
  if (!isFresh(timestamp, now)) return refuse('stale');
  const plain = decrypted(keyOf(secrets), encrypt);
  return plain === null ? refuse('malformed') : unpacked(plain, secrets.owner);
}

export interface SealedAnswer {
  readonly msg_signature: string;
  readonly encrypt: string;
  readonly timeStamp: string;
  readonly nonce: string;
}

/** The encrypted answer an event wants. `noise`: 16 random bytes. */
export function sealAnswer(secrets: EventSecrets, text: string, chance: { readonly noise: Buffer; readonly nonce: string; readonly now: Instant }): SealedAnswer {
  const body = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const bare = Buffer.concat([chance.noise, length, body, Buffer.from(secrets.owner, 'utf8')]);
  const pad = BLOCK - (bare.length % BLOCK);
  const key = keyOf(secrets);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(Buffer.concat([bare, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
  const timeStamp = String(chance.now);
  return { msg_signature: eventSign(secrets.token, timeStamp, chance.nonce, encrypt), encrypt, timeStamp, nonce: chance.nonce };
}

const eventSign = (...parts: readonly string[]): string => createHash('sha1').update([...parts].sort().join('')).digest('hex');

/** PKCS#7 over blocks of 32, not of AES's 16. */
const BLOCK = 32;
const HEAD = 20;

const keyOf = ({ aesKey }: EventSecrets): Buffer => Buffer.from(`${aesKey}=`, 'base64');

/** Null when it was not made with this key. */
function decrypted(key: Buffer, encrypt: string): Buffer | null {
  const sealed = Buffer.from(encrypt, 'base64');
  if (key.length !== 32 || sealed.length === 0 || sealed.length % 16 !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > BLOCK || !padded.subarray(-pad).every((byte) => byte === pad)) return null;
  return padded.subarray(0, -pad);
}

function unpacked(plain: Buffer, owner: string): OpenedEvent {
  if (plain.length < HEAD) return refuse('malformed');
  const end = HEAD + plain.readUInt32BE(16);
  if (end > plain.length) return refuse('malformed');
  if (!same(plain.subarray(end).toString('utf8'), owner)) return refuse('receiver');
  return { ok: true, text: plain.subarray(HEAD, end).toString('utf8') };
}
