import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, buildApart } from './build.mjs';

/** Writes src/policy/pack.schema.json, by which editors complete and check a rule book, from the classes that read it. */
buildApart({ web: false });
const { packSchema } = await import('../dist/policy/pack-schema.js');
writeFileSync(join(ROOT, 'src', 'policy', 'pack.schema.json'), `${JSON.stringify(packSchema(), null, 2)}\n`);
