import { testYear } from './run.js';

testYear('jinke-commercial', { cases: 20_000, limit: 5_400_000 });
