import { testYear } from './run.js';

testYear({ pack: 'longfor-hangzhou', company: 1 }, { cases: 20_000, limit: 5_400_000 });
