/** Facts as contracts.md §2 writes them, the same ones in every run: mostly plain cases, every kind of row met now and then. */
export function writtenFacts(pack: string, count: number): object[] {
  const next = numbers(20260302);
  return Array.from({ length: count }, (_, index) => oneCase(pack, index, next));
}

/** Whole numbers below `limit`, always the same ones (a linear congruential generator). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const CATEGORIES = ['engineering', 'planning', 'sales', 'property', 'other'];
const EVENTS = [
  'customer-reached', 'engineer-told', 'site-checked', 'marketing-manager-told', 'customer-manager-told', 'rd-manager-told',
  'claim-received', 'registered', 'background-learnt', 'plan-received', 'handled',
];
const FLAGS = ['plainMistake', 'safety', 'media', 'litigation', 'brandHarm', 'groupRisk', 'refused', 'unitReturn', 'teamGone', 'settledByTalk'];
const SUMS = ['800.00', '4999.99', '5000.00', '9999.99', '10000.00', '19999.99', '20000.00', '49999.99', '50000.00'];
const DAY = 24 * 3_600_000;

function oneCase(pack: string, index: number, next: (limit: number) => number): object {
  const received = Date.parse('2026-01-05T01:00:00Z') + next(300 * 24) * 3_600_000;
  const at = (hours: number): string => new Date(received + hours * 3_600_000).toISOString();
  const sum = (): string | null => (next(3) === 0 ? (SUMS[next(SUMS.length)] ?? null) : null);
  const happened = EVENTS.filter(() => next(2) === 0).map((event, place): [string, string] => [event, at(place + next(24))]);
  return {
    id: `b${index}`,
    pack,
    kind: next(8) === 0 ? 'need' : 'complaint',
    category: CATEGORIES[next(CATEGORIES.length)],
    phase: next(4) === 0 ? 'before-handover' : 'after-handover',
    scope: next(10) === 0 ? 'group' : 'project',
    receivedAt: at(0),
    now: at(next(100)),
    claimedAmount: sum(),
    wantsMoney: next(5) === 0,
    proposedAmount: sum(),
    repairCost: sum(),
    households: next(10) === 0 ? 1 + next(12) : 1,
    dissatisfiedTimes: next(10) === 0 ? next(4) : 0,
    failedTalks: next(10) === 0 ? next(5) : 0,
    importantSince: next(10) === 0 ? new Date(received - next(120) * DAY).toISOString() : null,
    ...Object.fromEntries(FLAGS.map((flag) => [flag, next(20) === 0])),
    happened: Object.fromEntries(happened),
  };
}
