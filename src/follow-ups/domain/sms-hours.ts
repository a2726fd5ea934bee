import { addDays, dayOf, HOUR, SECOND, startOfDay, timeOfDay, type Instant } from '../../terms/instants.js';

/** Customers are written to between 08:00 and 21:00. */
const FROM = 8 * HOUR;
const UNTIL = 21 * HOUR;

export const isSmsNight = (at: Instant): boolean => timeOfDay(at) < FROM || timeOfDay(at) >= UNTIL;

/** Whoever is kept for the morning goes in this order, since a number gets only so many a day. */
const ORDER = ['unreachable', 'appointment', 'finished', 'return-visit', 'registered', 'progress'];

/** When an SMS of the night goes out: from the next 08:00 on, a second apart by how much it matters. */
export function smsMorning(at: Instant, occasion: string): Instant {
  const day = timeOfDay(at) < FROM ? dayOf(at) : addDays(dayOf(at), 1);
  const place = ORDER.indexOf(occasion);
  return startOfDay(day) + FROM + (place < 0 ? ORDER.length : place) * SECOND;
}
