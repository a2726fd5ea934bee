import { Writable } from 'node:stream';
import * as directory from '../directory/index.js';
import { calendarAt } from '../flow/calendars.js';
import type { WorkingCalendar } from '../policy/index.js';
import { machineParts, onStore, type StoreParts } from './policy-store.js';

/** Nobody asked for the store: where it cannot be read, the refusal of the year says what to do. */
const unheard = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** The national calendar with what was loaded into the store; null where there is no store to read. */
export async function loadedCalendar(parts: StoreParts = machineParts()): Promise<WorkingCalendar | null> {
  let found: WorkingCalendar | null = null;
  await onStore(parts, 'read', unheard(), async (database) => {
    const stored = await database.withoutTransaction((tx) => directory.storedYears(tx, []));
    found = calendarAt(stored, null, Infinity).days;
    return 0;
  });
  return found;
}
