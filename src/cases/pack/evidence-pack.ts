import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CaseEvidence } from '../persistence/evidence-sql.js';
import { zipped, type ZipEntry } from './zip.js';

export const PACK_FORMAT = 'evidence-pack/1';

/** Everything a pack is made of; the sheets are JSON of whoever puts it together. */
export interface PackContent {
  readonly number: string;
  readonly company: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Name of whoever exported it. */
  readonly madeFor: string;
  /** File name without its ending → content: case, record, seals, approvals … */
  readonly sheets: Readonly<Record<string, unknown>>;
  /** The same in words, as one page. */
  readonly page: string;
  readonly attachments: readonly CaseEvidence[];
  /** Null: the file is gone; the pack then says so when it is verified. */
  readonly readFile: (hash: string) => Promise<Buffer | null>;
}

export interface PackMade {
  /** SHA-256 of the list of files: whoever knows it knows the whole pack. */
  readonly digest: string;
  readonly body: AsyncGenerator<Buffer>;
}

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** A plain ending, so that the file opens; anything else is .bin. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

export const attachmentPath = ({ hash, mime }: Pick<CaseEvidence, 'hash' | 'mime'>): string => `attachments/${hash}.${ENDINGS[mime] ?? 'bin'}`;

/** Beside this file, also once compiled. */
export const VERIFIER = fileURLToPath(new URL('./verify.mjs', import.meta.url));

/** The pack as one ZIP file, streamed. Attachments are listed by the hash they are kept under: one that was altered in the store is found. */
export async function evidencePack(content: PackContent): Promise<PackMade> {
  const { number, company, madeAt, madeFor } = content;
  const texts: readonly (readonly [string, Buffer])[] = [
    ['index.html', Buffer.from(content.page)],
    ...Object.entries(content.sheets).map(([name, sheet]) => [`${name}.json`, json(sheet)] as const),
    ['verify.mjs', await readFile(VERIFIER)],
  ];
  const files: readonly Listed[] = [
    ...texts.map(([path, body]) => ({ path, size: body.length, sha256: sha256(body) })),
    ...content.attachments.map((file) => ({ path: attachmentPath(file), size: file.size, sha256: file.hash })),
  ];
  const manifest = json({ format: PACK_FORMAT, number, company, madeAt, madeFor, files });
  const digest = sha256(manifest);
  const heads: readonly (readonly [string, Buffer])[] = [
    ['manifest.sha256', Buffer.from(`${digest}  manifest.json\n`)],
    ['manifest.json', manifest],
  ];
  return { digest, body: zipped(entriesOf([...heads, ...texts], content)) };
}

async function* entriesOf(texts: readonly (readonly [string, Buffer])[], { attachments, readFile: read }: PackContent): AsyncGenerator<ZipEntry> {
  for (const [name, body] of texts) yield { name, body };
  for (const file of attachments) {
    const body = await read(file.hash);
    if (body !== null) yield { name: attachmentPath(file), body };
  }
}
