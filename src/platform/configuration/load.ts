import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Configuration } from './configuration.js';
import { readConfiguration } from './configuration.js';
import { errnoOf, fileRefusal } from './start-refused.js';

/** The configuration of this process: its environment and, below it, a `.env` file in the working folder. Throws `StartRefused`. */
export function loadConfiguration(): Configuration {
  const folder = process.cwd();
  return readConfiguration({ ...environmentFile(join(folder, '.env')), ...process.env }, folder);
}

function environmentFile(path: string): Readonly<Record<string, string | undefined>> {
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    throw fileRefusal(error, path) ?? error;
  }
}
