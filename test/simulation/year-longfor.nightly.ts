import { testYear } from './run.js';

testYear('longfor-hangzhou', { cases: 20_000, limit: 5_400_000 });
