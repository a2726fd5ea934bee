import type { Card, CardButton, CardFact } from '../../terms/card.js';
import { bytesOf, cut } from './fit.js';
import { CHOSEN, MORE } from './task.js';
import { resultOnCard } from './words.js';
import type { XmlContent } from './xml.js';

/** A template card as the platform takes it. */
export type TemplateCard = Readonly<Record<string, unknown>>;

/** What a card holds, in characters (dossier §3.2): two specifications, one for the app and one for the bot. */
export interface CardLimits {
  readonly source: number;
  readonly title: number;
  readonly desc: number;
  readonly words: number;
  readonly label: number;
  readonly value: number;
  readonly option: number;
}

export const APP_CARD: CardLimits = { source: 20, title: 36, desc: 44, words: 160, label: 5, value: 30, option: 16 };
export const AIBOT_CARD: CardLimits = { source: 13, title: 26, desc: 30, words: 112, label: 5, value: 26, option: 10 };

const MOST_FACTS = 6;
const MOST_BUTTONS = 6;
const BUTTON = 10;
const MOST_OPTIONS = 10;
const MOST_MENU = 3;
const KEY_BYTES = 1024;
/** As long as any text of ours: three messages at most. */
const BESIDE = 2000;
/** Where a tap beside the buttons leads when there is no page of ours: the card's own link must be one (42045). */
const HOME = 'https://work.weixin.qq.com';

const STATES: Readonly<Record<Card['state'], { readonly desc: string; readonly desc_color: number }>> = {
  open: { desc: '待处理', desc_color: 2 },
  done: { desc: '已处理', desc_color: 3 },
  void: { desc: '已失效', desc_color: 0 },
};

export interface Drawing {
  readonly limits: CardLimits;
  /** Null where the card is known otherwise (by its response code). */
  readonly task: string | null;
  /** Our page; null when nobody outside can open it. */
  readonly page: string | null;
  readonly pictures: readonly { readonly name: string; readonly url: string }[];
  /** A line for whoever just tapped. */
  readonly note: string | null;
}

export interface Drawn {
  readonly card: TemplateCard;
  /** What the card cannot hold: goes out as a text before it. Null: it holds everything. */
  readonly beside: string | null;
}

/** Draws our neutral card within the platform's lengths. */
export function drawCard(card: Card, drawing: Drawing): Drawn {
  const { limits } = drawing;
  const facts = placeFacts(card, drawing);
  const buttons = placeButtons(card.buttons, limits);
  const beside = [...facts.beside, ...buttons.beside];
  const words = [...lead(card, drawing), ...facts.words].join('\n');
  const drawn = {
    card_type: buttons.parts === null ? 'text_notice' : 'button_interaction',
    source: STATES[card.state],
    main_title: { title: cut(card.title, limits.title), ...(facts.basis === null ? {} : { desc: facts.basis }) },
    ...(words === '' ? {} : { sub_title_text: cut(words, limits.words) }),
    ...(facts.listed.length === 0 ? {} : { horizontal_content_list: facts.listed }),
    ...(buttons.parts ?? {}),
    // A notice without a link of its own is refused (42045); a card with buttons needs none.
    ...(buttons.parts === null ? { card_action: { type: 1, url: drawing.page ?? HOME } } : {}),
    ...(drawing.task === null ? {} : { task_id: drawing.task }),
  };
  return { card: drawn, beside: beside.length === 0 ? null : cut([`${card.title}:`, ...beside].join('\n'), BESIDE) };
}

interface PlacedFacts {
  readonly listed: readonly object[];
  readonly words: readonly string[];
  readonly basis: string | null;
  readonly beside: readonly string[];
}

/** Short facts are listed, the rest stands below if it fits, else in the text beside the card. */
function placeFacts(card: Card, drawing: Drawing): PlacedFacts {
  const { limits, pictures } = drawing;
  const first = size(lead(card, drawing).join('\n'));
  const listable = card.facts.filter((fact) => fits(fact, limits)).slice(0, MOST_FACTS - Math.min(pictures.length, 2));
  const places = MOST_FACTS - listable.length;
  const listed = [
    ...listable.map(({ label, value }) => ({ keyname: label, value })),
    ...pictures.slice(0, places).map(({ name, url }) => ({ type: 1, keyname: '图片', value: cut(name, limits.value), url })),
  ];
  const basis = card.basis.length === 0 ? null : `依据 ${card.basis.join('、')}`;
  const rest = [
    ...(basis !== null && size(basis) > limits.desc ? [basis] : []),
    ...card.facts.filter((fact) => !listable.includes(fact)).map(({ label, value }) => `${label}:${value}`),
  ];
  const links = pictures.slice(places).map(({ name, url }) => `图片 ${name}:${url}`);
  const room = limits.words - (first === 0 ? 0 : first + 1);
  const fitsBelow = size(rest.join('\n')) <= room;
  return {
    listed,
    words: fitsBelow ? rest : ['其余内容见上一条消息'],
    basis: basis === null ? null : cut(basis, limits.desc),
    beside: fitsBelow ? links : [...rest, ...links],
  };
}

/** What is read first below the title: what a tap led to, and how the matter ended. */
function lead(card: Card, { note }: Drawing): readonly string[] {
  const result = resultOnCard(card);
  return [...(note === null ? [] : [note]), ...(result === null ? [] : [result])];
}

const fits = ({ label, value }: CardFact, limits: CardLimits): boolean => size(label) <= limits.label && size(value) <= limits.value && !value.includes('\n') && value !== '';

interface PlacedButtons {
  /** Null: a card without buttons. */
  readonly parts: object | null;
  readonly beside: readonly string[];
}

/** Six are drawn as buttons; of more, five and one that carries out what is chosen in a list, then the card's menu, then words. */
function placeButtons(all: readonly CardButton[], limits: CardLimits): PlacedButtons {
  const buttons = all.filter((one, index) => bytesOf(one.action) <= KEY_BYTES && all.findIndex((other) => other.action === one.action) === index);
  if (buttons.length === 0) return { parts: null, beside: [] };
  if (buttons.length <= MOST_BUTTONS) return { parts: { button_list: buttons.map(buttonOf) }, beside: [] };
  const first = buttons.slice(0, MOST_BUTTONS - 1);
  const options = buttons.slice(first.length, first.length + MOST_OPTIONS);
  const menu = buttons.slice(first.length + options.length, first.length + options.length + MOST_MENU);
  const left = buttons.slice(first.length + options.length + menu.length);
  const [top] = options;
  const parts = {
    button_selection: {
      question_key: MORE,
      title: '更多',
      option_list: options.map(({ action, label }) => ({ id: action, text: cut(label, limits.option) })),
      selected_id: top?.action ?? '',
    },
    button_list: [...first.map(buttonOf), { text: '办理所选', style: 2, key: CHOSEN }],
    ...(menu.length === 0 ? {} : { action_menu: { desc: '更多操作', action_list: menu.map(({ action, label }) => ({ text: cut(label, BUTTON), key: action })) } }),
  };
  return { parts, beside: left.length === 0 ? [] : [`还可以直接回复:${left.map(({ label }) => label).join('、')}`] };
}

const buttonOf = ({ action, label }: CardButton, index: number): object => ({ text: cut(label, BUTTON), style: index === 0 ? 1 : 2, key: action });

const size = (text: string): number => [...text].length;

/** Names that are not simply their JSON name with capitals (90241). */
const XML_NAMES: Readonly<Record<string, string>> = { keyname: 'KeyName', userid: 'UserId' };

/** The same card as an element of a passive reply: PascalCase, lists as repeated elements. */
export function cardAsXml(card: TemplateCard): XmlContent {
  return xmlOf(card);
}

function xmlOf(value: unknown): XmlContent {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(xmlOf);
  if (typeof value !== 'object' || value === null) return '';
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [XML_NAMES[name] ?? pascal(name), xmlOf(one)]));
}

const pascal = (name: string): string => name.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
