import type { LanguageModel } from '../terms/language-model.js';
import { asCommand } from '../platform/configuration/command.js';
import { systemClock } from '../platform/time/machine-clock.js';
import { runUnderstand } from './understand-command.js';

/** Loaded only where it is asked for: without a model the command starts without the configuration and the vendor's library. */
async function configuredModel(): Promise<LanguageModel | null> {
  const [{ loadConfiguration }, { languageModel }] = await Promise.all([import('../platform/configuration/index.js'), import('../language/index.js')]);
  return languageModel(loadConfiguration().language, systemClock);
}

await asCommand(async () => {
  process.exitCode = await runUnderstand(
    process.argv.slice(2),
    { input: process.stdin, output: process.stdout, errors: process.stderr },
    { now: () => systemClock.now(), model: configuredModel },
  );
});
