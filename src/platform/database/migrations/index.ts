import { FirstHouse1761000000000 } from './1761000000000-first-house.js';
import { SecondHousePeople1763800000000 } from './1763800000000-second-house-people.js';
import { CalendarYears1763800100000 } from './1763800100000-calendar-years.js';
import { ApprovalActs1763800200000 } from './1763800200000-approval-acts.js';
import { Payments1763800300000 } from './1763800300000-payments.js';

/** Explicit, in order; never a glob. */import { InboundErrors1763800600000 } from './1763800600000-inbound-errors.js';

export const MIGRATIONS = [FirstHouse1761000000000, SecondHousePeople1763800000000, CalendarYears1763800100000, ApprovalActs1763800200000, Payments1763800300000, InboundErrors1763800600000] as const;
