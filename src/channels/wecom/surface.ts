import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Card } from '../../terms/card.js';
import { DAY, HOUR, SECOND, type Instant } from '../../terms/instants.js';
import type { ChannelStore } from '../port/store.js';
import { endInWords } from './words.js';

/** A card as it lies in a chat of the platform. `words`: it went out as a text, and is never drawn anew. */
export interface Surface {
  readonly via: 'app' | 'aibot' | 'words';
  readonly task: string;
  /** The member or the group it lies with. */
  readonly place: string;
  /** What it shows, and which buttons. */
  readonly look: string;
  readonly buttons: string;
  /** What became of it, as it says so; left out by those who never draw it anew. */
  readonly end?: string;
}

/** What redraws a card once, and what brought it. */
export interface Code {
  readonly code: string;
  readonly from: 'sent' | 'tap';
}

/** A code redraws a card once, within 72 hours (94888); with a margin. */
const CODE_LIFE = 71 * HOUR;
const SURFACE_LIFE = 180 * DAY;
/** As long as the platform lets a tap be answered. */
const REDRAW = 5 * SECOND;
/** Less than delivery lets a call take. */
const LONGEST_WAIT = 4 * SECOND;
const LOOK_AGAIN = 25;

const digest = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('base64url');
const codeKey = (cardId: string, from: Code['from']): string => `code:${cardId}:${from}`;
export const lookOf = (card: Card): string => digest(card);
export const buttonsOf = (card: Card): string => digest(card.buttons);
export const endOf = (card: Card): string => digest([card.state, endInWords(card)]);

/** Where a card of ours lies, and what it may still be redrawn with: one code from sending it, one from every tap. */
export class Surfaces {
  constructor(
    private readonly store: ChannelStore,
    private readonly now: () => Instant,
  ) {}

  async keep(cardId: string, surface: Surface): Promise<void> {
    await this.store.remember(`card:${cardId}`, { ...surface }, this.now() + SURFACE_LIFE);
  }

  async of(cardId: string): Promise<Surface | null> {
    const kept = await this.store.recall(`card:${cardId}`);
    return kept === null ? null : (kept as unknown as Surface);
  }

  /** The answer to a tap is about to redraw it: whoever else has something to say of it waits for that. */
  async beginsRedraw(cardId: string): Promise<void> {
    await this.store.remember(`redraw:${cardId}`, { from: 'tap' }, this.now() + REDRAW);
  }

  /** How it lies there once a tap that is being answered, by whatever replica, has been answered; its answer has five seconds. */
  async settled(cardId: string): Promise<Surface | null> {
    const surface = await this.of(cardId);
    if (surface?.via !== 'aibot') return surface;
    for (let waited = 0; waited < LONGEST_WAIT && (await this.store.recall(`redraw:${cardId}`)) !== null; waited += LOOK_AGAIN) await pause(LOOK_AGAIN);
    return this.of(cardId);
  }

  async endsRedraw(cardId: string): Promise<void> {
    await this.store.forget(`redraw:${cardId}`);
  }

  /** Nobody draws it again as it looks already. */
  async shows(cardId: string, card: Card): Promise<void> {
    const surface = await this.of(cardId);
    if (surface !== null) await this.keep(cardId, { ...surface, look: lookOf(card), buttons: buttonsOf(card), end: endOf(card) });
  }

  /** The platform repeats a tap it got no answer to, with its code: one that was used is not kept again. */
  async keepCode(cardId: string, { code, from }: Code): Promise<void> {
    await this.store.keepTicket(codeKey(cardId, from), code, this.now() + CODE_LIFE);
  }

  async returnCode(cardId: string, { code, from }: Code): Promise<void> {
    await this.store.returnTicket(codeKey(cardId, from), code);
  }

  /** Each is given out once. The one from sending is the last: it is kept for the card's end unless `last` allows it. */
  async takeCode(cardId: string, last: boolean): Promise<Code | null> {
    return (await this.take(cardId, 'tap')) ?? (last ? this.take(cardId, 'sent') : null);
  }

  private async take(cardId: string, from: Code['from']): Promise<Code | null> {
    const code = await this.store.takeTicket(codeKey(cardId, from));
    return code === null ? null : { code, from };
  }
}
