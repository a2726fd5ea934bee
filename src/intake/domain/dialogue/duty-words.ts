/*
 * 值班表: who is on duty is said in one line, "3月1日到3月7日值班:李四" or "3月1日到3月7日由李四值班".
 */

const DAY = '(?:\\d{1,2}月|[一二三四五六七八九十]{1,3}月|\\d{1,2}[./]\\d{1,2}|\\d{1,2}[日号]|[今明后](?:天|日|晚)|[本这下]?个?(?:周|星期|礼拜)[一二三四五六日天末]?|从)';
/** A project may stand in front; nothing that a report would say. */
const WHEN = `(?:请|把|安排)?[^,。;!?:业客住租]{0,16}?${DAY}[^,。;!?:业客住租]{0,24}?`;
const PERSON = '[^\\s,。;:、!?]{1,24}';
const PEOPLE = `${PERSON}(?:\\s*(?:、|和|,)\\s*${PERSON}){0,4}`;

/** "…值班:李四", "…值班人是李四、王五". */
const SET_AFTER = `^${WHEN}(?:值班|值守|当班)(?:人员?|表)?\\s*(?:改?为|改?成|换成|是|由|:|\\s)+\\s*(${PEOPLE})$`;
/** "…由李四值班". */
const SET_BEFORE = `^${WHEN}(?:改?由|请|安排)\\s*(${PEOPLE}?)(?:来)?(?:值班|值守|当班)$`;

export const SET_DUTY = `${SET_AFTER}|${SET_BEFORE}`;

/** Whom the words put on duty, as they name them. */
export function dutySaid(words: string): readonly string[] {
  const match = new RegExp(SET_DUTY, 'u').exec(words.normalize('NFKC').trim().replace(/[。!\s]+$/, ''));
  const names = match?.[1] ?? match?.[2]?.replace(/来$/, '') ?? '';
  return [...new Set(names.split(/\s*(?:、|和|,)\s*/).map((name) => name.replace(/^@/, '').replace(/值班$/, '')))].filter((name) => name !== '');
}
