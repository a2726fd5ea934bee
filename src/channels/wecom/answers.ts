import { MINUTE, SECOND } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';

/** What WeCom said: 0 is done, everything else was not carried out. */
export interface WecomAnswer {
  readonly errcode: number;
  /** Never decided upon: "ok" may be followed by warnings (96213). */
  readonly errmsg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Throws where the answer says nothing: then nobody knows whether it was done. */
export function answerIn({ status, body }: { readonly status: number; readonly body: unknown }): WecomAnswer {
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : {};
  const { errcode, errmsg } = fields;
  if (typeof errcode !== 'number') throw new Error(`outcome unknown: HTTP ${status} without errcode`);
  return { errcode, errmsg: typeof errmsg === 'string' ? errmsg.slice(0, 300) : '', fields };
}

/** The token is refused, not what was asked for with it (dossier §4.1). */
export const isTokenRefused = (code: number): boolean => [40001, 40014, 42001].includes(code);
/** The card had arrived before: its id is used once for ever. */
export const ARRIVED_BEFORE = 42014;
/** What a frame's id is good for is over: the same is said on its own. */
export const isReplyOver = (code: number): boolean => [846605, 846608].includes(code);
/** The socket is open and no longer subscribed: only a new one helps. */
export const NOT_SUBSCRIBED = 846609;
export const isTooMany = (code: number): boolean => [45009, 45033].includes(code);

interface Meaning {
  readonly words: string;
  /** Null: it refuses for good. */
  readonly retryAfterMs: number | null;
  /** The menu where the administrator mends it. */
  readonly mend?: string;
}

export const APP_PAGE = '企业微信管理后台 → 应用管理 → 自建应用';
const MEMBER_PAGE = '企业微信管理后台 → 通讯录 → 打开这名成员 → 账号,核对填写的账号';
const SETTLED = 30 * MINUTE;

const MEANINGS: Readonly<Record<number, Meaning>> = {
  [-1]: { words: '企业微信系统繁忙,稍后自动再发', retryAfterMs: SECOND },
  45009: { words: '调用过于频繁,稍后自动再发', retryAfterMs: MINUTE },
  45033: { words: '同时调用过多,稍后自动再发', retryAfterMs: 2 * SECOND },
  846609: { words: '长连接的订阅已失效,正在重连', retryAfterMs: SECOND },
  40001: { words: '应用的 Secret 不对', retryAfterMs: SETTLED, mend: `${APP_PAGE} → Secret,核对 WECOM_APP_SECRET` },
  40013: { words: '企业 ID 不对', retryAfterMs: SETTLED, mend: '企业微信管理后台 → 我的企业 → 企业信息 → 企业 ID,核对 WECOM_CORP_ID' },
  40014: { words: '访问凭证无效', retryAfterMs: MINUTE },
  42001: { words: '访问凭证已过期', retryAfterMs: MINUTE },
  40056: { words: '应用编号不对', retryAfterMs: SETTLED, mend: `${APP_PAGE} → AgentId,核对 WECOM_AGENT_ID` },
  301002: { words: '应用编号与 Secret 不是同一个应用', retryAfterMs: SETTLED, mend: `${APP_PAGE},核对 WECOM_AGENT_ID 和 WECOM_APP_SECRET` },
  48002: { words: '应用没有这个接口的权限', retryAfterMs: SETTLED, mend: `${APP_PAGE} → 权限` },
  60011: { words: '成员不在应用的可见范围', retryAfterMs: SETTLED, mend: `${APP_PAGE} → 可见范围` },
  60020: { words: '服务器出口 IP 不在企业可信 IP 中', retryAfterMs: SETTLED, mend: `${APP_PAGE} → 企业可信IP,加入下面提示中的 IP,约一分钟后生效` },
  853000: { words: '机器人的 Bot ID 或 Secret 不对', retryAfterMs: SETTLED, mend: '企业微信管理后台 → 安全与管理 → 管理工具 → 智能机器人 → API 模式 → 长连接,核对 WECOM_AIBOT_ID 和 WECOM_AIBOT_SECRET' },
  40003: { words: '成员账号无效', retryAfterMs: null, mend: MEMBER_PAGE },
  40031: { words: '成员账号无效', retryAfterMs: null, mend: MEMBER_PAGE },
  60111: { words: '成员账号不存在', retryAfterMs: null, mend: MEMBER_PAGE },
  81013: { words: '收信人都不在应用的可见范围', retryAfterMs: null, mend: `${APP_PAGE} → 可见范围` },
  82001: { words: '收信人都不在应用的可见范围', retryAfterMs: null, mend: `${APP_PAGE} → 可见范围` },
  86001: { words: '群已解散或不存在', retryAfterMs: null },
  86003: { words: '群已解散或不存在', retryAfterMs: null },
  86008: { words: '这个群不是本应用创建的', retryAfterMs: null },
  86006: { words: '群成员太多或太少', retryAfterMs: null },
  86007: { words: '有成员不能进群', retryAfterMs: null },
  86215: { words: '群的编号已经用过', retryAfterMs: null },
  93006: { words: '机器人不在这个群,或群里还没有人 @ 过它', retryAfterMs: null },
  40008: { words: '消息类型不被接受', retryAfterMs: null },
  40033: { words: '内容含有不能发送的字符', retryAfterMs: null },
  40058: { words: '参数不被接受', retryAfterMs: null },
  40063: { words: '参数为空', retryAfterMs: null },
  42045: { words: '卡片缺少跳转链接', retryAfterMs: null },
  44004: { words: '内容为空', retryAfterMs: null },
  45002: { words: '内容过长', retryAfterMs: null },
};

/** A code we do not know: surely not carried out, and perhaps later. */
const UNKNOWN: Meaning = { words: '没有接受', retryAfterMs: MINUTE };

/** In the words of the administrator: the code, what it means, and what WeCom added to it. */
export function wordsOf({ errcode, errmsg }: Pick<WecomAnswer, 'errcode' | 'errmsg'>): string {
  const { words, mend } = MEANINGS[errcode] ?? UNKNOWN;
  return `企业微信 ${errcode}:${words}${mend === undefined ? '' : `。请到 ${mend}`}${errmsg === '' ? '' : `(${errmsg})`}`;
}

export const mendOf = (errcode: number): string => MEANINGS[errcode]?.mend ?? '按企业微信返回的错误码查阅其“全局错误码”页面';

/** What a bot that may only answer says of a text that answers nothing. */
export const ONLY_ANSWERS = '企业微信:回调方式的机器人不能主动发言,要等会话里有人再次找它';

/** It was not sent, since nobody has spoken to the bot there, or not lately: somebody else may say it. */
export const isUnspoken = (result: SendResult): boolean => result.result !== 'sent' && (result.error === ONLY_ANSWERS || result.error.startsWith('企业微信 93006:'));

/** What delivery is told of an answer. */
export function resultOf(answer: Pick<WecomAnswer, 'errcode' | 'errmsg'>): SendResult {
  if (answer.errcode === 0 || answer.errcode === ARRIVED_BEFORE) return SENT;
  const { retryAfterMs } = MEANINGS[answer.errcode] ?? UNKNOWN;
  const error = wordsOf(answer);
  return retryAfterMs === null ? { result: 'never', error } : { result: 'later', error, retryAfterMs };
}
