import { machineParts } from './policy-store.js';
import { runEvidence } from './evidence-command.js';

/** `npm run -s evidence -- CASE FILE`: a case as one file that proves itself. */
process.exitCode = await runEvidence(process.argv.slice(2), { ...machineParts(), output: process.stdout, errors: process.stderr });
