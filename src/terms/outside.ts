import type { Instant } from './instants.js';

/** Who passed a complaint on to us from outside and waits for an answer by a date of his own. */
export const OUTSIDE_BODIES = ['hotline-12345', 'housing-authority', 'consumer-association', 'petition'] as const;
export type OutsideBody = (typeof OUTSIDE_BODIES)[number];
export const OUTSIDE_NAMES: Readonly<Record<OutsideBody, string>> = {
  'hotline-12345': '12345',
  'housing-authority': '住建/房管部门',
  'consumer-association': '消协/12315',
  petition: '信访',
};

/** A deadline as it was said: a moment, a whole day, or a span from receipt. */
export type OutsideDue =
  | { readonly kind: 'at'; readonly at: Instant; readonly wholeDay: boolean }
  | { readonly kind: 'span'; readonly unit: 'hours' | 'working-days' | 'calendar-days'; readonly length: number };

/** What words say of an outside complaint; null where they are silent. */
export interface OutsideSaid {
  readonly body: OutsideBody | null;
  readonly number: string | null;
  readonly due: OutsideDue | null;
}
