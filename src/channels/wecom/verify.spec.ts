import { createHash } from 'node:crypto';
import { openEnvelope, sealEnvelope, type Envelope, type EnvelopeKeys } from './verify.js';
import { VECTORS, type Vector } from './vectors.spec-data.js';
import { decryptMedia } from './media.js';
import { decodeApp } from './decode-app.js';
import { decodeAibot } from './decode-aibot.js';

const keysOf = ({ token, aesKey, receiveId }: Vector): EnvelopeKeys => ({ token, aesKey, receiveId });
const envelopeOf = ({ signature, timestamp, nonce, encrypt }: Vector): Envelope => ({ signature, timestamp, nonce, encrypt });
const at = ({ timestamp }: Vector): number => Number(timestamp) * 1000;
const MINUTES = 60_000;

/** The text with one bit of one character turned, so that it stays a character of the same alphabet where it can. */
const oneBitOff = (text: string, index: number): string => `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`;

describe.each(VECTORS.map((one) => [one.name, one] as const))('vector %s', (_, vector) => {
  it('opens, and sealed with the same bytes comes out the same', () => {
    expect(openEnvelope(keysOf(vector), envelopeOf(vector), at(vector))).toEqual({ ok: true, text: vector.plaintext });
    const { timestamp, nonce } = vector;
    expect(sealEnvelope(keysOf(vector), vector.plaintext, { timestamp, nonce, random: Buffer.from(vector.random, 'hex') })).toEqual(envelopeOf(vector));
  });

  it('altered by one bit is refused, wherever the bit is', () => {
    const { signature, timestamp, nonce, encrypt } = vector;
    const opened = (change: Partial<Envelope>, keys: Partial<EnvelopeKeys> = {}) => openEnvelope({ ...keysOf(vector), ...keys }, { ...envelopeOf(vector), ...change }, at(vector)).ok;
    for (let index = 0; index < signature.length; index += 1) expect(opened({ signature: oneBitOff(signature, index) })).toBe(false);
    for (let index = 0; index < timestamp.length; index += 1) expect(opened({ timestamp: oneBitOff(timestamp, index) })).toBe(false);
    for (let index = 0; index < nonce.length; index += 1) expect(opened({ nonce: oneBitOff(nonce, index) })).toBe(false);
    for (let index = 0; index < encrypt.length; index += 1) expect(opened({ encrypt: oneBitOff(encrypt, index) })).toBe(false);
    for (let index = 0; index < vector.token.length; index += 1) expect(opened({}, { token: oneBitOff(vector.token, index) })).toBe(false);
  });

  it('never comes out as it was where bytes are altered under a right signature, and nothing is thrown', () => {
    const { encrypt, timestamp, nonce } = vector;
    const bytes = Buffer.from(encrypt, 'base64');
    // The last block holds receiver and padding, the first the random: one bit anywhere but in the random shows.
    for (let index = 16; index < bytes.length; index += 1) {
      const altered = Buffer.from(bytes);
      altered[index] = (altered[index] ?? 0) ^ 1;
      const sealed = altered.toString('base64');
      const read = openEnvelope(keysOf(vector), { encrypt: sealed, timestamp, nonce, signature: signatureOver(vector, sealed) }, at(vector));
      if (read.ok) expect(read.text).not.toBe(vector.plaintext);
    }
  });

  it('is for ten minutes and for its receiver', () => {
    const opened = (now: number, receiveId = vector.receiveId) => openEnvelope({ ...keysOf(vector), receiveId }, envelopeOf(vector), now);
    expect(opened(at(vector) + 10 * MINUTES).ok).toBe(true);
    expect(opened(at(vector) + 10 * MINUTES + 1)).toEqual({ ok: false, why: 'stale' });
    expect(opened(at(vector) - 10 * MINUTES - 1)).toEqual({ ok: false, why: 'stale' });
    expect(opened(at(vector), 'ww0000000000000000')).toEqual({ ok: false, why: 'receiver' });
    expect(opened(at(vector), `${vector.receiveId}x`)).toEqual({ ok: false, why: 'receiver' });
  });
});

/** By the formula of the page, not by ours. */
function signatureOver({ token, timestamp, nonce }: Vector, encrypt: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
}

describe('what is no envelope', () => {
  const [vector] = VECTORS as readonly [Vector];
  it.each([
    ['', 'malformed'],
    ['AAAA', 'malformed'],
    ['not base64 at all, and long enough to look like something', 'malformed'],
    ['='.repeat(88), 'malformed'],
  ])('%p is refused', (encrypt, why) => {
    expect(openEnvelope(keysOf(vector), { ...envelopeOf(vector), encrypt }, at(vector))).toEqual({ ok: false, why });
  });

  it('a signed one that holds nothing is refused', () => {
    const encrypt = Buffer.alloc(64).toString('base64');
    expect(openEnvelope(keysOf(vector), { ...envelopeOf(vector), encrypt, signature: signatureOver(vector, encrypt) }, at(vector))).toEqual({ ok: false, why: 'malformed' });
    const odd = Buffer.alloc(63).toString('base64');
    expect(openEnvelope(keysOf(vector), { ...envelopeOf(vector), encrypt: odd, signature: signatureOver(vector, odd) }, at(vector))).toEqual({ ok: false, why: 'malformed' });
  });
});

describe('what the vectors say', () => {
  const named = (name: string): Vector => VECTORS.find((one) => one.name === name) ?? (VECTORS[0] as Vector);

  it('a message id beyond 2^53 is kept to the last digit', () => {
    const heard = decodeApp(named('E2').plaintext, { corpId: 'wwedab3d5fc43636d8', agentId: '1000005' }, 0);
    expect(heard).toMatchObject({ kind: 'message', message: { key: 'app:6972028683187026694', text: '密文测试', sender: { id: 'WangChaoYi', encrypted: false } } });
  });

  it('a body of another company or another app is nobody’s, broken JSON is malformed', () => {
    expect(decodeApp(named('E2').plaintext, { corpId: 'ww1', agentId: '1000005' }, 0)).toEqual({ kind: 'refused', why: 'receiver' });
    expect(decodeApp(named('E2').plaintext, { corpId: 'wwedab3d5fc43636d8', agentId: '1000006' }, 0)).toEqual({ kind: 'refused', why: 'receiver' });
    expect(decodeAibot(named('B3').plaintext, { corpId: 'ww1', botId: 'b', name: null, reqId: null }, 0)).toEqual({ kind: 'refused', why: 'malformed' });
  });
});

describe('files of the bot', () => {
  const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

  it.each([
    ['bjmZUC6HmC9ap+Uq2jLOdK9KuZAKNtpdCXEvqWgRMhw=', 'complaint photo bytes'],
    // A full block of padding: Node's own unpadding calls it a bad decrypt.
    ['z8bbE36RpJtRsxvOGnsPD0DYew/PnvvvFvANjMMyFADhC+YteNcA2JwF1yhpvHYkcxCseHNTyCBUorSSu3Y63w==', 'A'.repeat(32)],
  ])('are decrypted with a key without its "="', (sealed, text) => {
    expect(decryptMedia(Buffer.from(sealed, 'base64'), KEY)?.toString()).toBe(text);
    const bytes = Buffer.from(sealed, 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(decryptMedia(bytes, KEY)).toBeNull();
    expect(decryptMedia(Buffer.from(sealed, 'base64'), KEY.slice(0, 40))).toBeNull();
    expect(decryptMedia(Buffer.alloc(0), KEY)).toBeNull();
  });
});
