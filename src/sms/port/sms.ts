import type { Instant } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';

export interface SmsToSend {
  readonly companyId: string;
  readonly phone: string;
  /** Our template's name; the provider's own template id is the adapter's business. */
  readonly template: string;
  /** The rule book whose words they are; a provider may have approved another template for each. */
  readonly pack?: string;
  /** What fills the template's {变量}: providers are sent these, not the text. */
  readonly words?: Readonly<Record<string, string>>;
  readonly text: string;
  /** For the provider's own reference field; no provider promises to send the same key once only. */
  readonly key: string;
  /** Business time at which it was ordered. */
  readonly at: Instant;
}

/** What a provider calls one SMS it has taken. */
export interface SmsReference {
  readonly provider: string;
  readonly id: string;
}

/**
 * An answer with more than a channel says. `alarm`: what the administrator must mend, in his words. `elsewhere`: this provider has
 * surely not sent it and the fault is its own, so another one may; never set for what is wrong with the number.
 */
export type SmsAnswer = SendResult & { readonly reference?: SmsReference; readonly alarm?: string; readonly elsewhere?: true };

/** A provider's own limit for one number: `most` within `span` milliseconds, with one template or with all. */
export interface SmsCap {
  readonly most: number;
  readonly span: number;
  readonly template: boolean;
}

export interface SentSms {
  readonly reference: string;
  readonly phone: string;
  /** Our key, as it was sent. */
  readonly key: string;
  /** Machine time. */
  readonly at: Instant;
}

/** What became of an SMS on its way to the phone. */
export interface SmsReceipt {
  readonly provider: string;
  readonly reference: string;
  readonly phone: string;
  /** Our key where the provider gives it back: it names an SMS whose sending we know nothing of. */
  readonly key: string | null;
  readonly state: 'delivered' | 'failed';
  /** The provider's code and words. */
  readonly reason: string | null;
}

/** A customer answered an SMS. */
export interface SmsReply {
  readonly provider: string;
  readonly phone: string;
  readonly text: string;
  /** What tells two answers of one phone apart, and is the same when the provider pushes one again. */
  readonly id: string;
}

/** An SMS provider as delivery sees it. An exception means that the outcome is unknown; it is then never sent again. */
export interface SmsProvider {
  readonly name: string;
  /** Kept by us, so that an SMS waits instead of being refused. */
  readonly caps?: readonly SmsCap[];
  send(sms: SmsToSend): Promise<SmsAnswer>;
  /** Asks what became of an SMS; null while the provider does not know. */
  receiptOf?(sent: SentSms): Promise<SmsReceipt | null>;
  /** Whether it would take our calls: null, or what is to be mended. Throws when it cannot be reached. */
  examine?(): Promise<string | null>;
}
