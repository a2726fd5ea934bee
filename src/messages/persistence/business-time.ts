/**
 * SQL for a company's business time at machine time `now`; both are names of a column or parameter. The same rule as the
 * directory's `businessNow`, here for many rows of many companies in one statement.
 */
export const businessTime = (companyId: string, now: string): string => `(
  select case when b.clock_frozen then b.clock_business
    else b.clock_business + greatest(${now}::timestamptz - b.clock_machine, interval '0') end
  from company b where b.id = ${companyId})`;
