import { testYears } from './run.js';

/** 300 cases in all here; 1,000 by hand (`SIMULATION_CASES=1000 npm test -- test/simulation/year`) and 20,000 by night: the whole set stays under ten minutes. */
testYears(1, { cases: 300, seed: 20_260_101, limit: 600_000 });
