import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';

export const MOST_BYTES = 20 * 1024 * 1024;
/** A picture of more pixels than this is a bomb, not a photo of a leak. */
const MOST_PIXELS = 60_000_000;

/** What may be kept as evidence. SVG and HTML carry scripts and are in no list. */
const ALLOWED: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/heic',
  'video/mp4',
  'video/quicktime',
  'audio/amr',
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/wav',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

export interface CheckedUpload {
  readonly hash: string;
  readonly name: string;
  /** By its first bytes, not by what the sender said. */
  readonly mime: string;
  readonly size: number;
  readonly body: Buffer;
}

/** Checks a file by its content: size, listed type by magic bytes, pixels. The name is cut and cleaned, never used as a path. */
export async function checkUpload(name: string, declared: string, base64: string): Promise<Outcome<CheckedUpload>> {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) return refuse('upload-broken', `附件"${shortName(name)}"内容损坏,请重新发送。`);
  return checkFile(name, declared, Buffer.from(base64, 'base64'));
}

/** The same for a file that came as bytes. */
export async function checkFile(name: string, declared: string, body: Buffer): Promise<Outcome<CheckedUpload>> {
  if (body.length === 0) return refuse('upload-empty', `附件"${shortName(name)}"是空的,请重新发送。`);
  if (body.length > MOST_BYTES) return refuse('upload-too-large', `附件"${shortName(name)}"超过 20 MB,请压缩后再发。`);
  const found = await fileTypeFromBuffer(body);
  if (found === undefined || !ALLOWED.has(found.mime)) {
    return declared.startsWith('image/')
      ? refuse('upload-no-picture', `"${shortName(name)}"不是有效的图片,请重新拍照发送。`)
      : refuse('upload-type', `"${shortName(name)}"的类型不能保存,请发图片、视频、语音、PDF、Word 或 Excel 文件。`);
  }
  if (found.mime.startsWith('image/') && !pixelsFit(body)) {
    return refuse('upload-pixels', `图片"${shortName(name)}"打不开或太大,请重新拍照发送。`);
  }
  const hash = createHash('sha256').update(body).digest('hex');
  return accept({ hash, name: shortName(name), mime: found.mime, size: body.length, body });
}

/** Whether it opens as a picture of a bearable number of pixels. */
export function pixelsFit(body: Buffer): boolean {
  try {
    const { width, height } = imageSize(ownMemory(body));
    return width > 0 && height > 0 && width * height <= MOST_PIXELS;
  } catch {
    return false;
  }
}

/**
 * image-size reads `input.buffer` without an end (its DataViews have no length), and Node keeps small buffers side by side
 * in one pool: a torn picture would be measured by the bytes of whatever lies behind it.
 */
const ownMemory = (body: Buffer): Uint8Array => (body.buffer.byteLength === body.length ? body : new Uint8Array(body));

/** Control characters and path separators have no place in a name shown to people. */
export const shortName = (name: string): string => name.replace(/[\p{C}\\/:*?"<>|]/gu, '').slice(0, 80) || '附件';
