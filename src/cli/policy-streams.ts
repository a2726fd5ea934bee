import type { Readable, Writable } from 'node:stream';

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** One `policy` sub-command: what follows its name, and the exit code; null means that it was called wrongly. */
export interface SubCommand {
  /** How it is called, with what it does, in Chinese. */
  readonly usage: string;
  readonly run: (args: readonly string[], streams: Streams) => Promise<number | null>;
}
