import { FirstHouse1761000000000 } from './1761000000000-first-house.js';
import { CalendarYears1763800100000 } from './1763800100000-calendar-years.js';

/** Explicit, in order; never a glob. */
export const MIGRATIONS = [FirstHouse1761000000000, CalendarYears1763800100000] as const;
