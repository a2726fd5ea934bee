import { runBench } from './compile-bench.mjs';

/** `npm run eval`: options go to bench/eval.ts. */
await runBench('eval');
