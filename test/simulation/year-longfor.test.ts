import { testYear } from './run.js';

/** 1,000 cases are played by hand (`SIMULATION_CASES=1000 npm test -- test/simulation/year`), 20,000 by night; here what leaves the whole set under ten minutes. */
testYear('longfor-hangzhou', { cases: 75, seed: 20_260_101, limit: 600_000 });
