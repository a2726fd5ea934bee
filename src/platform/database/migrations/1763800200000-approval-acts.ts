import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACTS = `
alter table approval_run add column splitting jsonb, add column urged_at timestamptz(3);

-- via: delegation | time-out | superior | leaver | appointed | transfer | hand-over. A seat with moved_to decides no more.
alter table approval_seat add column via text, add column note text,
  add column moved_to text, add column moved_at timestamptz(3);

-- 退回补充 and 加签: a question an approver asks before he decides.
create table approval_inquiry (
  id uuid primary key,
  company_id text not null,
  run_id uuid not null references approval_run (id),
  step int not null,
  kind text not null check (kind in ('return', 'before', 'after')),
  role text not null,
  asked_by text not null,
  asked_of text not null,
  words text not null,
  asked_at timestamptz(3) not null,
  answer text,
  agrees boolean,
  ended_by text,
  ended_at timestamptz(3)
);
create index approval_inquiry_run on approval_inquiry (run_id);
-- The handler is asked one question at a time.
create unique index approval_inquiry_return on approval_inquiry (run_id, step) where kind = 'return' and ended_at is null;

-- Who decides in whose place for a time, half-open [from_at, until_at); an end that was not named lies in 2100.
create table delegation (
  -- Of two that hold at one moment the later one counts, also where a frozen clock gives both the same time.
  seq bigint generated always as identity,
  company_id text not null,
  id uuid primary key,
  person_id text not null,
  delegate_id text not null,
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  made_at timestamptz(3) not null,
  cancelled_at timestamptz(3),
  foreign key (company_id, person_id) references person (company_id, id),
  foreign key (company_id, delegate_id) references person (company_id, id)
);
create index delegation_company on delegation (company_id, until_at);

-- A refused tap goes into the record once for each person, card and reason.
create table tap_refusal (
  company_id text not null,
  card_id uuid not null,
  person_id text not null,
  code text not null,
  at timestamptz(3) not null,
  primary key (card_id, person_id, code)
);

-- 拆单: the cases of one customer or room.
create index complaint_phone on complaint (company_id, customer_phone) where customer_phone is not null;
create index complaint_rooms on complaint using gin (rooms);
`;

/** What an approver can do beside agreeing and rejecting. Only adds. */
export class ApprovalActs1763800200000 implements MigrationInterface {
  name = 'ApprovalActs1763800200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACTS);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
