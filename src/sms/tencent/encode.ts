import { createHash, createHmac } from 'node:crypto';
import { DAY, MINUTE, SECOND, type Instant } from '../../terms/instants.js';
import { wordsOf, type SmsTemplate } from '../../terms/sms-template.js';
import type { Call } from '../port/call.js';
import type { SentSms, SmsToSend } from '../port/sms.js';

/** Who calls: https://cloud.tencent.com/document/api/382/55981 */
export interface TencentAccess {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** SmsSdkAppId. */
  readonly appId: string;
  /** The approved sign name (签名), without 【】. */
  readonly sign: string;
  readonly region: string;
}

const VERSION = '2021-01-11';
const SERVICE = 'sms';
const ALGORITHM = 'TC3-HMAC-SHA256';
const CONTENT_TYPE = 'application/json; charset=utf-8';

export function sendCall(access: TencentAccess, template: SmsTemplate, sms: SmsToSend, at: Instant): Call {
  const words = sms.words ?? {};
  return signedCall(access, 'SendSms', at, {
    PhoneNumberSet: [international(sms.phone)],
    SmsSdkAppId: access.appId,
    TemplateId: template.code,
    SignName: access.sign,
    TemplateParamSet: wordsOf(template).map((word) => words[word] ?? ''),
    SessionContext: sms.key,
  });
}

/** What became of the SMS of one number around the time ours was sent; the provider keeps seven days. */
export function statusCall(access: TencentAccess, sent: SentSms, at: Instant): Call {
  return signedCall(access, 'PullSmsSendStatusByPhoneNumber', at, {
    BeginTime: seconds(sent.at - 10 * MINUTE),
    EndTime: seconds(Math.min(at, sent.at + DAY)),
    Offset: 0,
    Limit: 100,
    PhoneNumber: international(sent.phone),
    SmsSdkAppId: access.appId,
  });
}

function signedCall(access: TencentAccess, action: string, at: Instant, content: object): Call {
  const host = new URL(access.endpoint).host;
  const body = JSON.stringify(content);
  const headers = {
    'content-type': CONTENT_TYPE,
    host,
    'x-tc-action': action,
    'x-tc-region': access.region,
    'x-tc-timestamp': String(seconds(at)),
    'x-tc-version': VERSION,
  };
  const authorization = tc3({ ...access, service: SERVICE, host, body, timestamp: seconds(at), contentType: CONTENT_TYPE });
  return { url: `${access.endpoint}/`, headers: { ...headers, authorization }, body };
}

export interface Tc3Parts {
  readonly secretId: string;
  readonly secretKey: string;
  readonly service: string;
  readonly host: string;
  readonly contentType: string;
  readonly body: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** The Authorization header of signature v3 (TC3-HMAC-SHA256): https://cloud.tencent.com/document/api/382/52072 */
export function tc3(parts: Tc3Parts): string {
  const { secretId, secretKey, service, timestamp } = parts;
  const day = new Date(timestamp * SECOND).toISOString().slice(0, 10);
  const signed = 'content-type;host';
  const canonical = ['POST', '/', '', `content-type:${parts.contentType}\nhost:${parts.host}\n`, signed, sha256(parts.body)].join('\n');
  const scope = `${day}/${service}/tc3_request`;
  const key = hmac(hmac(hmac(`TC3${secretKey}`, day), service), 'tc3_request');
  const signature = hmac(key, [ALGORITHM, timestamp, scope, sha256(canonical)].join('\n')).toString('hex');
  return `${ALGORITHM} Credential=${secretId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const seconds = (at: Instant): number => Math.floor(at / SECOND);
const international = (phone: string): string => `+86${phone}`;
