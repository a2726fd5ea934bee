import { runBench } from './compile-bench.mjs';

/** `npm run bench`: options go to bench/run.ts. */
await runBench('run');
