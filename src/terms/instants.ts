/** A point in time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A calendar day in Shanghai as "YYYY-MM-DD". */
export type Day = string;

/** The same day as its number since 1970-01-01: what days are counted with. */
export type DayNumber = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** China has kept UTC+8 without daylight saving since 1992, so a constant is exact for every date we handle. */
const SHANGHAI = 8 * HOUR;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an ISO 8601 time with an offset; null when it is malformed or not in the calendar (31 February, 24:00). */
export function parseInstant(text: string): Instant | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, y, mo, d, h, mi, s = '00', fraction = '', offset = 'Z'] = match;
  const fields = [y, mo, d, h, mi, s].map(Number) as [number, number, number, number, number, number];
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5], millis);
  const back = new Date(utc);
  const exists =
    back.getUTCFullYear() === fields[0] &&
    back.getUTCMonth() === fields[1] - 1 &&
    back.getUTCDate() === fields[2] &&
    back.getUTCHours() === fields[3] &&
    back.getUTCMinutes() === fields[4] &&
    back.getUTCSeconds() === fields[5];
  const shift = offsetMillis(offset);
  return exists && shift !== null ? utc - shift : null;
}

function offsetMillis(offset: string): number | null {
  if (offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 14 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/** Writes an instant in Shanghai time to the second: "2026-03-02T23:59:59+08:00" (milliseconds are cut, never rounded up). */
export function formatInstant(at: Instant): string {
  return `${new Date(at + SHANGHAI).toISOString().slice(0, 19)}+08:00`;
}

/** The Shanghai calendar day an instant lies in. */
export function dayOf(at: Instant): Day {
  return new Date(at + SHANGHAI).toISOString().slice(0, 10);
}

/** The number of the Shanghai day an instant lies in. */
export const dayNumberOf = (at: Instant): DayNumber => Math.floor((at + SHANGHAI) / DAY);

export const numberOfDay = (day: Day): DayNumber => Date.parse(`${day}T00:00:00Z`) / DAY;

export const dayOfNumber = (number: DayNumber): Day => new Date(number * DAY).toISOString().slice(0, 10);

/** The first instant (00:00:00.000 Shanghai) of the day with this number. */
export const startOfNumberedDay = (number: DayNumber): Instant => number * DAY - SHANGHAI;

/** As `endOfDay`, of the day with this number. */
export const endOfNumberedDay = (number: DayNumber): Instant => startOfNumberedDay(number + 1) - SECOND;

/** The first instant (00:00:00.000 Shanghai) of a day. */
export function startOfDay(day: Day): Instant {
  return Date.parse(`${day}T00:00:00Z`) - SHANGHAI;
}

/** The last instant of a day as deadlines state it: 23:59:59.000 Shanghai. An act within that second is in time. */
export function endOfDay(day: Day): Instant {
  return startOfDay(day) + DAY - SECOND;
}

/** The day n calendar days later (n may be negative). */
export function addDays(day: Day, n: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
}

/** Milliseconds since Shanghai midnight: 0 ≤ x < 24 h. */
export function timeOfDay(at: Instant): number {
  return at - startOfDay(dayOf(at));
}

/** Writes an instant for people: "3月2日 18:00". */
export function showInstant(at: Instant): string {
  const iso = formatInstant(at);
  return `${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日 ${iso.slice(11, 16)}`;
}

/** Writes its day for people: "3月2日". */
export function showDay(at: Instant): string {
  const [, month, day] = dayOf(at).split('-');
  return `${Number(month)}月${Number(day)}日`;
}
