import { nationalCalendar, type WorkingCalendar } from '../policy/index.js';
import type { Outcome } from '../terms/outcome.js';

/** The State Council's years that come with the program; where they end, those loaded into the store, looked up once. */
export class CalendarAtHand {
  private days: WorkingCalendar = nationalCalendar();
  private looked = false;

  /** Decides with what is known; a refusal for a year that is not loaded is decided again if the store has more. */
  async decided<T>(decide: (calendar: WorkingCalendar) => Outcome<T>): Promise<Outcome<T>> {
    const first = decide(this.days);
    if (first.ok || first.code !== 'calendar-not-loaded' || this.looked) return first;
    this.looked = true;
    // Loaded only when it is needed: most facts are decided without a database.
    const { loadedCalendar } = await import('./policy-store-calendar.js');
    this.days = (await loadedCalendar()) ?? this.days;
    return decide(this.days);
  }
}
