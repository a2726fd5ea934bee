import { asCommand, loadConfiguration } from '../platform/configuration/index.js';
import { systemClock } from '../platform/time/machine-clock.js';
import { runReconcile } from './reconcile-command.js';

/** `npm run -s reconcile`: are all invariants of the stored data kept? */
await asCommand(async () => {
  const parts = { configuration: loadConfiguration(), clock: systemClock, output: process.stdout };
  process.exitCode = await runReconcile(process.argv.slice(2), parts);
});
