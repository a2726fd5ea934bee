import type { Database } from './database/transaction.js';
import { open } from './database/open.js';

/** One statement, so that two replicas never take the same last question; no row comes back when the day's are gone. */
const TAKE = `
insert into language_budget (day, used) values ($1, 1)
on conflict (day) do update set used = language_budget.used + 1 where language_budget.used < $2
returning used`;

/** Takes one of a day's questions to a language model for all replicas together; false when they are used up. `most` is at least 1. */
export function takeQuestion(database: Database): (day: string, most: number) => Promise<boolean> {
  return (day, most) => database.withoutTransaction(async (tx) => (await open(tx).rows<{ used: number }>(TAKE, [day, most])).length > 0);
}
