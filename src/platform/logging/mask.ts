/**
 * Keeps customers and secrets out of the logs. Free text (what people wrote) is replaced by its length, names by 某, phone and identity
 * numbers by their ends; this holds for every field of every line, errors and their causes included.
 */

/** Fields that hold what people wrote, or a database's words about its rows. */
const FREE_TEXT = new Set(['text', 'content', 'title', 'subject', 'reason', 'answer', 'quote', 'description', 'summary', 'parameters', 'detail', 'body']);
const NAMES = new Set(['name', 'customer', 'customerName', 'contact', 'reporter', 'owner', 'person', 'personName', 'staff', 'approver', 'handler', 'sender']);
const SECRET_NAMES = /(password|passwd|secret|token|authorization|cookie|api-?key|signature|simulator-?key)$/i;
/** Ids that bind log lines together: their digits are never a person's. */
const IDS = new Set(['trace', 'pid', 'time', 'level']);

const CHINESE = /\p{Script=Han}/u;
const MOBILE = /(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)/g;
const LANDLINE = /(?<!\d)(0\d{2,3})[- ]?\d{3,4}(\d{4})(?!\d)/g;
const IDENTITY = /(?<!\d)(\d{4})\d{2}(?:19|20)\d{9}([\dXx])(?!\d)/g;
/** The usual surnames cover more than nine in ten people; a title after one makes it a person. */
const PERSON =
  /(?:欧阳|上官|司马|诸葛|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房丁邓洪包左石崔吉龚程陆翁荣曲侯焦谷车宁乔谭申温庄柴瞿阎连习艾向古易廖耿匡文寇广沙聂晁关荆游权岳帅涂肖])\p{Script=Han}{0,2}?(先生|女士|小姐|太太|阿姨|大爷|大叔|师傅|老师)/gu;

export interface Mask {
  text(value: string): string;
  /** A copy of a log line's fields, fit to be written. */
  fields(value: unknown): unknown;
}

/** `secrets` are the configured values that must not appear anywhere. */
export function createMask(secrets: readonly string[]): Mask {
  const hidden = secrets.filter((secret) => secret.length >= 4).flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])]);
  const text = (value: string): string => maskPeople(hidden.reduce((rest, secret) => rest.replaceAll(secret, '[密]'), value));
  const walk = (key: string, value: unknown): unknown => {
    if (typeof value === 'number') return IDS.has(key) ? value : maskedNumber(value);
    if (typeof value === 'string') return maskedString(key, value, text);
    if (typeof value !== 'object' || value === null) return value;
    if (FREE_TEXT.has(key)) return '[略]';
    if (Array.isArray(value)) return value.map((inner) => walk(key, inner));
    return Object.fromEntries(Object.entries(value).map(([inner, held]) => [text(inner), walk(inner, held)]));
  };
  return { text, fields: (value) => walk('', value) };
}

function maskedString(key: string, value: string, text: (value: string) => string): string {
  if (SECRET_NAMES.test(key)) return '[密]';
  if (FREE_TEXT.has(key)) return `[${[...value].length} 字]`;
  if (IDS.has(key) && !/^\d+$/.test(value)) return value;
  if (NAMES.has(key) && CHINESE.test(value)) return '某';
  return text(value);
}

/** A phone number written as a number becomes a masked string: half a number is none. */
function maskedNumber(value: number): number | string {
  const digits = String(value);
  const masked = maskPeople(digits);
  return masked === digits ? value : masked;
}

function maskPeople(value: string): string {
  return value.replace(IDENTITY, '$1************$2').replace(MOBILE, '$1****$2').replace(LANDLINE, '$1-****$2').replace(PERSON, '某$1');
}
