export const CASES = `
create table number_counter (
  company_id text not null,
  day date not null,
  last int not null,
  primary key (company_id, day)
);

create table complaint (
  id uuid primary key,
  company_id text not null references company (id),
  number text not null,
  project_id text,
  channel text not null,
  chat_id text not null,
  -- registered | handling | handled | closed | invalid | unverified
  state text not null,
  kind text not null,
  level text not null,
  category text not null,
  reporter_id text not null,
  handler_id text,
  subject text not null,
  content text not null,
  customer_name text,
  customer_phone text,
  rooms text[] not null default '{}',
  doors text[] not null default '{}',
  -- Facts of contracts.md §2 in their inner form, and the decision that stands.
  facts jsonb not null,
  decision jsonb not null,
  pack_hash text not null references pack_version (hash),
  -- Everything else the handling knows: plan, appointment, dispatch, result, paid sum.
  handling jsonb not null default '{}',
  registered_at timestamptz(3) not null,
  closed_at timestamptz(3),
  head_seq int not null,
  head_hash text not null,
  unique (company_id, number)
);
create index complaint_open on complaint (company_id, project_id, registered_at) where closed_at is null;
create index complaint_by_time on complaint (company_id, registered_at);

create table case_entry (
  company_id text not null,
  case_id uuid not null references complaint (id),
  seq int not null,
  at timestamptz(3) not null,
  actor text not null,
  kind text not null,
  payload jsonb not null,
  salt text not null,
  -- Stands in for salt and payload when both are erased by law.
  payload_hash text not null,
  prev_hash text not null,
  hash text not null,
  -- The transaction that wrote it: the sealer asks only for what it cannot have seen (cases/record/sealing.ts).
  txid bigint not null default pg_current_xact_id()::text::bigint,
  primary key (case_id, seq)
);
-- Rows lie in the order they were written, so this index is a few kilobytes and costs an insert next to nothing.
create index case_entry_written on case_entry using brin (txid) with (pages_per_range = 16);

create table sealed_head (
  seq bigint generated always as identity primary key,
  company_id text not null,
  case_id uuid not null,
  case_seq int not null,
  case_hash text not null,
  prev_hash text not null,
  hash text not null,
  sealed_at timestamptz(3) not null,
  -- Every transaction below this id had ended and was seen when the row was written.
  seen_to bigint not null,
  unique (case_id, case_seq)
);

create table evidence (
  company_id text not null,
  hash text not null,
  name text not null,
  mime text not null,
  size int not null,
  stored_at timestamptz(3) not null,
  primary key (company_id, hash)
);

create table evidence_part (
  company_id text not null,
  hash text not null,
  part int not null,
  body bytea not null,
  primary key (company_id, hash, part)
);

create table case_evidence (
  company_id text not null,
  case_id uuid not null references complaint (id),
  hash text not null,
  added_at timestamptz(3) not null,
  added_by text not null,
  primary key (case_id, hash),
  foreign key (company_id, hash) references evidence (company_id, hash)
);
`;

export const APPROVALS = `
create table approval_run (
  id uuid primary key,
  company_id text not null,
  case_id uuid not null references complaint (id),
  -- open | approved | rejected | void
  state text not null,
  plan text not null,
  -- What is asked for, in fen; null where no sum is known.
  amount bigint,
  repair_cost bigint,
  submitted_by text not null,
  rules text[] not null,
  copies text[] not null,
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  reason text
);
create unique index approval_run_open on approval_run (case_id) where state = 'open';
create index approval_run_case on approval_run (case_id, opened_at);

create table approval_step (
  run_id uuid not null references approval_run (id),
  step int not null,
  company_id text not null,
  mode text not null,
  roles text[] not null,
  join_rule text not null check (join_rule in ('all', 'any', 'majority')),
  -- waiting | open | agreed | rejected | void
  state text not null,
  opened_at timestamptz(3),
  closed_at timestamptz(3),
  primary key (run_id, step)
);

-- Who may decide a step, resolved when it opens. A deputy's seat names whom he stands for.
create table approval_seat (
  run_id uuid not null,
  step int not null,
  company_id text not null,
  role text not null,
  person_id text not null,
  stands_for text,
  card_id uuid,
  primary key (run_id, step, role, person_id),
  foreign key (run_id, step) references approval_step (run_id, step)
);
create index approval_seat_person on approval_seat (company_id, person_id);

-- One decision a seat holder's vote: the key is what makes a second tap lose.
create table approval_decision (
  run_id uuid not null,
  step int not null,
  company_id text not null,
  role text not null,
  -- Whose vote it is (the holder, even when a deputy casts it).
  holder_id text not null,
  decided_by text not null,
  verdict text not null check (verdict in ('agree', 'reject')),
  reason text,
  decided_at timestamptz(3) not null,
  primary key (run_id, step, role, holder_id),
  foreign key (run_id, step) references approval_step (run_id, step)
);
`;

export const RECORD_GUARD = `
create function refuse_record_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.hash = old.hash and new.prev_hash = old.prev_hash
     and new.payload_hash = old.payload_hash and new.seq = old.seq and new.at = old.at
     and new.actor = old.actor and new.kind = old.kind and new.company_id = old.company_id
     and new.case_id = old.case_id and new.salt = '' and new.payload = '{"erased": true}'::jsonb then
    return new;
  end if;
  raise exception 'the record is append-only' using errcode = '42501';
end $$;
create trigger case_entry_append_only before update or delete on case_entry
  for each row execute function refuse_record_change();
create trigger case_entry_no_truncate before truncate on case_entry
  for each statement execute function refuse_record_change();
create function refuse_seal_change() returns trigger language plpgsql as $$
begin
  raise exception 'the sealed log is append-only' using errcode = '42501';
end $$;
create trigger sealed_head_append_only before update or delete or truncate on sealed_head
  for each statement execute function refuse_seal_change();
`;
