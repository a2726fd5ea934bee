import type { Log } from '../platform/logging/index.js';
import type { Database } from '../platform/database/transaction.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { SmsProvider, SmsReceipt } from '../sms/port/sms.js';
import { pauseAfter } from './domain/sms-asking.js';
import { askNext, takeToAsk, type ReceiptToAsk } from './persistence/sms-receipt-sql.js';
import { keyOf } from './postman.js';

export interface InquiryParts {
  readonly database: Database;
  readonly providers: readonly SmsProvider[];
  readonly clock: MachineClock;
  readonly log: Log;
  /** What is done with an answer. */
  readonly reported: (receipt: SmsReceipt) => Promise<void>;
}

const AT_ONCE = 50;

/** Asks the providers what became of the SMS they took, where no report has come by itself. */
export class SmsInquiry {
  constructor(private readonly parts: InquiryParts) {}

  /** Asks for what is due, outside of any transaction. What fails is asked for again later. */
  async tick(): Promise<void> {
    const { database, clock, providers } = this.parts;
    if (providers.length === 0) return;
    const due = await database.inTransaction((tx) => takeToAsk(tx, clock.now(), AT_ONCE));
    for (const one of due) await this.ask(one);
  }

  private async ask(one: ReceiptToAsk): Promise<void> {
    const { database, clock, providers, log, reported } = this.parts;
    try {
      const provider = providers.find((each) => each.name === one.provider);
      const receipt = await provider?.receiptOf?.({ reference: one.reference, phone: one.phone, key: keyOf(one), at: one.at });
      if (receipt) return await reported(receipt);
    } catch (error) {
      log.warn({ provider: one.provider, seq: one.seq, error }, 'no answer to the question what became of an SMS');
    }
    const pause = pauseAfter(one.asked);
    await database.withoutTransaction((tx) => askNext(tx, one, pause === null ? null : clock.now() + pause));
  }
}
