import { FirstHouse1761000000000 } from './1761000000000-first-house.js';

/** Explicit, in order; never a glob. */
export const MIGRATIONS = [FirstHouse1761000000000] as const;
