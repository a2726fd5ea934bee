import type { Card } from '../../terms/card.js';
import { DAY, type Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { CardToSend } from '../port/channel.js';
import type { ChannelStore } from '../port/store.js';
import { ARRIVED_BEFORE, isTooMany, resultOf, type WecomAnswer } from './answers.js';
import { notSent, type ApiCall, type WecomApi } from './api.js';
import { APP_CARD, drawCard, type Drawing, type Drawn } from './encode.js';
import { paced } from './pace.js';
import { sendPieces } from './pieces.js';
import { Recalls } from './recalls.js';
import { buttonsOf, endOf, lookOf, type Surface, type Surfaces } from './surface.js';
import { taskOf } from './task.js';

const BUSY = -1;

export interface AppSenderParts {
  /** So many messages could not be taken back. */
  readonly left: (why: 'refused' | 'unknown') => void;
  readonly api: WecomApi;
  readonly store: ChannelStore;
  readonly surfaces: Surfaces;
  readonly agentId: string;
  readonly now: () => Instant;
  readonly drawing: (companyId: string, card: Card) => Pick<Drawing, 'page' | 'pictures'>;
}

/** Single chats by the self-built app: texts, and cards that can change for three days. */
export class AppSender {
  private readonly recalls: Recalls;

  constructor(private readonly parts: AppSenderParts) {
    this.recalls = new Recalls({ ...parts, call: (call) => this.call(call) });
  }

  /** `key`: the same for every attempt. */
  async text(userId: string, text: string, key: string, mayBeRecalled = false): Promise<SendResult> {
    return sendPieces(this.parts, { text, key }, (content) => this.send(userId, { msgtype: 'text', text: { content } }, mayBeRecalled ? key : null));
  }

  /** Said while the database is away: without its token, its pace and its memory. Throws where nobody knows whether it arrived. */
  async textAtOnce(userId: string, content: string): Promise<SendResult> {
    return resultOf(await this.parts.api.callWithoutStore({ path: 'message/send', body: { touser: userId, agentid: Number(this.parts.agentId), msgtype: 'text', text: { content } } }));
  }

  async card(userId: string, { companyId, cardId, card, key, mayBeRecalled = false }: CardToSend): Promise<SendResult> {
    const task = taskOf(cardId);
    const { card: drawn, beside } = this.draw(companyId, card, { task, note: null });
    if (beside !== null && (await this.parts.store.recall(`beside:${key}`)) === null) {
      const told = await this.text(userId, beside, `beside-${key}`, mayBeRecalled);
      if (told.result !== 'sent') return told;
      await this.note(`beside:${key}`, { sent: 'yes' });
      if (mayBeRecalled) await this.note(`beside-of:${cardId}`, { key: `beside-${key}` });
    }
    const answer = await this.post(userId, { msgtype: 'template_card', template_card: drawn });
    if ('result' in answer) return answer;
    if (answer.errcode === 0 || answer.errcode === ARRIVED_BEFORE) await this.lies(cardId, card, { task, place: userId, code: answer.fields['response_code'] });
    return resultOf(answer);
  }

  /** What lies with somebody shows this card; `null` where it can no longer be drawn anew. */
  async change(companyId: string, cardId: string, card: Card, surface: Surface): Promise<SendResult | null> {
    if (card.state !== 'open') await this.recallBeside(cardId);
    // Who has voted is done while others still vote: their count alone is worth neither the last code nor a line.
    const ended = card.state !== 'open' && surface.end !== endOf(card);
    for (;;) {
      const code = await this.parts.surfaces.takeCode(cardId, ended || surface.buttons !== buttonsOf(card));
      if (code === null) return null;
      const { card: drawn } = this.draw(companyId, card, { task: null, note: null });
      const result = await this.redraw(surface.place, code.code, drawn).catch(async (error: unknown) => {
        // Perhaps it was used, perhaps not: a used one is refused next time, and tells.
        await this.parts.surfaces.returnCode(cardId, code);
        throw error;
      });
      if (result.result === 'later') await this.parts.surfaces.returnCode(cardId, code);
      if (result.result === 'never') continue;
      if (result.result === 'sent') await this.parts.surfaces.shows(cardId, card);
      return result;
    }
  }

  recall(key: string): Promise<SendResult> {
    return this.recalls.recall(key);
  }

  /** What stands beside a card that reminded; whatever becomes of that, the card goes on. */
  private async recallBeside(cardId: string): Promise<void> {
    const { store } = this.parts;
    const key = (await store.recall(`beside-of:${cardId}`))?.['key'];
    if (key === undefined) return;
    await this.recalls.recall(key).catch(() => undefined);
    await store.forget(`beside-of:${cardId}`);
  }

  draw(companyId: string, card: Card, { task, note }: Pick<Drawing, 'task' | 'note'>): Drawn {
    return drawCard(card, { limits: APP_CARD, task, note, ...this.parts.drawing(companyId, card) });
  }

  private async lies(cardId: string, card: Card, { task, place, code }: { readonly task: string; readonly place: string; readonly code: unknown }): Promise<void> {
    const { surfaces } = this.parts;
    if (typeof code === 'string') await surfaces.keepCode(cardId, { code, from: 'sent' });
    await surfaces.keep(cardId, { via: 'app', task, place, look: lookOf(card), buttons: buttonsOf(card), end: endOf(card) });
  }

  /** `never`: this code is dead. */
  private async redraw(userId: string, code: string, card: object): Promise<SendResult> {
    const answer = await this.call({ path: 'message/update_template_card', body: { userids: [userId], agentid: Number(this.parts.agentId), response_code: code, template_card: card } });
    if ('result' in answer) return answer;
    if (answer.errcode === 0) return SENT;
    const { errcode, errmsg } = answer;
    return errcode === BUSY || isTooMany(errcode) ? resultOf(answer) : { result: 'never', error: `${errcode} ${errmsg}` };
  }

  private async send(userId: string, message: object, recallKey: string | null): Promise<SendResult> {
    const answer = await this.post(userId, message);
    if (recallKey !== null && !('result' in answer)) await this.recalls.sent(recallKey, answer);
    return 'result' in answer ? answer : resultOf(answer);
  }

  private async post(userId: string, message: object): Promise<WecomAnswer | SendResult> {
    const wait = await paced(this.parts.store, `app:${userId.toLowerCase()}`);
    if (wait !== null) return wait;
    const answer = await this.call({ path: 'message/send', body: { touser: userId, agentid: Number(this.parts.agentId), ...message } });
    if ('result' in answer || answer.errcode !== 0 || !isInvalid(answer, userId)) return answer;
    // errcode 0 is not "everybody": who cannot be reached is listed beside it.
    return { result: 'never', error: '企业微信:收信人不在应用的可见范围,请到 企业微信管理后台 → 应用管理 → 自建应用 → 可见范围 加入' };
  }

  private async call(call: ApiCall): Promise<WecomAnswer | SendResult> {
    try {
      return await this.parts.api.call(call);
    } catch (error) {
      return notSent(error);
    }
  }

  private async note(key: string, data: Readonly<Record<string, string>>): Promise<void> {
    await this.parts.store.remember(key, data, this.parts.now() + DAY);
  }
}

/** A |-joined string here, in lower case at times. */
function isInvalid({ fields }: WecomAnswer, userId: string): boolean {
  const listed = [fields['invaliduser'], fields['unlicenseduser']].filter((one): one is string => typeof one === 'string');
  return listed.flatMap((one) => one.split('|')).some((one) => one.toLowerCase() === userId.toLowerCase());
}

