import type { StepView, DecisionView } from './run.js';
import { holderOf } from './run.js';

export type Standing = 'open' | 'agreed' | 'rejected';

export interface Tally {
  /** All members of a committee, those who may not vote this time included. */
  readonly members: number;
  readonly agreed: number;
  readonly rejected: number;
  /** Votes that agree at all: more than half of all members. */
  readonly needed: number;
  readonly standing: Standing;
}

type Votes = Pick<StepView, 'roles' | 'join' | 'seats' | 'decisions'>;

/**
 * Where a step stands by the votes cast so far. `all`: every role agreed by one of its holders, one rejection ends it.
 * `any`: the first decision is the step's. `majority`: more than half of ALL members; it stands as soon as the votes still
 * out cannot change it, and an even split is not approved (policies/README.md).
 * A submitter who is a member counts among the members and has no vote.
 */
export function standingOf(step: Votes, submittedBy: string): Standing {
  if (step.join === 'majority') return tallyOf(step, submittedBy).standing;
  if (step.decisions.some((one) => one.verdict === 'reject')) return 'rejected';
  const agreedRoles = new Set(step.decisions.map((one) => one.role));
  if (step.join === 'any') return agreedRoles.size > 0 ? 'agreed' : 'open';
  return step.roles.every((role) => agreedRoles.has(role)) ? 'agreed' : 'open';
}

/** Counts a committee's votes. Members are counted by holder: a deputy's vote is his holder's, one person one vote. */
export function tallyOf(step: Votes, submittedBy: string): Tally {
  const members = new Set(step.seats.map(holderOf));
  const verdicts = new Map(step.decisions.map((one) => [one.holderId, one.verdict]));
  const agreed = [...verdicts.values()].filter((verdict) => verdict === 'agree').length;
  const rejected = verdicts.size - agreed;
  const stillOut = [...members].filter((member) => member !== submittedBy && !verdicts.has(member)).length;
  return {
    members: members.size,
    agreed,
    rejected,
    needed: Math.floor(members.size / 2) + 1,
    standing: majorityStanding(members.size, agreed, stillOut),
  };
}

function majorityStanding(members: number, agreed: number, stillOut: number): Standing {
  if (agreed * 2 > members) return 'agreed';
  return (agreed + stillOut) * 2 > members ? 'open' : 'rejected';
}

/** The decision that already speaks for a seat: its role's (or step's) first one, in a committee its holder's own vote. */
export function decisionFor(step: Votes, seat: { readonly role: string; readonly holderId: string }): DecisionView | null {
  const speaks = (one: DecisionView): boolean => {
    if (step.join === 'any') return true;
    return step.join === 'majority' ? one.holderId === seat.holderId : one.role === seat.role;
  };
  return step.decisions.find(speaks) ?? null;
}
