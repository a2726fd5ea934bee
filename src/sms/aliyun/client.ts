import type { MachineClock } from '../../platform/time/machine-clock.js';
import { DAY, HOUR, MINUTE, timeOfDay } from '../../terms/instants.js';
import { templateFor, type SmsTemplates } from '../../terms/sms-template.js';
import { answerTo } from '../port/answers.js';
import { notReached, post, type Reply } from '../port/call.js';
import type { SentSms, SmsAnswer, SmsCap, SmsProvider, SmsReceipt, SmsToSend } from '../port/sms.js';
import { faultIn, NAME, receiptFrom, sendAnswer } from './decode.js';
import { detailsCall, sendCall, type AliyunAccess, type CallMoment } from './encode.js';

export interface AliyunParts {
  readonly access: AliyunAccess;
  readonly templates: SmsTemplates;
  /** To one number: most a minute, an hour, a day, as set in the console. */
  readonly perNumber: readonly [minute: number, hour: number, day: number];
  readonly clock: MachineClock;
  readonly nonce: () => string;
}

/** help.aliyun.com/document_detail/2881383: notices of one template to one number and day. */
const SAME_TEMPLATE: SmsCap = { most: 50, span: DAY, template: true };

/** Aliyun SMS (Dysms). We sign the calls ourselves: its SDK brings 70 packages and hides whether a failed call was ever sent. */
export class AliyunSms implements SmsProvider {
  readonly name = NAME;
  readonly caps: readonly SmsCap[];

  constructor(private readonly parts: AliyunParts) {
    const [minute, hour, day] = parts.perNumber;
    const spans: readonly [number, number][] = [[minute, MINUTE], [hour, HOUR], [day, DAY]];
    this.caps = [...spans.map(([most, span]) => ({ most, span, template: false })), SAME_TEMPLATE];
  }

  async send(sms: SmsToSend): Promise<SmsAnswer> {
    const { access, templates } = this.parts;
    const template = templateFor(templates, sms.pack ?? '', sms.template);
    if (template === null) return answerTo({ provider: '阿里云短信', code: sms.template, trouble: 'template', words: '没有填写模板编码' });
    let reply: Reply;
    try {
      reply = await post(sendCall(access, template, sms, this.moment()));
    } catch (error) {
      return notReached('阿里云短信', error);
    }
    return sendAnswer(reply);
  }

  async receiptOf(sent: SentSms): Promise<SmsReceipt | null> {
    const { access } = this.parts;
    const found = receiptFrom(await post(detailsCall(access, sent, this.moment())), sent);
    // What we noted just after midnight may have been taken just before.
    if (found !== null || timeOfDay(sent.at) > MINUTE) return found;
    return receiptFrom(await post(detailsCall(access, sent, this.moment(), 1)), sent);
  }

  /** Asks for the receipts of a number nobody has. */
  async examine(): Promise<string | null> {
    const sent = { reference: '', phone: '13000000000', key: '', at: this.parts.clock.now() };
    return faultIn(await post(detailsCall(this.parts.access, sent, this.moment())));
  }

  private moment(): CallMoment {
    return { at: this.parts.clock.now(), nonce: this.parts.nonce() };
  }
}
