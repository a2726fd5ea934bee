import type { Log } from '../../platform/logging/index.js';
import { HOUR, SECOND } from '../../terms/instants.js';
import type { Card } from '../../terms/card.js';
import type { SendResult } from '../../terms/send-result.js';
import { NOT_NOW, type ArrivedChange, type ArrivedMessage, type ArrivedTap, type ChannelDoor, type MessageTaken, type TapAnswer } from '../port/arrival.js';
import type { ChannelStore } from '../port/store.js';
import type { AppSender } from './app-sender.js';
import type { BotSender } from './bot-sender.js';
import type { Identity } from './identity.js';
import type { Surfaces } from './surface.js';

/** The platform waits five seconds for a tap's answer, a card of the bot included; this leaves time to draw it. */
const PATIENCE = 3 * SECOND;

export const WELCOME = '您好,我是投诉处理助手。把客户的投诉或需求直接发给我就可以登记;发“帮助”看看还能做什么。';

export interface EarParts {
  readonly door: ChannelDoor;
  readonly identity: Identity;
  readonly surfaces: Surfaces;
  readonly store: ChannelStore;
  readonly app: AppSender | null;
  readonly bot: BotSender | null;
  readonly log: Log;
}

/** What both doors do with what was heard: whose it is, store it, and answer whoever tapped. Throws on an outage only. */
export class Ears {
  private readonly telling = new Set<Promise<void>>();

  constructor(private readonly parts: EarParts) {}

  /** What became of it, and the message under its sender's plain id. */
  async message(one: ArrivedMessage): Promise<{ readonly taken: MessageTaken; readonly message: ArrivedMessage }> {
    const sender = await this.parts.identity.plain(one.sender);
    // Whose words an answer would stand under.
    const replyTo = one.replyTo === null ? null : { ...one.replyTo, ref: { ...one.replyTo.ref, user: sender.id } };
    const message = { ...one, sender, replyTo };
    return { taken: await this.parts.door.message(message), message };
  }

  async changed(one: ArrivedChange): Promise<void> {
    await this.parts.door.changed(one);
  }

  /** Kept before anything else: a code that is lost is a card that cannot change. */
  async tap(one: ArrivedTap): Promise<TapAnswer> {
    const { identity, surfaces, door } = this.parts;
    const { code } = one.surface;
    if (code !== undefined) await surfaces.keepCode(one.cardId, { code, from: 'tap' });
    else await surfaces.beginsRedraw(one.cardId);
    const tap = { ...one, sender: await identity.plain(one.sender) };
    const answer = await door.tap(tap, PATIENCE);
    // A tap shows nothing by itself: what the card will not say is said in a line.
    if (!answer.accepted || answer.card === null) this.tell(tap, answer.message);
    return answer;
  }

  /** It could not be stored: whoever tapped is told so, by a way that needs no database. False: he was not, and the platform should call again. */
  async notNow({ surface: { url }, sender }: ArrivedTap): Promise<boolean> {
    const { app, bot, log } = this.parts;
    try {
      const result = url === undefined ? await app?.textAtOnce(sender.id, NOT_NOW) : await bot?.answerBy(url, NOT_NOW);
      return result?.result === 'sent';
    } catch (error) {
      log.warn({ error }, 'whoever tapped could not be told');
      return false;
    }
  }

  /** The tap is answered, with or without a new drawing; a note of it that cannot be taken away ends by itself. */
  async redrawn(one: ArrivedTap): Promise<void> {
    await this.parts.surfaces.endsRedraw(one.cardId).catch((error: unknown) => {
      this.parts.log.warn({ error }, 'a redrawn card is still waited for');
    });
  }

  /** It looks so from now on, as far as anybody can tell: the answer to a callback is not acknowledged. */
  async drew(cardId: string, card: Card): Promise<void> {
    await this.parts.surfaces.shows(cardId, card);
  }

  /** Waits for what is still being told. */
  async settled(): Promise<void> {
    await Promise.all(this.telling);
  }

  private tell(tap: ArrivedTap, words: string): void {
    const told = this.tellOnce(tap, words)
      .catch((error: unknown) => {
        this.parts.log.warn({ error }, 'whoever tapped could not be told');
      })
      .finally(() => {
        this.telling.delete(told);
      });
    this.telling.add(told);
  }

  /** The platform repeats a tap it got no answer to. The app may write to anybody it sees, the bot to who has spoken to it. */
  private async tellOnce(tap: ArrivedTap, words: string): Promise<void> {
    const { store, app, bot } = this.parts;
    if ((await store.takeBudgets([{ name: `told:${tap.key}`, most: 1, windowMs: HOUR }])) > 0) return;
    const { id: userId, encrypted } = tap.sender;
    const key = `told-${tap.key}`.slice(0, 60);
    const { url, chatId } = tap.surface;
    const alone = chatId === undefined ? url : undefined;
    const byBot = (): Promise<SendResult> | undefined => (alone === undefined ? bot?.text({ chat: { kind: 'private', userId }, user: null, key }, words) : bot?.answerBy(alone, words));
    const result = encrypted || app === null ? await byBot() : await app.text(userId, words, key);
    if (result !== undefined && result.result !== 'sent') this.parts.log.warn({ result: result.result, error: result.error }, 'whoever tapped could not be told');
  }
}
