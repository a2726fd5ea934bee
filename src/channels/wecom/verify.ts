import { timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { MINUTE, type Instant } from '../../terms/instants.js';

/** What an application's callbacks are signed and encrypted with. */
export interface EnvelopeKeys {
  readonly token: string;
  readonly aesKey: string;
  /** For whom it is: the corp id for a self-built app, '' for a company's own bot (dossier §6). */
  readonly receiveId: string;
}

export interface Envelope {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

export type EnvelopeFault = 'malformed' | 'signature' | 'stale' | 'receiver';
export type Opened = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: EnvelopeFault };

/** Beyond this a callback is not taken: the signature has no end of its own. */
const FRESH = 10 * MINUTE;
/** One AES block of padding, random, length: nothing shorter is an envelope. */
const LEAST = 43;

const no = (why: EnvelopeFault): Opened => ({ ok: false, why });

/**
 * Opens what says it comes from WeCom: signature (in constant time), age, decryption, receiver. `@wecom/crypto` itself checks none of
 * them and cuts wrong lengths and paddings silently, so what it read is encrypted again and must come out the same.
 */
export function openEnvelope(keys: EnvelopeKeys, envelope: Envelope, now: Instant): Opened {
  const { signature, timestamp, nonce, encrypt: sealed } = envelope;
  if (!/^\d{1,12}$/.test(timestamp) || nonce === '' || sealed.length < LEAST || !/^[A-Za-z0-9+/]+={0,2}$/.test(sealed)) return no('malformed');
  if (!same(signature, getSignature(keys.token, timestamp, nonce, sealed))) return no('signature');
  if (Math.abs(now - Number(timestamp) * 1000) > FRESH) return no('stale');
  const read = decrypted(keys.aesKey, sealed);
  if (read === null) return no('malformed');
  return read.id === keys.receiveId ? { ok: true, text: read.message } : no('receiver');
}

function decrypted(aesKey: string, sealed: string): ReturnType<typeof decrypt> | null {
  try {
    const read = decrypt(aesKey, sealed);
    return encrypt(aesKey, read.message, read.id, read.random) === sealed ? read : null;
  } catch {
    // Not a whole number of blocks, or shorter than its own head.
    return null;
  }
}

function same(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** `random`: 16 bytes. */
export interface Sealing {
  readonly timestamp: string;
  readonly nonce: string;
  readonly random: Buffer;
}

export function sealEnvelope(keys: EnvelopeKeys, text: string, { timestamp, nonce, random }: Sealing): Envelope {
  const sealed = encrypt(keys.aesKey, text, keys.receiveId, random);
  return { encrypt: sealed, timestamp, nonce, signature: getSignature(keys.token, timestamp, nonce, sealed) };
}
