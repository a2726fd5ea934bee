import type { Span } from './writing.js';

/** Words that take back what directly follows them: 没有人受伤, 不会找媒体, 没说要起诉. */
const DENIES =
  /(?:没有?|无|未|并未|从未|不会|不打算|不准备|不想|不用|不涉及|不存在|没必要|别|尚未|还没有?|并没有?|绝不|不至于|否认|排除|不属于|未造成|没造成)(?:人员?|任何|什么|去|过|要|说要?|提到?|打算|想要?|准备|再|造成|出现|发生|发现|存在|到|被|向|联系|通知|找|发|上|威胁|扬言|涉及|惊动|主张|有|需要?|新闻|闻到|闻见|听说|家人|业主|孩子|的|明显|或|和|、)*$/;
/** 不是不…, 如果不…: the denial belongs to a condition. */
/** 也不起诉, 没想过曝光: a bare 不 or 没 takes back only the very next word. */
const DENIES_NEXT = /(?<!再|要是|如果|若|要|还)(?:也|都|就|并|先|暂时?|绝|说|表示)不(?:会|想|打算|准备|去|找|上|再|走|通过|要走?)?$/;
/** 不走法律程序,协商就行: the clause begins with its denial. */
const AT_ONCE = /^\s*不(?:想|会|打算|准备)?(?:走|通过)?$/;
const CONDITION = /(?:再|要是|如果|若|要|就|还)(?:不|没)$/;

/** Whether the words right before a finding deny it, within the same clause. */
export function denied(text: string, found: Span): boolean {
  let from = found.start;
  while (from > 0 && found.start - from < 14 && !/[,，。;；!！?？\n]/.test(text.charAt(from - 1))) from -= 1;
  const before = text.slice(from, found.start);
  return DENIES_NEXT.test(before) || AT_ONCE.test(before) || (DENIES.test(before) && !CONDITION.test(before));
}
