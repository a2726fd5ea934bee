import { HOUR, MINUTE, type Instant } from '../../terms/instants.js';
import type { ArrivedMessage, MediaRef, Ref } from '../port/arrival.js';
import { isId, LONGEST_TEXT, looksEncrypted, MALFORMED, NOTHING, OTHER_RECEIVER, type Heard } from './heard.js';
import { withoutMention } from './mention.js';
import { actionOf, cardOfTask } from './task.js';

export const AIBOT = 'aibot';

/** How it came in, and for whom it must be. */
export interface AibotReceiver {
  readonly corpId: string;
  readonly botId: string;
  readonly name: string | null;
  /** The frame's id; null for a callback over HTTP. */
  readonly reqId: string | null;
}

/** A response_url answers once within the hour, a frame's id for a day (101138, 101463); both with a margin. */
const ANSWERED_BY_URL = 55 * MINUTE;
const ANSWERED_BY_FRAME = 23 * HOUR;
/** In a single chat the answer goes there while the talk lasts, then to the app. */
const PRIVATE_TALK = 10 * MINUTE;
/** A quote holds no quote. */
const DEEPEST_QUOTE = 1;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
const wordsIn = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

/** Reads what the bot was told: a decrypted callback or the body of a frame (100719, 101027). `now`: machine time. */
export function decodeAibot(text: string, receiver: AibotReceiver, now: Instant): Heard {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return MALFORMED;
  }
  return readAibot(body, receiver, now);
}

export function readAibot(body: unknown, receiver: AibotReceiver, now: Instant): Heard {
  const fields = fieldsOf(body);
  const { msgid, aibotid, msgtype } = fields;
  if (typeof msgtype !== 'string') return MALFORMED;
  if (typeof aibotid === 'string' && aibotid !== receiver.botId) return OTHER_RECEIVER;
  if (msgtype === 'event') return eventOf(fields, receiver);
  const userId = fieldsOf(fields['from'])['userid'];
  if (!isId(msgid) || !isId(userId)) return MALFORMED;
  if (msgtype === 'stream') {
    const id = fieldsOf(fields['stream'])['id'];
    return isId(id) ? { kind: 'stream', streamId: id } : MALFORMED;
  }
  const chat = chatOf(fields, userId);
  if (chat === null) return MALFORMED;
  const said = saidIn(fields, msgtype, receiver, 0);
  if (said === null) return NOTHING;
  const text = chat.kind === 'group' ? withoutMention(said.text, receiver.name) : said.text.trim();
  const quoted = quotedIn(fields, receiver);
  const message: ArrivedMessage = {
    channel: 'wecom',
    account: AIBOT,
    corp: receiver.corpId,
    key: `${AIBOT}:${msgid}`,
    chat,
    sender: { id: userId, encrypted: looksEncrypted(userId), name: null },
    // What somebody else wrote counts only where the sender says nothing himself: an answer must not be mixed with its question.
    text: text === '' ? (quoted?.text.trim() ?? '') : text,
    media: [...said.media, ...(quoted?.media ?? [])],
    replyTo: replyTo(fields, chat.kind, receiver, now),
  };
  return { kind: 'message', message };
}

function chatOf(fields: Fields, userId: string): ArrivedMessage['chat'] | null {
  const { chattype, chatid } = fields;
  if (chattype === 'single') return { kind: 'private', id: userId, title: null };
  return chattype === 'group' && isId(chatid) ? { kind: 'group', id: chatid, title: null } : null;
}

type Said = Pick<ArrivedMessage, 'text' | 'media'>;

function saidIn(fields: Fields, type: string, receiver: AibotReceiver, depth: number): Said | null {
  const part = fieldsOf(fields[type]);
  switch (type) {
    case 'text':
    case 'voice':
      return { text: wordsIn(part['content']), media: [] };
    case 'image':
      return { text: '', media: mediaOf('image', part, receiver) };
    case 'file':
      return { text: '', media: mediaOf('file', part, receiver) };
    case 'video':
      return { text: '[视频]', media: [] };
    case 'mixed':
      return depth > DEEPEST_QUOTE ? null : mixedOf(listOf(part['msg_item']).slice(0, 50), receiver, depth);
    default:
      return null;
  }
}

function mixedOf(items: readonly unknown[], receiver: AibotReceiver, depth: number): Said {
  const parts = items.map(fieldsOf).flatMap((item) => {
    const type = item['msgtype'];
    return typeof type === 'string' && type !== 'mixed' ? (saidIn(item, type, receiver, depth + 1) ?? []) : [];
  });
  return { text: parts.map((one) => one.text).filter((one) => one !== '').join('\n').slice(0, LONGEST_TEXT), media: parts.flatMap((one) => one.media) };
}

function quotedIn(fields: Fields, receiver: AibotReceiver): Said | null {
  const quote = fieldsOf(fields['quote']);
  const type = quote['msgtype'];
  return typeof type === 'string' ? saidIn(quote, type, receiver, DEEPEST_QUOTE) : null;
}

/** Over HTTP the file is encrypted with the bot's own key, which is looked up when it is fetched and never stored with the message. */
function mediaOf(kind: MediaRef['kind'], part: Fields, { reqId }: AibotReceiver): readonly MediaRef[] {
  const { url, aeskey, filename } = part;
  if (typeof url !== 'string' || url.length > 4000) return [];
  const key: Ref = typeof aeskey === 'string' ? { aeskey } : reqId === null ? { keyOf: 'callback' } : {};
  return [{ kind, name: typeof filename === 'string' ? filename : null, ref: { via: AIBOT, url, ...key } }];
}

/** As strings, since that is what the store keeps. */
function replyTo(fields: Fields, kind: 'group' | 'private', { reqId }: AibotReceiver, now: Instant): ArrivedMessage['replyTo'] {
  const url = fields['response_url'];
  const ref: Ref = { via: AIBOT, ...(reqId === null ? {} : { reqId }), ...(typeof url === 'string' && url.length < 2000 ? { url, urlUntil: String(now + ANSWERED_BY_URL) } : {}) };
  const until = kind === 'private' ? now + PRIVATE_TALK : now + (reqId === null ? ANSWERED_BY_URL : ANSWERED_BY_FRAME);
  return { ref, until };
}

function eventOf(fields: Fields, receiver: AibotReceiver): Heard {
  const event = fieldsOf(fields['event']);
  const type = event['eventtype'];
  const userId = fieldsOf(fields['from'])['userid'];
  if (typeof type !== 'string') return MALFORMED;
  if (type === 'template_card_event') return tapOf(fields, fieldsOf(event[type]), receiver);
  if (type !== 'enter_chat' || !isId(userId)) return NOTHING;
  const chat = { kind: 'private', id: userId, title: null } as const;
  return { kind: 'change', change: { channel: 'wecom', account: AIBOT, corp: receiver.corpId, kind: 'entered-chat', userId, chat } };
}

/** The page's table and its samples spell the fields differently; the samples are what arrives (dossier §1b). */
function tapOf(fields: Fields, card: Fields, { corpId, reqId }: AibotReceiver): Heard {
  const msgid = fields['msgid'];
  const userId = fieldsOf(fields['from'])['userid'];
  const [pressed, task] = [card['event_key'] ?? card['eventkey'], card['task_id'] ?? card['taskid']];
  if (!isId(msgid) || !isId(userId) || typeof pressed !== 'string' || typeof task !== 'string') return MALFORMED;
  const cardId = cardOfTask(task);
  const action = actionOf(pressed, chosenIn(card));
  if (cardId === null || action === null) return MALFORMED;
  const group = fields['chattype'] === 'group' && isId(fields['chatid']) ? { chatId: fields['chatid'] } : {};
  const url = fields['response_url'];
  const answer = typeof url === 'string' && url.length < 2000 ? { url } : {};
  const tap = {
    channel: 'wecom',
    account: AIBOT,
    corp: corpId,
    key: `${AIBOT}:tap:${msgid}`,
    sender: { id: userId, encrypted: looksEncrypted(userId), name: null },
    cardId,
    action,
    input: {},
    surface: { via: AIBOT, task, ...(reqId === null ? {} : { reqId }), ...group, ...answer },
  } as const;
  return { kind: 'tap', tap };
}

function chosenIn(card: Fields): readonly string[] {
  const items = fieldsOf(card['selected_items'] ?? card['selecteditems']);
  return listOf(items['selected_item'] ?? items['selecteditem'])
    .map(fieldsOf)
    .map((item) => fieldsOf(item['option_ids'] ?? item['optionids']))
    .flatMap((ids) => listOf(ids['option_id'] ?? ids['optionid']))
    .filter((id): id is string => typeof id === 'string');
}
