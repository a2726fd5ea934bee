import { testYear } from './run.js';

testYear('nanguang-property', { cases: 20_000, limit: 5_400_000 });
