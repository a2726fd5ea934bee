import type { MigrationInterface, QueryRunner } from 'typeorm';

const PEOPLE_AND_GROUPS = `
-- Since when a company is being set up and takes no complaints yet; null: it is at work.
alter table company add column setup_since timestamptz(3);

-- 楼栋: as they are called there.
alter table project add column buildings text[] not null default '{}';

-- Which organisation of a platform a company belongs to. One organisation may hold several companies, told apart by departments.
create table platform_company (
  company_id text not null references company (id),
  channel text not null,
  corp text not null,
  -- With those below them; empty: everybody whom no other company of the organisation takes.
  departments text[] not null default '{}',
  primary key (company_id, channel)
);
create index platform_company_corp on platform_company (channel, corp);

-- Everybody a platform has listed, and who of our people he is. One account is one person of one company: so no account ever sees two.
create table platform_user (
  channel text not null,
  corp text not null,
  -- What is compared: WeCom's ids in lower case.
  user_key text not null,
  user_id text not null,
  name text not null,
  departments text[] not null default '{}',
  seen_at timestamptz(3) not null,
  left_at timestamptz(3),
  company_id text,
  person_id text,
  primary key (channel, corp, user_key),
  foreign key (company_id, person_id) references person (company_id, id),
  check ((company_id is null) = (person_id is null))
);
create unique index platform_user_person on platform_user (company_id, person_id, channel) where person_id is not null;

create table platform_department (
  channel text not null,
  corp text not null,
  id text not null,
  name text not null,
  parent text,
  primary key (channel, corp, id)
);

-- Groups the bot was met in; company_id null: the administrator has been asked and has not said whose it is.
create table platform_group (
  channel text not null,
  corp text not null,
  id text not null,
  title text not null,
  met_at timestamptz(3) not null,
  company_id text references company (id),
  primary key (channel, corp, id)
);
-- An answer goes out to a company's row: the group's id alone must lead to one of them.
create unique index platform_group_bound on platform_group (channel, id);
`;

const MACHINERY = `
-- All times of these are machine time.
create table platform_token (
  channel text not null,
  name text not null,
  value text,
  renew_at timestamptz(3),
  expires_at timestamptz(3),
  -- Who fetches a fresh one, and until when the others wait for him.
  fetched_by text,
  fetching_until timestamptz(3),
  primary key (channel, name)
);
create table platform_lease (
  channel text not null,
  name text not null,
  holder text,
  ends_at timestamptz(3) not null,
  primary key (channel, name)
);
create table platform_surface (
  channel text not null,
  key text not null,
  data jsonb not null,
  ends_at timestamptz(3) not null,
  primary key (channel, key)
);
create index platform_surface_over on platform_surface (ends_at);
create table platform_budget (
  channel text not null,
  name text not null,
  -- When each of the last ones was taken, in milliseconds; of a large budget the one instant that paces it.
  taken jsonb not null default '[]',
  primary key (channel, name)
);
create table platform_count (
  channel text not null,
  name text not null,
  -- "2026-03", Shanghai.
  month text not null,
  used bigint not null,
  primary key (channel, name, month)
);

-- A message whose files are being downloaded: nobody decides about it before they are there, or given up.
create table gathering (
  inbound_id uuid primary key references inbound (id),
  tries int not null default 0,
  -- Nobody else tries before.
  not_before timestamptz(3) not null
);
`;

const CONSOLE = `
create table console_session (
  -- Of the random id in the cookie.
  id_hash text primary key,
  company_id text not null,
  person_id text not null,
  channel text not null,
  began_at timestamptz(3) not null,
  seen_at timestamptz(3) not null,
  foreign key (company_id, person_id) references person (company_id, id)
);
create index console_session_person on console_session (company_id, person_id);

-- Somebody on his way to a platform's sign-in page and back.
create table console_sign_in (
  state_hash text primary key,
  -- Of the cookie of the browser that began it: a state that was sent to somebody else opens nothing.
  browser_hash text not null,
  channel text not null,
  inside boolean not null,
  return_to text not null,
  ends_at timestamptz(3) not null
);

-- Whoever sends one of these to the bot becomes administrator. The code itself is printed, never stored.
create table admin_code (
  code_hash text primary key,
  company_id text not null references company (id),
  made_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  used_at timestamptz(3),
  used_by text
);
`;

/** WeCom and DingTalk: whose accounts and groups are whose, what adapters keep, and who has signed in. Only adds. */
export class Platforms1763801300000 implements MigrationInterface {
  name = 'Platforms1763801300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PEOPLE_AND_GROUPS, MACHINERY, CONSOLE]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
