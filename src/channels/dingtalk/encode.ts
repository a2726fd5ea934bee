import type { Card, CardButton, CardFact } from '../../terms/card.js';

/** Values of a card's variables: DingTalk takes texts only. */
export type CardParams = Readonly<Record<string, string>>;

/** Under this id a card arrives once (≤ 100 characters), and a tap names it. */
export const trackOf = (cardId: string): string => `kesu-${cardId}`;

/** Null: it is no card of ours. */
export function cardOfTrack(outTrackId: string): string | null {
  return /^kesu-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(outTrackId)?.[1] ?? null;
}

/** open.dingtalk.com/document/development/instructions-for-filling-in-api-card-data: 1 KB a value. */
const VALUE_BYTES = 1000;
/** Markdown parts of our template. */
const BODIES = ['body', 'body2', 'body3', 'body4'] as const;
/** Buttons of our template that ask for no words. */
const SLOTS = 4;
const TAGS: Readonly<Record<Card['state'], string>> = { open: '待处理', done: '已处理', void: '已失效' };
const LABEL_BYTES = 60;
const MORE = '……(内容较长,请发编号查看全部)';

export interface Drawing {
  readonly card: Card;
  /** What the list of chats shows. */
  readonly summary?: string;
  /** One line for the one who tapped. */
  readonly notice?: string;
  /** Where a stored picture is seen. */
  readonly pictureLink?: (hash: string) => string;
}

/** Every variable of our template (docs/dingtalk-card/), so that nothing of an older state is left standing. */
export function cardParams({ card, summary, notice = '', pictureLink }: Drawing): CardParams {
  const { plain, asking } = sorted(card.buttons);
  return {
    lastMessage: fitBytes(summary ?? card.title, VALUE_BYTES),
    title: fitBytes(card.title, VALUE_BYTES),
    state: card.state,
    tag: TAGS[card.state],
    notice: fitBytes(notice, VALUE_BYTES),
    ...bodies(linesOf(card, pictureLink)),
    ...slots(plain),
    ...form(asking),
  };
}

/** What a tap's answer changes for the one who tapped: DingTalk shows it to him alone. */
export const noticeParams = (notice: string): CardParams => ({ notice: fitBytes(notice, VALUE_BYTES) });

function linesOf({ facts, basis, pictures }: Card, pictureLink: Drawing['pictureLink']): string[] {
  const links = pictureLink === undefined ? [] : (pictures ?? []).map(({ hash, name }) => `**照片:** [${plainMarkdown(name)}](${pictureLink(hash)})`);
  return [
    ...facts.map(({ label, value }) => `**${plainMarkdown(label)}:** ${plainMarkdown(value)}`),
    ...links,
    ...(basis.length === 0 ? [] : [`依据:${basis.join('、')}`]),
  ];
}

/** Whole lines, as many in each part as fit; what does not fit at all is said to be left out. */
function bodies(lines: readonly string[]): CardParams {
  const parts: string[] = [''];
  for (const line of lines.map((one) => (bytesOf(one) > VALUE_BYTES ? plainMarkdown(fitBytes(one, VALUE_BYTES)) : one))) {
    const last = parts.at(-1) ?? '';
    const longer = last === '' ? line : `${last}<br>${line}`;
    if (bytesOf(longer) <= VALUE_BYTES) parts[parts.length - 1] = longer;
    else parts.push(line);
  }
  if (parts.length > BODIES.length) parts[BODIES.length - 1] = MORE;
  return Object.fromEntries(BODIES.map((name, index) => [name, parts[index] ?? '']));
}

/** What people wrote must draw nothing: no links, colours, @ or pictures in DingTalk's markdown. */
export function plainMarkdown(text: string): string {
  return text.replace(/[<>[\]*_`#~@|\\]/g, (mark) => FULL[mark] ?? '').replace(/\n/g, '<br>');
}

const FULL: Readonly<Record<string, string>> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '*': '＊', _: '＿', '`': '｀', '#': '＃', '~': '～', '@': '＠', '|': '｜', '\\': '＼' };

/** Buttons that ask for words, and those for which there is no place, are chosen in the form. */
function sorted(buttons: readonly CardButton[]): { readonly plain: readonly CardButton[]; readonly asking: readonly CardButton[] } {
  const silent = buttons.filter((one) => one.input === null);
  const plain = silent.slice(0, SLOTS);
  return { plain, asking: buttons.filter((one) => !plain.includes(one)) };
}

function slots(buttons: readonly CardButton[]): CardParams {
  const numbers = Array.from({ length: SLOTS }, (_, index) => index);
  return Object.fromEntries(
    numbers.flatMap((index) => [
      [`button${index + 1}`, fitBytes(buttons[index]?.label ?? '', LABEL_BYTES)],
      [`action${index + 1}`, buttons[index]?.action ?? ''],
    ]),
  );
}

const ASKED: Readonly<Record<'reason' | 'person' | 'text', string>> = { reason: '原因', person: '姓名', text: '内容' };

/** Our template's one form: which act, and the words it needs. Its fields come with the card, so the template knows no act. */
function form(buttons: readonly CardButton[]): CardParams {
  const fitting = fittingForm(buttons);
  const [only] = fitting.length === 1 ? fitting : [];
  return {
    form: formOf(fitting),
    form_shown: fitting.length === 0 ? '' : 'yes',
    form_status: 'normal',
    form_btn_text: only === undefined ? '提交' : fitBytes(only.label, LABEL_BYTES),
  };
}

/** As many acts as one value holds; the others can still be said in chat. */
function fittingForm(buttons: readonly CardButton[]): readonly CardButton[] {
  return buttons.length === 0 || bytesOf(formOf(buttons)) <= VALUE_BYTES ? buttons : fittingForm(buttons.slice(0, -1));
}

function formOf(buttons: readonly CardButton[]): string {
  const options = buttons.map(({ action, label, input }) => ({ value: input === null ? action : `${input}~${action}`, text: fitBytes(label, LABEL_BYTES) }));
  const asked = [...new Set(buttons.flatMap(({ input }) => (input === null ? [] : [ASKED[input]])))];
  const [only] = options.length === 1 ? options : [];
  const act = only === undefined
    ? { name: 'action', type: 'SELECT', label: '操作', required: true, requiredMsg: '请选择操作', options }
    : { name: 'action', type: 'TEXT', hidden: true, defaultValue: only.value };
  const words = { name: 'words', type: 'TEXT', label: asked.join('/'), placeholder: `请填写${asked.join('或')}` };
  return JSON.stringify({ fields: options.length === 0 ? [] : [act, ...(asked.length === 0 ? [] : [words])] });
}

/** Facts that hold nothing people wrote, by the labels of our cards: whoever decides still sees level, sums and time. */
const SAFE = new Set(['编号', '类别', '级别', '级别及依据', '涉及户数', '诉求金额', '客户诉求金额', '拟赔付', '拟赔付金额', '已批金额', '维修费用', '本步时限', '时限', '投票进度', '结果', '状态', '步骤', '提醒']);

/**
 * For content screening, which refuses real complaints by their words: the same card with nothing but numbers and states (first try),
 * then with its number alone. Buttons stay: what is decided does not depend on what is shown.
 */
export function shorterCards(card: Card): readonly Card[] {
  const note: CardFact = { label: '说明', value: '部分内容不便在卡片上显示,请发编号查看。' };
  const { pictures: _, ...rest } = card;
  const number = card.facts.filter((one) => one.label === '编号');
  const bare = card.title.split(/[\s:：]/)[0] ?? '';
  return [
    { ...rest, facts: [...card.facts.filter((one) => SAFE.has(one.label)), note] },
    { ...rest, title: bare === '' ? '待办' : bare, facts: [...number, note] },
  ];
}

/** For content screening: what a refused text was about, and how it is read. */
export function shorterText(text: string): string {
  const numbers = [...new Set(text.match(/[A-Z]{2,8}-\d{8}-\d{4,}/g))];
  return numbers.length === 0 ? '有一条新消息,内容不便在这里显示,请发“我的待办”查看。' : `${numbers.join('、')} 有新消息,内容不便在这里显示,请发编号查看。`;
}

/** A card in words, without what may be answered. */
export function cardFacts(card: Card): string {
  const facts = card.facts.map(({ label, value }) => `${label}:${value}`);
  const basis = card.basis.length === 0 ? [] : [`依据:${card.basis.join('、')}`];
  return [`【${card.title}】${card.state === 'open' ? '' : TAGS[card.state]}`, ...facts, ...basis].join('\n');
}

/** "LH-20260302-0001 同意 / LH-20260302-0001 驳回 原因": the number says what is meant; empty where there is nothing to answer. */
export function replyWords(card: Card): string {
  const number = card.facts.find(({ label }) => label === '编号')?.value;
  const about = number === undefined ? '' : `${number} `;
  const acts = card.buttons.map((one) => `${about}${one.input === null ? one.label : `${one.label} ${ASKED[one.input]}`}`);
  return card.state === 'open' ? acts.join(' / ') : '';
}

/** Where there is no template: the card in words, with what to answer. */
export function cardText(card: Card): string {
  const how = replyWords(card);
  return how === '' ? cardFacts(card) : `${cardFacts(card)}\n请回复:${how}`;
}

export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Cut to whole characters. */
export function fitBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let [kept, width] = ['', bytesOf('…')];
  for (const character of text) {
    width += bytesOf(character);
    if (width > most) break;
    kept += character;
  }
  return `${kept}…`;
}
