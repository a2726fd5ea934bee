import { testYears } from './run.js';

testYears(1, { cases: 20_000, limit: 5_400_000 });
