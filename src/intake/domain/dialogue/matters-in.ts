import type { Category } from '../../../terms/complaint.js';
import type { Readers } from './readers.js';
import { likeness } from './likeness.js';
import { namesTrouble, subjectOf } from './subject.js';
import { saysAsWell } from './words.js';

/** A further matter is plainly announced. */
const ANNOUNCED = /^(?:另外|还有(?:就是|个事|件事|一件|一个)|此外|再就是|再有就?是?|其次|顺便|第[二三]?[,、.:]?(?:件|个|点)|[二三]是|[23][、.)):](?!\d)|②|③|另(?:有|外)?一(?:件|个|户)是?|再一个|再说一(?:件|个))/;
/** Words that may as well go on with the same matter. */
const GOES_ON = /^(?:还有|还(?:反映|投诉|说)|同时|并且?(?:还)?(?:反映|投诉))/;
const MOST_PARTS = 3;
/** A letter tells one story with many wrongs in it. */
const LONGEST = 300;
/** From here on two reports are taken for one matter; what is offered is decided by a person. */
const SAME = 0.7;
/** "楼下1401也漏": where it is said to be so as well, the same trouble at another place is one matter. */
const SAME_TROUBLE = 0.4;
/** Customer, room and door stand before what he says. */
const WHO_SAYS = /^.{0,40}?(?:来电|来访|来函|打来电话|打电话|反映|投诉|报修|说|称)(?:说|称|反映|投诉|报修|了)*[,:\s]*(?:一是|1[、.)):](?!\d)|①|第一[,、.:]?(?:件|个|点)?)?/;

interface Piece {
  readonly text: string;
  readonly announced: 'plainly' | 'perhaps' | 'by-place' | null;
}

/** The clauses of a message, each with how it announces another matter. */
function pieces(text: string, readers: Readers): readonly Piece[] {
  const clauses = text.split(/(?<=[,，。;；!！?？\s])|(?=(?:另外|此外|再就是|②|③|二是|三是))/u).filter((clause) => clause.trim() !== '');
  let place: string | null = null;
  return clauses.map((clause): Piece => {
    const plain = clause.normalize('NFKC').trim();
    const room = readers.readRooms(plain)?.value[0] ?? null;
    const moved = room !== null && place !== null && room !== place && !room.endsWith(place) && !place.endsWith(room);
    place = room ?? place;
    const announced = ANNOUNCED.test(plain) ? 'plainly' : moved ? 'by-place' : GOES_ON.test(plain) ? 'perhaps' : null;
    return { text: clause, announced };
  });
}

interface Matter {
  readonly text: string;
  readonly announced: Piece['announced'];
}

function together(found: readonly Piece[]): readonly Matter[] {
  const matters: { text: string; announced: Piece['announced'] }[] = [];
  for (const piece of found) {
    const last = matters.at(-1);
    if (last === undefined || (piece.announced !== null && namesTrouble(last.text))) matters.push({ ...piece });
    else last.text += piece.text;
  }
  return matters;
}

const likeliest = (text: string, readers: Readers): Category | null => readers.likelyCategories(text)[0] ?? null;

/** Words of a second matter stand alone only when they name a trouble of their own that is not the first one's. */
function standsAlone(one: Matter, before: Matter, readers: Readers): boolean {
  if (!namesTrouble(one.text) || !namesTrouble(before.text)) return false;
  if (one.announced !== 'plainly' && saysAsWell(one.text)) return false;
  const subject = (text: string): string => subjectOf(text, null, []);
  // "另外一直没人修" goes on with the first; it names no thing of its own.
  if (/^(?:无人处理|报修|服务态度)$/.test(subject(one.text))) return false;
  const [a, b] = [likeliest(before.text, readers), likeliest(one.text, readers)];
  if (one.announced === 'perhaps') return a !== null && b !== null && a !== b;
  return likeness({ category: 'other', subject: subject(before.text) }, { category: 'other', subject: subject(one.text) }) < (saysAsWell(one.text) ? SAME_TROUBLE : SAME);
}

/**
 * The reports a message falls apart into when it tells of two or three matters, each with the customer's words before it; one
 * only where it tells of one. What is found is offered, never done without a person.
 */
export function mattersIn(text: string, readers: Readers): readonly string[] {
  if (text.length > LONGEST) return [text];
  const found: Matter[] = [];
  for (const one of together(pieces(text, readers))) {
    const before = found.at(-1);
    if (before === undefined || (found.length < MOST_PARTS && standsAlone(one, before, readers))) found.push(one);
    else found[found.length - 1] = { ...before, text: before.text + one.text };
  }
  const [first, ...others] = found;
  if (first === undefined || others.length === 0) return [text];
  const who = whoSays(first.text, readers);
  return [first.text, ...others.map((one) => (readers.readRooms(one.text) === null ? who : '') + one.text.normalize('NFKC').replace(ANNOUNCED, '').replace(/^[,、:\s]+/, ''))].map((part) =>
    part.trim().replace(/[,，;；、]+$/u, ''),
  );
}

/** Who reports and where, to be said of each matter; without the first matter itself. */
function whoSays(text: string, readers: Readers): string {
  const plain = text.normalize('NFKC');
  const said = WHO_SAYS.exec(plain)?.[0].replace(/(?:一是|1[、.)):]|①|第一[,、.:]?(?:件|个|点)?)$/u, '') ?? '';
  if (said !== '' && !namesTrouble(said)) return said;
  return readers.readRooms(plain)?.evidence ?? '';
}
