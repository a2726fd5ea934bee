import type { MachineClock } from '../../platform/time/machine-clock.js';
import { DAY, HOUR, SECOND } from '../../terms/instants.js';
import { templateFor, type SmsTemplates } from '../../terms/sms-template.js';
import { answerTo } from '../port/answers.js';
import { notReached, post, type Reply } from '../port/call.js';
import type { SentSms, SmsAnswer, SmsCap, SmsProvider, SmsReceipt, SmsToSend } from '../port/sms.js';
import { faultIn, NAME, receiptFrom, sendAnswer } from './decode.js';
import { sendCall, statusCall, type TencentAccess } from './encode.js';

export interface TencentParts {
  readonly access: TencentAccess;
  readonly templates: SmsTemplates;
  /** To one number: most in 30 seconds, an hour, a day, as set in the console. */
  readonly perNumber: readonly [halfMinute: number, hour: number, day: number];
  readonly clock: MachineClock;
}

/** Tencent Cloud SMS. We sign the calls ourselves, as with Aliyun: its SDK does not tell a call that never left from one nobody answered. */
export class TencentSms implements SmsProvider {
  readonly name = NAME;
  readonly caps: readonly SmsCap[];

  constructor(private readonly parts: TencentParts) {
    const [halfMinute, hour, day] = parts.perNumber;
    const spans: readonly [number, number][] = [[halfMinute, 30 * SECOND], [hour, HOUR], [day, DAY]];
    this.caps = spans.map(([most, span]) => ({ most, span, template: false }));
  }

  async send(sms: SmsToSend): Promise<SmsAnswer> {
    const { access, templates, clock } = this.parts;
    const template = templateFor(templates, sms.pack ?? '', sms.template);
    if (template === null) return answerTo({ provider: '腾讯云短信', code: sms.template, trouble: 'template', words: '没有填写模板编码' });
    let reply: Reply;
    try {
      reply = await post(sendCall(access, template, sms, clock.now()));
    } catch (error) {
      return notReached('腾讯云短信', error);
    }
    return sendAnswer(reply);
  }

  async receiptOf(sent: SentSms): Promise<SmsReceipt | null> {
    return receiptFrom(await post(statusCall(this.parts.access, sent, this.parts.clock.now())), sent);
  }

  /** Asks for the receipts of a number nobody has. */
  async examine(): Promise<string | null> {
    const { access, clock } = this.parts;
    const sent = { reference: '', phone: '13000000000', key: '', at: clock.now() };
    return faultIn(await post(statusCall(access, sent, clock.now())));
  }
}
