import { answerTo, type Trouble } from '../port/answers.js';
import type { Reply } from '../port/call.js';
import type { SentSms, SmsAnswer, SmsReceipt, SmsReply } from '../port/sms.js';
import type { TencentReply, TencentReport } from './verify.js';

export const NAME = 'tencent';
const TITLE = '腾讯云短信';

/** https://cloud.tencent.com/document/api/382/59177; what is not here: see `troubleOf`. */
const CODES: Readonly<Record<string, readonly [Trouble, string]>> = {
  'FailedOperation.InsufficientBalanceInSmsPackage': ['account', '套餐包余量不足,请购买'],
  'UnauthorizedOperation.RequestPermissionDeny': ['account', '访问密钥没有短信服务的权限,请授权'],
  'UnauthorizedOperation.RequestIpNotInWhitelist': ['account', '服务器的出口地址不在白名单中'],
  'UnauthorizedOperation.SerivceSuspendDueToArrears': ['account', '账户欠费,请充值'],
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': ['account', '应用编号不对,请检查 TENCENT_SMS_APP_ID'],
  'InvalidParameterValue.SdkAppIdNotExist': ['account', '应用编号不对,请检查 TENCENT_SMS_APP_ID'],
  'AuthFailure.SignatureFailure': ['account', '签名密钥不对,请检查 TENCENT_SECRET_KEY'],
  'AuthFailure.SecretIdNotFound': ['account', '访问密钥无效,请检查 TENCENT_SECRET_ID'],
  'AuthFailure.SignatureExpire': ['account', '服务器时间不准,请校时'],
  'LimitExceeded.AppDailyLimit': ['account', '已到控制台设置的每日限额'],
  'LimitExceeded.AppCountryOrRegionDailyLimit': ['account', '已到控制台设置的每日限额'],
  'LimitExceeded.PhoneNumberThirtySecondLimit': ['pace', '发给该号码过于频繁'],
  'LimitExceeded.PhoneNumberOneHourLimit': ['pace', '发给该号码过于频繁'],
  'LimitExceeded.PhoneNumberSameContentDailyLimit': ['day', '相同内容今天已到上限'],
  'LimitExceeded.PhoneNumberDailyLimit': ['day', '发给该号码的次数今天已到上限'],
  'LimitExceeded.DeliveryFrequencyLimit': ['pace', '发给该号码过于频繁'],
  'FailedOperation.PhoneNumberInBlacklist': ['number', '号码在免打扰名单中'],
  'InvalidParameterValue.IncorrectPhoneNumber': ['number', '手机号有误'],
  'FailedOperation.PhoneNumberParseFail': ['number', '手机号有误'],
  'UnsupportedOperation.UnsupportedRegion': ['number', '不能发往该号码所在的地区'],
  'FailedOperation.SignatureIncorrectOrUnapproved': ['template', '签名没有通过审核或填写有误'],
  'FailedOperation.TemplateIncorrectOrUnapproved': ['template', '模板没有通过审核或内容不符'],
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': ['template', '模板变量与审核通过的不一致'],
  'FailedOperation.ContainSensitiveWord': ['template', '内容含有敏感词'],
  'InvalidParameterValue.TemplateParameterFormatError': ['template', '模板变量格式有误'],
  'InvalidParameterValue.TemplateParameterLengthLimit': ['template', '模板变量超过长度'],
  'InvalidParameterValue.ContentLengthLimit': ['template', '内容太长'],
  RequestLimitExceeded: ['busy', '请求过于频繁'],
};

/** Families that are refused by the rules before anything is sent; `InternalError.*` is not among them: there nobody knows. */
const BEFORE_SENDING = ['FailedOperation', 'InvalidParameter', 'InvalidParameterValue', 'MissingParameter', 'UnsupportedOperation', 'LimitExceeded'];

function troubleOf(code: string): readonly [Trouble, string] {
  const known = CODES[code];
  if (known !== undefined) return known;
  const family = code.split('.')[0] ?? code;
  if (family === 'AuthFailure' || family === 'UnauthorizedOperation') return ['account', '访问密钥或权限有误'];
  if (family === 'RequestLimitExceeded') return ['busy', '请求过于频繁'];
  return BEFORE_SENDING.includes(family) ? ['template', '请求被拒绝'] : ['unsaid', ''];
}

/** Throws when the answer does not say whether the SMS was taken. */
export function sendAnswer(reply: Reply): SmsAnswer {
  const response = mapOf(mapOf(reply.body)['Response']);
  const set = response['SendStatusSet'];
  const status = Array.isArray(set) ? mapOf(set[0]) : mapOf(response['Error']);
  const { Code: code, SerialNo: id } = status;
  if (code === 'Ok') return typeof id === 'string' ? { result: 'sent', reference: { provider: NAME, id } } : { result: 'sent' };
  if (typeof code !== 'string') throw new Error(`an answer nobody understands (${reply.status})`);
  const [trouble, words] = troubleOf(code);
  return answerTo({ provider: TITLE, code, trouble, words });
}

/** What is wrong with our calls, by the answer to a harmless question; null when nothing is. */
export function faultIn(reply: Reply): string | null {
  const response = mapOf(mapOf(reply.body)['Response']);
  const { Code: code } = mapOf(response['Error']);
  if (typeof code === 'string') return `${troubleOf(code)[1] || '服务暂时不可用'}(${code})`;
  return Array.isArray(response['PullSmsSendStatusSet']) ? null : `应答无法识别(${reply.status})`;
}

/** The provider lists what went to the number; ours is found by its own id, or by our key. */
export function receiptFrom(reply: Reply, sent: SentSms): SmsReceipt | null {
  const set = mapOf(mapOf(reply.body)['Response'])['PullSmsSendStatusSet'];
  const rows = (Array.isArray(set) ? set : []).map(mapOf);
  const row = rows.find((one) => (sent.reference === '' ? one['SessionContext'] === sent.key : one['SerialNo'] === sent.reference));
  const status = row?.['ReportStatus'];
  if (row === undefined || (status !== 'SUCCESS' && status !== 'FAIL')) return null;
  return {
    provider: NAME,
    reference: wordsIn(row['SerialNo']) || sent.reference,
    phone: sent.phone,
    key: row['SessionContext'] === sent.key ? sent.key : null,
    state: status === 'SUCCESS' ? 'delivered' : 'failed',
    reason: status === 'SUCCESS' ? null : wordsIn(row['Description']),
  };
}

export const receiptsIn = (reports: readonly TencentReport[]): SmsReceipt[] =>
  reports.map((one) => ({
    provider: NAME,
    reference: one.sid,
    phone: domestic(one.mobile),
    key: null,
    state: one.report_status === 'SUCCESS' ? 'delivered' : 'failed',
    reason: one.report_status === 'SUCCESS' ? null : [one.errmsg, one.description].filter(Boolean).join(' '),
  }));

export const repliesIn = (replies: readonly TencentReply[]): SmsReply[] =>
  replies.map((one) => ({ provider: NAME, phone: domestic(one.mobile), text: one.text, id: String(one.time ?? one.text) }));

const domestic = (phone: string): string => phone.replace(/^(\+|00)?86(?=1\d{10}$)/, '');

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const wordsIn = (value: unknown): string => (typeof value === 'string' ? value : '');
