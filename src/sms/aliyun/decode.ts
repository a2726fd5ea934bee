import { answerTo, type Trouble } from '../port/answers.js';
import type { Reply } from '../port/call.js';
import type { SentSms, SmsAnswer, SmsReceipt, SmsReply } from '../port/sms.js';
import type { AliyunReport, AliyunUp } from './verify.js';

export const NAME = 'aliyun';
const TITLE = '阿里云短信';

/** https://help.aliyun.com/zh/sms/developer-reference/api-error-codes; what is not here: see `troubleOf`. */
const CODES: Readonly<Record<string, readonly [Trouble, string]>> = {
  'isv.AMOUNT_NOT_ENOUGH': ['account', '账户余额不足,请充值'],
  'isv.OUT_OF_SERVICE': ['account', '业务已停机,请充值'],
  'isv.ACCOUNT_ABNORMAL': ['account', '账户异常,请联系服务商'],
  'isv.ACCOUNT_NOT_EXISTS': ['account', '账户不存在,请检查 ALIYUN_ACCESS_KEY_ID'],
  'isv.PRODUCT_UN_SUBSCRIPT': ['account', '没有开通短信服务'],
  'isv.PRODUCT_UNSUBSCRIBE': ['account', '没有开通短信服务'],
  'isv.SMS_TEST_NUMBER_LIMIT': ['account', '测试签名只能发给已绑定的号码,请换用正式签名'],
  'isv.DENY_IP_RANGE': ['account', '服务器的出口地址不在允许的地区'],
  'isv.MONTH_LIMIT_CONTROL': ['account', '已到控制台设置的每月限额'],
  'isv.DAY_LIMIT_CONTROL': ['account', '已到控制台设置的每日限额'],
  'isp.RAM_PERMISSION_DENY': ['account', '访问密钥没有短信服务的权限,请授权'],
  'isv.BUSINESS_LIMIT_CONTROL': ['pace', '发给该号码的次数已到上限'],
  'isv.MOBILE_NUMBER_ILLEGAL': ['number', '手机号有误'],
  'isv.MOBILE_COUNT_OVER_LIMIT': ['number', '手机号有误'],
  'isv.BLACK_KEY_CONTROL_LIMIT': ['number', '号码在免打扰名单中'],
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': ['template', '模板不能发给境内号码'],
  'isv.SMS_TEMPLATE_ILLEGAL': ['template', '模板没有通过审核或编码有误'],
  'isv.SMS_SIGNATURE_ILLEGAL': ['template', '签名没有通过审核或填写有误'],
  'isv.SMS_SIGN_ILLEGAL': ['template', '签名被禁用'],
  'isv.SIGN_STATE_ILLEGAL': ['template', '签名不可用'],
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': ['template', '签名和模板的类型不一致'],
  'isv.TEMPLATE_MISSING_PARAMETERS': ['template', '模板变量没有填全'],
  'isv.TEMPLATE_PARAMS_ILLEGAL': ['template', '模板变量的内容不合要求'],
  'isv.PARAM_LENGTH_LIMIT': ['template', '模板变量超过长度'],
  'isv.SMS_CONTENT_ILLEGAL': ['template', '内容含有禁止发送的词'],
  'isv.INVALID_PARAMETERS': ['template', '请求参数有误'],
  'isv.INVALID_JSON_PARAM': ['template', '模板变量格式有误'],
  SignatureDoesNotMatch: ['account', '签名密钥不对,请检查 ALIYUN_ACCESS_KEY_SECRET'],
  'Forbidden.RAM': ['account', '访问密钥没有短信服务的权限,请授权'],
  SignatureNonceUsed: ['busy', '请求重复'],
  ServiceUnavailable: ['unsaid', ''],
};

function troubleOf(code: string): readonly [Trouble, string] {
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code.startsWith('InvalidAccessKeyId')) return ['account', '访问密钥无效,请检查 ALIYUN_ACCESS_KEY_ID'];
  if (code.startsWith('Throttling')) return ['busy', '请求过于频繁'];
  if (code.startsWith('InvalidTimeStamp')) return ['account', '服务器时间不准,请校时'];
  // isv: refused by the rules before anything was sent. isp and all others: the provider's inside, where nobody knows.
  return code.startsWith('isv.') || code.startsWith('Missing') ? ['template', '请求被拒绝'] : ['unsaid', ''];
}

/** Throws when the answer does not say whether the SMS was taken. */
export function sendAnswer(reply: Reply): SmsAnswer {
  const { Code: code, BizId: id } = mapOf(reply.body);
  if (code === 'OK') return typeof id === 'string' ? { result: 'sent', reference: { provider: NAME, id } } : { result: 'sent' };
  if (typeof code !== 'string') throw new Error(`an answer nobody understands (${reply.status})`);
  const [trouble, words] = troubleOf(code);
  return answerTo({ provider: TITLE, code, trouble, words });
}

/** What is wrong with our calls, by the answer to a harmless question; null when nothing is. */
export function faultIn(reply: Reply): string | null {
  const { Code: code } = mapOf(reply.body);
  if (code === 'OK') return null;
  return typeof code === 'string' ? `${troubleOf(code)[1] || '服务暂时不可用'}(${code})` : `应答无法识别(${reply.status})`;
}

/** SendStatus: 1 waits, 2 failed, 3 delivered. */
export function receiptFrom(reply: Reply, sent: SentSms): SmsReceipt | null {
  const list = mapOf(mapOf(reply.body)['SmsSendDetailDTOs'])['SmsSendDetailDTO'];
  const rows = (Array.isArray(list) ? list : []).map(mapOf);
  const row = rows.find((one) => one['OutId'] === sent.key) ?? (sent.reference !== '' && rows.length === 1 ? rows[0] : undefined);
  const status = Number(row?.['SendStatus']);
  if (row === undefined || (status !== 2 && status !== 3)) return null;
  return {
    provider: NAME,
    // The details do not name the provider's id: found by our key, it goes by our key.
    reference: sent.reference || sent.key,
    phone: sent.phone,
    key: typeof row['OutId'] === 'string' ? row['OutId'] : null,
    state: status === 3 ? 'delivered' : 'failed',
    reason: status === 3 ? null : wordsIn(row['ErrCode']),
  };
}

export const receiptsIn = (reports: readonly AliyunReport[]): SmsReceipt[] =>
  reports.map((one) => ({
    provider: NAME,
    reference: one.biz_id,
    phone: one.phone_number,
    key: one.out_id ?? null,
    state: one.success ? 'delivered' : 'failed',
    reason: one.success ? null : [one.err_code, one.err_msg].filter(Boolean).join(' '),
  }));

export const repliesIn = (ups: readonly AliyunUp[]): SmsReply[] =>
  ups.map((one) => ({ provider: NAME, phone: one.phone_number, text: one.content, id: String(one.sequence_id ?? one.send_time ?? one.content) }));

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const wordsIn = (value: unknown): string => (typeof value === 'string' ? value : '');
