import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The platform's side of the callback encryption, by the formula of its page: written without a look at the adapter. */
export interface Keys {
  readonly token: string;
  readonly aesKey: string;
  readonly receiveId: string;
}

const keyOf = (aesKey: string): Buffer => {
  if (!/^[A-Za-z0-9]{43}$/.test(aesKey)) throw new Error('EncodingAESKey has 43 letters or digits');
  return Buffer.from(`${aesKey}=`, 'base64');
};

const padded = (plain: Buffer): Buffer => {
  const pad = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(pad, pad)]);
};

export function sealBytes(plain: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(padded(plain)), cipher.final()]);
}

export function seal({ aesKey, receiveId }: Keys, text: string): string {
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return sealBytes(Buffer.concat([randomBytes(16), length, message, Buffer.from(receiveId)]), keyOf(aesKey)).toString('base64');
}

export const sign = ({ token }: Keys, timestamp: string, nonce: string, encrypt: string): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');

/** Opens what the service answered; throws where the platform would refuse it. */
export function unseal({ aesKey, receiveId }: Keys, encrypt: string): string {
  const key = keyOf(aesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const bytes = Buffer.concat([decipher.update(Buffer.from(encrypt, 'base64')), decipher.final()]);
  const pad = bytes.at(-1) ?? 0;
  if (pad < 1 || pad > 32 || bytes.length % 32 !== 0) throw new Error('padding');
  const plain = bytes.subarray(0, bytes.length - pad);
  const length = plain.readUInt32BE(16);
  if (plain.subarray(20 + length).toString() !== receiveId) throw new Error('receiveid');
  return plain.subarray(20, 20 + length).toString();
}
