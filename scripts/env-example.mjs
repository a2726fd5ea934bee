import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, buildApart } from './build.mjs';

/** Writes .env.example from the configuration's rules. */
buildApart({ web: false });
const { environmentExample } = await import('../dist/platform/configuration/index.js');
writeFileSync(join(ROOT, '.env.example'), environmentExample());
