import type { MigrationInterface, QueryRunner } from 'typeorm';

const CUSTOMER_LINKS = `
-- A customer is asked once a closing how satisfied he is (issue: one rating per closing). Its id is what the link in his SMS carries.
create table customer_rating (
  id uuid primary key,
  company_id text not null,
  case_id uuid not null references complaint (id),
  -- Which closing: how often he had been dissatisfied by then.
  round int not null,
  asked_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  reminded_at timestamptz(3),
  -- open | rated | lapsed (未评价) | withdrawn (a phone call was quicker, or no SMS could be sent)
  state text not null check (state in ('open', 'rated', 'lapsed', 'withdrawn')),
  score text check (score in ('satisfied', 'fair', 'dissatisfied')),
  words text,
  ended_at timestamptz(3),
  check ((state = 'open') = (ended_at is null)),
  check ((state = 'rated') = (score is not null)),
  unique (case_id, round)
);
create index customer_rating_open on customer_rating (company_id, expires_at) where state = 'open';
`;

/** Ratings by signed link. Only adds. */
export class CustomerLinks1763801000000 implements MigrationInterface {
  name = 'CustomerLinks1763801000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CUSTOMER_LINKS);
  }

  async down(): Promise<void> {
    throw new Error('表结构不能回退:请用 npm run restore 恢复备份');
  }
}
