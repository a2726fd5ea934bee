import { WebSocketServer, type WebSocket } from 'ws';
import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { AIBOT_LIMITS, faultOfCard, isFields, type Fields } from './cards.js';
import { BOT, type BotMessage } from './message.js';
import { Streams } from './streams.js';

export const BOT_SECRET = 'bot-secret-of-the-fake';
export const BOT_NAME = '投诉助手';

interface Line {
  readonly socket: WebSocket;
  /** The path it was opened at: who of several it is, where they are given different ones. */
  readonly path: string;
  subscribed: boolean;
  /** Takes everything, answers nothing: a connection whose other end vanished. */
  silent: boolean;
}

/** What a frame's id may still be used for. */
interface Handle {
  readonly kind: 'message' | 'enter' | 'tap';
  readonly chat: string;
  readonly group: boolean;
  readonly at: number;
  readonly message: BotMessage | null;
  used: boolean;
}

const DAY = 86_400_000;
const FIVE_SECONDS = 5000;
const MARKDOWN = 20_480;

/** The long connection as page 101463 tells it: one a bot, the newer kicks the older, every frame is acknowledged under its id. */
export class BotServer {
  readonly messages: BotMessage[] = [];
  readonly violations: string[] = [];
  readonly cuts: string[] = [];
  readonly streams = new Streams(() => this.now(), this.violations);
  /** Commands as they came, without pings. */
  readonly heard: string[] = [];
  /** Chats in which somebody spoke to the bot. */
  readonly met = new Set<string>();
  /** Whether groups are given cards: the pages say one thing, clients another. */
  cardsInGroups = true;
  /** New connections are taken and never answered. */
  mute = false;
  /** Codes the next sends are refused with. */
  readonly refuses: number[] = [];
  subscriptions = 0;
  kicks = 0;
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly lines = new Set<Line>();
  private readonly handles = new Map<string, Handle>();
  private readonly tasks = new Set<string>();
  private readonly sent = new Map<string, number[]>();
  private serial = 0;

  constructor(private readonly now: () => number) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (opened) => {
      const line: Line = { socket: opened, path: request.url ?? '', subscribed: false, silent: this.mute };
      this.lines.add(line);
      opened.on('message', (data: Buffer) => {
        if (!line.silent) this.take(line, data.toString('utf8'));
      });
      opened.on('error', () => undefined);
      opened.on('close', () => this.lines.delete(line));
    });
  }

  get live(): boolean {
    return [...this.lines].some((line) => line.subscribed && !line.silent);
  }

  /** Whose connection is served; null: nobody's. */
  get owner(): string | null {
    return [...this.lines].find((line) => line.subscribed && !line.silent)?.path ?? null;
  }

  /** The connection breaks without a word. */
  breaks(): void {
    for (const { socket } of this.lines) socket.terminate();
  }

  /** Half open: nothing comes back, nobody is told. */
  fallsSilent(): void {
    for (const line of this.lines) line.silent = true;
  }

  /** Somebody else subscribes with the same bot. */
  kicksAll(): void {
    for (const line of this.lines) this.kick(line);
  }

  /** The socket stays open and is no longer subscribed. */
  unsubscribes(): void {
    for (const line of this.lines) line.subscribed = false;
  }

  /** False: nobody was connected, and the frame is lost. */
  push(cmd: string, body: Fields, handle: Omit<Handle, 'at' | 'used'>): boolean {
    const line = [...this.lines].find((one) => one.subscribed && !one.silent);
    if (line === undefined) return false;
    const reqId = `req-${(this.serial += 1)}`;
    this.handles.set(reqId, { ...handle, at: this.now(), used: false });
    line.socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }));
    return true;
  }

  /** A frame as somebody might forge or mangle it. */
  pushRaw(text: string): void {
    for (const { socket, subscribed } of this.lines) if (subscribed) socket.send(text);
  }

  of(chat: string): readonly BotMessage[] {
    return this.messages.filter((one) => one.chat === chat);
  }

  /** A message that came by another way (response_url). */
  lay(message: BotMessage): void {
    this.messages.push(message);
  }

  close(): void {
    for (const { socket } of this.lines) socket.terminate();
    this.server.close();
  }

  private kick(line: Line): void {
    this.kicks += 1;
    const event = { eventtype: 'disconnected_event' };
    line.socket.send(JSON.stringify({ cmd: 'aibot_event_callback', headers: { req_id: `req-${(this.serial += 1)}` }, body: { msgid: `k${this.serial}`, create_time: 1, aibotid: BOT, msgtype: 'event', event } }));
    line.subscribed = false;
    line.socket.close();
  }

  private take(line: Line, text: string): void {
    const frame = JSON.parse(text) as Fields;
    const [cmd, headers] = [String(frame['cmd']), frame['headers']];
    const reqId = isFields(headers) ? headers['req_id'] : undefined;
    if (typeof reqId !== 'string' || reqId === '') return void this.violations.push(`a frame ${cmd} without req_id`);
    const { errcode, ...more } = this.answer(line, cmd, reqId, isFields(frame['body']) ? frame['body'] : {});
    line.socket.send(JSON.stringify({ headers: { req_id: reqId }, errcode, errmsg: errcode === 0 ? 'ok' : 'refused', ...more }));
  }

  private answer(line: Line, cmd: string, reqId: string, body: Fields): { readonly errcode: number } {
    if (cmd === 'ping') return { errcode: 0 };
    this.heard.push(cmd);
    if (cmd === 'aibot_subscribe') return this.subscribe(line, body);
    if (!line.subscribed) return { errcode: 846609 };
    const refusal = this.refuses.shift();
    if (refusal !== undefined) return { errcode: refusal };
    if (cmd === 'aibot_send_msg') return this.send(body);
    const handle = this.handles.get(reqId);
    if (handle === undefined) return { errcode: 846605 };
    if (cmd === 'aibot_respond_msg') return this.reply(handle, reqId, body);
    if (cmd === 'aibot_respond_welcome_msg') return this.welcome(handle, body);
    if (cmd === 'aibot_respond_update_msg') return this.update(handle, body);
    this.violations.push(`unknown command ${cmd}`);
    return { errcode: 40058 };
  }

  private subscribe(line: Line, { bot_id, secret }: Fields): { readonly errcode: number } {
    if (bot_id !== BOT || secret !== BOT_SECRET) return { errcode: 853000 };
    for (const other of this.lines) if (other !== line && other.subscribed) this.kick(other);
    line.subscribed = true;
    this.subscriptions += 1;
    return { errcode: 0 };
  }

  private send(body: Fields): { readonly errcode: number } {
    const { chatid, chat_type: type, msgtype, markdown, template_card: card } = body;
    if (typeof chatid !== 'string' || !this.met.has(chatid)) return { errcode: 93006 };
    if (type !== 1 && type !== 2) this.violations.push('chat_type left to be guessed');
    if (this.isTooMany(chatid)) return { errcode: 45009 };
    if (msgtype === 'template_card') return this.show(chatid, 'send', card, type === 2);
    if (msgtype !== 'markdown' || !isFields(markdown)) return { errcode: 40008 };
    return this.tell(chatid, 'send', markdown['content']);
  }

  private reply(handle: Handle, reqId: string, body: Fields): { readonly errcode: number } {
    if (handle.kind !== 'message' || this.now() - handle.at > DAY) return { errcode: 846605 };
    if (this.isTooMany(handle.chat)) return { errcode: 45009 };
    if (body['msgtype'] === 'template_card' && this.streams.isOpenUnder(reqId)) {
      this.violations.push('a card beside a stream under one frame');
      return { errcode: 846605 };
    }
    if (body['msgtype'] === 'template_card') return this.show(handle.chat, 'reply', body['template_card'], handle.group);
    return this.streams.take(reqId, body, (text) => {
      const message: BotMessage = { chat: handle.chat, how: 'reply', text, card: null, task: null, redrawn: 0 };
      this.messages.push(message);
      return message;
    });
  }

  private welcome(handle: Handle, body: Fields): { readonly errcode: number } {
    if (handle.kind !== 'enter' || handle.used || this.now() - handle.at > FIVE_SECONDS) return { errcode: 846605 };
    handle.used = true;
    return isFields(body['text']) ? this.tell(handle.chat, 'welcome', body['text']['content']) : { errcode: 40008 };
  }

  private update(handle: Handle, body: Fields): { readonly errcode: number } {
    if (handle.kind !== 'tap' || handle.used || this.now() - handle.at > FIVE_SECONDS) return { errcode: 846605 };
    const card = body['template_card'];
    const fault = body['response_type'] === 'update_template_card' ? faultOfCard(card, AIBOT_LIMITS, true, this.cuts) : { errcode: 40008 };
    if (fault !== null) return fault;
    if (!isFields(card) || card['task_id'] !== handle.message?.task) return { errcode: 40058 };
    handle.used = true;
    if (handle.message !== null) {
      handle.message.card = card;
      handle.message.redrawn += 1;
    }
    return { errcode: 0 };
  }

  private show(chat: string, how: BotMessage['how'], card: unknown, group: boolean): { readonly errcode: number } {
    if (group && !this.cardsInGroups) return { errcode: 40008 };
    const fault = faultOfCard(card, AIBOT_LIMITS, false, this.cuts);
    if (fault !== null) return fault;
    const task = isFields(card) && typeof card['task_id'] === 'string' ? card['task_id'] : null;
    if (task !== null && this.tasks.has(task)) return { errcode: 42014 };
    if (task !== null) this.tasks.add(task);
    this.messages.push({ chat, how, text: null, card: card as Fields, task, redrawn: 0 });
    return { errcode: 0 };
  }

  private tell(chat: string, how: BotMessage['how'], content: unknown): { readonly errcode: number } {
    if (typeof content !== 'string' || content === '') return { errcode: 44004 };
    if (Buffer.byteLength(content) > MARKDOWN) return { errcode: 45002 };
    this.messages.push({ chat, how, text: content, card: null, task: null, redrawn: 0 });
    return { errcode: 0 };
  }

  private isTooMany(chat: string): boolean {
    const now = this.now();
    const recent = (this.sent.get(chat) ?? []).filter((at) => at > now - 60_000);
    if (recent.length >= 30) {
      this.violations.push(`more than 30 a minute into ${chat}`);
      return true;
    }
    this.sent.set(chat, [...recent, now]);
    return false;
  }
}
