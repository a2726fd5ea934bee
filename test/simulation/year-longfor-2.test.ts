import { testYear } from './run.js';

testYear({ pack: 'longfor-hangzhou', company: 2 }, { cases: 1000, seed: 20_260_101, limit: 600_000 });
