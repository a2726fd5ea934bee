import { testYears } from './run.js';

/** A thousand cases in all here, 20,000 by night. */
testYears(2, { cases: 1000, seed: 20_260_101, limit: 600_000 });
