import { CATEGORY_NAMES, type Category } from '../../../terms/complaint.js';
import { MATTERS, TROUBLES } from './subject-words.js';
import { cutTo } from './words.js';

/** Longest subject shown in a group (issue: 事由). */
export const SUBJECT_LENGTH = 20;

/** The matter stands near the beginning of a message. */
const READ_AT_MOST = 4000;

interface Trouble {
  readonly label: string;
  readonly rank: number;
  readonly start: number;
  readonly end: number;
}

function troubleIn(clause: string): Trouble | null {
  for (const [rank, [pattern, label]] of TROUBLES.entries()) {
    const match = pattern.exec(clause);
    if (match) return { label, rank, start: match.index, end: match.index + match[0].length };
  }
  return null;
}

/** Whether the words name anything that can be wrong with a home, a sale or a service. */
export const namesTrouble = (text: string): boolean => TROUBLES.some(([pattern]) => pattern.test(text));

/** A thing farther from the trouble than this many characters is another matter. */
const FARTHEST = 16;
/** A thing named after the trouble is less likely what it is about. */
const AFTERWARDS = 8;

const distanceTo = (trouble: Trouble, at: number, length: number): number =>
  at < trouble.end ? Math.max(0, trouble.start - at - length) : AFTERWARDS + at - trouble.end;

/** The thing nearest to the trouble: the last one named before its end, else the first one after it. */
function matterNear(clause: string, trouble: Trouble): string | null {
  let best: { word: string; distance: number } | null = null;
  for (const word of MATTERS) {
    for (let at = clause.indexOf(word); at >= 0; at = clause.indexOf(word, at + 1)) {
      const distance = distanceTo(trouble, at, word.length);
      if (distance > FARTHEST) continue;
      if (best === null || distance < best.distance || (distance === best.distance && word.length > best.word.length)) {
        best = { word, distance };
      }
    }
  }
  return best?.word ?? null;
}

/** Joins thing and trouble without saying the shared part twice: 噪音扰民, 厨房 + 漏水 → 厨房漏水. */
function joined(matter: string | null, label: string): string {
  if (matter === null || label.includes(matter)) return label;
  if (label === '收费问题' && matter.endsWith('费')) return `${matter}收费问题`;
  if (matter.startsWith('采光') && label.endsWith('采光')) return label;
  return `${matter}${label}`;
}

const LEAD =
  /^(?:.{0,12}?(?:业主|客户|住户|租户|商户|群众|市民|家属|有人|本人|我)?(?:们)?(?:来电|来访|来函|打电话(?:来)?|反映|反应|投诉|称|说|表示|想?咨询(?:一下)?|请问|想问(?:一下)?)+(?:说|称|反映|投诉)?|尊敬的.{0,8}|(?:领导|大家)?(?:您|你)好)[\s,:]*/;
/** Rooms, phones, sums, counts and people never stand in a subject. */
const PERSONAL =
  /(?:[\dA-Za-z一二三四五六七八九十百]+(?:栋|幢|号楼|座|期|单元|层|楼|室|号房?|户|#))+[\d\-]*|[\dA-Za-z]+(?:-\d+)+|[¥￥]?[\d.]+\s?(?:万元|千元|元|万|千|块钱?|w|k)?|[一二两三四五六七八九十百千万几]+(?:元|万元?|千元?|块钱?)|[\p{Script=Han}]{1,3}(?:先生|女士|小姐|太太|阿姨|大爷|大妈|师傅|老师|总|姐|哥)|(?:要|索)?(?:赔偿|赔|补偿).*$/gu;

const FACT = /^(?:客户|业主)?(?:的)?(?:房号|电话|手机|联系方式|姓名|名字|姓|金额|户数|类别|项目)/;

/** What is left of the first telling clause, when no known trouble is named. */
function plainClause(clauses: readonly string[], strangers: readonly string[]): string | null {
  for (const clause of clauses) {
    if (FACT.test(clause) || /打来|来电话/.test(clause)) continue;
    let bare = clause.replace(LEAD, '');
    for (const stranger of strangers) bare = bare.split(stranger).join('');
    bare = bare.replace(PERSONAL, '').replace(/[^\p{Script=Han}]/gu, '').replace(/^(?:的|了|又|在|还|都|我|他|她|他们|业主|客户|一下)+/, '');
    if (bare.length >= 4) return cutTo(bare, SUBJECT_LENGTH);
  }
  return null;
}

/**
 * One generic line for a group, in which contractors sit: at most 20 characters, without rooms, names, phones or sums.
 * `strangers` are names found in the text, which must not be shown either.
 */
export function subjectOf(text: string, category: Category | null, strangers: readonly string[]): string {
  const plain = text.normalize('NFKC').slice(0, READ_AT_MOST).replaceAll('楼上楼下', '');
  const clauses = plain.split(/[,。;!?、\n\s]+/).filter((clause) => clause.length > 0);
  let best: { subject: string; rank: number; bare: boolean } | null = null;
  for (const clause of clauses) {
    const trouble = troubleIn(clause);
    if (!trouble) continue;
    const matter = matterNear(clause, trouble) ?? null;
    const found = { subject: joined(matter, trouble.label), rank: trouble.rank, bare: matter === null };
    if (best === null || (best.bare && !found.bare && found.rank <= best.rank + 25)) best = found;
    if (best !== null && !best.bare) break;
  }
  if (best && !best.bare) return cutTo(best.subject, SUBJECT_LENGTH);
  if (best) {
    const matter = MATTERS.find((word) => plain.includes(word) && !best.subject.includes(word));
    return cutTo(matter ? joined(matter, best.subject) : best.subject, SUBJECT_LENGTH);
  }
  return plainClause(clauses, strangers) ?? (category === null ? '客户来诉' : `${CATEGORY_NAMES[category]}问题`);
}
