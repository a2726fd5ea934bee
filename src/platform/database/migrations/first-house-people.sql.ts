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
