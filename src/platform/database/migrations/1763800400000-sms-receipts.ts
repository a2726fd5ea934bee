import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
-- What a provider took, and what it said of it later. A report may be here before we know whose it is.
create table sms_receipt (
  provider text not null,
  -- The provider's own id.
  reference text not null,
  phone text not null,
  -- Both null until the sending is recorded.
  company_id text,
  outgoing_seq bigint,
  template text,
  -- taken | failed | delivered, and never back.
  state text not null,
  reason text,
  -- Machine time.
  taken_at timestamptz(3),
  reported_at timestamptz(3),
  asked int not null default 0,
  -- When the provider is asked what became of it; null: no more.
  next_ask_at timestamptz(3),
  primary key (provider, reference, phone)
);
create index sms_receipt_ask on sms_receipt (next_ask_at) where next_ask_at is not null;
create index sms_receipt_phone on sms_receipt (provider, phone, taken_at);
create index sms_receipt_outgoing on sms_receipt (outgoing_seq) where outgoing_seq is not null;

-- Customers who asked to be left alone (退订).
create table sms_opt_out (
  company_id text not null,
  phone text not null,
  -- Business time.
  at timestamptz(3) not null,
  words text not null,
  provider text not null,
  primary key (company_id, phone)
);
`;

/** Delivery receipts of customer SMS, and who asked for no more of them. */
export class SmsReceipts1763800400000 implements MigrationInterface {
  name = 'SmsReceipts1763800400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('短信回执和退订名单不能回退:请用 npm run restore 恢复备份');
  }
}
