import { keysOf, isFields, optionsOf, type Fields } from '../peers/wecom/cards.js';
import { GROUP, WecomDesk } from '../peers/wecom/desk.js';
import { channelContract } from './channel.contract.js';

const FULL = 2000;

/** A text in pieces, each as long as a message may be, is read as one. */
function joined(texts: readonly string[]): string[] {
  const read: string[] = [];
  let open = false;
  for (const text of texts) {
    if (open) read.push(`${read.pop() ?? ''}${text}`);
    else read.push(text);
    open = Buffer.byteLength(text) > FULL;
  }
  return read;
}

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

function seen(card: Fields) {
  const title = isFields(card['main_title']) ? card['main_title'] : {};
  const buttons = listOf(card['button_list']).filter((one) => one['key'] !== '~chosen');
  return {
    title: String(title['title']),
    isOpen: keysOf(card).length > 0,
    words: JSON.stringify([title['desc'], card['sub_title_text'], card['horizontal_content_list']]),
    labels: [...buttons, ...optionsOf(card)].map((one) => String(one['text'])),
  };
}

channelContract('wecom', async () => {
  const desk = await (await WecomDesk.open()).connected();
  const { peer } = desk;
  peer.bot.met.add(GROUP);
  const messages = (chatId: string): readonly { readonly text: string | null; readonly card: Fields | null }[] => (chatId === 'g1' ? peer.bot.of(GROUP) : peer.office.of(chatId));
  return {
    channel: desk.platform.channel,
    companyId: 'c1',
    person: 'finance1',
    group: 'g1',
    texts: (chatId) => Promise.resolve(joined(messages(chatId).flatMap(({ text }) => text ?? []))),
    cards: (chatId) => Promise.resolve(messages(chatId).flatMap(({ card }) => (card === null ? [] : [seen(card)]))),
    losesNextAnswer: () => {
      peer.nextGoesWrong('message/send', 'cut');
    },
    goesAway: () => peer.close(),
    close: () => desk.close(),
  };
});
