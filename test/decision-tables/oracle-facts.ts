import fc from 'fast-check';
import type { WrittenFacts } from './oracle-reading.js';

/** Facts crowded around every boundary the books draw; what is left out stays out, so that the defaults are tried too. */

const SUMS = ['0', '0.01', '1', '4999', '4999.99', '5000', '5000.0', '5000.01', '9999.99', '10000', '10000.01', '15000', '19999.99', '20000', '20000.01', '49999.99', '50000', '50000.00', '50000.01', '1000000'];
const SMALL = ['0', '1', '100.5', '2500', '2500.01', '4999.99', '5000'];
const sum = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SUMS) },
  { weight: 2, arbitrary: fc.constantFrom(...SMALL) },
  { weight: 1, arbitrary: fc.nat(6_000_000).map((cents) => (cents / 100).toFixed(2)) },
);

/** Days on which counting goes wrong first: month ends, leap days, the edges of holidays, made-up weekends. */
const DAYS = [
  '2024-01-31', '2024-02-03', '2024-02-09', '2024-02-29', '2024-04-30', '2024-09-13', '2024-11-30', '2024-12-31',
  '2025-01-01', '2025-01-25', '2025-01-27', '2025-02-28', '2025-05-30', '2025-08-31', '2025-09-27', '2025-09-30', '2025-11-30', '2025-12-31',
  '2026-01-02', '2026-01-04', '2026-01-31', '2026-02-13', '2026-02-14', '2026-02-15', '2026-02-23', '2026-02-27', '2026-02-28', '2026-03-01',
  '2026-03-02', '2026-03-06', '2026-03-07', '2026-03-31', '2026-04-03', '2026-04-30', '2026-05-08', '2026-05-09', '2026-05-31', '2026-06-18',
  '2026-08-31', '2026-09-19', '2026-09-20', '2026-09-24', '2026-09-30', '2026-10-08', '2026-10-10', '2026-11-30',
];
const HOURS = ['00:00:00', '00:00:01', '07:59:59', '08:00:00', '08:00:01', '09:00:00', '10:20:00', '16:00:00', '20:59:59', '21:00:00', '21:00:01', '23:59:59', '23:59:59.999', '12:00'];
const anyTime = fc
  .tuple(fc.constantFrom(...DAYS), fc.constantFrom(...HOURS), fc.constantFrom('+08:00', '+08:00', '+08:00', 'Z', '-05:00', '+05:30'))
  .map(([day, hour, offset]) => `${day}T${hour}${offset}`);

const MINUTES = [0, 1, 30, 59, 60, 720, 1439, 1440, 4320, 20_000];
/** A time before or after another one, in one of three spellings. */
const near = (time: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...MINUTES, ...MINUTES.map((minutes) => -minutes)), fc.constantFrom(0, 8, -5))
    .map(([minutes, zone]) => spelled(Date.parse(time) + minutes * 60_000, zone));

const spelled = (ms: number, zone: number): string => {
  const local = new Date(ms + zone * 3_600_000).toISOString();
  if (zone === 0) return local;
  return `${local.slice(0, 19)}${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(2, '0')}:00`;
};

const EVENTS = [
  'department-contacted', 'customer-reached', 'call-failed', 'engineer-told', 'site-checked', 'marketing-manager-told',
  'differs-from-contract', 'customer-manager-told', 'rd-manager-told', 'claim-received', 'registered', 'background-learnt',
  'plan-received', 'became-important', 'handled', 'visited',
];

const happened = (received: string): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(fc.constantFrom(...EVENTS), near(received), { maxKeys: 7, noNullPrototype: true });

/** Instants on both sides of "over three months", and far from it. */
const nowAfter = (since: string): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 86, max: 95 }), fc.constantFrom(-1, 0, 1)).map(([days, second]) => {
    const midnight = Math.floor((Date.parse(since) + 8 * 3_600_000) / 86_400_000 + days) * 86_400_000 - 8 * 3_600_000;
    return spelled(midnight + second * 1000, 8);
  });

interface Important {
  readonly since: string;
  readonly now: string;
  readonly asEvent: boolean;
}

const important = (received: string): fc.Arbitrary<Important> =>
  near(received).chain((since) => fc.record({ since: fc.constant(since), now: nowAfter(since), asEvent: sometimes }));

/** Since when it is important is told by a fact of its own, or by what happened. */
const toldBy = ({ since, now, asEvent }: Important, events: Record<string, string>): object =>
  asEvent ? { now, happened: { ...events, 'became-important': since } } : { now, importantSince: since };

/** True now and then: cases that meet every row at once would hide what a single row does. */
const seldom = fc.constantFrom(...[true, ...Array.from({ length: 19 }, () => false)]);
const sometimes = fc.constantFrom(true, false, false);
const count = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4);
const maybe = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(each, { freq: 2, nil: null });

const RECORD = {
  kind: fc.constantFrom('complaint' as const, 'complaint' as const, 'complaint' as const, 'need' as const),
  category: fc.constantFrom('engineering' as const, 'engineering' as const, 'planning' as const, 'sales' as const, 'property' as const, 'other' as const),
  phase: fc.constantFrom('before-handover' as const, 'after-handover' as const),
  scope: fc.constantFrom('project' as const, 'group' as const),
  claimedAmount: maybe(sum),
  wantsMoney: sometimes,
  proposedAmount: maybe(sum),
  repairCost: maybe(sum),
  households: fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 4, 4, 4, 5, 9, 10, 11, 120),
  valid: seldom.map((invalid) => !invalid),
  plainMistake: seldom,
  safety: seldom,
  media: seldom,
  litigation: seldom,
  brandHarm: seldom,
  groupRisk: seldom,
  threats: fc.subarray(['media' as const, 'litigation' as const]),
  refused: seldom,
  complainedAgain: seldom,
  dissatisfiedTimes: count,
  failedTalks: count,
  settledByTalk: seldom,
  needsCoordination: seldom,
  unitReturn: seldom,
  teamGone: seldom,
};

/** `packId` is fixed, everything else is drawn; half of the optional keys are left out. */
export function anyFacts(packId: string): fc.Arbitrary<WrittenFacts> {
  return anyTime.chain((receivedAt) =>
    fc
      .record(
        {
          ...RECORD,
          enteredAt: maybe(near(receivedAt)),
          happened: happened(receivedAt),
          important: fc.option(important(receivedAt), { freq: 3, nil: null }),
        },
        { requiredKeys: ['kind'] },
      )
      .map(({ important, happened: events = {}, ...facts }) => ({
        pack: packId,
        receivedAt,
        ...facts,
        happened: events,
        ...(important && toldBy(important, events)),
      })),
  );
}
