import type { Card } from '../../terms/card.js';
import { chineseMarks } from '../../terms/typography.js';

/** Lengths in characters (code points) that every platform's card and text can take. */
export const CARD_VALUE_LENGTH = 200;
export const TEXT_LENGTH = 2000;

const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });
/** Marks that turn the reading direction; with them a text can show other words than it holds. */
const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Control characters but the line feed, and halves of a broken surrogate pair (PostgreSQL's jsonb refuses both). */
const UNPRINTABLE = /(?!\n)\p{Cc}|\p{Cs}/gu;

/** What any of the marks below would find; most texts hold none of it. */
const UNCLEAN = /[\r\t\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?!\n)\p{Cc}|\p{Cs}/u;

/** The text with line ends made one, tabs made spaces, and everything gone that no chat can show. */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNPRINTABLE, '')
    .replace(DIRECTION_MARKS, '');
}

/** Cleans a text, sets its punctuation, and cuts it to `max` characters with "…" as the last one, never inside an emoji or a combined letter. */
export function fitText(text: string, max: number): string {
  const clean = chineseMarks(cleanText(text));
  if (clean.length <= max) return clean;
  let width = 0;
  let kept = 0;
  for (const { segment, index } of GRAPHEMES.segment(clean)) {
    width += [...segment].length;
    if (width > max) return `${clean.slice(0, kept).trimEnd()}…`;
    if (width < max) kept = index + segment.length;
  }
  return clean;
}

/** A card as it can be stored and drawn: every word cleaned and cut. */
export function fitCard(card: Card): Card {
  const fit = (text: string): string => fitText(text, CARD_VALUE_LENGTH);
  return {
    title: fit(card.title),
    state: card.state,
    facts: card.facts.map(({ label, value }) => ({ label: fit(label), value: fit(value) })),
    basis: [...card.basis],
    buttons: card.buttons.map(({ action, label, input }) => ({ action, label: fit(label), input })),
    ...(card.pictures === undefined || card.pictures.length === 0 ? {} : { pictures: card.pictures.map(({ hash, name }) => ({ hash, name: fit(name) })) }),
  };
}

/** True when two fitted cards show the same. */
export const looksTheSame = (one: Card, other: Card): boolean =>
  JSON.stringify(fitCard(one)) === JSON.stringify(fitCard(other));

const STATE_WORDS: Readonly<Record<Card['state'], string>> = { open: '待处理', done: '已处理', void: '已失效' };

/** What a chat is told where the platform cannot draw a card anew: whose card it was and what became of it ("已由 X 于 … 同意"), else its state. */
export function cardInWords(card: Card): string {
  const saidAs = (label: string): string => card.facts.findLast((fact) => fact.label === label)?.value ?? '';
  const [number, result] = [saidAs('编号'), card.state === 'open' ? '' : saidAs('结果')];
  const which = number === '' ? card.title : `${number} ${card.title}`;
  return fitText(result === '' ? `${which}(${STATE_WORDS[card.state]})` : `${which}:${result}`, TEXT_LENGTH);
}
