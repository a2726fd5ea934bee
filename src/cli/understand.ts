import { systemClock } from '../platform/time/machine-clock.js';
import { runUnderstand } from './understand-command.js';

process.exitCode = await runUnderstand(
  process.argv.slice(2),
  { input: process.stdin, output: process.stdout, errors: process.stderr },
  { now: () => systemClock.now(), modelAddress: process.env['LLM_BASE_URL'] ?? '' },
);
