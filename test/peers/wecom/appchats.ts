import { isFields, type Fields } from './cards.js';

/** A group that the app has made. */
export interface AppChat {
  readonly chatid: string;
  readonly name: string;
  owner: string;
  userlist: string[];
  readonly messages: { readonly text: string; readonly mentioned: readonly string[] }[];
}

const done = (more: object = {}): Fields => ({ errcode: 0, errmsg: 'ok', ...more });
const refused = (errcode: number, errmsg = ''): Fields => ({ errcode, errmsg });
const textsIn = (value: unknown): string[] | null => (Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null);
const strange = (body: Fields, allowed: readonly string[]): string | undefined => Object.keys(body).find((name) => !allowed.includes(name));

const MINUTE = 60_000;
const A_DAY = 1000;
const A_MEMBER_A_MINUTE = 200;

/** Groups of the app (90244, 90245, 90248): internal members, texts and no cards, and the app must see the whole company. */
export class AppChats {
  readonly chats = new Map<string, AppChat>();
  /** The app's visible range is the root department. */
  seesAll = true;
  /** Groups of others, which an app may not speak in. */
  readonly foreign = new Set<string>();
  private readonly sent = new Map<string, number[]>();

  constructor(
    private readonly members: ReadonlyMap<string, { readonly visible: boolean; readonly status: number }>,
    private readonly violations: string[],
    private readonly now: () => number,
  ) {}

  /** Null: no call of these. */
  answer(path: string, query: Readonly<Record<string, string>>, body: Fields): Fields | null {
    if (!path.startsWith('appchat/')) return null;
    if (!this.seesAll) return refused(60011, 'no privilege');
    switch (path) {
      case 'appchat/create':
        return this.create(body);
      case 'appchat/update':
        return this.update(body);
      case 'appchat/get':
        return this.get(query['chatid'] ?? '');
      case 'appchat/send':
        return this.send(body);
      default:
        return refused(40066, 'invalid url');
    }
  }

  private create(body: Fields): Fields {
    const { name, owner, chatid } = body;
    const userlist = textsIn(body['userlist']);
    if (strange(body, ['name', 'owner', 'userlist', 'chatid']) !== undefined) return refused(40058, 'unknown field');
    if (typeof chatid !== 'string' || !/^[0-9a-zA-Z]{1,32}$/.test(chatid)) return refused(86001, 'chatid');
    if (this.chats.has(chatid)) return refused(86215, 'chatid exists');
    if (typeof name !== 'string' || name === '' || typeof owner !== 'string') return refused(40058, 'name or owner');
    if ([...name].length > 50) this.violations.push('the name of a group is cut');
    if (userlist === null || userlist.length < 2 || userlist.length > 2000) return refused(86006, 'userlist');
    if (!userlist.includes(owner) || userlist.some((one) => !this.isStaff(one))) return refused(86007, 'member');
    if (new Set(userlist.map((one) => one.toLowerCase())).size < userlist.length) this.violations.push('a member twice');
    if (this.chats.size >= A_DAY) return refused(45009);
    this.chats.set(chatid, { chatid, name, owner, userlist: [...userlist], messages: [] });
    return done({ chatid });
  }

  private update(body: Fields): Fields {
    const { chatid, owner } = body;
    if (strange(body, ['chatid', 'name', 'owner', 'add_user_list', 'del_user_list']) !== undefined) return refused(40058, 'unknown field');
    const chat = this.chats.get(String(chatid));
    if (chat === undefined) return refused(86003, 'no such group');
    const leave = textsIn(body['del_user_list']) ?? [];
    if (leave.some((one) => !chat.userlist.includes(one))) return refused(86007, 'not a member');
    const next = typeof owner === 'string' ? owner : chat.owner;
    if (leave.includes(next) || !chat.userlist.includes(next)) return refused(86005, 'owner');
    chat.owner = next;
    chat.userlist = chat.userlist.filter((one) => !leave.includes(one));
    return done();
  }

  private get(chatid: string): Fields {
    const chat = this.chats.get(chatid);
    if (chat === undefined) return refused(86003, 'no such group');
    const { name, owner, userlist } = chat;
    return done({ chat_info: { chatid, name, owner, userlist } });
  }

  private send(body: Fields): Fields {
    const { chatid, msgtype, text } = body;
    if (this.foreign.has(String(chatid))) return refused(86008, 'not created by this app');
    const chat = this.chats.get(String(chatid));
    if (chat === undefined) return refused(86003, 'no such group');
    if (strange(body, ['chatid', 'msgtype', 'safe', 'text']) !== undefined) return refused(40058, 'unknown field');
    if (msgtype !== 'text' || !isFields(text)) return refused(40008, 'invalid msgtype');
    const { content } = text;
    if (typeof content !== 'string' || content.trim() === '') return refused(44004);
    if (Buffer.byteLength(content) > 2048) this.violations.push('a text into a group is cut');
    const mentioned = text['mentioned_list'] === undefined ? [] : textsIn(text['mentioned_list']);
    if (mentioned === null) return refused(40058, 'mentioned_list');
    for (const member of chat.userlist) if (this.isDropped(member)) this.violations.push(`a message to ${member} was dropped`);
    chat.messages.push({ text: content, mentioned });
    return done();
  }

  private isStaff(userid: string): boolean {
    const member = this.members.get(userid.toLowerCase());
    return member?.visible === true && member.status === 1;
  }

  private isDropped(userid: string): boolean {
    const recent = (this.sent.get(userid) ?? []).filter((at) => at > this.now() - MINUTE);
    this.sent.set(userid, [...recent, this.now()]);
    return recent.length >= A_MEMBER_A_MINUTE;
  }
}
