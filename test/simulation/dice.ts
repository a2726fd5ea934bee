import type { Ids } from '../../src/platform/ids/ids.js';
import { chanceFrom } from '../crash/chance.js';

/** Everything random of one company's year, drawn from its seed: the same seed is the same year. */
export class Dice {
  private readonly draw: () => number;

  constructor(seed: number) {
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

  ids(): Ids {
    const hex = (digits: number): string => Array.from({ length: digits }, () => this.between(0, 16).toString(16)).join('');
    return { uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`, salt: () => hex(22) };
  }
}
