/** How often the customer complained before: as a report says it, and as the answer to 之前投诉过几次. */

const DIGITS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const NUMERAL = '(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const TIMES = '(?:次|回|遍)';
const COMPLAINED = '(?:来)?(?:投诉|反映|反应|报修|来电|打电话|来访|上访)';
const re = (source: string): RegExp => new RegExp(source, 'u');

/** Counts said loosely take the upper end (contracts.md §3): 两三 is 3. */
function numeral(words: string): number | null {
  if (/^\d+$/.test(words)) return Number(words);
  const [tens, ones] = words.includes('十') ? words.split('十') : ['', null];
  if (ones !== null && ones !== undefined) return (tens === '' ? 1 : (DIGITS[tens ?? ''] ?? 0)) * 10 + (ones === '' ? 0 : (DIGITS[ones] ?? 0));
  const last = words.at(-1);
  return last === undefined ? null : (DIGITS[last] ?? null);
}

/** 第三次投诉: two before this one. Only complaints count: 漏水第三次 says how often it leaked. */
const NTH = re(`第(${NUMERAL})${TIMES}${COMPLAINED}`);
const COUNTED = re(`(?:投诉|反映|反应|报修)(?:过|了|有)*(?:至少|大概|大约)?(${NUMERAL})${TIMES}`);
const COUNT_FIRST = re(`(?<!第)(?<![\\d一二两三四五六七八九十])(${NUMERAL})${TIMES}(?:来电)?(?:向.{0,6})?(?:投诉|反映|反应|报修)`);

/** The number of earlier complaints that a report names in so many words; null: it names none. */
export function earlierTimesTold(text: string): number | null {
  const plain = text.normalize('NFKC');
  const nth = numeral(NTH.exec(plain)?.[1] ?? '');
  if (nth !== null && nth >= 1) return nth - 1;
  return numeral(COUNTED.exec(plain)?.[1] ?? COUNT_FIRST.exec(plain)?.[1] ?? '');
}

const NEVER = /^(?:之前|以前|从来?)?(?:都)?(?:没有?|无|0|零)(?:投诉|反映|报修)?(?:过)?(?:次|回)?(?:了|吧|的|啊|呢)?$|第一次|头一[次回]|首次|(?:没有?|从未|未曾?)(?:投诉|反映|报修)过?/;
const NTH_ANSWER = re(`^(?:这(?:是|回是)?|是|算)?第(${NUMERAL})${TIMES}`);
const ANSWER = re(`^(?:之前|以前|前面|一共|总共|共|大概|大约|差不多|至少|最少|有|就|应该|好像|投诉|反映|报修|过|了|说|客户|业主|他|她)*(${NUMERAL})(?:多)?${TIMES}?(?:了|吧|左右|以上|及以上|的|啊|呢)*$`);
const SEVERAL = /(?:好几|多|几|数|很多|无数)(?:次|回|遍)/;
/** 多次 is more than once: the smallest number that the words assure. */
const AT_LEAST = 2;

/** A bare answer to 之前投诉过几次; null: it answers something else. */
export function earlierTimesAnswer(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/^[\s,.:;!?、。]+|[\s,.:;!?、。]+$/g, '');
  if (NEVER.test(plain)) return 0;
  const nth = numeral(NTH_ANSWER.exec(plain)?.[1] ?? '');
  if (nth !== null && nth >= 1) return nth - 1;
  const counted = numeral(ANSWER.exec(plain)?.[1] ?? '');
  if (counted !== null) return counted;
  const told = earlierTimesTold(plain);
  if (told !== null) return told;
  return plain.length <= 16 && SEVERAL.test(plain) ? AT_LEAST : null;
}
