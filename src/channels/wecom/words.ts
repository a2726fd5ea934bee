import type { Card } from '../../terms/card.js';

const STATE_WORDS: Readonly<Record<Card['state'], string>> = { open: '待处理', done: '已处理', void: '已失效' };

/** What was decided, as the card itself says it; null while it is open or says nothing. */
export const resultOnCard = (card: Card): string | null => (card.state === 'open' ? null : (card.facts.findLast(({ label }) => label === '结果')?.value ?? null));

/** Where a card cannot be drawn anew: whose it was, and what became of it. */
export function endInWords(card: Card): string {
  const number = card.facts.find(({ label }) => label === '编号')?.value;
  const which = number === undefined || card.title.includes(number) ? card.title : `${number} ${card.title}`;
  const result = resultOnCard(card);
  return result === null ? `${which}(${STATE_WORDS[card.state]})` : `${which}:${result}`;
}

const factsOf = (card: Card): readonly string[] => [card.title, ...card.facts.map(({ label, value }) => `${label}:${value}`)];

/** Where no card can be drawn and nobody is heard: what it says, and where it can be answered. */
export const cardAsNotice = (card: Card): string => [...factsOf(card), ...(card.buttons.length === 0 ? [] : ['请在和我的单聊里办理。'])].join('\n');

/** Where no card can be drawn at all: what it says, and what may be answered. */
export function cardAsText(card: Card): string {
  const number = card.facts.find(({ label }) => label === '编号')?.value;
  const buttons = card.buttons.map(({ label }) => (number === undefined ? label : `${number} ${label}`)).join('、');
  return [...factsOf(card), ...(buttons === '' ? [] : [`请直接回复:${buttons}`])].join('\n');
}
