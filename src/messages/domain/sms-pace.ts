import type { Instant } from '../../terms/instants.js';

/** A provider's limit for one number: `most` within `span` milliseconds, with one template or with all. */
interface Cap {
  readonly most: number;
  readonly span: number;
  readonly template: boolean;
}

export interface SentBefore {
  readonly template: string;
  /** Machine time. */
  readonly at: Instant;
}

/**
 * Until when an SMS has to wait so that it keeps every limit; null when it may go now. Any window of that length counts, which is never
 * looser than the calendar days and hours of the provider.
 */
export function paceUntil(caps: readonly Cap[], before: readonly SentBefore[], template: string, now: Instant): Instant | null {
  const waits = caps.map((cap) => {
    const counted = before.filter((one) => one.at > now - cap.span && (!cap.template || one.template === template)).map((one) => one.at);
    const leaves = counted.sort((a, b) => b - a)[cap.most - 1];
    return leaves === undefined ? null : leaves + cap.span;
  });
  const longest = Math.max(0, ...waits.filter((one) => one !== null));
  return longest === 0 ? null : longest;
}
