import { testYear } from './run.js';

testYear({ pack: 'jinke-commercial', company: 2 }, { cases: 20_000, limit: 5_400_000 });
