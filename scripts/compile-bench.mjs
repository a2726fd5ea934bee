import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApart } from './build.mjs';

/** Builds what changed, compiles bench/ and runs one of its files in this process. */
export async function runBench(name) {
  buildApart({ web: false });
  const out = join(ROOT, '.build', 'bench');
  mkdirSync(out, { recursive: true });
  const { transformFile } = await import('@swc/core');
  for (const file of readdirSync(join(ROOT, 'bench')).filter((one) => one.endsWith('.ts'))) {
    const { code } = await transformFile(join(ROOT, 'bench', file), { cwd: ROOT, root: ROOT, sourceMaps: 'inline' });
    writeFileSync(join(out, file.replace(/\.ts$/, '.js')), code);
  }
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(join(out, `${name}.js`)).href);
}
