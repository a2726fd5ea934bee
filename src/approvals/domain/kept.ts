import type { RunView, StepView } from './run.js';

/**
 * The steps of a new run with what was agreed in the one it replaces, from the first on as long as the steps are the same. The last
 * step is always decided anew, and nobody's own plan by him. Whether the book keeps anything, and that the sum did not rise, is the
 * caller's to know.
 */
export function keptSteps(steps: readonly StepView[], earlier: RunView, submittedBy: string): readonly StepView[] {
  const different = steps.findIndex((step, index) => index === steps.length - 1 || !isKept(step, earlier.steps[index], submittedBy));
  return steps.map((step, index) => {
    const old = earlier.steps[index];
    if (index >= different || old === undefined) return step;
    const seats = old.seats.map((seat) => ({ ...seat, cardId: null }));
    return { ...step, state: 'agreed', openedAt: old.openedAt, closedAt: old.closedAt, seats, decisions: old.decisions };
  });
}

function isKept(step: StepView, old: StepView | undefined, submittedBy: string): boolean {
  if (old?.state !== 'agreed' || old.join !== step.join || old.mode !== step.mode) return false;
  const sameRoles = old.roles.length === step.roles.length && step.roles.every((role) => old.roles.includes(role));
  return sameRoles && old.decisions.every((one) => one.holderId !== submittedBy && one.decidedBy !== submittedBy);
}
