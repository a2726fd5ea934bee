import { MINUTE, type Instant } from '../terms/instants.js';

const MOST_A_MINUTE = 6;
/** Links remembered at once; beyond it the oldest are let go. */
const MOST_LINKS = 10_000;

/** How often one link may send its form. What a form does is once a state in any case; this spares the database. Machine time. */
export class CustomerPace {
  private readonly sent = new Map<string, readonly Instant[]>();

  mayGo(token: string, now: Instant): boolean {
    const before = (this.sent.get(token) ?? []).filter((at) => at > now - MINUTE);
    if (before.length >= MOST_A_MINUTE) return false;
    this.sent.delete(token);
    this.sent.set(token, [...before, now]);
    const [oldest] = this.sent.keys();
    if (this.sent.size > MOST_LINKS && oldest !== undefined) this.sent.delete(oldest);
    return true;
  }
}
