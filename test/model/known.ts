import type { RunView, SeatView, StepView } from '../../src/approvals/index.js';
import type { Instant } from '../../src/terms/instants.js';
import type { Book } from './book.js';

export interface Lent {
  readonly from: Instant;
  readonly until: Instant;
  readonly person: string;
  readonly to: string;
}

/** What somebody knows who has watched every act: no more than the book and what was said. */
export class Known {
  households = 1;
  media = false;
  plan: { readonly amount: number; readonly by: string } | null = null;
  lent: Lent[] = [];
  readonly left = new Set<string>();
  /** "run step role": people to whom a seat went by 转交 or 交接, or whom the administrator named. */
  private readonly given = new Map<string, Set<string>>();
  /** Seats given away by 转交 since the directory last changed. */
  private gone = new Set<string>();
  readonly appointed = new Map<string, string>();
  /** Per run: the step that waits for the handler's answer, and who asked. */
  readonly returned = new Map<string, { readonly step: number; readonly by: string }>();
  /** Questions before a decision that nobody has answered: "run step" → who asked whom in which role. */
  opinions: { readonly run: string; readonly step: number; readonly role: string; readonly by: string; readonly of: string }[] = [];
  /** Extra steps: run → people, in no order. */
  readonly extra = new Map<string, string[]>();
  readonly urged = new Map<string, Instant>();
  /** Everything decided so far, as it must stay. */
  decided = new Map<string, string>();
  readonly holders: Readonly<Record<string, readonly string[]>>;
  readonly deputies: Readonly<Record<string, string>>;
  readonly people: readonly string[];
  /** Those whose roles stand in a route, most of them. */
  readonly signers: readonly string[];

  constructor(
    readonly book: Book,
    people: readonly { readonly id: string; readonly holdings: readonly { readonly role: string }[] }[],
    deputies: readonly { readonly personId: string; readonly deputyId: string }[],
  ) {
    const roles = new Set(people.flatMap((one) => one.holdings.map((held) => held.role)));
    this.holders = Object.fromEntries([...roles].map((role) => [role, people.filter((one) => one.holdings.some((held) => held.role === role)).map((one) => one.id)]));
    this.deputies = Object.fromEntries(deputies.map((one) => [one.personId, one.deputyId]));
    this.people = people.map((one) => one.id);
    this.signers = [...new Set([...Object.keys(book.superiors), book.committee].flatMap((role) => this.holders[role] ?? []))];
  }

  /** Somebody's place has changed: seats given away may have come back. */
  peopleChanged(): void {
    this.gone = new Set();
  }

  gives(run: string, step: number, role: string, from: string | null, to: string): void {
    const key = `${run} ${step} ${role}`;
    this.given.set(key, (this.given.get(key) ?? new Set()).add(to));
    if (from !== null) this.gone.add(`${key} ${from}`);
    this.gone.delete(`${key} ${to}`);
  }

  isMoved(run: string, step: number, role: string): boolean {
    return this.given.has(`${run} ${step} ${role}`);
  }

  isHere(person: string): boolean {
    return !this.left.has(person);
  }

  /** Whoever decides in a person's place now, himself where nobody does; leavers and the submitter never. */
  placeOf(person: string, now: Instant, submitter: string): readonly string[] {
    const ends = this.chainEnds(person, now, []);
    const fair = ends.filter((one) => one !== submitter && this.isHere(one));
    // A chain that ends at a leaver or the submitter leaves it with the person himself.
    const himself = fair.length < ends.length && person !== submitter && this.isHere(person);
    return himself ? [...fair, person] : fair;
  }

  /** Where a person's delegations of this moment lead to; himself where there are none. */
  private chainEnds(person: string, now: Instant, passed: readonly string[]): readonly string[] {
    const lent = this.lent.filter((one) => one.person === person && one.from <= now && now < one.until && !passed.includes(one.to));
    return lent.length === 0 ? [person] : lent.flatMap((one) => this.chainEnds(one.to, now, [...passed, person]));
  }

  /** Everybody who may possibly decide a role of a step now: nobody else ever may. */
  entitled(run: RunView, step: StepView, role: string, now: Instant): ReadonlySet<string> {
    const submitter = run.submittedBy;
    const holders = this.holders[role] ?? [];
    if (role === this.book.committee) return new Set(holders.filter((one) => one !== submitter));
    const base = role.startsWith('@') ? [role.slice(1)] : holders;
    const fair = base.filter((one) => one !== submitter);
    const key = `${run.id} ${step.step} ${role}`;
    const sources = [...fair];
    const appointed = this.appointed.get(role);
    if (appointed !== undefined) sources.push(appointed);
    const found = new Set(sources.flatMap((one) => this.placeOf(one, now, submitter)));
    const anybodyLeft = fair.some((one) => !this.isHere(one)) || fair.length === 0;
    for (const holder of fair) {
      const deputy = this.deputies[holder];
      if (deputy !== undefined && (this.isLate(run, step, now) || !this.isHere(holder))) this.placeOf(deputy, now, submitter).forEach((one) => found.add(one));
    }
    if (anybodyLeft && role !== this.book.finance && !role.startsWith('@')) {
      let above = this.book.superiors[role];
      for (; above !== undefined; above = this.book.superiors[above]) {
        for (const one of this.holders[above] ?? []) this.placeOf(one, now, submitter).forEach((person) => found.add(person));
        for (const one of this.holders[above] ?? []) if (!this.isHere(one) || this.isLate(run, step, now)) this.placeOf(this.deputies[one] ?? one, now, submitter).forEach((person) => found.add(person));
      }
    }
    const kept = [...found].filter((one) => !this.gone.has(`${key} ${one}`));
    // What was given away may come back to its giver, when the other lends his place to him later on.
    const handed = [...(this.given.get(key) ?? [])].filter((one) => !this.gone.has(`${key} ${one}`));
    // Whoever has the seat now has a deputy like everybody else, who may decide too once it is late.
    const deputies = handed.filter((one) => this.isLate(run, step, now) || !this.isHere(one)).flatMap((one) => this.deputies[one] ?? []);
    const taken = [...handed, ...deputies].flatMap((one) => this.placeOf(one, now, submitter));
    return new Set([...kept, ...taken].filter((one) => one !== submitter && this.isHere(one)));
  }

  /** Twelve hours at the very least: the book counts no nights. */
  private isLate(run: RunView, step: StepView, now: Instant): boolean {
    const from = this.book.limit === 'run' ? run.openedAt : (step.openedAt ?? now);
    return now - from >= 12 * 3_600_000;
  }

  /** Nothing has happened that could keep a plain holder of the role from deciding. */
  mustBeTaken(run: RunView, step: StepView, seat: SeatView, now: Instant): boolean {
    const holds = (this.holders[seat.role] ?? []).includes(seat.personId) || seat.role === `@${seat.personId}`;
    const plain = holds && seat.standsFor === null && this.isHere(seat.personId) && seat.personId !== run.submittedBy;
    const lent = this.lent.some((one) => one.person === seat.personId && one.until > now);
    const waits = this.opinions.some((one) => one.run === run.id && one.step === step.step);
    return plain && !lent && !waits && !this.isMoved(run.id, step.step, seat.role) && !this.returned.has(run.id) && step.state === 'open';
  }
}
