import { runPolicy } from './policy-command.js';

process.exitCode = await runPolicy(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
});
