import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import type { StoreParts } from '../../src/cli/policy-store.js';
import type { Streams } from '../../src/cli/policy-streams.js';
import { systemClock } from '../../src/platform/time/machine-clock.js';
import type { RunningApp } from './app.js';

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Command = (args: readonly string[], streams: Streams, parts?: StoreParts) => Promise<number | null>;

/** What a command finds that is called beside a running service. */
export const partsBeside = (app: RunningApp): StoreParts => ({
  configuration: () => ({ databaseUrl: app.database.url, dataDir: '/nowhere', migrate: false }),
  machineNow: () => systemClock.now(),
  newId: randomUUID,
});

/** A `policy` sub-command on the store of a running service, as its operator would call it beside it. */
export async function runBeside(app: RunningApp, command: Command, args: readonly string[]): Promise<Ran> {
  const output = new Collected();
  const errors = new Collected();
  const code = await command(args, { input: Readable.from([]), output, errors }, partsBeside(app));
  return { code, out: output.text, err: errors.text };
}

const folder = mkdtempSync(join(tmpdir(), 'kesu-notice-'));

/** A file with this text, for a command that reads one. */
export function fileOf(text: string, ending: string): string {
  const file = join(folder, `${randomUUID()}.${ending}`);
  writeFileSync(file, text);
  return file;
}
