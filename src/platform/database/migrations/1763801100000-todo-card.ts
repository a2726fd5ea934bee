import type { MigrationInterface, QueryRunner } from 'typeorm';

const TODO_CARD = `
-- One thing a person was nudged about in one message: what his 待办 card shows, and what the delivery ledger accounts for.
create table nudge_line (
  id uuid primary key,
  company_id text not null,
  person_id text not null,
  case_id uuid,
  clock_id uuid,
  -- The timer that fell due; null where a person asked (催办).
  timer_id uuid,
  -- dedupe_key of the outgoing row it went out in.
  message_key text not null,
  -- 0 is what the message was sent for; the others were merged into it.
  place int not null,
  text text not null,
  due_at timestamptz(3),
  told_at timestamptz(3) not null,
  -- 稍后提醒: asked to be reminded again at this time.
  snoozed_until timestamptz(3),
  ended_at timestamptz(3),
  -- acted | lapsed | withdrawn | replaced; null while it waits for him.
  ended_how text
);
create index nudge_line_open on nudge_line (company_id, person_id, due_at) where ended_at is null;
create index nudge_line_case_open on nudge_line (case_id) where ended_at is null;
create index nudge_line_case on nudge_line (case_id, person_id, told_at);
create index nudge_line_timer on nudge_line (timer_id) where timer_id is not null;

-- The one card of a person that lives; taking its row serialises what is done to it.
create table todo_card (
  company_id text not null,
  person_id text not null,
  card_id uuid,
  primary key (company_id, person_id)
);

-- Why a nudge's timer ended: where it was moved to, or what kept it from being said (handled | nobody | before-ledger).
alter table timer add column moved_to timestamptz(3), add column ended_because text;
create index timer_nudge on timer (company_id, due_at)
  where kind in ('clock-nudge', 'clock-escalate', 'approval-nudge', 'nudge-snoozed');
create index timer_nudge_done on timer (company_id, due_at)
  where kind in ('clock-nudge', 'clock-escalate', 'approval-nudge', 'nudge-snoozed') and state = 'done' and ended_because is null;
-- What fired before there were lines cannot be accounted for.
update timer set ended_because = 'before-ledger'
  where kind in ('clock-nudge', 'clock-escalate', 'approval-nudge') and state = 'done';
`;

/** The living 待办 card and the delivery ledger. Only adds. */
export class TodoCard1763801100000 implements MigrationInterface {
  name = 'TodoCard1763801100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TODO_CARD);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
