import { createHash } from 'node:crypto';
import type { Card } from '../../terms/card.js';
import { DAY, HOUR, SECOND, type Instant } from '../../terms/instants.js';
import type { ChannelStore } from '../port/store.js';

/** A card as it lies in a chat of the platform. `words`: it went out as a text, and is never drawn anew. */
export interface Surface {
  readonly via: 'app' | 'aibot' | 'words';
  readonly task: string;
  /** The member or the group it lies with. */
  readonly place: string;
  /** What it shows, and which buttons. */
  readonly look: string;
  readonly buttons: string;
}

/** A code redraws a card once, within 72 hours (94888); with a margin. */
const CODE_LIFE = 71 * HOUR;
const SURFACE_LIFE = 180 * DAY;
/** As long as the platform lets a tap be answered. */
const REDRAW = 5 * SECOND;

const digest = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('base64url');
export const lookOf = (card: Card): string => digest(card);
export const buttonsOf = (card: Card): string => digest(card.buttons);

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

  async isBeingRedrawn(cardId: string): Promise<boolean> {
    return (await this.store.recall(`redraw:${cardId}`)) !== null;
  }

  async endsRedraw(cardId: string): Promise<void> {
    await this.store.forget(`redraw:${cardId}`);
  }

  /** Nobody draws it again as it looks already. */
  async shows(cardId: string, card: Card): Promise<void> {
    const surface = await this.of(cardId);
    if (surface !== null) await this.keep(cardId, { ...surface, look: lookOf(card), buttons: buttonsOf(card) });
  }

  async keepCode(cardId: string, from: 'sent' | 'tap', code: string): Promise<void> {
    await this.store.remember(`code:${cardId}:${from}`, { code, from }, this.now() + CODE_LIFE);
  }

  /** Each is given out once. The one from sending is the last: it is kept for the card's end unless `last` allows it. */
  async takeCode(cardId: string, last: boolean): Promise<{ readonly code: string; readonly from: 'sent' | 'tap' } | null> {
    const kept = (await this.store.consumeOnce(`code:${cardId}:tap`)) ?? (last ? await this.store.consumeOnce(`code:${cardId}:sent`) : null);
    const code = kept?.['code'];
    return code === undefined ? null : { code, from: kept?.['from'] === 'sent' ? 'sent' : 'tap' };
  }
}
