import assert from 'node:assert/strict';
import type { DecisionView, RunView, StepView } from '../../src/approvals/index.js';
import type { InboundOutcome } from '../../src/intake/index.js';
import type { Need } from './book.js';
import type { Known } from './known.js';
import type { Office, Seen } from './office.js';

export interface Tap {
  readonly by: string;
  readonly cardId: string;
  readonly action: string;
  readonly outcome: InboundOutcome;
}

const keyOf = (run: RunView, one: DecisionView): string => `${run.id} ${one.role} ${one.holderId} ${one.decidedAt} ${one.decidedBy}`;
const VERDICTS: Readonly<Record<string, string>> = { approve: 'agree', reject: 'reject' };

export const presentStep = (run: RunView): StepView | undefined => run.steps.find((step) => step.state === 'open' || step.state === 'returned');
export const openRun = (seen: Seen): RunView | undefined => seen.runs.find((run) => run.state === 'open');

/** Every act on the way is looked at by this: what changed must be what the book lets this person change. */
export function judge(known: Known, office: Office, before: Seen, after: Seen, tap: Tap | null): void {
  const fresh = freshDecisions(known, after);
  const wanted = tap === null ? undefined : VERDICTS[tap.action];
  if (tap === null || wanted === undefined || tap.outcome.accepted !== true) assert.deepEqual(fresh.map(({ decision }) => decision), [], 'decided without a tap that was accepted');
  else judgeVotes(known, office, before, tap, wanted, fresh);
  if (tap !== null) assert.ok((tap.outcome.message ?? '').length > 0, 'a tap without an answer');
  for (const run of after.runs) judgeRun(known, before, run);
  judgeStanding(known, after);
}

interface Fresh {
  readonly run: RunView;
  readonly step: StepView;
  readonly decision: DecisionView;
}

function freshDecisions(known: Known, after: Seen): readonly Fresh[] {
  const all = after.runs.flatMap((run) => run.steps.flatMap((step) => step.decisions.map((decision) => ({ run, step, decision }))));
  const now = new Map(all.map(({ run, decision }) => [keyOf(run, decision), `${decision.verdict} ${decision.reason ?? ''}`]));
  for (const [key, said] of known.decided) assert.equal(now.get(key), said, `a decision was changed: ${key}`);
  const fresh = all.filter(({ run, decision }) => !known.decided.has(keyOf(run, decision)));
  known.decided = now;
  return fresh;
}

function judgeVotes(known: Known, office: Office, before: Seen, tap: Tap, wanted: string, fresh: readonly Fresh[]): void {
  assert.ok(fresh.length > 0, 'a tap was accepted and nothing was decided');
  const card = before.cards.find((one) => one.id === tap.cardId);
  const [runId = '', stepNumber = ''] = (card?.subject ?? '').split(':');
  const run = before.runs.find((one) => one.id === runId);
  assert.ok(run?.state === 'open', 'decided on a run that was not open');
  const stood = presentStep(run);
  assert.equal(stood?.step, Number(stepNumber), 'decided on a step that was not its turn');
  assert.ok(!known.returned.has(runId), 'decided while the handler was asked');
  for (const { step, decision } of fresh) {
    const { role, decidedBy, holderId } = decision;
    if (step.step === stood?.step) assert.equal(decidedBy, tap.by, 'decided in the name of somebody who did not tap');
    else judgeCarried(known, fresh, run, step, decision);
    assert.equal(decision.verdict, wanted);
    assert.ok(decision.verdict === 'agree' || (decision.reason ?? '') !== '', 'rejected without a reason');
    assert.ok(decidedBy !== run.submittedBy && holderId !== run.submittedBy, 'the submitter decided his own plan');
    assert.ok(known.entitled(run, step, role, office.now).has(decidedBy), `${decidedBy} may not decide for ${role} in step ${step.step}`);
    const blocked = known.opinions.find((one) => one.run === runId && one.step === step.step && one.role === role);
    assert.equal(blocked, undefined, 'decided before the opinion he asked for');
  }
}

/** One tap, both steps: whoever agreed to the step before by the same right; never from or into finance or a committee. */
function judgeCarried(known: Known, fresh: readonly Fresh[], run: RunView, step: StepView, decision: DecisionView): void {
  const earlier = run.steps.find((one) => one.step === step.step - 1)?.decisions ?? [];
  const now = fresh.filter((one) => one.step.step === step.step - 1).map((one) => one.decision);
  const { finance, committee } = known.book;
  const agreed = [...earlier, ...now].some(
    (one) => one.verdict === 'agree' && one.decidedBy === decision.decidedBy && one.holderId === decision.holderId && ![finance, committee].includes(one.role) && !one.role.startsWith('@'),
  );
  assert.ok(agreed, `a vote of ${decision.decidedBy} that nobody cast`);
  assert.ok(![finance, committee].includes(decision.role) && !decision.role.startsWith('@'), 'a finance or committee vote was merged');
}

/** Whatever has become of a run follows from its votes. */
function judgeRun(known: Known, before: Seen, run: RunView): void {
  for (const step of run.steps) {
    const one = step.join === 'majority' ? (each: DecisionView) => each.holderId : (each: DecisionView) => each.role;
    const votes = step.decisions.map(one);
    assert.equal(new Set(votes).size, votes.length, 'a step holds two decisions');
    const agreed = step.decisions.filter((each) => each.verdict === 'agree');
    const rejected = step.decisions.length - agreed.length;
    const members = new Set(step.seats.map((seat) => seat.standsFor ?? seat.personId)).size;
    if (step.state === 'agreed') {
      const enough = step.join === 'majority' ? agreed.length * 2 > members : rejected === 0 && step.roles.every((role) => agreed.some((each) => each.role === role));
      assert.ok(enough, `step ${step.step} was agreed without every needed role`);
    }
    if (step.state === 'rejected') assert.ok(rejected > 0, 'rejected by nobody');
    if (step.state === 'waiting') assert.equal(step.decisions.length, 0);
  }
  const earlier = before.runs.find((one) => one.id === run.id);
  if (run.state === 'approved' && earlier?.state !== 'approved') {
    assert.ok(run.steps.every((step) => step.state === 'agreed'), 'approved with a step that was not agreed');
    assert.deepEqual(routeOf(known, run), bookRoute(known), 'approved above the band of its approver');
  }
  if (earlier !== undefined && earlier.state !== 'open') assert.equal(run.state, earlier.state, 'a run that had ended went on');
}

const routeOf = (known: Known, run: RunView): readonly Need[] =>
  run.steps
    .filter((step) => !step.roles.some((role) => role.startsWith('@') && (known.extra.get(run.id) ?? []).includes(role.slice(1))))
    .map((step) => ({ roles: [...step.roles].sort(), join: step.join === 'majority' ? 'majority' : 'all' }));

function bookRoute(known: Known): readonly Need[] {
  const { households, media, plan } = known;
  if (plan === null) return [];
  return known.book.route({ amount: plan.amount, households, media }).map((need) => ({ ...need, roles: [...need.roles].sort() }));
}

/** At most one run is open, it is the one the book asks for now, and somebody can act in it. */
function judgeStanding(known: Known, after: Seen): void {
  const open = after.runs.filter((run) => run.state === 'open');
  assert.ok(open.length <= 1, 'two runs are open');
  const [run] = open;
  if (run === undefined) return;
  assert.equal(run.submittedBy, known.plan?.by);
  assert.equal(run.amount, (known.plan?.amount ?? 0) * 100, 'another sum is under approval than was proposed last');
  assert.deepEqual(routeOf(known, run), bookRoute(known), 'the open run is on another route than the book’s');
  const standing = run.steps.filter((step) => step.state === 'open' || step.state === 'returned');
  assert.equal(standing.length, 1);
  const [step] = standing;
  if (step === undefined || step.state === 'returned') return;
  const canAct = step.seats.some((seat) => known.isHere(seat.personId) && seat.personId !== run.submittedBy && !hasVoted(step, seat));
  const asked = step.roles.some((role) => after.vacant.includes(role));
  assert.ok(canAct || asked, `nobody can act: ${JSON.stringify(step.seats)}`);
}

export const hasVoted = (step: StepView, seat: { readonly role: string; readonly personId: string; readonly standsFor: string | null }): boolean =>
  step.decisions.some((one) => (step.join === 'majority' ? one.holderId === (seat.standsFor ?? seat.personId) : one.role === seat.role));
