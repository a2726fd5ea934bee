import { createHash } from 'node:crypto';
import { MINUTE, type Instant } from '../../terms/instants.js';
import type { ArrivedChange, ArrivedMessage, MediaRef } from '../port/arrival.js';
import { isId, LONGEST_TEXT, looksEncrypted, MALFORMED, NOTHING, OTHER_RECEIVER, type Heard } from './heard.js';
import { actionOf, cardOfTask } from './task.js';
import { childOf, childrenOf, readXml, textIn, type XmlElement } from './xml.js';

/** Who the callback must be for. */
export interface AppReceiver {
  readonly corpId: string;
  readonly agentId: string;
}

export const APP = 'app';

const PICTURES = ['image'];
/** What people send that holds no words and nothing to keep: they are told to write it down. */
const UNREAD: Readonly<Record<string, string>> = { video: '[视频]', location: '[位置]', link: '[链接]' };

/** How long an answer goes where the person last wrote. */
export const ANSWER_THERE = 10 * MINUTE;

/** Reads a decrypted callback of the self-built app (90239, 90240). `now`: machine time. */
export function decodeApp(text: string, { corpId, agentId }: AppReceiver, now: Instant): Heard {
  const xml = readXml(text);
  if (xml === null) return MALFORMED;
  const agent = textIn(xml, 'AgentID');
  if (textIn(xml, 'ToUserName') !== corpId || (agent !== null && agent !== agentId)) return OTHER_RECEIVER;
  const type = textIn(xml, 'MsgType');
  const from = textIn(xml, 'FromUserName');
  if (type === null || !isId(from)) return MALFORMED;
  if (type === 'event') return eventOf(xml, { corpId, agentId, from });
  const key = textIn(xml, 'MsgId');
  if (!isId(key)) return MALFORMED;
  const told = saidIn(xml, type);
  if (told === null) return NOTHING;
  const message: ArrivedMessage = {
    channel: 'wecom',
    account: APP,
    corp: corpId,
    key: `${APP}:${key}`,
    chat: { kind: 'private', id: from, title: null },
    sender: { id: from, encrypted: looksEncrypted(from), name: null },
    ...told,
    replyTo: { ref: { via: APP }, until: now + ANSWER_THERE },
  };
  return { kind: 'message', message };
}

function saidIn(xml: XmlElement, type: string): Pick<ArrivedMessage, 'text' | 'media'> | null {
  if (type === 'text') return { text: (textIn(xml, 'Content') ?? '').slice(0, LONGEST_TEXT), media: [] };
  const mediaId = textIn(xml, 'MediaId');
  const media = (kind: MediaRef['kind'], name: string | null): readonly MediaRef[] => (mediaId === null ? [] : [{ kind, name, ref: { via: APP, mediaId } }]);
  if (PICTURES.includes(type)) return { text: '', media: media('image', null) };
  if (type === 'voice') return { text: (textIn(xml, 'Recognition') ?? '').slice(0, LONGEST_TEXT), media: media('voice', null) };
  // Not on page 90239, but seen at self-built apps (dossier §1a).
  if (type === 'file') return { text: '', media: media('file', textIn(xml, 'FileName') ?? textIn(xml, 'Title')) };
  const words = UNREAD[type];
  return words === undefined ? null : { text: words, media: [] };
}

interface From {
  readonly corpId: string;
  readonly agentId: string;
  readonly from: string;
}

function eventOf(xml: XmlElement, at: From): Heard {
  const event = textIn(xml, 'Event');
  const common = { channel: 'wecom', account: APP, corp: at.corpId } as const;
  if (event === 'template_card_event' || event === 'template_card_menu_event') return tapOf(xml, event, at);
  if (event === 'change_contact') return changeOf(xml, common);
  const chat = { kind: 'private', id: at.from, title: null } as const;
  if (event === 'unsubscribe') return { kind: 'change', change: { ...common, kind: 'directory-changed', userId: at.from } };
  if (event === 'enter_agent' || event === 'subscribe') return { kind: 'change', change: { ...common, kind: 'entered-chat', userId: at.from, chat } };
  return NOTHING;
}

function changeOf(xml: XmlElement, common: Pick<ArrivedChange, 'channel' | 'account' | 'corp'>): Heard {
  const [type, userId] = [textIn(xml, 'ChangeType'), textIn(xml, 'UserID')];
  if (type === 'delete_user' && isId(userId)) return { kind: 'change', change: { ...common, kind: 'person-left', userId } };
  return { kind: 'change', change: { ...common, kind: 'directory-changed', ...(isId(userId) ? { userId } : {}) } };
}

function tapOf(xml: XmlElement, event: string, { corpId, agentId, from }: From): Heard {
  const [pressed, task, code, at] = [textIn(xml, 'EventKey'), textIn(xml, 'TaskId'), textIn(xml, 'ResponseCode'), textIn(xml, 'CreateTime')];
  if (pressed === null || task === null || at === null) return MALFORMED;
  const cardId = cardOfTask(task);
  const action = actionOf(pressed, chosenIn(xml));
  if (cardId === null || action === null) return MALFORMED;
  // No message id; the official key (sender and second) loses the second of two cards tapped in one second (dossier §1a).
  const key = createHash('sha256').update(JSON.stringify([agentId, from, at, event, pressed, action, task])).digest('hex');
  const tap = {
    channel: 'wecom',
    account: APP,
    corp: corpId,
    key: `${APP}:tap:${key}`,
    sender: { id: from, encrypted: looksEncrypted(from), name: null },
    cardId,
    action,
    input: {},
    surface: { via: APP, task, ...(code === null ? {} : { code }) },
  } as const;
  return { kind: 'tap', tap };
}

function chosenIn(xml: XmlElement): readonly string[] {
  const items = childOf(xml, 'SelectedItems');
  if (items === null) return [];
  return childrenOf(items, 'SelectedItem')
    .flatMap((item) => childrenOf(item, 'OptionIds'))
    .flatMap((ids) => childrenOf(ids, 'OptionId'))
    .map((id) => id.text.trim());
}
