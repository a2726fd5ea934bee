import { createDecipheriv } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { MediaRef } from '../port/arrival.js';
import { download, type Download } from '../port/http.js';
import { MediaGone, type MediaFile } from '../port/platform.js';
import { answerIn, isTokenRefused } from './answers.js';
import type { WecomApi } from './api.js';
import { APP } from './decode-app.js';

/** As the product keeps them. */
const MOST_BYTES = 20 * 1024 * 1024;
const BLOCK = 32;
const KINDS: Readonly<Record<MediaRef['kind'], string>> = { image: '图片', file: '文件', voice: '语音' };
const JSON_LOOKS_LIKE = 0x7b;

export interface MediaParts {
  /** Null: there is no app. */
  readonly api: WecomApi | null;
  /** Of the bot's callback; what comes by the long connection brings a key of its own. */
  readonly aesKey: string | null;
  /** Where addresses may point although they are no public https ones: the configured services themselves. */
  readonly trusted: readonly string[];
}

/** Fetches what a message named: by its id from the app's store, or by an address that holds five minutes, encrypted. */
export async function mediaFile(parts: MediaParts, media: MediaRef): Promise<MediaFile> {
  return media.ref['via'] === APP ? ofApp(parts, media) : ofBot(parts, media);
}

async function ofApp({ api }: MediaParts, media: MediaRef): Promise<MediaFile> {
  const { mediaId } = media.ref;
  if (api === null || mediaId === undefined) throw new MediaGone('no app');
  for (let again = false; ; again = true) {
    const { url, token } = await api.addressOf('media/get', { media_id: mediaId });
    const got = await download(url, MOST_BYTES);
    const refusal = refusalIn(got);
    if (refusal === null) return named(media, whole(got), got.headers);
    // It says so with HTTP 200.
    if (!isTokenRefused(refusal) || again) throw refusal === -1 || refusal === 45009 || refusal === 45033 ? new Error(`media refused: ${refusal}`) : new MediaGone(`media refused: ${refusal}`);
    await api.dropToken(token);
  }
}

/** The code where the answer is a refusal, null where it is the file. */
function refusalIn({ status, headers, body }: Download): number | null {
  const type = headers.get('content-type') ?? '';
  if (body === null || body[0] !== JSON_LOOKS_LIKE || headers.has('content-disposition') || !/json|text\/plain/.test(type)) return null;
  try {
    return answerIn({ status, body: JSON.parse(body.toString('utf8')) as unknown }).errcode;
  } catch {
    return null;
  }
}

async function ofBot({ aesKey, trusted }: MediaParts, media: MediaRef): Promise<MediaFile> {
  const { url = '', aeskey, keyOf } = media.ref;
  const key = aeskey ?? (keyOf === 'callback' ? aesKey : null);
  if (!mayFetch(url, trusted) || key === null || key === undefined) throw new MediaGone('not an address of the platform');
  const got = await download(url, MOST_BYTES + BLOCK);
  if (got.status === 403 || got.status === 404 || got.status === 410) throw new MediaGone(`HTTP ${got.status}`);
  const body = decryptMedia(whole(got), key);
  if (body === null) throw new MediaGone('not decrypted');
  return named(media, body, got.headers);
}

/** It came in a message that WeCom signed; even so it leads to no machine inside. */
function mayFetch(url: string, trusted: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (trusted.includes(origin)) return true;
  return protocol === 'https:' && /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i.test(hostname) && !/\.(?:local|internal|lan|localhost)$/i.test(hostname);
}

function whole({ status, body }: Download): Buffer {
  if (body === null) throw new MediaGone('too large');
  if (status !== 200) throw new Error(`HTTP ${status}`);
  return body;
}

/** AES-256-CBC with the key's first half as vector and padding to 32 bytes, which Node's own unpadding refuses (dossier §6). Null when it is not that. */
export function decryptMedia(sealed: Buffer, aesKey: string): Buffer | null {
  const key = Buffer.from(aesKey, 'base64');
  if (key.length !== 32 || sealed.length === 0 || sealed.length % 16 !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > BLOCK || pad > padded.length) return null;
  const end = padded.length - pad;
  return padded.subarray(end).every((byte) => byte === pad) ? padded.subarray(0, end) : null;
}

async function named({ kind, name }: MediaRef, body: Buffer, headers: Headers): Promise<MediaFile> {
  const type = await fileTypeFromBuffer(body);
  const given = name ?? nameIn(headers.get('content-disposition') ?? '');
  return { body, name: given ?? `${KINDS[kind]}${type === undefined ? '' : `.${type.ext}`}`, mime: type?.mime ?? 'application/octet-stream' };
}

/** A name only, never a path; null where it cannot be read. */
function nameIn(disposition: string): string | null {
  const [, extended, plain] = /filename\*=UTF-8''([^;\s]+)|filename="?([^";]+)"?/i.exec(disposition) ?? [];
  const raw = extended ?? plain;
  if (raw === undefined) return null;
  try {
    return decodeURIComponent(raw).split(/[\\/]/).at(-1)?.slice(0, 120) ?? null;
  } catch {
    return null;
  }
}
