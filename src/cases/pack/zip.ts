import { crc32 } from 'node:zlib';

/** One file of the archive. Names are ASCII. */
export interface ZipEntry {
  readonly name: string;
  readonly body: Buffer;
}

/** 1 January 1980, the first day the format knows: the same case gives the same bytes. */
const DAY = 0x0021;
const VERSION = 20;

/**
 * A ZIP archive (APPNOTE 6.3.10) as it is read: one file at a time is in memory. Files are stored as they are, and every header is
 * written whole before its file: no byte of the archive is left to chance, and the verifier holds each against its place (packed data
 * has spare bits that nothing vouches for). Below 4 GB in all.
 */
export async function* zipped(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, body } of entries) {
    const common = headerOf(body, name);
    const local = Buffer.concat([word(0x04034b50), common, half(0), Buffer.from(name, 'ascii')]);
    // Version made by; no extra field, comment, disk or attributes.
    directory.push(Buffer.concat([word(0x02014b50), half(VERSION), common, half(0), half(0), half(0), half(0), word(0), word(offset), Buffer.from(name, 'ascii')]));
    offset += local.length + body.length;
    yield local;
    yield body;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const count = half(directory.length);
  yield Buffer.concat([...directory, word(0x06054b50), half(0), half(0), count, count, word(size), word(offset), half(0)]);
}

/** What the header before a file and its line in the directory have in common: version, flags, method, time, day, sum, sizes, length of the name. */
const headerOf = (body: Buffer, name: string): Buffer =>
  Buffer.concat([half(VERSION), half(0), half(0), half(0), half(DAY), word(crc32(body)), word(body.length), word(body.length), half(name.length)]);

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
