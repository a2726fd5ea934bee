import type { Join, Role } from '../../terms/decision.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import type { Names, RunView, Seat, SeatView, StepView } from './run.js';
import { holderOf } from './run.js';
import { decisionFor, tallyOf } from './votes.js';

type StepRoles = Pick<StepView, 'step' | 'roles' | 'join'>;

/** Finds who may decide a role of a step now: deputies and superior roles are the finder's business, with the run's submitter. */
export type SeatsFor = (role: Role, step: number, run: Pick<RunView, 'caseId' | 'submittedBy'>) => readonly Seat[];

/**
 * The seats of a step that opens. Refuses with code `no-approver` when a role has nobody who may decide, or a committee
 * too few voters for a majority of all its members.
 * Nobody decides what he submitted himself, nor does his deputy for him (a rule of ours for every pack). In a committee such a member
 * keeps a seat without a vote, so that a majority stays one of all members.
 */
export function seatStep(
  step: StepRoles,
  run: Pick<RunView, 'caseId' | 'submittedBy'>,
  seatsFor: SeatsFor,
  names: Names,
): Outcome<readonly SeatView[]> {
  const seats: SeatView[] = [];
  for (const role of step.roles) {
    const found = seatsFor(role, step.step, run).map((seat) => ({ ...seat, role }));
    const entitled = oneSeatEach(fairSeats(found, run.submittedBy, step.join), step.join);
    if (!canDecide(step, entitled, run.submittedBy)) return noApprover(role, found, run.submittedBy, step, names);
    seats.push(...entitled.map((seat) => seatAt(seat, step.step)));
  }
  return accept(seats);
}

/** A seat nobody has been sent a card for yet. */
export const seatAt = (seat: Seat, step: number): SeatView => ({ ...seat, step, cardId: null, via: seat.via ?? null, note: seat.note ?? null });

/** The seats without the submitter's own say. A deputy who submitted gives the vote back to the holder. */
function fairSeats(seats: readonly Seat[], submittedBy: string, join: Join): readonly Seat[] {
  return seats.flatMap((seat) => {
    const holder = holderOf(seat);
    const ownSeat: Seat = { role: seat.role, personId: holder, standsFor: null };
    if (holder === submittedBy) return join === 'majority' ? [ownSeat] : [];
    return seat.personId === submittedBy ? [ownSeat] : [seat];
  });
}

/** One person, one seat in a role: his own before one as a deputy. */
function oneSeatEach(seats: readonly Seat[], join: Join): readonly Seat[] {
  const own = seats.filter((seat) => seat.standsFor === null);
  const deputies = seats.filter((seat) => seat.standsFor !== null);
  if (join === 'majority') return committeeSeats(own, deputies);
  return firstOfEach([...own, ...deputies], (seat) => seat.personId);
}

/**
 * In a committee one person casts one vote: a member is no deputy, and a deputy stands for one member. A member whose deputy
 * falls away keeps his own seat, because a member that vanished would change the majority.
 */
function committeeSeats(own: readonly Seat[], deputies: readonly Seat[]): readonly Seat[] {
  const members = new Set([...own, ...deputies].map(holderOf));
  const standing = firstOfEach(
    deputies.filter((seat) => !members.has(seat.personId)),
    (seat) => seat.personId,
  );
  const seated = new Set([...own, ...standing].map(holderOf));
  const unseated = deputies.filter((seat) => !seated.has(holderOf(seat)));
  const returned = unseated.map((seat) => ({ role: seat.role, personId: holderOf(seat), standsFor: null }));
  return [...firstOfEach([...own, ...returned], (seat) => seat.personId), ...standing];
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(keyOf(item)) && seen.add(keyOf(item)));
}

function canDecide(step: StepRoles, seats: readonly Seat[], submittedBy: string): boolean {
  if (step.join !== 'majority') return seats.length > 0;
  const asked = { ...step, seats: seats.map((seat) => seatAt(seat, step.step)), decisions: [] };
  return seats.length > 0 && tallyOf(asked, submittedBy).standing === 'open';
}

function noApprover(role: Role, found: readonly Seat[], submittedBy: string, step: StepRoles, names: Names) {
  const roleName = names.roleOf(role).name;
  const own = found.some((seat) => holderOf(seat) === submittedBy);
  const why = own ? `方案由 ${names.nameOf(submittedBy)} 自己提交,不能自己审批` : '目前没有可以审批的人';
  return refuse('no-approver', `第${step.step}步“${roleName}”${why},请管理员先安排审批人。`);
}

/** Seats a person decides with one tap, and sees as one card. */
export interface SeatGroup {
  readonly step: number;
  readonly personId: string;
  /** In the order of the step's roles. */
  readonly seats: readonly SeatView[];
  readonly cardId: string | null;
}

/**
 * The cards of a step: one a person, but a finance seat stands alone, since a finance decision is never merged with another.
 * A submitter's seat in a committee has no vote and so no card.
 */
export function cardsOf(step: StepView, run: Pick<RunView, 'submittedBy'>, names: Names): readonly SeatGroup[] {
  const groups = new Map<string, SeatView[]>();
  for (const seat of inRoleOrder(step)) {
    if (holderOf(seat) === run.submittedBy) continue;
    const key = `${names.roleOf(seat.role).finance ? seat.role : ''} ${seat.personId}`;
    groups.set(key, [...(groups.get(key) ?? []), seat]);
  }
  return [...groups.values()].flatMap((seats) => {
    const [first] = seats;
    return first ? [{ step: step.step, personId: first.personId, seats, cardId: first.cardId }] : [];
  });
}

/** The cards whose holder can still decide: the step is open and nothing speaks for the seat yet. */
export function askedOf(step: StepView, run: Pick<RunView, 'submittedBy'>, names: Names): readonly SeatGroup[] {
  if (step.state !== 'open') return [];
  return cardsOf(step, run, names).filter((group) => group.seats.some((seat) => isAsked(step, seat)));
}

export const isAsked = (step: StepView, seat: Seat): boolean =>
  decisionFor(step, { role: seat.role, holderId: holderOf(seat) }) === null;

function inRoleOrder(step: StepView): readonly SeatView[] {
  return [...step.seats].sort((a, b) => step.roles.indexOf(a.role) - step.roles.indexOf(b.role));
}
