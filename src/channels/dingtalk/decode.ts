import type { ArrivedChange, ArrivedMessage, ArrivedTap, MediaRef, Sender } from '../port/arrival.js';
import { fieldOf, fieldsIn, fieldsOf, listIn, numberIn, textIn, type Fields } from './fields.js';
import { cardOfTrack } from './encode.js';
import type { Refused } from './verify.js';

/** Whose robot it is: what is meant for another one is refused. */
export interface Account {
  readonly clientId: string;
  readonly robotCode: string;
  /** Null: not configured, not compared. */
  readonly corpId: string | null;
  /** As `Platform.corp`. */
  readonly corp: string;
  /** Where DingTalk's short ways of answering lead; others are not called. */
  readonly oapiBaseUrl: string;
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Refused };

const read = <T>(value: T): Read<T> => ({ ok: true, value });
const refuse = (why: Refused): { readonly ok: false; readonly why: Refused } => ({ ok: false, why });

export const CHANNEL = 'dingtalk' as const;
const ID = 500;
/** Longer than anything a chat lets people type; cut by the story. */
const TEXT = 20_000;
const URL_LENGTH = 2000;
const MOST_MEDIA = 30;

const from = ({ clientId, corp }: Account) => ({ channel: CHANNEL, account: clientId, corp });

/** A message to the robot (topic /v1.0/im/bot/messages/get, or the HTTP callback's body). */
export function readMessage(data: unknown, account: Account): Read<ArrivedMessage> {
  const fields = fieldsIn(data);
  if (fields === null) return refuse('malformed');
  // 调用量超出: the frame comes without what was said.
  if (numberIn(fields['errorCode']) === 20001) return refuse('over-quota');
  const corp = textIn(fields['chatbotCorpId'], ID);
  if (!isOurs(account, corp) || ![undefined, account.robotCode].includes(textIn(fields['robotCode'], ID) ?? undefined)) return refuse('receiver');
  const [key, chatId, sender] = [textIn(fields['msgId'], ID), textIn(fields['conversationId'], ID), senderOf(fields, corp)];
  const type = numberIn(fields['conversationType']);
  if (key === null || chatId === null || sender === null || (type !== 1 && type !== 2)) return refuse('malformed');
  const title = textIn(fields['conversationTitle'], ID);
  const chat = { kind: type === 2 ? ('group' as const) : ('private' as const), id: chatId, title };
  return read({ ...from(account), key, chat, sender, ...contentOf(fields, account), replyTo: replyOf(fields, account) });
}

const isOurs = ({ corpId }: Account, corp: string | null): boolean => corpId === null || corp === null || corp === corpId;

/** Who has no staff id is not of the organisation; `senderId` changes from robot to robot and is nobody we could know. */
function senderOf(fields: Fields, corp: string | null): Sender | null {
  const name = textIn(fields['senderNick'], ID);
  const staff = textIn(fields['senderStaffId'], ID);
  const home = textIn(fields['senderCorpId'], ID);
  const stranger = home !== null && corp !== null && home !== corp;
  if (staff !== null) return { id: staff, encrypted: stranger, name };
  const id = textIn(fields['senderId'], ID);
  return id === null ? null : { id, encrypted: true, name };
}

function contentOf(fields: Fields, account: Account): Pick<ArrivedMessage, 'text' | 'media'> {
  const content = fieldsIn(fields['content']) ?? {};
  const media = (kind: MediaRef['kind'], name: string | null): readonly MediaRef[] => mediaOf(content, kind, name, account);
  switch (fields['msgtype']) {
    case 'text':
      return { text: trimmed(fieldsIn(fields['text'])?.['content']), media: [] };
    case 'richText':
      return richText(listIn(content['richText']), account);
    case 'picture':
      return { text: '', media: media('image', null) };
    case 'audio':
      return { text: trimmed(content['recognition']), media: media('voice', null) };
    case 'video':
      return { text: '', media: media('file', `视频.${textIn(content['videoType'], 10) ?? 'mp4'}`) };
    case 'file':
      return { text: '', media: media('file', textIn(content['fileName'], 255)) };
    default:
      // interactiveCard, chatRecord, unknownMsgType: seen in the field, documented nowhere.
      return { text: '', media: [] };
  }
}

const trimmed = (value: unknown): string => (typeof value === 'string' ? value.slice(0, TEXT).trim() : '');

function richText(parts: readonly unknown[], account: Account): Pick<ArrivedMessage, 'text' | 'media'> {
  const known = parts.map(fieldsOf).filter((part) => part !== null);
  const text = known.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
  return { text: trimmed(text), media: known.flatMap((part) => mediaOf(part, 'image', null, account)).slice(0, MOST_MEDIA) };
}

/** A code is only good for the robot that was sent the message. */
function mediaOf(content: Fields, kind: MediaRef['kind'], name: string | null, { robotCode }: Account): readonly MediaRef[] {
  const code = textIn(content['downloadCode'], URL_LENGTH) ?? textIn(content['pictureDownloadCode'], URL_LENGTH);
  return code === null ? [] : [{ kind, name, ref: { downloadCode: code, robotCode } }];
}

function replyOf(fields: Fields, { oapiBaseUrl }: Account): ArrivedMessage['replyTo'] {
  const webhook = textIn(fields['sessionWebhook'], URL_LENGTH);
  const until = numberIn(fields['sessionWebhookExpiredTime']);
  if (webhook === null || until === null || !isDingtalks(webhook, oapiBaseUrl)) return null;
  return { ref: { webhook }, until };
}

function isDingtalks(address: string, oapiBaseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, protocol, hostname } = new URL(address);
  return origin === new URL(oapiBaseUrl).origin || (protocol === 'https:' && hostname.endsWith('.dingtalk.com'));
}

/** A tap on a card (topic /v1.0/card/instances/callback). `key`: nothing in the data tells two taps apart, so it is the delivery's. */
export function readTap(data: unknown, key: string, account: Account): Read<ArrivedTap> {
  const fields = fieldsIn(data);
  if (fields === null || fields['type'] !== 'actionCallback') return refuse('malformed');
  if (!isOurs(account, textIn(fields['corpId'], ID))) return refuse('receiver');
  const [outTrackId, userId] = [textIn(fields['outTrackId'], 100), textIn(fields['userId'], ID)];
  const params = paramsOf(fields);
  if (outTrackId === null || userId === null || params === null) return refuse('malformed');
  const cardId = cardOfTrack(outTrackId);
  if (cardId === null) return refuse('receiver');
  const tapped = tappedIn(params);
  if (tapped === null) return refuse('malformed');
  // We ask for user ids; a union id would be somebody else's number.
  const sender = { id: userId, encrypted: (numberIn(fields['userIdType']) ?? 1) !== 1, name: null };
  return read({ ...from(account), key, sender, cardId, ...tapped, surface: { outTrackId } });
}

/** `content` and `value` are the same text of JSON; some samples have `params` beside `cardPrivateData`. */
function paramsOf(fields: Fields): Fields | null {
  const content = fieldsIn(fields['content']) ?? fieldsIn(fields['value']);
  if (content === null) return null;
  return fieldsIn(fieldsIn(content['cardPrivateData'])?.['params']) ?? fieldsIn(content['params']);
}

/** A button sends `action`; the form of our template sends `form: {action, words}`. */
function tappedIn(params: Fields): Pick<ArrivedTap, 'action' | 'input'> | null {
  const form = fieldsIn(params['form']);
  const action = chosen(form?.['action']) ?? chosen(params['action']);
  if (action === null) return null;
  const [kind, name] = splitAction(action);
  const words = chosen(form?.['words']) ?? chosen(params['words']) ?? chosen(params['input']);
  const named = Object.fromEntries(INPUTS.flatMap((one) => [[one, chosen(params[one])] as const]).filter((one) => one[1] !== null)) as ArrivedTap['input'];
  return { action: name, input: words === null ? named : { ...named, [kind]: words } };
}

const INPUTS = ['reason', 'person', 'text'] as const;

/** `reason~reject`: which words the button asks for travels with its name, since a form has one field for all of them. */
function splitAction(action: string): readonly [kind: (typeof INPUTS)[number], name: string] {
  const kind = INPUTS.find((one) => action.startsWith(`${one}~`));
  return kind === undefined ? ['text', action] : [kind, action.slice(kind.length + 1)];
}

/** A field of a form is a text, or the option that was chosen. */
function chosen(value: unknown): string | null {
  const text = typeof value === 'object' ? fieldsOf(value)?.['value'] : value;
  return typeof text === 'string' ? textIn(text.trim(), 2000) : null;
}

const DIRECTORY_EVENTS = new Set(['user_add_org', 'user_modify_org', 'user_active_org', 'org_dept_create', 'org_dept_modify', 'org_dept_remove']);

/** An event, of a frame's headers and data or of an opened HTTP push. Events we did not ask for change nothing. */
export function readEvent(type: string, eventCorp: string | null, data: unknown, account: Account): Read<readonly ArrivedChange[]> {
  if (!isOurs(account, eventCorp)) return refuse('receiver');
  const fields = fieldsIn(data);
  if (fields === null) return refuse('malformed');
  if (DIRECTORY_EVENTS.has(type)) return read([{ ...from(account), kind: 'directory-changed' }]);
  if (type !== 'user_leave_org') return read([]);
  const listed = fieldOf(fields, 'userId');
  const users = listIn(typeof listed === 'string' ? listed.split(',') : listed);
  return read(users.map((one) => textIn(one, ID)).filter((one) => one !== null).map((userId) => ({ ...from(account), kind: 'person-left' as const, userId })));
}
