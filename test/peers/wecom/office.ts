import { AppChats } from './appchats.js';
import { APP_LIMITS, faultOfCard, isFields, isInteractive, type CardFault, type Fields } from './cards.js';

export const CORP = 'ww1436e0e65a779aee';
export const AGENT = 1000002;
export const SECRET = 'app-secret-of-the-fake';

export interface Member {
  readonly userid: string;
  readonly name: string;
  readonly departments: readonly number[];
  status: 1 | 2 | 4 | 5;
  /** In the app's visible range. */
  visible: boolean;
}

/** A message as it lies in a member's chat with the app. */
export interface AppMessage {
  readonly to: string;
  readonly msgid: string;
  readonly text: string | null;
  /** The card as it looks now; null for a text. */
  card: Fields | null;
  readonly task: string | null;
  readonly at: number;
  redrawn: number;
}

interface Code {
  readonly message: AppMessage;
  readonly until: number;
}

const CODE_LIFE = 72 * 3_600_000;
const TOKEN_LIFE = 7200;
const MINUTE = 60_000;
const DAY = 86_400_000;
const PER_MINUTE = 30;

const done = (more: object = {}): Fields => ({ errcode: 0, errmsg: 'ok', ...more });
const refused = (errcode: number, errmsg = ''): Fields => ({ errcode, errmsg });

/** The company as the platform knows it: members, the app's tokens, what lies in whose chat, and the codes that redraw it. */
export class Office {
  readonly members = new Map<string, Member>();
  readonly messages: AppMessage[] = [];
  /** Those that were taken back, and lie nowhere any more. */
  readonly recalled: AppMessage[] = [];
  /** What an honest client would be blamed for. */
  readonly violations: string[] = [];
  /** What the member would have been shown shortened. */
  readonly cuts: string[] = [];
  /** Encrypted ids by what they stand for. */
  readonly open = new Map<string, string>();
  /** Sign-in codes, good once: whose; null: a customer. */
  readonly codes = new Map<string, string | null>();
  readonly files = new Map<string, Buffer>();
  readonly groups = new AppChats(this.members, this.violations, () => this.now());
  /** 停用, by the administrator or for want of use. */
  closed = false;
  /** The app's visible range names departments, not members alone. */
  seesDepartments = true;
  /** Departments whose members the app may not read. */
  readonly hidden = new Set<number>();
  /** Redraws that were refused: the code was used before, too old or nobody's. */
  deadCodes = 0;
  tokensGiven = 0;
  private token = { value: '', until: 0 };
  private readonly tasks = new Set<string>();
  private readonly redraws = new Map<string, Code>();
  private readonly sent = new Map<string, number[]>();
  private serial = 0;

  constructor(private readonly now: () => number) {}

  hires(userid: string, name: string, more: Partial<Member> = {}): void {
    this.members.set(userid.toLowerCase(), { userid, name, departments: [1], status: 1, visible: true, ...more });
  }

  expiresTokens(): void {
    this.token = { value: '', until: 0 };
  }

  /** `path`: below /cgi-bin/. */
  answer(path: string, query: Readonly<Record<string, string>>, body: Fields): Fields {
    if (path === 'gettoken') return this.giveToken(query);
    const fault = this.tokenFault(query['access_token']);
    if (fault !== null) return fault;
    const ofGroup = this.groups.answer(path, query, body);
    if (ofGroup !== null) return ofGroup;
    switch (path) {
      case 'message/send':
        return this.send(body);
      case 'message/recall':
        return this.recall(body);
      case 'message/update_template_card':
        return this.update(body);
      case 'agent/get':
        return query['agentid'] === String(AGENT) ? done({ name: '投诉处理', close: this.closed ? 1 : 0 }) : refused(301002);
      case 'department/list':
        return done({ department: !this.seesDepartments ? [] : [{ id: 1, name: '总部', parentid: 0 }, { id: 2, name: '客服部', parentid: 1 }] });
      case 'user/list':
        return this.listed(Number(query['department_id']));
      case 'auth/getuserinfo':
        return this.whoIs(query['code'] ?? '');
      case 'batch/openuserid_to_userid':
        return this.converted(body);
      default:
        return refused(40066, 'invalid url');
    }
  }

  tokenFault(token: string | undefined): Fields | null {
    if (token === undefined) return refused(41001);
    if (token !== this.token.value || this.token.value === '') return refused(40014, 'invalid access_token');
    return this.now() < this.token.until ? null : refused(42001, 'access_token expired');
  }

  /** A fresh code, as every tap brings one. */
  codeFor(message: AppMessage): string {
    const code = `code-${(this.serial += 1)}`;
    this.redraws.set(code, { message, until: this.now() + CODE_LIFE });
    return code;
  }

  /** Redraws the tapper's own copy, as a passive reply does. */
  redrawOwn(message: AppMessage, card: Fields): void {
    message.card = card;
    message.redrawn += 1;
  }

  /** What lies in a member's chat, oldest first. */
  of(userid: string): readonly AppMessage[] {
    return this.messages.filter((one) => one.to === userid);
  }

  private giveToken(query: Readonly<Record<string, string>>): Fields {
    if (query['corpid'] !== CORP) return refused(40013, 'invalid corpid');
    if (query['corpsecret'] !== SECRET) return refused(40001, 'invalid credential');
    if (this.now() >= this.token.until) {
      this.token = { value: `token-${(this.serial += 1)}`, until: this.now() + TOKEN_LIFE * 1000 };
      this.tokensGiven += 1;
    }
    return done({ access_token: this.token.value, expires_in: TOKEN_LIFE });
  }

  private send(body: Fields): Fields {
    if (body['agentid'] !== AGENT) return refused(40056, 'agentid must be the app, as an integer');
    const named = (typeof body['touser'] === 'string' ? body['touser'] : '').split('|').filter((one) => one !== '');
    if (named.length === 0 || named.length > 1000) return refused(40031);
    const known = named.map((one) => this.members.get(one.toLowerCase())).filter((one): one is Member => one?.visible === true && one.status === 1);
    if (known.length === 0) return refused(81013, 'user & party & tag all invalid');
    const found = this.contentFault(body);
    if (found !== null) return { ...found };
    return this.deliver(body, known, named);
  }

  /** Within a day, and once (94867). */
  private recall({ msgid }: Fields): Fields {
    const found = this.messages.filter((one) => one.msgid === msgid && this.now() - one.at < DAY);
    if (found.length === 0) return refused(40058, 'msgid');
    for (const one of found) this.messages.splice(this.messages.indexOf(one), 1);
    this.recalled.push(...found);
    return done();
  }

  private contentFault(body: Fields): CardFault | null {
    const { msgtype, text, template_card: card } = body;
    if (msgtype === 'text') {
      const content = isFields(text) ? text['content'] : null;
      if (typeof content !== 'string' || content.trim() === '') return { errcode: 44004, errmsg: 'empty content' };
      if (Buffer.byteLength(content) > 2048) this.violations.push(`a text of ${Buffer.byteLength(content)} bytes is cut`);
      return null;
    }
    if (msgtype !== 'template_card') return { errcode: 40008, errmsg: 'invalid msgtype' };
    const found = faultOfCard(card, APP_LIMITS, false, this.cuts);
    const task = isFields(card) ? card['task_id'] : undefined;
    if (found === null && typeof task === 'string' && this.tasks.has(task)) return { errcode: 42014, errmsg: 'task_id used' };
    return found;
  }

  private deliver(body: Fields, known: readonly Member[], named: readonly string[]): Fields {
    const card = isFields(body['template_card']) ? body['template_card'] : null;
    const text = isFields(body['text']) ? String(body['text']['content']) : null;
    const task = typeof card?.['task_id'] === 'string' ? card['task_id'] : null;
    if (task !== null) this.tasks.add(task);
    const msgid = `msg-${(this.serial += 1)}`;
    let last: AppMessage | null = null;
    for (const { userid } of known) {
      if (this.isDropped(userid)) continue;
      last = { to: userid, msgid, text, card, task, at: this.now(), redrawn: 0 };
      this.messages.push(last);
    }
    const invalid = named.filter((one) => !known.some((member) => member.userid.toLowerCase() === one.toLowerCase()));
    const code = card !== null && isInteractive(card) && last !== null ? { response_code: this.codeFor(last) } : {};
    return done({ invaliduser: invalid.map((one) => one.toLowerCase()).join('|'), msgid, ...code });
  }

  /** Over 30 a minute the message is lost, and nobody is told. */
  private isDropped(userid: string): boolean {
    const now = this.now();
    const recent = (this.sent.get(userid) ?? []).filter((at) => at > now - MINUTE);
    if (recent.length >= PER_MINUTE) {
      this.violations.push(`a message to ${userid} was dropped: more than ${PER_MINUTE} a minute`);
      return true;
    }
    this.sent.set(userid, [...recent, now]);
    return false;
  }

  private update(body: Fields): Fields {
    if (body['agentid'] !== AGENT) return refused(40056);
    const code = this.redraws.get(String(body['response_code']));
    if (code === undefined || this.now() > code.until) {
      this.deadCodes += 1;
      return refused(40058, 'invalid response_code');
    }
    const userids = body['userids'];
    if (!Array.isArray(userids) || userids.length === 0) return refused(40031);
    const found = faultOfCard(body['template_card'], APP_LIMITS, true, this.cuts);
    if (found !== null) return { ...found };
    this.redraws.delete(String(body['response_code']));
    if (userids.some((one) => one !== code.message.to)) this.violations.push(`the code of ${code.message.to}'s copy was used for ${userids.join()}`);
    if (!userids.includes(code.message.to)) return done({ invaliduser: userids });
    code.message.card = body['template_card'] as Fields;
    code.message.redrawn += 1;
    return done({ invaliduser: [] });
  }

  private listed(department: number): Fields {
    if (!this.seesDepartments || this.hidden.has(department)) return refused(60011, 'no privilege to access/modify contact/party/agent');
    const members = [...this.members.values()].filter((one) => one.visible && one.departments.includes(department));
    return done({ userlist: members.map(({ userid, name, departments, status }) => ({ userid, name, department: departments, status })) });
  }

  private whoIs(code: string): Fields {
    const whose = this.codes.get(code);
    this.codes.delete(code);
    if (whose === undefined) return refused(40029, 'invalid code');
    return whose === null ? done({ openid: 'OPENID', external_userid: 'EXTERNAL' }) : done({ userid: whose });
  }

  private converted(body: Fields): Fields {
    const asked = Array.isArray(body['open_userid_list']) ? body['open_userid_list'].map(String) : [];
    const found = asked.filter((one) => this.open.has(one));
    return done({ userid_list: found.map((one) => ({ open_userid: one, userid: this.open.get(one) })), invalid_open_userid_list: asked.filter((one) => !this.open.has(one)) });
  }
}
