import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApart } from './build.mjs';

/** `node scripts/run.mjs NAME ARG…`: builds what changed and runs the command src/cli/NAME.ts in this process. */
const [name = '', ...rest] = process.argv.slice(2);
buildApart({ web: false });
const folder = join(ROOT, 'dist', 'cli');
const file = join(folder, `${name}.js`);
if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
  const names = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.endsWith('.js') && !entry.endsWith('-command.js') && !entry.startsWith('policy-')).map((entry) => entry.slice(0, -3)) : [];
  process.stderr.write(`没有命令“${name}”。可用的命令:${names.join('、')}\n`);
  process.exit(2);
}
process.argv = [process.argv[0], file, ...rest];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);
