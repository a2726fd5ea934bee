import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApart } from './build.mjs';

/** `npm run bench`: builds what changed, compiles bench/ and runs it. Options go to bench/run.ts. */
buildApart({ web: false });
const out = join(ROOT, '.build', 'bench');
mkdirSync(out, { recursive: true });
const { transformFile } = await import('@swc/core');
for (const name of readdirSync(join(ROOT, 'bench')).filter((one) => one.endsWith('.ts'))) {
  const { code } = await transformFile(join(ROOT, 'bench', name), { cwd: ROOT, root: ROOT, sourceMaps: 'inline' });
  writeFileSync(join(out, name.replace(/\.ts$/, '.js')), code);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(out, 'run.js')).href);
