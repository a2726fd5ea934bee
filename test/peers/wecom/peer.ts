import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BOT_NAME, BOT_SECRET, BotServer } from './bot.js';
import { isFields, keysOf, type Fields } from './cards.js';
import { BOT, mustBeSent, type BotMessage } from './message.js';
import { AGENT, CORP, Office, SECRET, type AppMessage } from './office.js';
import { seal, sealBytes, sign, unseal, type Keys } from './sealing.js';
import { cardInXml, valueIn } from './xml.js';

/** How the platform reaches the service: over HTTP, or straight into its handlers. */
export interface Route {
  readonly path: 'wecom/app' | 'wecom/aibot';
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface RouteAnswer {
  readonly status: number;
  readonly body: string;
}

export const APP_KEYS: Keys = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', receiveId: CORP };
export const BOT_KEYS: Keys = { token: 'hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo', aesKey: '6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt', receiveId: '' };

/** How a call that was carried out goes wrong on its way back. */
export type Mishap = 'cut' | 'html';

/** WeCom on loopback, by its protocol: HTTP for the app, a WebSocket for the bot, and callbacks to us. */
export class WecomPeer {
  /** Moved by tests; the platform's clock is ahead of the machine's by so much. */
  ahead = 0;
  readonly office = new Office(() => this.now());
  readonly bot = new BotServer(() => this.now());
  /** Paths below /cgi-bin/ as they were called. */
  readonly calls: string[] = [];
  deliver: (route: Route) => Promise<RouteAnswer> = () => Promise.reject(new Error('no service'));
  /** Files of the bot are given when this has come. */
  filesWait: Promise<void> = Promise.resolve();
  private readonly server: Server;
  private readonly mishaps: { readonly path: string; readonly how: Mishap }[] = [];
  private readonly refusals: { readonly path: string; readonly errcode: number }[] = [];
  private readonly urls = new Map<string, { readonly chat: string; readonly until: number }>();
  private readonly media = new Map<string, { readonly bytes: Buffer; readonly until: number }>();
  private readonly told: { readonly userid: string; readonly xml: string }[] = [];
  private port = 0;
  private serial = 0;

  private constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      this.bot.upgrade(request, socket, head);
    });
  }

  static async open(): Promise<WecomPeer> {
    const peer = new WecomPeer();
    peer.server.listen(0, '127.0.0.1');
    await once(peer.server, 'listening');
    peer.port = (peer.server.address() as AddressInfo).port;
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The service's environment. `bot`: how the bot is connected. */
  environment(bot: 'socket' | 'callback' | 'none' = 'socket'): Record<string, string> {
    const common = { WECOM_CORP_ID: CORP, WECOM_API_BASE_URL: this.url, WECOM_AIBOT_WS_URL: `ws://127.0.0.1:${this.port}/` };
    const app = { WECOM_AGENT_ID: String(AGENT), WECOM_APP_SECRET: SECRET, WECOM_CALLBACK_TOKEN: APP_KEYS.token, WECOM_CALLBACK_AES_KEY: APP_KEYS.aesKey };
    const named = { WECOM_AIBOT_ID: BOT, WECOM_AIBOT_NAME: BOT_NAME };
    const how = bot === 'socket' ? { WECOM_AIBOT_SECRET: BOT_SECRET } : { WECOM_AIBOT_TOKEN: BOT_KEYS.token, WECOM_AIBOT_AES_KEY: BOT_KEYS.aesKey };
    return { ...common, ...app, ...(bot === 'none' ? {} : { ...named, ...how }) };
  }

  passes(ms: number): void {
    this.ahead += ms;
  }

  nextGoesWrong(path: string, how: Mishap): void {
    this.mishaps.push({ path, how });
  }

  /** The next call of that path is refused with the code, and nothing is done. */
  refuses(path: string, errcode: number): void {
    this.refusals.push({ path, errcode });
  }

  get violations(): readonly string[] {
    return [...this.office.violations, ...this.bot.violations];
  }

  /** The console saves an address: the bare text, within a second. */
  async verifies(which: 'app' | 'aibot'): Promise<boolean> {
    const keys = which === 'app' ? APP_KEYS : BOT_KEYS;
    const text = '94966531020182955848408';
    const { query, sealed } = this.signed(keys, text);
    const began = Date.now();
    const { status, body } = await this.deliver({ path: `wecom/${which}`, method: 'GET', query: { ...query, echostr: sealed }, body: '' });
    return status === 200 && body === text && Date.now() - began < 1000;
  }

  /** A member writes to the app. The same message may come again; its id is then the same. */
  async says(userid: string, text: string, more: { readonly id?: string; readonly times?: number } = {}): Promise<RouteAnswer> {
    const id = more.id ?? this.messageId();
    const inner = `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${id}</MsgId>`;
    return this.tellApp(userid, inner, more.times ?? 1);
  }

  async sendsPicture(userid: string, bytes: Buffer): Promise<RouteAnswer> {
    const mediaId = `media-${(this.serial += 1)}`;
    this.office.files.set(mediaId, bytes);
    const inner = `<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[http://p.example/x]]></PicUrl><MediaId><![CDATA[${mediaId}]]></MediaId><MsgId>${this.messageId()}</MsgId>`;
    return this.tellApp(userid, inner, 1);
  }

  /** A member taps a button of what lies in his chat. Each tap brings a fresh code; what is answered redraws his own copy. */
  async taps(userid: string, message: AppMessage, key: string, more: { readonly chosen?: string; readonly times?: number } = {}): Promise<RouteAnswer> {
    if (message.card === null || !keysOf(message.card).includes(key)) throw new Error(`no such button: ${key} of ${message.card === null ? 'a text' : keysOf(message.card).join()}`);
    const chosen = more.chosen === undefined ? '' : `<SelectedItems><SelectedItem><QuestionKey><![CDATA[more]]></QuestionKey><OptionIds><OptionId><![CDATA[${more.chosen}]]></OptionId></OptionIds></SelectedItem></SelectedItems>`;
    const inner = `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[${key}]]></EventKey><TaskId><![CDATA[${message.task ?? ''}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[${this.office.codeFor(message)}]]></ResponseCode>${chosen}`;
    const answer = await this.tellApp(userid, inner, more.times ?? 1);
    const card = this.passiveCard(answer);
    if (card !== null) this.office.redrawOwn(message, card);
    return answer;
  }

  /** An event of the app, as XML below the envelope's own fields. */
  async tellApp(userid: string, inner: string, times = 1): Promise<RouteAnswer> {
    const at = Math.floor(this.now() / 1000);
    const xml = `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><FromUserName><![CDATA[${userid}]]></FromUserName><CreateTime>${at}</CreateTime>${inner}<AgentID>${AGENT}</AgentID></xml>`;
    this.told.push({ userid, xml });
    let answer: RouteAnswer = { status: 0, body: '' };
    for (let time = 0; time < times; time += 1) answer = await this.toApp(xml);
    return answer;
  }

  /** Everything that person told the app so far comes once more, the newest first: retries keep no order. */
  async repeatsAll(userid: string): Promise<void> {
    for (const { xml } of this.told.filter((one) => one.userid === userid).reverse()) await this.toApp(xml);
  }

  private toApp(xml: string): Promise<RouteAnswer> {
    const { query, sealed } = this.signed(APP_KEYS, xml);
    const body = `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><AgentID><![CDATA[${AGENT}]]></AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
    return this.deliver({ path: 'wecom/app', method: 'POST', query, body });
  }

  /** A text that answers a message of the app at once; null when there is none. Throws where the platform could not read it. */
  passiveText(answer: RouteAnswer): string | null {
    const xml = this.passive(answer);
    return xml === null || valueIn(xml, 'MsgType') !== 'text' ? null : valueIn(xml, 'Content');
  }

  /** Somebody speaks to the bot by the long connection. False: nobody was connected. */
  botHears(userid: string, text: string, more: { readonly group?: string; readonly id?: string; readonly extra?: Fields } = {}): boolean {
    const { group } = more;
    this.bot.met.add(group ?? userid);
    return this.bot.push('aibot_msg_callback', this.heardBody(userid, text, more), { kind: 'message', chat: group ?? userid, group: group !== undefined, message: null });
  }

  /** The same over HTTP, in callback mode. */
  async botIsCalled(userid: string, text: string, more: { readonly group?: string; readonly id?: string; readonly extra?: Fields } = {}): Promise<Fields | null> {
    this.bot.met.add(more.group ?? userid);
    return this.callBot(this.heardBody(userid, text, more));
  }

  /** A tap on a card of the bot, by the long connection: once, and lost when nobody hears it. */
  botTap(userid: string, message: BotMessage, key: string, group?: string): boolean {
    return this.bot.push('aibot_event_callback', this.tapBody(userid, message, key, group), { kind: 'tap', chat: message.chat, group: group !== undefined, message });
  }

  async botTapIsCalled(userid: string, message: BotMessage, key: string, group?: string): Promise<Fields | null> {
    const answer = await this.callBot(this.tapBody(userid, message, key, group));
    const card = answer?.['template_card'];
    if (isFields(card) && card['task_id'] === message.task) {
      message.card = card;
      message.redrawn += 1;
    }
    return answer;
  }

  botEntered(userid: string): boolean {
    this.bot.met.add(userid);
    const body = { msgid: `e${(this.serial += 1)}`, create_time: Math.floor(this.now() / 1000), aibotid: BOT, chattype: 'single', from: { userid }, msgtype: 'event', event: { eventtype: 'enter_chat' } };
    return this.bot.push('aibot_event_callback', body, { kind: 'enter', chat: userid, group: false, message: null });
  }

  /** A file of the bot behind an address that holds five minutes. */
  hides(bytes: Buffer, aesKey: string): string {
    const id = `file-${(this.serial += 1)}`;
    this.media.set(id, { bytes: sealBytes(bytes, Buffer.from(aesKey, 'base64')), until: this.now() + 300_000 });
    return `${this.url}/media/${id}`;
  }

  /** The bot's callback, opened as the platform opens its answer: under the nonce of the request, with its own spelling. */
  async callBot(body: Fields): Promise<Fields | null> {
    const { query, sealed } = this.signed(BOT_KEYS, JSON.stringify(body));
    const answer = await this.deliver({ path: 'wecom/aibot', method: 'POST', query, body: JSON.stringify({ encrypt: sealed }) });
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
    if (answer.body === '') return null;
    const { encrypt, msgsignature, timestamp, nonce } = JSON.parse(answer.body) as Fields;
    if (nonce !== query['nonce']) throw new Error('the nonce of the answer is not that of the request');
    if (typeof timestamp !== 'number' || sign(BOT_KEYS, String(timestamp), String(nonce), String(encrypt)) !== msgsignature) throw new Error('the answer is not signed');
    return JSON.parse(unseal(BOT_KEYS, String(encrypt))) as Fields;
  }

  /** Connections break, and new ones are refused. */
  async goesDown(): Promise<void> {
    this.bot.breaks();
    this.server.closeAllConnections();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  async comesBack(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    await this.goesDown();
    this.bot.close();
  }

  signed(keys: Keys, text: string): { readonly query: Record<string, string>; readonly sealed: string } {
    const sealed = seal(keys, text);
    const timestamp = String(Math.floor(this.now() / 1000));
    const nonce = `n${(this.serial += 1)}`;
    return { query: { msg_signature: sign(keys, timestamp, nonce, sealed), timestamp, nonce }, sealed };
  }

  private now(): number {
    return Date.now() + this.ahead;
  }

  private messageId(): string {
    return `69720286831870${String((this.serial += 1)).padStart(5, '0')}`;
  }

  private passive({ status, body }: RouteAnswer): string | null {
    if (status !== 200 || body === '') return null;
    const [encrypt, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map((name) => valueIn(body, name) ?? '') as [string, string, string, string];
    if (sign(APP_KEYS, timestamp, nonce, encrypt) !== signature) throw new Error('the passive answer is not signed');
    const xml = unseal(APP_KEYS, encrypt);
    if (valueIn(xml, 'FromUserName') !== CORP) throw new Error('a passive answer goes from the corp to the member');
    return xml;
  }

  private passiveCard(answer: RouteAnswer): Fields | null {
    const xml = this.passive(answer);
    return xml === null || valueIn(xml, 'MsgType') !== 'update_template_card' ? null : cardInXml(xml);
  }

  private heardBody(userid: string, text: string, { group, id, extra }: { readonly group?: string; readonly id?: string; readonly extra?: Fields }): Fields {
    if (extra !== undefined) mustBeSent(extra, group !== undefined);
    const where = group === undefined ? { chattype: 'single' } : { chatid: group, chattype: 'group' };
    const said = group === undefined ? text : `@${BOT_NAME} ${text}`;
    return { msgid: id ?? `bm-${(this.serial += 1)}`, aibotid: BOT, ...where, from: { userid }, response_url: this.answerUrl(group ?? userid), msgtype: 'text', text: { content: said }, ...extra };
  }

  /** Comes with messages and with taps (100719, 101027): one call, for an hour. */
  private answerUrl(chat: string): string {
    const code = `rc-${(this.serial += 1)}`;
    this.urls.set(code, { chat, until: this.now() + 3_600_000 });
    return `${this.url}/cgi-bin/aibot/response?response_code=${code}`;
  }

  private tapBody(userid: string, message: BotMessage, key: string, group?: string): Fields {
    if (message.card === null || !keysOf(message.card).includes(key)) throw new Error(`no such button: ${key}`);
    const where = group === undefined ? { chattype: 'single' } : { chatid: group, chattype: 'group' };
    const event = { eventtype: 'template_card_event', template_card_event: { card_type: 'button_interaction', event_key: key, task_id: message.task } };
    return { msgid: `bt-${(this.serial += 1)}`, create_time: Math.floor(this.now() / 1000), aibotid: BOT, ...where, from: { userid }, response_url: this.answerUrl(group ?? userid), msgtype: 'event', event };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const query = Object.fromEntries(searchParams);
    const path = pathname.replace(/^\/cgi-bin\//, '');
    this.calls.push(path);
    if (pathname.startsWith('/callbacks/')) return this.passOn(pathname.slice('/callbacks/'.length), query, response);
    if (pathname.startsWith('/media/')) await this.filesWait;
    if (pathname.startsWith('/media/')) return this.serveHidden(pathname.slice('/media/'.length), response);
    if (path === 'media/get') return this.serveFile(query, response);
    const body = this.answerTo(path, query, Buffer.concat(parts).toString('utf8'));
    const mishap = this.mishaps.findIndex((one) => one.path === path);
    const how = mishap < 0 ? null : (this.mishaps.splice(mishap, 1)[0]?.how ?? null);
    if (how === 'cut') return void request.socket.destroy();
    if (how === 'html') return void response.writeHead(200).end('<html>busy</html>');
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
  }

  private answerTo(path: string, query: Readonly<Record<string, string>>, text: string): Fields {
    const refusal = this.refusals.findIndex((one) => one.path === path);
    if (refusal >= 0) return { errcode: this.refusals.splice(refusal, 1)[0]?.errcode ?? 0, errmsg: 'refused' };
    if (/\\u[0-9a-f]{4}/i.test(text)) return { errcode: 40033, errmsg: 'unicode escapes' };
    const body = text === '' ? {} : (JSON.parse(text) as Fields);
    return path === 'aibot/response' ? this.byUrl(query['response_code'] ?? '', body) : this.office.answer(path, query, body);
  }

  /** One call, within the hour; a card in single chats only. */
  private byUrl(code: string, body: Fields): Fields {
    const known = this.urls.get(code);
    if (known === undefined || this.now() > known.until) return { errcode: 40058, errmsg: 'response_code' };
    this.urls.delete(code);
    const { markdown, msgtype, template_card: card } = body;
    if (msgtype === 'template_card' && isFields(card)) this.bot.lay({ chat: known.chat, how: 'url', text: null, card, task: String(card['task_id']), redrawn: 0 });
    else if (msgtype === 'markdown' && isFields(markdown)) this.bot.lay({ chat: known.chat, how: 'url', text: String(markdown['content']), card: null, task: null, redrawn: 0 });
    else return { errcode: 40008, errmsg: 'msgtype' };
    return { errcode: 0, errmsg: 'ok' };
  }

  /** As the public address of the service. */
  private async passOn(path: string, query: Readonly<Record<string, string>>, response: ServerResponse): Promise<void> {
    const { status, body } = await this.deliver({ path: path as Route['path'], method: 'GET', query, body: '' });
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  }

  private serveHidden(id: string, response: ServerResponse): void {
    const known = this.media.get(id);
    if (known === undefined || this.now() > known.until) return void response.writeHead(403).end();
    response.writeHead(200, { 'content-disposition': "attachment; filename*=UTF-8''%E6%BC%8F%E6%B0%B4.png" }).end(known.bytes);
  }

  private serveFile(query: Readonly<Record<string, string>>, response: ServerResponse): void {
    const file = this.office.files.get(query['media_id'] ?? '');
    const fault = this.office.tokenFault(query['access_token']) ?? (file === undefined ? { errcode: 40007, errmsg: 'invalid media_id' } : null);
    if (fault !== null) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fault));
    response.writeHead(200, { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="photo.png"' }).end(file);
  }
}
