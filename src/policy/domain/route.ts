import type { ApprovalStepPlan, Role, RuleId } from '../../terms/decision.js';
import { holds, inRange, moneyOf, type Circumstances } from './circumstances.js';
import type { ApprovalRows, RouteBand, RouteRow, StepRow } from './rows.js';

export interface RouteVerdict {
  readonly route: string;
  readonly band: string;
  readonly steps: readonly ApprovalStepPlan[];
  /** The route's own rule, then what raised its band, then what added a reviewer. */
  readonly rules: readonly RuleId[];
  readonly copies: readonly Role[];
}

/** Money chooses the band, rows may raise it: the stricter of the two holds (README). */
export function chooseRoute(rows: ApprovalRows, seen: Circumstances): RouteVerdict {
  const route = firstFitting(rows, seen);
  const own = moneyBand(rows, seen);
  const raises = rows.raises
    .filter((raise) => holds(raise.when, seen))
    .map((raise) => ({ rule: raise.rule, to: bandIndex(rows, raise.toBand) }));
  const reached = Math.max(own, ...raises.map((raise) => raise.to));
  const raisedBy = raises.filter((raise) => raise.to === reached && raise.to > own).map((raise) => raise.rule);
  const added = rows.reviewers.filter((reviewer) => holds(reviewer.when, seen));
  const chosen = bandOf(route, rows.bands[reached]?.band);
  const steps = added.reduceRight((list, reviewer) => withReviewer(list, reviewer.role), chosen.steps);
  return {
    route: route.route,
    band: chosen.band,
    steps: steps.map((step, index) => ({ step: index + 1, mode: step.mode, roles: step.roles, join: step.join })),
    rules: [...new Set([...rulesOf(chosen), ...raisedBy, ...added.map((reviewer) => reviewer.rule)])],
    copies: [...chosen.copies].sort(),
  };
}

const rulesOf = (band: RouteBand): readonly RuleId[] => [band.rule, ...(band.alsoRules ?? [])].sort();

function firstFitting(rows: ApprovalRows, seen: Circumstances): RouteRow {
  const route = rows.routes.find((candidate) => holds(candidate.when, seen));
  if (!route) throw new Error('pack without a route for every case: the loader must have refused it');
  return route;
}

/** Index of the band the money lies in; with no sum known the lowest one (README). */
function moneyBand(rows: ApprovalRows, seen: Circumstances): number {
  const amount = moneyOf('routeAmount', seen.facts, rows.money);
  const index = rows.bands.findIndex((band) => inRange(amount, band));
  return Math.max(0, index);
}

function bandIndex(rows: ApprovalRows, name: string): number {
  return rows.bands.findIndex((band) => band.band === name);
}

function bandOf(route: RouteRow, name: string | undefined): RouteBand {
  const band = route.bands.find((candidate) => candidate.band === name);
  if (!band) throw new Error(`route ${route.route} without band ${name}: the loader must have refused it`);
  return band;
}

function withReviewer(steps: readonly StepRow[], role: Role): readonly StepRow[] {
  if (steps.some((step) => step.mode === 'review' && step.roles.includes(role))) return steps;
  return [{ mode: 'review', roles: [role], join: 'all' }, ...steps];
}
