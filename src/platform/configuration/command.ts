import { StartRefused } from './start-refused.js';

/** Runs a command; what its operator can mend ends it with one sentence on standard error and exit code 1. */
export async function asCommand(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
