/**
 * What a platform or SMS provider said to one thing we sent. `later`: it said that it did **not** take it, and may take
 * it later; `never`: it refuses for good. No answer at all (a time-out, a broken connection) is an exception: the outcome
 * is then unknown.
 */
export type SendResult =
  | { readonly result: 'sent' }
  | { readonly result: 'later'; readonly error: string; readonly retryAfterMs?: number }
  | { readonly result: 'never'; readonly error: string };

export const SENT: SendResult = { result: 'sent' };
