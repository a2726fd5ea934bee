import type { Ids } from '../../src/platform/ids/ids.js';
import { chanceFrom } from '../crash/chance.js';

/** Everything random of one company's year, drawn from its seed: the same seed is the same year. */
export class Dice {
  private readonly draw: () => number;

  constructor(private readonly seed: number) {
    this.draw = chanceFrom(seed);
  }

  /** True in this share of cases. */
  happens(share: number): boolean {
    return this.draw() < share;
  }

  /** At least `from`, less than `to`, whole. */
  between(from: number, to: number): number {
    return from + Math.floor(this.draw() * (to - from));
  }

  oneOf<T>(all: readonly [T, ...T[]]): T {
    return all[this.between(0, all.length)] ?? all[0];
  }

  /** Drawn beside everything else: a story that needs one id more leaves the lives as they are. */
  ids(): Ids {
    const draw = chanceFrom(this.seed ^ 0x5eed);
    const hex = (): string => Math.floor(draw() * 0x1_0000_0000).toString(16).padStart(8, '0');
    return {
      uuid: () => {
        const [a, b, c, d] = [hex(), hex(), hex(), hex()];
        return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(0, 3)}-${c.slice(4)}${d}`;
      },
      salt: () => `${hex()}${hex()}${hex()}`.slice(0, 22),
    };
  }
}
