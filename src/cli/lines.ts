import { StringDecoder } from 'node:string_decoder';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const END_OF_LINE = /\r\n|\n|\r/;

/**
 * The lines of JSON lines: ended by LF, CR LF or CR, and by nothing else. `node:readline` also ends them, from Node 24 on, at
 * U+2028 and U+2029, which JSON allows inside a string (nodejs/node#57591).
 */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  /** A CR at the end of what has come may be half of a CR LF. */
  let held = '';
  for await (const chunk of input as AsyncIterable<string | Buffer>) {
    const text = held + (typeof chunk === 'string' ? chunk : decoder.write(chunk));
    held = text.endsWith('\r') ? '\r' : '';
    const [first = '', ...more] = text.slice(0, text.length - held.length).split(END_OF_LINE);
    line += first;
    for (const next of more) {
      yield line;
      line = next;
    }
  }
  line += decoder.end();
  if (line !== '' || held !== '') yield line;
}

/** Writes what `answers` makes of the lines, as fast as it is read; a reader who stops early (`| head`) ends it quietly. */
export async function answerLines(input: Readable, output: Writable, answers: (lines: AsyncIterable<string>) => AsyncGenerator<string>): Promise<void> {
  try {
    await pipeline(linesOf(input), answers, output, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
    input.destroy();
  }
}
