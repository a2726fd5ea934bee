import { createHash, createHmac } from 'node:crypto';
import { DAY, dayOf, type Instant } from '../../terms/instants.js';
import type { SmsTemplate } from '../../terms/sms-template.js';
import type { Call } from '../port/call.js';
import type { SentSms, SmsToSend } from '../port/sms.js';

/** Who calls: https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms */
export interface AliyunAccess {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The approved sign name (签名), without 【】. */
  readonly sign: string;
}

export interface CallMoment {
  /** Machine time; the provider refuses calls that are a quarter of an hour off. */
  readonly at: Instant;
  /** Never twice. */
  readonly nonce: string;
}

const VERSION = '2017-05-25';
const ALGORITHM = 'ACS3-HMAC-SHA256';

type Parameters = Readonly<Record<string, string>>;

export function sendCall(access: AliyunAccess, template: SmsTemplate, sms: SmsToSend, moment: CallMoment): Call {
  return signedCall(access, 'SendSms', moment, {
    PhoneNumbers: sms.phone,
    SignName: access.sign,
    TemplateCode: template.code,
    TemplateParam: JSON.stringify(filled(template, sms.words ?? {})),
    OutId: sms.key,
  });
}

/** `${name}` places are filled by name; a template whose places are only counted has them named 1, 2, … */
function filled(template: SmsTemplate, words: Parameters): Parameters {
  return Object.fromEntries(Object.entries(template.words).map(([place, word]) => [place, words[word] ?? '']));
}

/** The day is a Shanghai day and may have been yesterday's: `daysBack` asks for the one before. */
export function detailsCall(access: AliyunAccess, sent: SentSms, moment: CallMoment, daysBack = 0): Call {
  return signedCall(access, 'QuerySendDetails', moment, {
    PhoneNumber: sent.phone,
    ...(sent.reference === '' ? {} : { BizId: sent.reference }),
    SendDate: dayOf(sent.at - daysBack * DAY).replaceAll('-', ''),
    PageSize: '50',
    CurrentPage: '1',
  });
}

/** Signature V3 (ACS3-HMAC-SHA256), parameters in the query: https://help.aliyun.com/document_detail/2593177.html */
export function signedCall(access: AliyunAccess, action: string, moment: CallMoment, parameters: Parameters, version = VERSION): Call {
  const body = '';
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${escaped(name)}=${escaped(parameters[name] ?? '')}`)
    .join('&');
  const headers: Record<string, string> = {
    host: new URL(access.endpoint).host,
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(body),
    'x-acs-date': `${new Date(moment.at).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': moment.nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(headers).sort();
  const canonical = ['POST', '/', query, names.map((name) => `${name}:${headers[name] ?? ''}\n`).join(''), names.join(';'), sha256(body)].join('\n');
  const signature = createHmac('sha256', access.accessKeySecret).update(`${ALGORITHM}\n${sha256(canonical)}`).digest('hex');
  const authorization = `${ALGORITHM} Credential=${access.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { url: `${access.endpoint}/?${query}`, headers: { ...headers, accept: 'application/json', authorization }, body };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 3986: JavaScript leaves five marks alone that have to be escaped. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
