import { HOUR, MINUTE, SECOND } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';
import { fieldOf, fieldsOf, numberIn, type Fields } from './fields.js';
import type { Reply } from '../port/http.js';

/** What DingTalk said to one call: done, or refused with its code. */
export type Answer = { readonly ok: true; readonly body: Fields } | { readonly ok: false; readonly code: string; readonly message: string };

/** A refusal of ours, before anything was sent. */
export const refusal = (code: string, message: string): Answer => ({ ok: false, code, message });

/**
 * The new API refuses with HTTP 4xx and {code, message}, the old one with HTTP 200 and {errcode, errmsg}. Throws where neither is there:
 * then nobody knows whether it was done.
 */
export function answerIn({ status, body }: Reply): Answer {
  const fields = fieldsOf(body);
  if (fields === null) {
    if (status === 403 || status === 429) return refusal('punished', `HTTP ${status}`);
    throw new Error(`outcome unknown: HTTP ${status} without JSON`);
  }
  // 10,000 calls in 20 seconds from one address: shut out for five minutes.
  if (numberIn(fields['status']) === 1111) return refusal('punished', 'wait');
  const errcode = fieldOf(fields, 'errcode');
  if (errcode !== undefined && numberIn(errcode) !== 0) return refusal(String(numberIn(errcode) ?? 'unknown'), words(fieldOf(fields, 'errmsg')));
  if (status >= 200 && status < 300) return { ok: true, body: fields };
  const code = fieldOf(fields, 'code');
  if (typeof code !== 'string') throw new Error(`outcome unknown: HTTP ${status}`);
  return refusal(code, words(fieldOf(fields, 'message')));
}

const words = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

/** The token is refused, not what was asked for with it. */
export const isTokenRefused = (code: string): boolean => ['InvalidAuthentication', '40014', '88', '42001'].includes(code);

/** A word or a picture is not to DingTalk's liking. */
export const isUnsafe = (code: string): boolean => /contentUnsafe|notAllowed\.text|^43010[1-4]$/i.test(code);

const SCREENED = '内容未通过钉钉的审核';

/** It did not go out for its words alone: fewer of them may. */
export const isScreened = (result: SendResult): boolean => result.result === 'never' && result.error.startsWith(`钉钉:${SCREENED}`);

interface Meaning {
  readonly words: string;
  /** Null: it refuses for good. */
  readonly retryAfterMs: number | null;
  /** The administrator has to mend it. */
  readonly alarm?: true;
}

const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  [/ApiCountLimitForOrg|^90020$/, { words: '本月接口调用次数已用完,请在钉钉后台购买额度', retryAfterMs: HOUR, alarm: true }],
  [/QpmLimit/, { words: '钉钉每分钟调用次数已满,稍后自动再发', retryAfterMs: MINUTE }],
  [/QpsLimit|^90018$|^90002$|tooFast|too\.fast|^system\.busy$|systemError|ServiceUnavailable|^410100$/i, { words: '钉钉正忙,稍后自动再发', retryAfterMs: SECOND }],
  [/^punished$/, { words: '钉钉暂时拒绝本机访问,五分钟后自动再发', retryAfterMs: 5 * MINUTE }],
  [/PermissionDenied/, { words: '应用缺少接口权限,请在开发者后台「权限管理」中申请', retryAfterMs: 30 * MINUTE, alarm: true }],
  [/IpNotInWhiteList|^60020$/, { words: '服务器出口 IP 不在白名单,请在开发者后台 → 应用开发 → 钉钉应用 →「安全设置」→ 服务器出口 IP 中添加', retryAfterMs: 30 * MINUTE, alarm: true }],
  [/InvalidAuthentication|invalidClientIdOrSecret|^40014$|^88$|robotCode\.auth/, { words: '应用凭证不对,请检查 DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET', retryAfterMs: 30 * MINUTE, alarm: true }],
  [/bot\.stopped|robotCode\.notExsit|robot\.not\.found|resource\.not\.found/, { words: '机器人已停用或不存在,请在开发者后台「机器人」中启用并发布版本', retryAfterMs: 30 * MINUTE, alarm: true }],
  [/templateNotExist|templateUnpublished/, { words: '卡片模板不存在或没有发布,请检查 DINGTALK_CARD_TEMPLATE_ID', retryAfterMs: 30 * MINUTE, alarm: true }],
  [/quota\.insufficient/, { words: 'DING 额度不足', retryAfterMs: null }],
  [/openConversationId|group\.disbanded|conversation\.org\.notMatch|openSpaceIdInvalid/, { words: '群不存在、已解散或机器人不在群里', retryAfterMs: null }],
  [/staffId|userIdNotExist|^60121$|^invalid-staff$/, { words: '这个人不在本企业或不在应用可使用范围内', retryAfterMs: null }],
  [/oto\.notExist|notAllow\.sendOTO/, { words: '机器人不能给这个人发单聊,请他先在钉钉里打开机器人', retryAfterMs: 30 * MINUTE }],
  [/^not-delivered$/, { words: '钉钉没有把卡片送到', retryAfterMs: 5 * MINUTE }],
  [/^flow-control$/, { words: '这个人收到的消息太多,稍后自动再发', retryAfterMs: MINUTE }],
];

const meaningOf = (code: string): Meaning | null => MEANINGS.find(([pattern]) => pattern.test(code))?.[1] ?? null;

/** What delivery is told of a refusal. */
export function resultOf({ code, message }: { readonly code: string; readonly message: string }): SendResult {
  const meaning = meaningOf(code);
  const error = `钉钉:${meaning?.words ?? (isUnsafe(code) ? SCREENED : message || '拒绝')}(${code})`;
  const after = meaning?.retryAfterMs ?? null;
  return after === null ? { result: 'never', error } : { result: 'later', error, retryAfterMs: after };
}

/** What only the administrator can mend; null: nothing. */
export function alarmOf(code: string): string | null {
  const meaning = meaningOf(code);
  return meaning?.alarm === true ? meaning.words : null;
}
