import { DAY, HOUR, MINUTE, timeOfDay } from '../../src/terms/instants.js';
import type { Desk } from './desk.js';
import type { Dice } from './dice.js';

/** Yields how long until the next thing is done in it, in milliseconds of business time. */
export type Life = AsyncGenerator<number, void>;

export interface Town {
  readonly desk: Desk;
  readonly dice: Dice;
  /** Another life begins beside this one. */
  begins(life: Life): void;
}

const NIGHT = { from: 21 * HOUR, to: 8 * HOUR } as const;

/** The same span, or until somebody is at his desk. */
export function awake({ desk, dice }: Pick<Town, 'desk' | 'dice'>, span: number): number {
  const at = desk.now + Math.round(span);
  const time = timeOfDay(at);
  if ((time >= NIGHT.to && time < NIGHT.from) || dice.happens(0.2)) return Math.round(span);
  return Math.round(span) + ((NIGHT.to - time + DAY) % DAY) + dice.between(0, 120) * MINUTE;
}
