import { expect, test } from '@jest/globals';
import { formatInstant } from '../../src/terms/instants.js';
import { faultsOf } from './aftermath.js';
import { yearOf } from './year.js';

/** A quiet year's store with one fault of each kind in it. Each row is [what must be said of it, what breaks it]; `$1` is the company, `$2` the end of an outage. */
const FAULTS: readonly (readonly [string, string])[] = [
  ['clocks', `update clock set released_at = done_at where id = (select id from clock where company_id = $1 and state = 'met' and $2::timestamptz is not null limit 1)`],
  ['late', `update timer set ended_at = due_at + interval '2 seconds' where id = (select id from timer where company_id = $1 and state = 'done' and kind = 'digest' and due_at < $2::timestamptz - interval '1 day' limit 1)`],
  ['misses', `update clock set missed_at = due_at + interval '1 minute' where id = (select id from clock where company_id = $1 and missed_at is not null and done_at is null and $2::timestamptz is not null limit 1)`],
  [
    'too often',
    `insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, state, attempts, next_attempt_at, created_at, ended_at, trace)
     select company_id, channel, kind, recipient, 'again', payload, 'sent', 1, next_attempt_at, created_at + interval '5 minutes', ended_at, trace from outgoing
     where company_id = $1 and kind = 'nudge' and state = 'sent' and extract(hour from created_at at time zone 'Asia/Shanghai') between 9 and 15 and $2::timestamptz is not null limit 1`,
  ],
  [
    'quiet',
    `update outgoing set created_at = date_trunc('day', created_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' + interval '23 hours'
     where seq = (select o.seq from outgoing o join nudge_line l on l.message_key = o.dedupe_key join complaint c on c.id = l.case_id join clock k on k.id = l.clock_id
       where o.company_id = $1 and o.kind = 'nudge' and o.recipient <> 'duty1' and c.level = 'general' and l.timer_id is not null and l.place = 0 and k.due_at > o.created_at + interval '2 days' and $2::timestamptz is not null
         and not (c.facts ->> 'safety')::boolean and not (c.facts ->> 'media')::boolean and not exists (select from case_entry e where e.case_id = c.id and 'major' in (e.payload ->> 'to', e.payload ->> 'from', e.payload ->> 'level'))
       order by o.seq limit 1)`,
  ],
  ['sms', `update outgoing set created_at = date_trunc('day', created_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' + interval '22 hours' where seq = (select seq from outgoing where company_id = $1 and kind = 'sms' and $2::timestamptz is not null limit 1)`],
  [
    'visits',
    `insert into case_entry (company_id, case_id, seq, at, actor, kind, payload, salt, payload_hash, prev_hash, hash)
     select $1, id, head_seq + 1, $2::timestamptz + interval '1 year', 'staff1', 'handled', '{}', '', '', '', '' from complaint
     where company_id = $1 and state = 'closed' order by number limit 1`,
  ],
  [
    'storms',
    `insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, state, attempts, next_attempt_at, created_at, ended_at, trace)
     select $1, 'simulator', 'notice', 'staff1', 'storm' || n, '{"to": "staff1", "text": "停机期间到期:"}', 'sent', 1, $2::timestamptz, $2::timestamptz, $2::timestamptz, 'x' from generate_series(1, 2) n`,
  ],
  [
    'several beside',
    `insert into outgoing (company_id, channel, kind, recipient, dedupe_key, payload, state, attempts, next_attempt_at, created_at, ended_at, trace)
     select $1, 'simulator', 'nudge', 'staff1', 'beside' || n, '{"to": "staff1", "text": "【提醒】"}', 'sent', 1, $2::timestamptz, $2::timestamptz, $2::timestamptz, 'x' from generate_series(1, 2) n`,
  ],
  [
    'beside',
    `with said as (
       update nudge_line set told_at = $2 where id = (select id from nudge_line where company_id = $1 and timer_id is not null order by id desc limit 1) returning timer_id
     ) update timer set due_at = $2::timestamptz - interval '1 hour' where id = (select timer_id from said)`,
  ],
  ['ledger', `delete from nudge_line where id = (select l.id from nudge_line l join timer t on t.id = l.timer_id where l.company_id = $1 and t.state = 'done' and t.ended_because is null and $2::timestamptz is not null
      and (select count(*) from nudge_line x where x.timer_id = t.id) = 1 order by l.id limit 1)`],
  ['reconcile: history', `update complaint set state = 'registered', closed_at = null where id = (select id from complaint where company_id = $1 and state = 'closed' and $2::timestamptz is not null order by number desc limit 1)`],
  ['reconcile: record', `update complaint set head_hash = repeat('0', 64) where id = (select id from complaint where company_id = $1 and state = 'closed' and $2::timestamptz is not null order by number offset 1 limit 1)`],
];

test(
  'what is looked for after a simulated year is found when it is there',
  async () => {
    const year = await yearOf('nanguang-property', 25, 7, async (desk, away) => {
      expect(await faultsOf(desk, away)).toEqual([]);
      for (const [, breaks] of FAULTS) expect([breaks, await desk.changes(breaks, [formatInstant(away[2]?.until ?? 0)])]).not.toEqual([breaks, 0]);
    });
    expect(FAULTS.map(([name]) => name).filter((name) => !year.faults.some((fault) => fault.startsWith(name)))).toEqual([]);
  },
  300_000,
);
