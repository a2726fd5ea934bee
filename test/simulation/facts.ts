import { createHash } from 'node:crypto';
import type { Desk } from './desk.js';

/** Everything a company's year came to, a line a row, without ids, sequences and machine time. `$1` is the company. */
const FACTS: Readonly<Record<string, string>> = {
  cases: `select number, project_id, state, level, kind, category, handler_id, registered_at, closed_at, facts::text, handling ->> 'handledAt' as handled from complaint where company_id = $1`,
  entries: `select c.number, e.seq, e.at, e.actor, e.kind from case_entry e join complaint c on c.id = e.case_id where e.company_id = $1`,
  clocks: `select c.number, k.name, k.rule, k.state, k.started_at, k.target_at, k.due_at, k.done_at, k.missed_at, k.released_at from clock k join complaint c on c.id = k.case_id where k.company_id = $1`,
  timers: `select coalesce(c.number, t.subject) as subject, t.kind, t.due_at, t.state, t.ended_at, t.moved_to, t.ended_because from timer t left join complaint c on c.id = t.case_id
    where t.company_id = $1 and t.kind not like 'draft-%'`,
  nudges: `select c.number, l.person_id, l.text, l.place, l.due_at, l.told_at, l.snoozed_until, l.ended_at, l.ended_how from nudge_line l left join complaint c on c.id = l.case_id where l.company_id = $1`,
  said: `select c.number, o.channel, o.kind, o.recipient, o.created_at, o.state, o.payload ->> 'template' as template, case when o.kind <> 'card' and o.kind <> 'card-update' then o.payload ->> 'text' end as text
    from outgoing o left join complaint c on c.id = o.case_id where o.company_id = $1`,
  votes: `select c.number, d.step, d.role, d.decided_by, d.verdict, d.decided_at from approval_decision d join approval_run r on r.id = d.run_id join complaint c on c.id = r.case_id where r.company_id = $1`,
};

/** Signed links differ by ids only. */
const plain = (line: string): string => line.replace(/https:\/\/\S+/g, '<link>');

/** The rows' facts in one order. */
export async function factsOf(desk: Desk): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, sql] of Object.entries(FACTS)) {
    const rows = await desk.wholeRows<{ fact: string }>(`select to_jsonb(f)::text as fact from (${sql}) f`);
    for (const line of rows.map(({ fact }) => `${name} ${plain(fact)}`).sort()) lines.push(line);
  }
  return lines;
}

/** Two years with one mark are the same year. */
export const markOf = (facts: readonly string[]): string => createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
