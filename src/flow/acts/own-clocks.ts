import type { Case } from '../../cases/index.js';
import type { ClockDuty, ClockEvent } from '../../clocks/index.js';
import { CASE_HANDLER } from '../../policy/index.js';
import type { ClockPlan } from '../../terms/decision.js';
import { HOUR, type Instant } from '../../terms/instants.js';
import { OUTSIDE_NAMES } from '../../terms/outside.js';
import { REPAIRER } from './ladder.js';

/*
 * Deadlines that stand in no rule book: what a body outside waits for, and the hour at which the customer is at home.
 */

export const OUTSIDE_CLOCK = 'outside';
export const APPOINTMENT_CLOCK = 'appointment';

/** Nobody in the house can move them: not by an extension, not by a pause. */
export const isOwnClock = (name: string): boolean => name === OUTSIDE_CLOCK || name === APPOINTMENT_CLOCK;

/** The repairer is reminded this long before he is expected. */
const BEFORE_VISIT = 2 * HOUR;

const START_NAMES: Readonly<Partial<Record<string, string>>> = { appointed: '约定上门', reopened: '重新处理' };

/** What a clock counts from, in words, where no book names it. */
export const ownStartName = (event: string): string | null => START_NAMES[event] ?? null;

interface OwnClocks {
  readonly plans: readonly ClockPlan[];
  readonly duties: Readonly<Record<string, ClockDuty>>;
  /** What no book counts from, beside the events of the books. */
  readonly happened: Readonly<Partial<Record<ClockEvent, Instant>>>;
}

export function ownClocks(one: Case): OwnClocks {
  const { outside, appointmentAt, appointmentMadeAt, arrivedAt, reopenedAt } = one.handling;
  const own = [
    ...(outside === null || outside.dueAt === null ? [] : [outsideClock(outside.dueAt, outside)]),
    ...(appointmentAt === null || appointmentMadeAt === null || one.state === 'handled' ? [] : [appointmentClock(appointmentAt, appointmentMadeAt)]),
  ];
  return {
    plans: own.map(({ plan }) => plan),
    duties: Object.fromEntries(own.map(({ duty }) => [duty.name, duty])),
    happened: {
      ...(appointmentMadeAt === null ? {} : { appointed: appointmentMadeAt }),
      ...(arrivedAt === null ? {} : { arrived: arrivedAt }),
      ...(reopenedAt === null ? {} : { reopened: reopenedAt }),
    },
  };
}

interface OwnClock {
  readonly plan: ClockPlan;
  readonly duty: ClockDuty;
}

/** Beside the book's own deadline for handling: the earlier of the two is the first to nudge and the first to be missed. */
function outsideClock(dueAt: Instant, { body, wholeDay }: NonNullable<Case['handling']['outside']>): OwnClock {
  const rule = '外部时限';
  return {
    plan: { rule, name: OUTSIDE_CLOCK, startsOn: 'received', dueAt, targetAt: null },
    duty: {
      rule,
      name: OUTSIDE_CLOCK,
      label: `办结并回复${OUTSIDE_NAMES[body]}`,
      metBy: 'handled',
      responsible: CASE_HANDLER,
      unit: wholeDay ? 'calendar-days' : 'hours',
      keeper: 'clocks',
    },
  };
}

function appointmentClock(dueAt: Instant, madeAt: Instant): OwnClock {
  const rule = '预约上门';
  return {
    plan: { rule, name: APPOINTMENT_CLOCK, startsOn: 'appointed', dueAt, targetAt: Math.max(madeAt, dueAt - BEFORE_VISIT) },
    duty: { rule, name: APPOINTMENT_CLOCK, label: '按约到场', metBy: 'arrived', responsible: REPAIRER, unit: 'hours', keeper: 'clocks' },
  };
}
