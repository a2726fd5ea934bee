import { createHash } from 'node:crypto';
import type { Card } from '../../terms/card.js';
import { HOUR, SECOND, type Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import { replyKey, type Ref } from '../port/arrival.js';
import type { CardToSend } from '../port/channel.js';
import { exchange, NotReached } from '../port/http.js';
import type { ChannelStore, PlatformChat } from '../port/store.js';
import { answerIn, ARRIVED_BEFORE, isReplyOver, ONLY_ANSWERS, resultOf } from './answers.js';
import { notSent } from './api.js';
import { AIBOT_CARD, drawCard, type Drawing } from './encode.js';
import { asMarkdown, inPieces } from './fit.js';
import { paced } from './pace.js';
import type { PolledStreams } from './polled-streams.js';
import type { BotSocket } from './socket.js';
import type { SocketStreams } from './socket-streams.js';
import { SEE_CARD, streamPart, type Talk } from './streams.js';
import { buttonsOf, lookOf, type Surface, type Surfaces } from './surface.js';
import { taskOf } from './task.js';
import { cardAsText } from './words.js';

/** markdown.content and stream.content (101031, 101138, 101463). */
const MARKDOWN_BYTES = 20_480;
const WECOM_HOST = 'https://qyapi.weixin.qq.com';

export interface BotSenderParts {
  readonly store: ChannelStore;
  readonly surfaces: Surfaces;
  /** Null: the bot is called back over HTTP, and can only answer. */
  readonly socket: BotSocket | null;
  /** Of the long connection; null with it. */
  readonly streams: SocketStreams | null;
  /** Of the callback; null where there is a long connection. */
  readonly polled: PolledStreams | null;
  readonly apiBaseUrl: string;
  readonly now: () => Instant;
  readonly drawing: (companyId: string, card: Card) => Pick<Drawing, 'page' | 'pictures'>;
}

/** One message to one conversation of the bot. */
interface Said {
  readonly chat: PlatformChat;
  /** Whom it is for, by the platform's id; null: everybody. */
  readonly user: string | null;
  readonly key: string;
}

/** Groups, and single chats with the bot: by its socket, or by the address that came with what somebody said last. */
export class BotSender {
  constructor(private readonly parts: BotSenderParts) {}

  get hasSocket(): boolean {
    return this.parts.socket !== null;
  }

  /** False: another process has the socket, and nothing came in that could be answered from here. */
  async maySendFromHere(chat: PlatformChat): Promise<boolean> {
    const { socket, streams } = this.parts;
    if (socket === null || socket.live) return true;
    if (this.urlIn(await this.answering(chat)) !== null && !((await streams?.isBegunIn(chat)) ?? false)) return true;
    return !(await socket.aliveSomewhere());
  }

  async text(said: Said, text: string): Promise<SendResult> {
    const wait = await paced(this.parts.store, `bot:${placeOf(said.chat)}`);
    if (wait !== null) return wait;
    // 2,000 characters, the longest that is ever said, are less than one message holds.
    const [content = ''] = inPieces(asMarkdown(text), MARKDOWN_BYTES - 100);
    try {
      return await this.say(said, content);
    } catch (error) {
      return notSent(error);
    }
  }

  async card(said: Said, { companyId, cardId, card }: CardToSend): Promise<SendResult> {
    const wait = await paced(this.parts.store, `bot:${placeOf(said.chat)}`);
    if (wait !== null) return wait;
    const task = taskOf(cardId);
    const drawing = { limits: AIBOT_CARD, task, note: null, ...this.parts.drawing(companyId, card) };
    const { card: drawn, beside } = drawCard(card, drawing);
    const lies = (via: Surface['via']): Promise<void> =>
      this.parts.surfaces.keep(cardId, { via, task, place: placeOf(said.chat), look: lookOf(card), buttons: buttonsOf(card) });
    try {
      const answering = await this.answering(said.chat);
      // A card for nobody in particular answers whoever spoke last: it goes under his words.
      const talk = said.user === null ? { ...said, user: answering?.['user'] ?? null } : said;
      const sent = await this.show(said, talk, drawn, beside);
      if (sent.result !== 'never') {
        if (sent.result === 'sent') await lies('aibot');
        return sent;
      }
      // Whether a group takes a card at all is said in two ways (dossier §0): where it does not, the words do.
      const told = await this.say(said, asMarkdown(cardAsText(card)), talk);
      if (told.result === 'sent') await lies('words');
      return told;
    } catch (error) {
      return notSent(error);
    }
  }

  /** By the address that came with something just now: good once, and it needs no database. */
  async answerBy(url: string, text: string): Promise<SendResult> {
    if (!this.isPlatforms(url)) return { result: 'never', error: ONLY_ANSWERS };
    return resultOf(answerIn(await exchange({ method: 'POST', url, body: { msgtype: 'markdown', markdown: { content: asMarkdown(text) } } })));
  }

  /** A card can be changed within five seconds of a tap, under the tap's own frame, and then for everybody who sees it. */
  async redraw(tap: Ref, cardId: string, card: Card, page: string | null): Promise<void> {
    const { reqId, task } = tap;
    if (this.parts.socket === null || reqId === undefined || task === undefined) return;
    const { card: drawn } = drawCard(card, { limits: AIBOT_CARD, task, note: null, page, pictures: [] });
    const answer = await this.parts.socket.send('aibot_respond_update_msg', reqId, { response_type: 'update_template_card', template_card: drawn });
    if (answer.errcode === 0) await this.parts.surfaces.shows(cardId, card);
  }

  private async show(said: Said, talk: Talk, card: object, beside: string | null): Promise<SendResult> {
    const { socket } = this.parts;
    if (socket === null || !socket.live) return this.showByUrl(said, talk, card);
    if (beside !== null) {
      const told = await this.say({ ...said, key: `beside-${said.key}` }, asMarkdown(beside));
      if (told.result !== 'sent') return told;
    }
    const frame = (await this.answering(said.chat))?.['reqId'];
    const body = { msgtype: 'template_card', template_card: card };
    // A frame is answered by a stream or by a card, never by both (dossier §1c).
    const { streams } = this.parts;
    if (frame !== undefined) streams?.noteAnswered(frame);
    const begun = (await streams?.has(talk)) ?? false;
    if (frame !== undefined && !begun && socket.mayReplyTo(frame)) {
      const answer = await socket.send('aibot_respond_msg', frame, body);
      const result = resultOf(answer);
      if (answer.errcode === ARRIVED_BEFORE || result.result === 'sent') return SENT;
      if (result.result === 'later' && !isReplyOver(answer.errcode)) return result;
    }
    const result = resultOf(await socket.send('aibot_send_msg', null, { ...addressOf(said.chat), ...body }));
    // Whatever becomes of that word, the card is there.
    if (begun && result.result === 'sent') await streams?.finish(talk, SEE_CARD, frame).catch(() => undefined);
    return result;
  }

  private async say(said: Said, content: string, talk: Talk = said): Promise<SendResult> {
    const { socket } = this.parts;
    if (socket === null || !socket.live) return this.sayByUrl(said, talk, content);
    const answering = await this.answering(said.chat);
    const frame = answering?.['reqId'];
    // An answer to whoever spoke last stands under his words and needs no @.
    const answers = said.chat.kind === 'private' || (said.user !== null && answering?.['user'] === said.user);
    const ended = await this.parts.streams?.finish(talk, content, answers ? frame : undefined);
    if (ended !== null && ended !== undefined) return ended;
    if (frame !== undefined && answers && socket.mayReplyTo(frame)) {
      const answer = await socket.send('aibot_respond_msg', frame, streamPart(streamOf(said.key), true, content));
      if (!isReplyOver(answer.errcode)) return resultOf(answer);
    }
    const text = said.chat.kind === 'group' && said.user !== null ? `<@${said.user}> ${content}` : content;
    return resultOf(await socket.send('aibot_send_msg', null, { ...addressOf(said.chat), msgtype: 'markdown', markdown: { content: text } }));
  }

  private async sayByUrl(said: Said, talk: Talk, content: string): Promise<SendResult> {
    const hasUrl = this.urlIn(await this.answering(said.chat)) !== null;
    const fetched = (await this.parts.polled?.finish(talk, content, hasUrl)) ?? null;
    if (fetched === true) return SENT;
    if (fetched === false && !hasUrl) return { result: 'later', error: '企业微信:还没有来取答复', retryAfterMs: SECOND };
    return this.byUrl(said, { msgtype: 'markdown', markdown: { content } });
  }

  private async showByUrl(said: Said, talk: Talk, card: object): Promise<SendResult> {
    // A card by this way is for single chats only (101138).
    if (said.chat.kind === 'group') return { result: 'never', error: '企业微信:群里不能这样发卡片' };
    const result = await this.byUrl(said, { msgtype: 'template_card', template_card: card });
    if (result.result === 'sent') await this.parts.polled?.tells(talk, SEE_CARD);
    return result;
  }

  /** One call for each message that came in, within the hour. */
  private async byUrl(said: Said, body: object): Promise<SendResult> {
    const url = this.urlIn(await this.answering(said.chat));
    if (url === null || (await this.parts.store.takeBudgets([{ name: `url:${digest(url)}`, most: 1, windowMs: HOUR }])) > 0) {
      if (this.parts.socket !== null) throw new NotReached('socket');
      return { result: 'later', error: ONLY_ANSWERS, retryAfterMs: 30_000 };
    }
    return resultOf(answerIn(await exchange({ method: 'POST', url, body })));
  }

  private answering(chat: PlatformChat): Promise<Ref | null> {
    return this.parts.store.recall(replyKey({ kind: chat.kind, id: placeOf(chat) }));
  }

  private urlIn(ref: Ref | null): string | null {
    const { url, urlUntil } = ref ?? {};
    return url !== undefined && Number(urlUntil) > this.parts.now() && this.isPlatforms(url) ? url : null;
  }

  /** It came in a request: only the platform's own address is written to. */
  private isPlatforms(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { origin } = new URL(url);
    return origin === WECOM_HOST || origin === new URL(this.parts.apiBaseUrl).origin;
  }
}

const placeOf = (chat: PlatformChat): string => (chat.kind === 'private' ? chat.userId : chat.id);
/** 1 a person, 2 a group; left out, the platform guesses (101463). */
const addressOf = (chat: PlatformChat): object => ({ chatid: placeOf(chat), chat_type: chat.kind === 'private' ? 1 : 2 });
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
/** The same attempt after attempt, and visible characters only. */
const streamOf = (key: string): string => `s-${key}`.slice(0, 64);
