import { open } from '../../platform/database/open.js';
import { sqlTime } from '../../platform/database/source.js';
import type { Tx } from '../../platform/database/transaction.js';
import { DAY, HOUR, type Instant } from '../../terms/instants.js';

/** A session ends after so long without a request, and after so long in any case. */
export const SESSION_IDLE = 8 * HOUR;
export const SESSION_MOST = 7 * DAY;

export interface Session {
  readonly companyId: string;
  readonly personId: string;
}

/** Only the hash of the random id in the cookie is kept. Machine time. */
export async function beginSession(tx: Tx, session: Session & { readonly hash: string; readonly channel: string }, now: Instant): Promise<void> {
  await open(tx).run('insert into console_session (id_hash, company_id, person_id, channel, began_at, seen_at) values ($1, $2, $3, $4, $5, $5)', [
    session.hash,
    session.companyId,
    session.personId,
    session.channel,
    sqlTime(now),
  ]);
  await open(tx).run('delete from console_session where began_at <= $1 or seen_at <= $2', [sqlTime(now - SESSION_MOST), sqlTime(now - SESSION_IDLE)]);
}

// The account he signed in by must still be his: a leaver's session ends with it, at this very request.
const SEEN = `
update console_session s set seen_at = $2
from person p join company c on c.id = p.company_id and c.retired_at is null
where s.id_hash = $1 and s.seen_at > $3 and s.began_at > $4
  and p.company_id = s.company_id and p.id = s.person_id and p.left_at is null
  and exists (
    select 1 from platform_user u
    where u.company_id = s.company_id and u.person_id = s.person_id and u.channel = s.channel and u.left_at is null)
returning s.company_id as "companyId", s.person_id as "personId"`;

/** Whose session it is, and that it was used now; null when it is none, has ended, or its person has left. */
export async function seenSession(tx: Tx, hash: string, now: Instant): Promise<Session | null> {
  const [row] = await open(tx).rows<Session>(SEEN, [hash, sqlTime(now), sqlTime(now - SESSION_IDLE), sqlTime(now - SESSION_MOST)]);
  return row ?? null;
}

export async function endSession(tx: Tx, hash: string): Promise<void> {
  await open(tx).run('delete from console_session where id_hash = $1', [hash]);
}

/** Somebody on his way to a platform and back. */
export interface SignInUnderWay {
  readonly stateHash: string;
  readonly browserHash: string;
  readonly channel: string;
  readonly inside: boolean;
  readonly returnTo: string;
}

export async function beginSignIn(tx: Tx, one: SignInUnderWay, endsAt: Instant, now: Instant): Promise<void> {
  const sql = open(tx);
  await sql.run('delete from console_sign_in where ends_at <= $1', [sqlTime(now)]);
  await sql.run('insert into console_sign_in (state_hash, browser_hash, channel, inside, return_to, ends_at) values ($1, $2, $3, $4, $5, $6)', [
    one.stateHash,
    one.browserHash,
    one.channel,
    one.inside,
    one.returnTo,
    sqlTime(endsAt),
  ]);
}

const END = `
delete from console_sign_in where state_hash = $1 and browser_hash = $2 and channel = $3
returning inside, return_to as "returnTo", ends_at > $4 as valid`;

/** Used up by the first who brings it, with the cookie of the browser it was begun in; else null. */
export async function takeSignIn(tx: Tx, came: Pick<SignInUnderWay, 'stateHash' | 'browserHash' | 'channel'>, now: Instant): Promise<Pick<SignInUnderWay, 'inside' | 'returnTo'> | null> {
  const [row] = await open(tx).rows<{ inside: boolean; returnTo: string; valid: boolean }>(END, [came.stateHash, came.browserHash, came.channel, sqlTime(now)]);
  return row?.valid === true ? { inside: row.inside, returnTo: row.returnTo } : null;
}
