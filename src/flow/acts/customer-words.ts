import type { Case } from '../../cases/index.js';
import * as followUps from '../../follow-ups/index.js';
import type { SmsOccasion } from '../../policy/index.js';
import { LINK_WORDS } from '../../terms/sms-template.js';
import type { Scene } from '../scene.js';

/** What follows a book's own text in an SMS, and the words for the provider's template. */
export interface SmsTail {
  readonly text: string;
  readonly words: Readonly<Record<string, string>>;
}

/** After these the customer is asked how satisfied he is. */
const ASKS_RATING: readonly SmsOccasion[] = ['finished', 'return-visit'];

/** Every SMS carries the number, a call-back phone and the customer's links: what the book's text leaves out is said behind it. */
export async function smsTail(scene: Scene, one: Case, template: SmsOccasion, text: string): Promise<SmsTail> {
  const { customerLinks: links, serviceHotline } = scene.house;
  const rating = ASKS_RATING.includes(template) ? await followUps.openRatingOf(scene.tx, one.id) : null;
  const parts: string[] = [];
  const words: Record<string, string> = {};
  const add = (word: string, value: string, said: string): void => {
    words[word] = value;
    parts.push(said);
  };
  if (!text.includes('{编号}')) add('编号', one.number, `编号${one.number}`);
  if (!text.includes('{电话}')) add('电话', serviceHotline, `客服电话${serviceHotline}`);
  const rate = rating === null || !followUps.ratingOpen(rating, scene.now) ? null : links.addressOf('r', rating.id);
  if (rating !== null && rate !== null) add(LINK_WORDS.rating, links.token('r', rating.id), `请您评价 ${rate}`);
  const progress = links.addressOf('p', one.id);
  if (progress !== null) add(LINK_WORDS.progress, links.token('p', one.id), `查看进展或反映仍未解决 ${progress}`);
  return { text: parts.length === 0 ? '' : ` ${parts.join(' ')}`, words };
}
