import type { Instant } from '../terms/instants.js';

/** Up to here each taking is remembered; larger budgets are paced by one instant. */
const REMEMBERED = 100;

/**
 * Whether one more may be taken so that no span of `windowMs` ever holds more than `most`. `wait` 0: taken, and `taken` is what to keep;
 * else the milliseconds until it may be asked again.
 */
export function budgetAfter(before: readonly Instant[], most: number, windowMs: number, now: Instant): { readonly wait: number; readonly taken: readonly Instant[] } {
  return most <= REMEMBERED ? counted(before, most, windowMs, now) : paced(before, most, windowMs, now);
}

function counted(before: readonly Instant[], most: number, windowMs: number, now: Instant): { wait: number; taken: readonly Instant[] } {
  const inside = before.filter((at) => at > now - windowMs);
  const first = inside[inside.length - most];
  return first === undefined ? { wait: 0, taken: [...inside, now] } : { wait: Math.max(1, first + windowMs - now), taken: inside };
}

/** Half of the budget may go at once, the other half over the window: together never more than `most` in any span of it. */
function paced(before: readonly Instant[], most: number, windowMs: number, now: Instant): { wait: number; taken: readonly Instant[] } {
  const half = Math.floor(most / 2);
  const each = windowMs / half;
  const level = Math.max(before[0] ?? 0, now);
  const over = level - now - (half - 1) * each;
  return over > 0 ? { wait: Math.ceil(over), taken: before } : { wait: 0, taken: [Math.round(level + each)] };
}
