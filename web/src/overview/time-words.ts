import { parseInstant, DAY, HOUR, MINUTE } from '../../../src/terms/instants.js';

/** "还剩 3 小时", "已超时 2 天"; minutes are rounded up, so that what is left is never shown as nothing. */
export function leftWords(dueAt: string, now: string): string {
  const [due, at] = [parseInstant(dueAt), parseInstant(now)];
  if (due === null || at === null) return '';
  return due < at ? `已超时 ${spanWords(at - due)}` : `还剩 ${spanWords(due - at)}`;
}

function spanWords(millis: number): string {
  if (millis < HOUR) return `${Math.max(1, Math.ceil(millis / MINUTE))} 分钟`;
  if (millis < 2 * DAY) return `${Math.floor(millis / HOUR)} 小时`;
  return `${Math.floor(millis / DAY)} 天`;
}
