import * as approvals from '../../approvals/index.js';
import type { Splitting } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import { DAY } from '../../terms/instants.js';
import type { Fen } from '../../terms/money.js';
import type { Scene } from '../scene.js';
import { heldBy, judge, packOf } from './judging.js';

/** 拆单: what was proposed for the same customer, room or matter lately; null where nothing was, or this plan pays nobody. */
export async function splittingOf(scene: Scene, one: Case): Promise<Splitting | null> {
  const { days, choosesRoute } = packOf(scene, one).approval.splitting;
  if (one.facts.proposedAmount === null) return null;
  const ask = {
    companyId: one.companyId,
    caseId: one.id,
    projectId: one.projectId,
    phone: one.customerPhone,
    rooms: one.rooms,
    customerName: one.customerName,
    subject: one.subject,
    since: scene.now - days * DAY,
  };
  await approvals.lockRelated(scene.tx, ask);
  const sums = await approvals.relatedSums(scene.tx, ask);
  return sums.length === 0 ? null : { days, choosesRoute, sums };
}

/** What the total adds to this plan's own sum; nothing where the book only shows it. */
export const addedBy = (splitting: Splitting | null): Fen =>
  splitting?.choosesRoute === true ? splitting.sums.reduce((sum, related) => sum + related.amount, 0) : 0;

/** The case on the route of the total. Its level stays its own: levels look at what the customer asks for. */
export function onRouteOfTotal(scene: Scene, one: Case, added: Fen): Case {
  const { proposedAmount } = one.facts;
  if (added === 0 || proposedAmount === null) return one;
  const { decision } = judge(scene, packOf(scene, one), { ...one.facts, proposedAmount: proposedAmount + added }, heldBy(one));
  const { approval, approvalRules, copies } = decision;
  const filings = decision.level === one.level ? decision.filings : one.decision.filings;
  return { ...one, decision: { ...one.decision, approval, approvalRules, copies, filings } };
}
