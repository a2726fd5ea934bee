import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CardDesk, tappable, type ShownCard } from './cards.js';
import { Gateway, type Push } from './gateway.js';
import { Organisation } from './organisation.js';
import { Outbox } from './outbox.js';
import { isFields, ok, oldRefused, refused, type Answer, type Arrived, type Fields } from './wire.js';

export const APP = { clientId: 'dingtestapp', clientSecret: 'ding-test-secret', robotCode: 'dingtestapp', templateId: '0a1b2c3d-test.schema', agentId: 4242, corpId: 'dingtestcorp' } as const;

const TOKEN_LIFE = 7_200_000;
const SESSION_LIFE = 5_400_000;
const CALLBACK_WINDOW = 2000;
const PER_SECOND = 20;

/** How a call that was carried out goes wrong on its way back. */
export type Mishap = 'cut-after' | 'cut-before' | 'html';

/**
 * DingTalk on loopback, written from its documentation: it refuses what DingTalk refuses, keeps its limits, and delivers as carelessly as
 * DingTalk does. Its time runs with the machine's; `passes` moves it ahead.
 */
export class DingtalkPeer {
  readonly violations: string[] = [];
  readonly room = new Organisation(APP.corpId, APP.clientId, APP.clientSecret);
  readonly cards = new CardDesk(this.room, APP, this.violations);
  readonly outbox = new Outbox(this.room, APP, () => this.now());
  readonly gateway: Gateway;
  /** Calls that were carried out, by path. */
  readonly calls: string[] = [];
  readonly tokensGiven: string[] = [];
  /** Codes the next calls to a path are refused with. */
  readonly refusals: { readonly path: RegExp; readonly answer: Answer }[] = [];
  private readonly server: Server;
  private readonly tokens = new Map<string, number>();
  private readonly times: { readonly at: number; readonly act: () => void }[] = [];
  private readonly thisSecond: number[] = [];
  private port = 0;
  private ahead = 0;
  private mishap: { readonly path: RegExp; readonly kind: Mishap } | null = null;
  private messages = 0;

  constructor(chance: () => number = () => 0) {
    this.gateway = new Gateway({ now: () => this.now(), later: (ms, act) => void this.times.push({ at: this.now() + ms, act }), violations: this.violations, chance });
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request, socket, head) => this.gateway.upgrade(request, socket, head));
  }

  static async open(chance?: () => number): Promise<DingtalkPeer> {
    const peer = new DingtalkPeer(chance);
    peer.server.listen(0, '127.0.0.1');
    await once(peer.server, 'listening');
    peer.port = (peer.server.address() as AddressInfo).port;
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  environment(): Record<string, string> {
    return {
      DINGTALK_CLIENT_ID: APP.clientId,
      DINGTALK_CLIENT_SECRET: APP.clientSecret,
      DINGTALK_CORP_ID: APP.corpId,
      DINGTALK_CARD_TEMPLATE_ID: APP.templateId,
      DINGTALK_API_BASE_URL: this.url,
      DINGTALK_OAPI_BASE_URL: `${this.url}/`,
      DINGTALK_CALLS_PER_SECOND: '18',
    };
  }

  now(): number {
    return Date.now() + this.ahead;
  }

  /** What falls due on the way happens, in its order. */
  passes(ms: number): void {
    this.ahead += ms;
    const due = this.times.filter((one) => one.at <= this.now()).sort((one, other) => one.at - other.at);
    for (const one of due) {
      this.times.splice(this.times.indexOf(one), 1);
      one.act();
    }
  }

  /** An outage: every socket is gone, and nobody listens. */
  async goesDown(): Promise<void> {
    if (this.server.listening) this.server.close();
    this.gateway.hangsUp();
    this.server.closeAllConnections();
    await this.gateway.until(() => this.gateway.lines.size === 0);
  }

  /** The same for calls alone: what is said and tapped still comes through the sockets that are open. */
  takesNoCalls(): void {
    this.server.close();
    this.server.closeIdleConnections();
  }

  async comesBack(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  expiresTokens(): void {
    this.tokens.clear();
  }

  nextGoesWrong(path: RegExp, kind: Mishap): void {
    this.mishap = { path, kind };
  }

  refuses(path: RegExp, code: string | number, times = 1): void {
    const answer = typeof code === 'number' ? oldRefused(code, 'refused') : refused(code, code.startsWith('Forbidden') ? 403 : 400);
    for (let count = 0; count < times; count += 1) this.refusals.push({ path, answer });
  }

  /** 服务器出口 IP: this machine's address is not on the app's list, as its token is fetched already. */
  letsNobodyIn(): void {
    const code = 'Forbidden.AccessDenied.IpNotInWhiteList';
    const answer = { status: 403, body: { requestid: 'r', code, message: '访问ip不在白名单之中, request ip=203.0.113.7' } };
    for (let count = 0; count < 50; count += 1) this.refusals.push({ path: /oauth2\/accessToken|connections\/open/, answer });
  }

  /** A person says something to the robot, in a group with @ or alone with it. */
  message(userId: string, groupId: string | null, content: Fields): Fields {
    this.messages += 1;
    const session = `session${this.messages}`;
    this.outbox.sessions.set(session, { where: groupId ?? userId, until: this.now() + SESSION_LIFE });
    return {
      senderPlatform: 'Mac',
      conversationId: groupId ?? `cid1:1${userId}==`,
      atUsers: [{ dingtalkId: '$:LWCP_v1:$robot' }],
      chatbotCorpId: this.room.corpId,
      chatbotUserId: '$:LWCP_v1:$robot',
      msgId: `msg${this.messages}==`,
      senderNick: this.room.people.get(userId)?.name ?? '外部',
      isAdmin: false,
      ...(this.room.people.has(userId) ? { senderStaffId: userId } : { senderStaffId: '' }),
      senderCorpId: this.room.people.has(userId) ? this.room.corpId : 'dingother',
      sessionWebhookExpiredTime: this.now() + SESSION_LIFE,
      createAt: this.now(),
      conversationType: groupId === null ? '1' : '2',
      senderId: `$:LWCP_v1:$${userId}`,
      ...(groupId === null ? {} : { conversationTitle: this.room.groups.get(groupId)?.title ?? '群', isInAtList: true }),
      sessionWebhook: `${this.url}/robot/sendBySession?session=${session}`,
      robotCode: APP.robotCode,
      ...content,
    };
  }

  /** By Stream; resolves with its acknowledgement. */
  async says(userId: string, groupId: string | null, content: string | Fields): Promise<Push> {
    const body = typeof content === 'string' ? { msgtype: 'text', text: { content: ` ${content}` } } : content;
    const push = this.gateway.push('CALLBACK', '/v1.0/im/bot/messages/get', this.message(userId, groupId, body));
    await this.gateway.until(() => push.answer !== null || push.sent === 0);
    return push;
  }

  /** Taps what a card shows in a chat. What comes back after 2 seconds is a failure on the screen. */
  async taps(userId: string, space: string, label: string, words = ''): Promise<{ readonly answer: Fields | null; readonly ms: number; readonly card: ShownCard }> {
    const card = this.cards.shownIn(space).findLast((one) => tappable(one).some((button) => button.label === label));
    const button = card === undefined ? undefined : tappable(card).find((one) => one.label === label);
    if (card === undefined || button === undefined) throw new Error(`no "${label}" in ${space}; there are: ${this.cards.shownIn(space).map((one) => `${one.params['title'] ?? ''} [${tappable(one).map((each) => each.label).join(' ')}]`).join(' / ')}`);
    return this.sendsTap(userId, card, button.params(words));
  }

  async sendsTap(userId: string, card: ShownCard, params: Fields): Promise<{ readonly answer: Fields | null; readonly ms: number; readonly card: ShownCard }> {
    const content = JSON.stringify({ cardPrivateData: { actionIds: ['b'], params } });
    const data = { extension: '{}', corpId: this.room.corpId, spaceType: 'im', userIdType: 1, type: 'actionCallback', userId, content, value: content, spaceId: card.spaces[0], outTrackId: card.outTrackId };
    this.cards.inCallback.add(card.outTrackId);
    const began = Date.now();
    const push = this.gateway.push('CALLBACK', '/v1.0/card/instances/callback', data, {}, () => void this.cards.inCallback.delete(card.outTrackId));
    await this.gateway.until(() => push.answer !== null || push.sent === 0);
    const ms = Date.now() - began;
    if (ms > CALLBACK_WINDOW) this.violations.push(`a tap was answered after ${ms} ms`);
    const response = isFields(push.answer) ? push.answer['response'] : null;
    this.shows(card, userId, response);
    return { answer: isFields(response) ? response : null, ms, card };
  }

  /** Headers of a message over HTTP. */
  signed(timestamp: string = String(this.now()), secret: string = APP.clientSecret): Record<string, string> {
    return { timestamp, sign: createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'), 'content-type': 'application/json' };
  }

  async close(): Promise<void> {
    this.gateway.close();
    this.server.closeAllConnections();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  /** 只会将公有数据下发给触发回传请求事件的用户: nobody else sees what the answer holds. */
  private shows(card: ShownCard, userId: string, response: unknown): void {
    const data = isFields(response) ? response['cardData'] : null;
    const map = isFields(data) ? data['cardParamMap'] : null;
    if (!isFields(map)) return;
    if (!Object.values(map).every((value) => typeof value === 'string')) this.violations.push('a card variable that is no text');
    card.answers.set(userId, map as Record<string, string>);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', this.url);
    const mishap = this.mishap !== null && this.mishap.path.test(url.pathname) ? this.mishap.kind : null;
    if (mishap !== null) this.mishap = null;
    if (mishap === 'cut-before') return void request.socket.destroy();
    if (url.pathname.startsWith('/files/')) return this.file(decodeURIComponent(url.pathname.slice(7)).replace(/\.file$/, ''), response);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = this.answer(request.method ?? '', url, headers, Buffer.concat(parts).toString('utf8'));
    if (mishap === 'cut-after') return void request.socket.destroy();
    if (mishap === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>deny</html>');
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  private file(code: string, response: ServerResponse): void {
    const file = this.outbox.files.get(code);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.body);
  }

  private answer(method: string, url: URL, headers: Record<string, string>, raw: string): Answer {
    let body: unknown;
    try {
      body = raw === '' ? {} : JSON.parse(raw);
    } catch {
      return refused('MalformedBody');
    }
    if (!isFields(body) || (raw !== '' && !(headers['content-type'] ?? '').startsWith('application/json'))) return refused('MalformedBody');
    const arrived: Arrived = { method, path: url.pathname, query: url.searchParams, headers, body };
    return this.open(arrived) ?? this.withToken(arrived);
  }

  /** What needs no token of the app. */
  private open(arrived: Arrived): Answer | null {
    const { path, body, headers, query } = arrived;
    if (path === '/v1.0/oauth2/accessToken') return this.refusal(path) ?? this.token(body);
    if (path === '/v1.0/gateway/connections/open') return this.refusal(path) ?? this.opens(arrived);
    if (path === '/v1.0/oauth2/userAccessToken') return this.room.userToken(body);
    if (path === '/v1.0/contact/users/me') return this.room.me(headers['x-acs-dingtalk-access-token'] ?? '');
    if (path === '/robot/sendBySession') {
      this.calls.push(path);
      return this.outbox.session(query.get('session') ?? '', body);
    }
    return null;
  }

  /** Inside its life the same token again, and its life made longer. */
  private token({ appKey, appSecret }: Fields): Answer {
    if (appKey !== APP.clientId || appSecret !== APP.clientSecret) return refused('invalidClientIdOrSecret');
    const [known] = [...this.tokens].find(([, until]) => until > this.now()) ?? [];
    const accessToken = known ?? `token-${this.tokensGiven.length + 1}`;
    if (known === undefined) this.tokensGiven.push(accessToken);
    this.tokens.set(accessToken, this.now() + TOKEN_LIFE);
    return ok({ accessToken, expireIn: TOKEN_LIFE / 1000 });
  }

  private opens({ body, headers }: Arrived): Answer {
    if (!(headers['accept'] ?? '').includes('application/json')) return { status: 200, body: '<xml/>' };
    if (body['clientId'] !== APP.clientId || body['clientSecret'] !== APP.clientSecret) return { status: 401, body: { requestid: 'r', code: 'authFailed', message: '鉴权失败' } };
    if (!Array.isArray(body['subscriptions'])) return refused('invalidParameter');
    return ok({ endpoint: `${this.url.replace('http', 'ws')}/connect`, ticket: this.gateway.ticket() });
  }

  private withToken(arrived: Arrived): Answer {
    const { path, query, headers, body } = arrived;
    const isOld = path.startsWith('/topapi/');
    const token = isOld ? (query.get('access_token') ?? '') : (headers['x-acs-dingtalk-access-token'] ?? '');
    if ((this.tokens.get(token) ?? 0) < this.now()) return isOld ? oldRefused(40014, '不合法的access_token') : refused('InvalidAuthentication');
    const refusal = this.refusal(path);
    if (refusal !== null) return refusal;
    if (this.tooFast()) return isOld ? oldRefused(90018, '您的应用调用该接口超过每秒最大次数') : refused('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403);
    this.calls.push(path);
    if (isOld) return path === '/topapi/message/corpconversation/asyncsend_v2' ? this.outbox.notice(body) : (this.room.old(path, arrived) ?? oldRefused(22, '不合法的方法'));
    return this.fresh(arrived) ?? refused('InvalidAction.NotFound', 404);
  }

  private refusal(path: string): Answer | null {
    const index = this.refusals.findIndex((one) => one.path.test(path));
    return index < 0 ? null : (this.refusals.splice(index, 1)[0]?.answer ?? null);
  }

  private fresh(arrived: Arrived): Answer | null {
    const { method, path } = arrived;
    if (path.startsWith('/v1.0/todo/')) return this.room.todo(arrived);
    switch (`${method} ${path}`) {
      case 'POST /v1.0/card/instances/createAndDeliver':
        return this.cards.create(arrived);
      case 'POST /v1.0/card/instances/deliver':
        return this.cards.deliver(arrived);
      case 'PUT /v1.0/card/instances':
        return this.cards.update(arrived);
      case 'POST /v1.0/card/callbacks/register':
        return ok({ success: true, result: { callbackUrl: arrived.body['callbackUrl'], apiSecret: arrived.body['apiSecret'] } });
      case 'POST /v1.0/robot/groupMessages/send':
        return this.outbox.group(arrived);
      case 'POST /v1.0/robot/oToMessages/batchSend':
        return this.outbox.private_(arrived);
      case 'POST /v1.0/robot/otoMessages/batchRecall':
        return this.outbox.recall(arrived);
      case 'POST /v1.0/robot/ding/send':
        return this.outbox.ding(arrived);
      case 'POST /v1.0/robot/messageFiles/download':
        return this.outbox.file(arrived, this.url);
      default:
        return null;
    }
  }

  /** 20 calls a second for the app; what is refused is not counted. */
  private tooFast(): boolean {
    const now = Date.now();
    while (this.thisSecond[0] !== undefined && this.thisSecond[0] <= now - 1000) this.thisSecond.shift();
    if (this.thisSecond.length >= PER_SECOND) return true;
    this.thisSecond.push(now);
    return false;
  }
}
