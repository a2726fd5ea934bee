import type { Instant } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';

export interface SmsToSend {
  readonly companyId: string;
  readonly phone: string;
  /** Our template's name; the provider's own template id is the adapter's business. */
  readonly template: string;
  readonly text: string;
  /** For the provider's own reference field; no provider promises to send the same key once only. */
  readonly key: string;
  /** Business time at which it was ordered. */
  readonly at: Instant;
}

/** An SMS provider as delivery sees it. An exception means that the outcome is unknown; it is then never sent again. */
export interface SmsProvider {
  readonly name: string;
  send(sms: SmsToSend): Promise<SendResult>;
}
