import type { Instant } from '../../terms/instants.js';

export interface PhoneSms {
  readonly companyId: string;
  readonly phone: string;
  readonly template: string;
  readonly text: string;
  readonly key: string;
  readonly at: Instant;
}

export interface ReceivedSms {
  readonly seq: number;
  readonly at: Instant;
  readonly phone: string;
  readonly template: string;
  readonly text: string;
}

/** The customers' phones. Not idempotent on purpose: like a real network they show every SMS that is sent to them. */
export interface SimulatorPhones {
  ring(sms: PhoneSms): Promise<void>;
  smsAfter(companyId: string, seq: number, limit: number): Promise<ReceivedSms[]>;
}
