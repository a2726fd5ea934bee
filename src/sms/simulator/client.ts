import { SENT } from '../../terms/send-result.js';
import type { SendResult } from '../../terms/send-result.js';
import type { SmsProvider, SmsToSend } from '../port/sms.js';
import type { SimulatorPhones } from './store.js';

/** The telephone network of the local channel. */
export class SimulatorSms implements SmsProvider {
  readonly name = 'simulator';

  constructor(private readonly phones: SimulatorPhones) {}

  async send(sms: SmsToSend): Promise<SendResult> {
    await this.phones.ring(sms);
    return SENT;
  }
}
