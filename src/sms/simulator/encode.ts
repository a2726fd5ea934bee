import { formatInstant } from '../../terms/instants.js';
import type { ReceivedSms } from './store.js';

/** An SMS as contracts.md §4 shows it. */
export interface SmsView {
  readonly seq: number;
  readonly at: string;
  readonly to: string;
  readonly template: string;
  readonly text: string;
}

export function smsView(sms: ReceivedSms): SmsView {
  return { seq: sms.seq, at: formatInstant(sms.at), to: sms.phone, template: sms.template, text: sms.text };
}
