/** Latencies in milliseconds, put together as the table shows them. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function spread(millis: readonly number[]): Spread {
  const sorted = [...millis].sort((one, other) => one - other);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export const median = (numbers: readonly number[]): number => spread(numbers).p50;

export const round = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
