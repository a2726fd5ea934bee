import { DAY, HOUR, MINUTE, parseInstant, showInstant, startOfDay, dayOf, type Instant } from '../../src/terms/instants.js';
import { faultsOf, type Outage } from './aftermath.js';
import { habits } from './deciders.js';
import { Desk } from './desk.js';
import { Dice } from './dice.js';
import { factsOf, markOf } from './facts.js';
import { lifeOf } from './life.js';
import type { Life } from './town.js';

const instant = (text: string): Instant => {
  const at = parseInstant(text);
  if (at === null) throw new Error(text);
  return at;
};

const BEGIN = instant('2026-01-01T00:00:00+08:00');
const LAST_REPORT = instant('2026-12-20T00:00:00+08:00');
const END = instant('2027-01-01T00:00:00+08:00');
/** A life has fewer things done in it; a year, fewer of them for each of its lives: beyond them something spins. */
const MOST_ACTS_A_LIFE = 1000;

interface Waiting {
  readonly at: Instant;
  readonly order: number;
  readonly life: Life;
  acts: number;
}

/** Whose turn is next, the earliest first. */
class Turns {
  private readonly heap: Waiting[] = [];
  private order = 0;

  add(at: Instant, life: Life, acts = 0): void {
    const one: Waiting = { at, order: this.order++, life, acts };
    let place = this.heap.length;
    this.heap.push(one);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.isBefore(place, above)) break;
      this.swap(place, above);
      place = above;
    }
  }

  take(): Waiting | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const least = this.isBefore(right, left) ? right : left;
      if (!this.isBefore(least, place)) return first;
      this.swap(place, least);
      place = least;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    return a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order));
  }

  private swap(one: number, other: number): void {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a !== undefined && b !== undefined) [this.heap[one], this.heap[other]] = [b, a];
  }
}

/** Some minutes, some hours, by day and by night; about two a month. */
function outages(dice: Dice): readonly Outage[] {
  const found: Outage[] = [];
  for (let from = BEGIN + dice.between(2, 10) * DAY; from < LAST_REPORT; from += dice.between(6, 24) * DAY) {
    const at = from + dice.between(0, 24 * 60) * MINUTE;
    found.push({ from: at, until: at + (dice.happens(0.2) ? dice.between(1, 14) * MINUTE : dice.between(20, 11 * 60) * MINUTE) });
  }
  return found;
}

/** Mostly at working hours, some at night, on every day of the year. */
function reportedAt(dice: Dice): Instant {
  const day = startOfDay(dayOf(BEGIN + Math.floor(((LAST_REPORT - BEGIN) / DAY) * (dice.between(0, 1_000_000) / 1_000_000)) * DAY));
  return dice.happens(0.8) ? day + dice.between(8 * 60, 20 * 60) * MINUTE : day + dice.between(0, 24 * 60) * MINUTE;
}

export interface Year {
  readonly pack: string;
  readonly faults: readonly string[];
  /** Complaints that were to be reported, and that were. */
  readonly asked: number;
  readonly registered: number;
  /** Of all its rows: the same for the same seed. */
  readonly mark: string;
  readonly summary: string;
}

/** A company's 2026 under one rule book: so many complaints with random lives, and everything in its store that breaks a promise afterwards. `afterwards` is for faults that are planted. */
export async function yearOf(pack: string, cases: number, seed: number, afterwards: (desk: Desk, away: readonly Outage[]) => Promise<void> = () => Promise.resolve()): Promise<Year> {
  const started = performance.now();
  const dice = new Dice(seed);
  const desk = await Desk.open(`year_${pack}`, pack, BEGIN, dice.ids());
  try {
    const away = outages(dice);
    await live(desk, dice, cases, away);
    await afterwards(desk, away);
    const lived = performance.now();
    const facts = await factsOf(desk);
    const faults = await faultsOf(desk, away);
    const [counted] = await desk.rows<Record<string, number>>(COUNTED);
    const numbers = Object.entries(counted ?? {}).map(([name, count]) => `${name} ${count}`).join(', ');
    const seconds = (millis: number): string => (millis / 1000).toFixed(1);
    const summary = `${pack}: ${numbers}; ${desk.tally.arrived} messages and taps, ${desk.tally.fired} timers fired, ${away.length} outages, ${seconds(lived - started)} s and ${seconds(performance.now() - lived)} s to check; mark ${markOf(facts)}`;
    return { pack, faults: [...faults, ...desk.complaints.map((line) => `log: ${line}`)], asked: cases, registered: counted?.['registered'] ?? 0, mark: markOf(facts), summary };
  } finally {
    await desk.close();
  }
}

const COUNTED = `
select count(*)::int as registered, (count(*) filter (where state = 'closed'))::int as closed, (count(*) filter (where state = 'invalid'))::int as invalid,
  (count(*) filter (where state = 'merged'))::int as merged, (count(*) filter (where closed_at is null))::int as open,
  (select count(*)::int from clock where company_id = $1) as clocks, (select count(*)::int from clock where company_id = $1 and missed_at is not null) as missed,
  (select count(*)::int from clock where company_id = $1 and jsonb_array_length(suspensions) > 0) as paused,
  (select count(*)::int from outgoing where company_id = $1 and kind = 'nudge') as nudges, (select count(*)::int from outgoing where company_id = $1 and kind = 'sms') as sms,
  (select count(*)::int from approval_run where company_id = $1) as runs, (select count(*)::int from customer_rating where company_id = $1 and state = 'rated') as rated
from complaint where company_id = $1`;

async function live(desk: Desk, dice: Dice, cases: number, away: readonly Outage[]): Promise<void> {
  const turns = new Turns();
  const town = { desk, dice, begins: (life: Life) => turns.add(desk.now, life) };
  // Some come again with the same matter.
  for (let count = 0; count < cases; count++) turns.add(reportedAt(dice), lifeOf(town, count > 0 && dice.happens(0.12) ? dice.between(0, count) : count));
  turns.add(BEGIN + HOUR, habits(town, END));
  const ahead = [...away];
  for (let turn = turns.take(); turn !== undefined && turn.at < END; turn = turns.take()) {
    const { life, acts, at } = turn;
    if (acts > MOST_ACTS_A_LIFE) throw new Error(`a life does not end: ${acts} acts by ${showInstant(at)}`);
    // Whatever people would say while the service is down they say when it is back.
    const down = ahead.find((one) => at >= one.from && at < one.until);
    await passesTo(desk, ahead, down?.until ?? at);
    const { value: wait, done } = await life.next();
    if (done !== true) turns.add(desk.now + Math.max(1000, wait), life, acts + 1);
  }
  await passesTo(desk, ahead, END);
}

/** Business time goes on; while the service is down nothing runs. */
async function passesTo(desk: Desk, ahead: Outage[], to: Instant): Promise<void> {
  for (let next = ahead[0]; next !== undefined && next.from < to; next = ahead[0]) {
    await desk.walksTo(next.from - 1);
    await desk.wakesAt(next.until);
    ahead.shift();
  }
  if (to > desk.now) await desk.walksTo(to);
}
