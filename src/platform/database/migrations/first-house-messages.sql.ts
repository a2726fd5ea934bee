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
