/**
 * SQL for a company's business time at machine time `now` (a parameter's name); the company is `b`. The same rule as the
 * directory's `businessNow`, here for many rows of many companies in one statement.
 */
export const businessTime = (now: string): string =>
  `case when b.clock_frozen then b.clock_business
    else b.clock_business + greatest(${now}::timestamptz - b.clock_machine, interval '0') end`;
