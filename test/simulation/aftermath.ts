import * as ledger from '../../src/ledger/index.js';
import { nudgeLedgerFor } from '../../src/flow/nudge-ledger.js';
import { formatInstant, showInstant, type Instant } from '../../src/terms/instants.js';
import type { Desk } from './desk.js';

/** The service was down from, until. */
export interface Outage {
  readonly from: Instant;
  readonly until: Instant;
}

const HOUR_OF = (column: string): string => `extract(hour from (${column}) at time zone 'Asia/Shanghai')`;

/** Every clock has exactly one end, or is open with a next step. */
const CLOCKS = `
select 'clock ' || k.name || ' of ' || c.number || ' (' || k.state || '): ' || f.fault as fault
from clock k join complaint c on c.id = k.case_id
cross join lateral (select case
  when k.state = 'met' and (k.done_at is null or k.missed_at is not null or k.released_at is not null) then 'met, and something else too'
  when k.state = 'missed' and k.missed_at is null then 'missed at no time'
  when k.state = 'missed' and k.done_at is not null and k.released_at is not null then 'done late and released'
  when k.state = 'cancelled' and (k.released_at is null or k.done_at is not null or k.missed_at is not null) then 'cancelled, and something else too'
  when k.state in ('running', 'paused') and (k.done_at is not null or k.missed_at is not null or k.released_at is not null) then 'open, and ended'
  when k.state in ('running', 'paused') and (select count(*) from timer t where t.company_id = k.company_id and t.subject = k.id::text and t.state = 'waiting'
    and t.kind = case k.state when 'running' then 'clock-due' else 'clock-resume' end) <> 1 then 'open without its one next step'
  when k.state = 'running' and k.due_at < $2::timestamptz - interval '1 second' then 'due long ago and neither met nor missed'
  when k.state not in ('met', 'missed', 'cancelled', 'running', 'paused') then 'in no state'
end as fault) f
where k.company_id = $1 and f.fault is not null`;

/** Whatever was due was carried out within a sweep (1 s), or with the first sweep after an outage. */
const LATE = `
select t.kind || ' due ' || t.due_at || ' carried out ' || t.ended_at || ' (' || t.subject || ')' as fault from timer t
where t.company_id = $1 and t.state = 'done' and t.ended_at > t.due_at + interval '1 second'
  and not exists (select 1 from unnest($2::timestamptz[], $3::timestamptz[]) as o (away, back) where t.due_at >= o.away and t.due_at <= o.back and t.ended_at <= o.back + interval '1 second')
union all
select t.kind || ' due ' || t.due_at || ' still waits (' || t.subject || ')' from timer t where t.company_id = $1 and t.state = 'waiting' and t.due_at < $4::timestamptz
union all
select t.kind || ' failed (' || t.subject || ')' from timer t where t.company_id = $1 and t.state = 'failed'`;

/** A miss stands on record with the instant it was due, however late it was carried out. */
const MISSES = `
select 'clock ' || k.name || ' of ' || c.number || ' due ' || k.due_at || ' missed at ' || k.missed_at as fault
from clock k join complaint c on c.id = k.case_id
where k.company_id = $1 and k.missed_at is not null and k.missed_at <> k.due_at`;

/** What makes a case one of which people hear at any hour: now, or at some time before. */
const GRAVE = `(c.level = 'major' or (c.facts ->> 'safety')::boolean or (c.facts ->> 'media')::boolean
  or exists (select 1 from case_entry e where e.case_id = c.id and (e.payload ->> 'to' = 'major' or e.payload ->> 'level' = 'major' or e.payload ->> 'from' = 'major')))`;

/**
 * Nobody is nudged twice within a quarter hour, unless what the second one is about is due before the first one's quarter hour is over, or
 * his quiet hours begin within it, or a colleague asked (催办).
 */
const TOO_OFTEN = `
with said as (
  select o.recipient, o.created_at, o.dedupe_key, lag(o.created_at) over (partition by o.recipient order by o.created_at, o.seq) as before
  from outgoing o where o.company_id = $1 and o.kind = 'nudge' and o.state <> 'withdrawn'
)
select s.recipient || ' nudged at ' || s.before || ' and at ' || s.created_at || ': ' || coalesce((select string_agg(l.text, ' / ') from nudge_line l where l.message_key = s.dedupe_key), '') as fault
from said s
where s.created_at < s.before + interval '15 minutes'
  and not exists (select 1 from nudge_line l where l.company_id = $1 and l.message_key = s.dedupe_key
    and (l.timer_id is null or l.due_at <= s.before + interval '15 minutes'))
  and not (${HOUR_OF(`s.before + interval '15 minutes'`)} >= 21 and ${HOUR_OF('s.created_at')} < 21)`;

/** In quiet hours only the duty person, or of a case that is grave, or of a clock that lives wholly in them. */
const QUIET = `
select o.kind || ' to ' || o.recipient || ' at ' || o.created_at || ': ' || coalesce(o.payload ->> 'text', '') as fault
from outgoing o join nudge_line l on l.company_id = o.company_id and l.message_key = o.dedupe_key and l.place = 0
  join complaint c on c.id = l.case_id left join clock k on k.id = l.clock_id
where o.company_id = $1 and o.kind = 'nudge' and o.state <> 'withdrawn' and o.recipient <> 'duty1'
  and (${HOUR_OF('o.created_at')} >= 21 or ${HOUR_OF('o.created_at')} < 8) and not ${GRAVE} and l.timer_id is not null
  and not (k.id is not null and k.due_at <= date_trunc('day', (o.created_at at time zone 'Asia/Shanghai') + interval '3 hours') at time zone 'Asia/Shanghai' + interval '8 hours')
union all
select 'miss told to ' || o.recipient || ' at ' || o.created_at || ': ' || (o.payload ->> 'text') from outgoing o left join complaint c on c.id = o.case_id
where o.company_id = $1 and o.kind = 'notice' and o.payload ->> 'text' like '%【超时】%' and o.recipient <> 'duty1'
  and (${HOUR_OF('o.created_at')} >= 21 or ${HOUR_OF('o.created_at')} < 8) and c.id is not null and not ${GRAVE}`;

/** From 08:00 to 21:00, but for what JK-D6 sends at once and what colleagues are told of a filing; at most three a number and day; none after 退订 but what is owed. */
const SMS = `
select 'SMS ' || (o.payload ->> 'template') || ' at ' || o.created_at || ' to ' || o.recipient as fault from outgoing o
where o.company_id = $1 and o.kind = 'sms' and (${HOUR_OF('o.created_at')} >= 21 or ${HOUR_OF('o.created_at')} < 8)
  and not ($2 = 'jinke-commercial' and o.payload ->> 'template' = 'unreachable') and o.payload ->> 'template' <> 'filing'
union all
select count(*) || ' SMS on ' || (o.created_at at time zone 'Asia/Shanghai')::date || ' to ' || o.recipient from outgoing o
where o.company_id = $1 and o.kind = 'sms' group by o.recipient, (o.created_at at time zone 'Asia/Shanghai')::date having count(*) > 3
union all
select 'SMS ' || (o.payload ->> 'template') || ' to ' || o.recipient || ' after 退订' from outgoing o join sms_opt_out l on l.company_id = o.company_id and l.phone = o.recipient
where o.company_id = $1 and o.kind = 'sms' and o.created_at > l.at and o.payload ->> 'template' not in ('unreachable', 'finished', 'filing')
union all
select count(*) || ' times by SMS: ' || min(o.payload ->> 'text') from outgoing o
where o.company_id = $1 and o.kind = 'sms' group by o.case_id, o.payload ->> 'template', o.payload ->> 'text', (o.created_at at time zone 'Asia/Shanghai')::date having count(*) > 1
union all
select 'finished ' || s.told || ' times by SMS, handled ' || h.times || ' times: ' || c.number from complaint c
cross join lateral (select count(*) as told from outgoing o where o.case_id = c.id and o.kind = 'sms' and o.payload ->> 'template' = 'finished') s
cross join lateral (select count(*) as times from case_entry e where e.case_id = c.id and e.kind = 'handled') h
where c.company_id = $1 and s.told > h.times`;

/** Every time handling ended: visited, three calls failed, opened again, ended otherwise; or its clock runs, or was missed on the record. */
const VISITS = `
select c.number || ' handled at ' || h.at || ' and never visited' as fault from complaint c
join case_entry h on h.case_id = c.id and h.kind = 'handled'
where c.company_id = $1
  and not exists (select 1 from case_entry e where e.case_id = c.id and e.seq > h.seq and e.kind in ('visited', 'visit-missed', 'reopened', 'invalid', 'merged'))
  and not exists (select 1 from clock k where k.case_id = c.id and k.met_by = 'visited' and k.started_at >= h.at and (k.state in ('running', 'paused') or k.missed_at is not null))`;

/** After an outage each hears of it in one message. */
const STORMS = `
select o.recipient || ' heard ' || count(*) || ' times at ' || o.created_at || ' of the outage: ' || string_agg(o.kind || ' ' || o.trace || ' ' || left(o.payload ->> 'text', 90), ' / ') as fault from outgoing o
where o.company_id = $1 and o.kind = 'notice' and o.state <> 'withdrawn' and o.created_at = any($2::timestamptz[])
  and o.payload ->> 'text' like '停机期间%' group by o.recipient, o.created_at having count(*) > 1`;

/** Beside that message each hears at most one nudge at that instant. As at any time, what cannot wait a quarter hour and what a colleague asks for (催办) come besides. */
const SEVERAL_BESIDE = `
select o.recipient || ' had ' || count(*) || ' nudges at ' || o.created_at || ': '
  || string_agg((select coalesce(string_agg(l.text, ' / '), '') from nudge_line l where l.company_id = $1 and l.message_key = o.dedupe_key), ' // ') as fault
from outgoing o
where o.company_id = $1 and o.kind = 'nudge' and o.state <> 'withdrawn' and o.created_at = any($2::timestamptz[])
  and not exists (select 1 from nudge_line l where l.company_id = $1 and l.message_key = o.dedupe_key
    and (l.timer_id is null or l.due_at <= o.created_at + interval '15 minutes'))
group by o.recipient, o.created_at having count(*) > 1`;

/** And only of what fell due in the last quarter hour of the outage: that is late like any other. */
const BESIDE = `
select l.person_id || ' nudged at ' || l.told_at || ' of what fell due at ' || t.due_at || ': ' || l.text from nudge_line l join timer t on t.id = l.timer_id
where l.company_id = $1 and l.told_at = any($2::timestamptz[]) and t.due_at < l.told_at - interval '15 minutes'`;

/** Everything that breaks a promise of issue 5 after a simulated year; the first of each kind in words. */
export async function faultsOf(desk: Desk, away: readonly Outage[]): Promise<readonly string[]> {
  const times = (pick: (one: Outage) => Instant): string[] => away.map((one) => formatInstant(pick(one)));
  const [from, until] = [times((one) => one.from), times((one) => one.until)];
  const now = formatInstant(desk.now);
  const looks: readonly (readonly [name: string, sql: string, values: readonly unknown[]])[] = [
    ['clocks', CLOCKS, [now]],
    ['late', LATE, [from, until, now]],
    ['misses', MISSES, []],
    ['too often', TOO_OFTEN, []],
    ['quiet', QUIET, []],
    ['sms', SMS, [desk.pack]],
    ['visits', VISITS, []],
    ['storms', STORMS, [until]],
    ['several beside', SEVERAL_BESIDE, [until]],
    ['beside', BESIDE, [until]],
  ];
  const found: string[] = [];
  for (const [name, sql, values] of looks) {
    const rows = await desk.wholeRows<{ fault: string }>(sql, values);
    found.push(...rows.slice(0, 5).map(({ fault }) => `${name}: ${fault}`), ...(rows.length > 5 ? [`${name}: ${rows.length} in all`] : []));
  }
  return [...found, ...(await ledgerFaults(desk)), ...(await desk.reconciled()).slice(0, 20)];
}

/** The delivery ledger of the whole year comes to zero, nothing in it is still underway, and no nudge of the store is left out of it. */
async function ledgerFaults(desk: Desk): Promise<readonly string[]> {
  const read = await nudgeLedgerFor(desk.house, { as: null, from: '2026-01-01', to: '2026-12-31', fate: null, page: 1, size: 1 });
  if (!read.ok || read.value === null) return ['ledger: cannot be read'];
  const { due, difference, counts } = read.value;
  const underway = counts.find(({ fate }) => fate === 'underway')?.count ?? 0;
  const period = { from: 0, until: desk.now };
  const rows = await desk.house.work.withoutTransaction((tx) => ledger.nudgeCounts(tx, { companyId: desk.companyId, projects: null }, period));
  const whole = rows.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(difference === 0 ? [] : [`ledger: ${difference} nudges of ${due} are unaccounted for`]),
    ...(underway === 0 ? [] : [`ledger: ${underway} nudges are underway at ${showInstant(desk.now)}`]),
    ...(whole === due ? [] : [`ledger: ${due} nudges in the year, ${whole} in the store`]),
    ...(due > 0 ? [] : ['ledger: no nudge was due in a whole year']),
  ];
}
