import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Instant } from '../../terms/instants.js';
import type { Rating, Score } from '../domain/rating.js';

const COLUMNS = `id, company_id as "companyId", case_id as "caseId", round, expires_at as "expiresAt", reminded_at as "remindedAt", state, score`;

export interface RatingAsk {
  readonly id: string;
  readonly companyId: string;
  readonly caseId: string;
  readonly round: number;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
}

/** True when it is asked by this call: a closing is asked about once. */
export async function askRating(tx: Tx, ask: RatingAsk): Promise<boolean> {
  const touched = await open(tx).run(
    `insert into customer_rating (id, company_id, case_id, round, asked_at, expires_at, state) values ($1, $2, $3, $4, $5, $6, 'open')
     on conflict (case_id, round) do nothing`,
    [ask.id, ask.companyId, ask.caseId, ask.round, sqlTime(ask.askedAt), sqlTime(ask.expiresAt)],
  );
  return touched === 1;
}

export async function ratingById(tx: Tx, id: string): Promise<Rating | null> {
  const [row] = await open(tx).rows<Rating>(`select ${COLUMNS} from customer_rating where id = $1`, [id]);
  return row ?? null;
}

/** The rating a case waits for; at most one, since the next closing withdraws what was left. */
export async function openRatingOf(tx: Tx, caseId: string): Promise<Rating | null> {
  const [row] = await open(tx).rows<Rating>(`select ${COLUMNS} from customer_rating where case_id = $1 and state = 'open' order by round desc limit 1`, [caseId]);
  return row ?? null;
}

/** True for the one reminder. */
export async function noteRatingReminded(tx: Tx, id: string, now: Instant): Promise<boolean> {
  return (await open(tx).run(`update customer_rating set reminded_at = $2 where id = $1 and state = 'open' and reminded_at is null`, [id, sqlTime(now)])) === 1;
}

/** True for the one rating: whoever comes second changes nothing. */
export async function rate(tx: Tx, id: string, given: { readonly score: Score; readonly words: string; readonly now: Instant }): Promise<boolean> {
  const touched = await open(tx).run(
    `update customer_rating set state = 'rated', score = $2, words = $3, ended_at = $4::timestamptz
     where id = $1 and state = 'open' and expires_at > $4::timestamptz`,
    [id, given.score, given.words, sqlTime(given.now)],
  );
  return touched === 1;
}

/** Nobody rated in time (未评价); true when it ended by this call. */
export async function lapseRating(tx: Tx, id: string, now: Instant): Promise<boolean> {
  return (await open(tx).run(`update customer_rating set state = 'lapsed', ended_at = $2 where id = $1 and state = 'open'`, [id, sqlTime(now)])) === 1;
}

/** What a case still waits for is asked no more. */
export async function withdrawRatingOf(tx: Tx, caseId: string, now: Instant): Promise<void> {
  await open(tx).run(`update customer_rating set state = 'withdrawn', ended_at = $2 where case_id = $1 and state = 'open'`, [caseId, sqlTime(now)]);
}
