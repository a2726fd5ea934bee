import type { ClockPlan } from '../../terms/decision.js';
import { HOUR, addDays, dayOf, parseInstant, startOfDay, type Day, type Instant } from '../../terms/instants.js';
import type { Clock, ClockDuty, ClockUnit, WorkCalendar } from './clock.js';
import { reconcile, type Asked, type ClockChange } from './reconciliation.js';

/** A site check of ten hours, begun on Monday 2 March 2026 at 10:00, for the specs of this folder. */
export const at = (text: string): Instant => {
  const instant = parseInstant(`2026-${text}+08:00`);
  if (instant === null) throw new Error(text);
  return instant;
};
export const START = at('03-02T10:00:00');
export const weekday = (day: Day): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
export const calendar: WorkCalendar = {
  isWorkingDay: weekday,
  nextWorkingMorning: (after) => {
    let day = dayOf(after);
    while (!weekday(day) || startOfDay(day) + 9 * HOUR <= after) day = addDays(day, 1);
    return startOfDay(day) + 9 * HOUR;
  },
};

export const duty = (unit: ClockUnit): ClockDuty => ({
  rule: 'X-D1',
  name: 'check-site',
  label: '现场核实',
  metBy: 'site-checked',
  responsible: 'project-engineer',
  unit,
  keeper: 'clocks',
});
export const plan = (dueAt: Instant | null, targetAt: Instant | null = null): ClockPlan => ({
  rule: 'X-D1',
  name: 'check-site',
  startsOn: 'received',
  dueAt,
  targetAt,
});
export const asked = (change: Partial<Asked> = {}): Asked => ({
  companyId: 'c',
  caseId: 'k',
  now: START,
  receivedAt: START,
  plans: [plan(START + 10 * HOUR)],
  duties: { 'check-site': duty('hours') },
  happened: {},
  packHash: 'h1',
  calendar,
  newId: () => 'id1',
  ...change,
});
export const only = (existing: readonly Clock[], ask: Asked): ClockChange => {
  const changes = reconcile(existing, ask);
  expect(changes).toHaveLength(1);
  const [change] = changes;
  if (!change) throw new Error('no change');
  return change;
};
export const started = (change: Partial<Asked> = {}): Clock => only([], asked(change)).clock;
export const grounds = (now: Instant) => ({ reason: '等客户约时间', by: 'staff1', now });
export const value = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
};
