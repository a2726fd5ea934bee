import type { Log } from '../platform/logging/index.js';
import type { Database } from '../platform/database/transaction.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { SmsProvider, SmsReceipt } from '../sms/port/sms.js';
import { LAST_QUESTION, pauseAfter } from './domain/sms-asking.js';
import { askNext, NOBODY, takeToAsk, type ReceiptToAsk } from './persistence/sms-receipt-sql.js';
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
    const { database, clock, reported } = this.parts;
    const receipt = one.provider === NOBODY ? await this.searched(one) : await this.answered(one.provider, one, one.reference);
    if (receipt !== null) await reported(receipt);
    if (receipt?.provider === one.provider) return;
    const pause = receipt === null ? pauseAfter(one.asked) : null;
    await database.withoutTransaction((tx) => askNext(tx, one, pause === null ? null : clock.now() + pause));
  }

  /** An SMS nobody is known to have taken: each provider is asked by our key; when none knows it, that is the report. */
  private async searched(one: ReceiptToAsk): Promise<SmsReceipt | null> {
    for (const { name } of this.parts.providers) {
      const found = await this.answered(name, one, '');
      if (found !== null) return found;
    }
    if (one.asked < LAST_QUESTION) return null;
    return { provider: NOBODY, reference: one.reference, phone: one.phone, key: null, state: 'failed', reason: one.reason };
  }

  /** Null when the provider does not know, or cannot be asked. */
  private async answered(name: string, one: ReceiptToAsk, reference: string): Promise<SmsReceipt | null> {
    const provider = this.parts.providers.find((each) => each.name === name);
    try {
      return (await provider?.receiptOf?.({ reference, phone: one.phone, key: keyOf(one), at: one.at })) ?? null;
    } catch (error) {
      this.parts.log.warn({ provider: name, seq: one.seq, error }, 'no answer to the question what became of an SMS');
      return null;
    }
  }
}
