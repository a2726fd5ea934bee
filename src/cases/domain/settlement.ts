import type { Fen } from '../../terms/money.js';
import type { Case } from './case.js';

/** What must be on file before a case with compensation ends: the agreement first, then the voucher. */
export type Paper = 'agreement' | 'voucher';

export const PAPER_NAMES: Readonly<Record<Paper, string>> = { agreement: '赔付协议(或谅解书)', voucher: '付款凭证' };

/** The compensation this case came to: what was approved, or proposed where the book asks for no approval; null when none is. */
export function compensationOf({ handling, facts, decision }: Case): Fen | null {
  return handling.approvedAmount ?? (decision.approval.length === 0 ? facts.proposedAmount : null);
}

/** What may be paid at this moment; null before the present plan is approved (LF-E5: no payment before approval). */
export function payableOf(one: Case): Fen | null {
  const { approval } = one.handling;
  const settled = approval === null ? one.handling.plan !== null && one.decision.approval.length === 0 : approval.state === 'approved';
  return settled ? (compensationOf(one) ?? 0) : null;
}

/** Everything paid so far; several payments add up. */
export const paidOf = ({ handling }: Case): Fen => handling.payments.reduce((sum, one) => sum + one.amount, 0);

/** The sum the customer is to get: the agreement's own, where it names one, else the whole compensation. */
export const agreedOf = (one: Case): Fen => one.handling.agreement?.amount ?? compensationOf(one) ?? 0;

/** Papers still to be given; none for a case without compensation. */
export function missingPapers(one: Case): readonly Paper[] {
  if ((compensationOf(one) ?? 0) === 0 && paidOf(one) === 0) return [];
  const agreement: readonly Paper[] = one.handling.agreement === null ? ['agreement'] : [];
  return paidOf(one) === 0 || paidOf(one) < agreedOf(one) ? [...agreement, 'voucher'] : agreement;
}
