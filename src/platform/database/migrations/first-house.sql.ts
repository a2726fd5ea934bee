/** Companies, their packs, projects, people, roles, deputies and chats. */
export const DIRECTORY = `
create table pack_version (
  hash text primary key,
  pack_id text not null,
  version text not null,
  -- Canonical JSON, byte for byte what was hashed.
  body text not null,
  stored_at timestamptz(3) not null,
  unique (pack_id, version)
);

create table company (
  id text primary key,
  name text not null,
  channel text not null,
  pack_hash text not null references pack_version (hash),
  directory_version int not null default 1,
  -- Business time: frozen at clock_business, or running from it since machine time clock_machine.
  clock_business timestamptz(3) not null,
  clock_machine timestamptz(3) not null,
  clock_frozen boolean not null,
  created_at timestamptz(3) not null,
  retired_at timestamptz(3)
);

create table project (
  company_id text not null references company (id),
  id text not null,
  name text not null,
  nicknames text[] not null default '{}',
  primary key (company_id, id)
);

create table person (
  company_id text not null references company (id),
  id text not null,
  name text not null,
  position int not null default 0,
  left_at timestamptz(3),
  primary key (company_id, id)
);

create table role_holding (
  company_id text not null,
  person_id text not null,
  role text not null,
  -- '*' is every project of the company.
  project_id text not null,
  primary key (company_id, person_id, role, project_id),
  foreign key (company_id, person_id) references person (company_id, id)
);

-- Half-open periods [from_at, until_at).
create table deputy (
  company_id text not null,
  id uuid primary key,
  person_id text not null,
  deputy_id text not null,
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  foreign key (company_id, person_id) references person (company_id, id),
  foreign key (company_id, deputy_id) references person (company_id, id)
);

create table duty (
  company_id text not null,
  project_id text not null,
  person_id text not null,
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  primary key (company_id, project_id, person_id, from_at)
);

create table chat (
  company_id text not null references company (id),
  channel text not null,
  id text not null,
  title text not null,
  kind text not null check (kind in ('group', 'private')),
  project_id text,
  primary key (company_id, channel, id)
);
`;

/** Inbox and conversations. The unit of claiming is the conversation (design.md §3). */
export const INTAKE = `
create table conversation (
  company_id text not null,
  channel text not null,
  chat_id text not null,
  person_id text not null,
  state jsonb not null default '{}',
  primary key (company_id, channel, chat_id, person_id)
);

create table inbound (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  company_id text not null,
  channel text not null,
  chat_id text not null,
  person_id text not null,
  -- The platform's own id of the message or tap: the same one is taken once.
  message_key text not null,
  kind text not null check (kind in ('message', 'tap')),
  payload jsonb not null,
  received_at timestamptz(3) not null,
  -- Business time at which it arrived.
  business_at timestamptz(3) not null,
  state text not null check (state in ('waiting', 'done', 'failed')),
  attempts int not null,
  next_attempt_at timestamptz(3) not null,
  outcome jsonb,
  trace text not null,
  unique (company_id, channel, message_key)
);
create index inbound_waiting on inbound (next_attempt_at) where state = 'waiting';
create index inbound_lane on inbound (company_id, channel, chat_id, person_id, seq) where state = 'waiting';
create index inbound_by_person on inbound (company_id, person_id, received_at);
`;

/** Cases with their append-only record, evidence and numbers. */
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

export const CLOCKS = `
create table clock (
  id uuid primary key,
  company_id text not null,
  case_id uuid not null references complaint (id),
  name text not null,
  rule text not null,
  label text not null,
  starts_on text not null,
  met_by text,
  unit text not null,
  responsible_role text not null,
  -- running | met | missed | paused | cancelled. Late work keeps 'missed', with the time it was done in done_at.
  state text not null,
  started_at timestamptz(3) not null,
  target_at timestamptz(3),
  due_at timestamptz(3) not null,
  done_at timestamptz(3),
  missed_at timestamptz(3),
  -- When the duty fell away without the work: cancelled, or missed and then no longer asked for.
  released_at timestamptz(3),
  suspensions jsonb not null default '[]',
  derivation jsonb not null,
  unique (case_id, name, started_at)
);
create index clock_case on clock (case_id);
create index clock_open on clock (company_id, due_at)
  where state in ('running', 'paused') or (state = 'missed' and done_at is null and released_at is null);

-- Everything timed in business time: nudges, due instants, escalations, drafts, digests.
create table timer (
  id uuid primary key,
  company_id text not null,
  kind text not null,
  subject text not null,
  case_id uuid,
  due_at timestamptz(3) not null,
  payload jsonb not null default '{}',
  -- waiting | done | withdrawn | failed
  state text not null,
  attempts int not null default 0,
  -- Machine time before which a failed attempt is not repeated.
  not_before timestamptz(3),
  ended_at timestamptz(3),
  unique (company_id, kind, subject, due_at)
);
create index timer_due on timer (company_id, due_at) where state = 'waiting';
create index timer_case on timer (case_id) where state = 'waiting';
create index timer_subject on timer (company_id, subject) where state = 'waiting';
`;

export const MESSAGES = `
-- A card in somebody's chat: what it should show, and what it shows.
create table card (
  id uuid primary key,
  company_id text not null,
  channel text not null,
  chat_id text not null,
  subject_kind text not null,
  subject_id text not null,
  case_id uuid,
  wanted jsonb not null,
  wanted_version int not null,
  shown_version int not null default 0,
  created_at timestamptz(3) not null
);
create index card_subject on card (company_id, subject_kind, subject_id);

create table outgoing (
  seq bigint generated always as identity primary key,
  company_id text not null,
  -- simulator | wecom | dingtalk | sms
  channel text not null,
  -- text | nudge | notice | card | card-update | sms
  kind text not null,
  -- Chat id, or the customer's phone number for an SMS.
  recipient text not null,
  dedupe_key text not null,
  payload jsonb not null,
  case_id uuid,
  clock_id uuid,
  card_id uuid references card (id),
  -- waiting | sending | sent | withdrawn | unknown | given-up
  state text not null,
  attempts int not null default 0,
  -- Machine time.
  next_attempt_at timestamptz(3) not null,
  lease_until timestamptz(3),
  -- Since when every attempt has failed; a day of that ends the attempts.
  failing_since timestamptz(3),
  -- Business time.
  created_at timestamptz(3) not null,
  ended_at timestamptz(3),
  error text,
  trace text not null,
  unique (company_id, dedupe_key)
);
-- The time comes last: rows to be tried later are passed over inside the index.
create index outgoing_waiting on outgoing (channel, seq, next_attempt_at) where state = 'waiting';
create index outgoing_sending on outgoing (lease_until) where state = 'sending';
-- Order within a chat: has an earlier row of the same recipient not ended yet?
create index outgoing_live on outgoing (company_id, channel, recipient, seq) where state in ('waiting', 'sending');
create index outgoing_case on outgoing (case_id, seq) where case_id is not null;
create index outgoing_clock on outgoing (clock_id) where state = 'waiting' and clock_id is not null;
create index outgoing_merged on outgoing (company_id) where state = 'waiting' and kind = 'nudge' and payload ? 'parts';
create index outgoing_nudge on outgoing (company_id, channel, recipient, created_at) where kind = 'nudge';

-- How many customer SMS went out on a Shanghai day: to all ('company'), to a number, by a member of staff.
create table sms_count (
  company_id text not null,
  day date not null,
  scope text not null,
  used int not null,
  primary key (company_id, day, scope)
);

create table alert (
  id uuid primary key,
  company_id text not null,
  kind text not null,
  text text not null,
  at timestamptz(3) not null,
  subject text not null,
  unique (company_id, kind, subject)
);
`;

/** The receiving side of the local channel and of its telephone network: written on connections of their own. */
export const SIMULATOR = `
create table simulator_message (
  seq bigint generated always as identity primary key,
  company_id text not null,
  chat_id text not null,
  at timestamptz(3) not null,
  from_id text not null,
  to_id text,
  text text not null,
  card_id uuid,
  delivery_key text not null,
  unique (company_id, delivery_key)
);
create index simulator_message_chat on simulator_message (company_id, chat_id, seq);

create table simulator_card (
  id uuid primary key,
  company_id text not null,
  chat_id text not null,
  card jsonb not null,
  version int not null
);

create table simulator_sms (
  seq bigint generated always as identity primary key,
  company_id text not null,
  at timestamptz(3) not null,
  phone text not null,
  template text not null,
  text text not null,
  delivery_key text not null
);
create index simulator_sms_company on simulator_sms (company_id, seq);
`;

/**
 * The record is append-only (design.md §3). With one database role a trigger guards it; erasing by law replaces salt and
 * payload and keeps the hash, which is the one update the trigger lets through.
 */
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
