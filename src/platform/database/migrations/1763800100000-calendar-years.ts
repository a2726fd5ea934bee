import type { MigrationInterface, QueryRunner } from 'typeorm';

const CALENDAR_YEARS = `
-- Every year of the working calendar as it was loaded, and each amendment of it; the newest row of a company and year holds.
create table calendar_year (
  seq bigint generated always as identity primary key,
  -- '*': the State Council's notice, for every company; else a company's own dates on top of it.
  company_id text not null,
  year int not null,
  title text not null,
  number text,
  source text,
  -- Day → why: {"2027-01-01": "元旦"}.
  off jsonb not null,
  work jsonb not null,
  -- Machine time.
  loaded_at timestamptz(3) not null,
  loaded_by text not null
);
create index calendar_year_of on calendar_year (company_id, year, seq);

-- Which version of a rule book judges new cases, since when and by whose act; company.pack_hash is the newest row's.
create table pack_adoption (
  seq bigint generated always as identity primary key,
  company_id text not null references company (id),
  pack_hash text not null references pack_version (hash),
  -- Business time.
  adopted_at timestamptz(3) not null,
  adopted_by text not null
);
create index pack_adoption_of on pack_adoption (company_id, seq);
`;

/** The working calendar moves into the store, and the choice of a rule book becomes an act on record. */
export class CalendarYears1763800100000 implements MigrationInterface {
  name = 'CalendarYears1763800100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CALENDAR_YEARS);
  }

  async down(): Promise<void> {
    throw new Error('工作日历的表不能回退:请用 npm run restore 恢复备份');
  }
}
