import { runBench } from './compile-bench.mjs';

/** `npm run train`: teaches the category model on the sentences of bench/training/. */
await runBench('train');
