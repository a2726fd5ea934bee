import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

/** Noto Sans SC (SIL OFL 1.1), as its npm package ships it. */
const PACKAGE = '@fontsource/noto-sans-sc/package.json';
const unpack = promisify(inflate);

interface Table {
  readonly tag: Buffer;
  readonly checksum: number;
  readonly at: number;
  readonly packed: number;
  readonly length: number;
}

const fonts = new Map<number, Promise<Buffer>>();

/** A weight of the font as TrueType; read once a process (2.5 MB each). */
export function chineseFont(weight: 400 | 700): Promise<Buffer> {
  const known = fonts.get(weight);
  if (known !== undefined) return known;
  const folder = dirname(createRequire(import.meta.url).resolve(PACKAGE));
  const read = readFile(join(folder, 'files', `noto-sans-sc-chinese-simplified-${weight}-normal.woff`)).then(trueType);
  fonts.set(weight, read);
  return read;
}

/**
 * WOFF 1.0 is TrueType with its tables deflated (W3C WOFF §5). Unpacked here once: the PDF library unpacks the glyph table anew for
 * every single glyph otherwise (20 s a page, measured).
 */
async function trueType(woff: Buffer): Promise<Buffer> {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index): Table => {
    const at = 44 + index * 20;
    return { tag: woff.subarray(at, at + 4), at: woff.readUInt32BE(at + 4), packed: woff.readUInt32BE(at + 8), length: woff.readUInt32BE(at + 12), checksum: woff.readUInt32BE(at + 16) };
  });
  const bodies = await Promise.all(tables.map((table) => bodyOf(woff, table)));
  return Buffer.concat([directory(woff, tables), ...bodies]);
}

async function bodyOf(woff: Buffer, { at, packed, length }: Table): Promise<Buffer> {
  const raw = woff.subarray(at, at + packed);
  const body = packed < length ? await unpack(raw) : raw;
  return Buffer.concat([body, Buffer.alloc(padding(length))]);
}

const padding = (length: number): number => (4 - (length % 4)) % 4;

function directory(woff: Buffer, tables: readonly Table[]): Buffer {
  const head = Buffer.alloc(12 + 16 * tables.length);
  woff.copy(head, 0, 4, 8);
  const power = Math.floor(Math.log2(tables.length));
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(tables.length * 16 - 2 ** power * 16, 10);
  let offset = head.length;
  for (const [index, table] of tables.entries()) {
    const at = 12 + 16 * index;
    table.tag.copy(head, at);
    head.writeUInt32BE(table.checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(table.length, at + 12);
    offset += table.length + padding(table.length);
  }
  return head;
}
