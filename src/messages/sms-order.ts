import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import { dayOf } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { fitText, TEXT_LENGTH } from './domain/fitting.js';
import { isMobile, isOwed, reachesWarning, smsRefusal, type SmsOrder, type SmsOrdered } from './domain/sms-order.js';
import { raiseAlert } from './persistence/alert-sql.js';
import { isOrdered, lockCounts, writeOrder } from './persistence/sms-sql.js';
import { hasLeft } from './persistence/sms-receipt-sql.js';

/** Orders an SMS to a customer within the day's limits. At most once: an SMS of unknown outcome is never sent again. */
export async function sendSms(tx: Tx, order: SmsOrder): Promise<Outcome<SmsOrdered>> {
  if (!isMobile(order.phone)) return refuse('sms-no-mobile', '该号码不是手机号,收不到短信,请电话联系客户。');
  const day = dayOf(order.now);
  // Sent together, worked off in this order: what was ordered before is read after the counts are locked.
  const [used, ordered, left] = await Promise.all([
    lockCounts(tx, order, day),
    isOrdered(tx, order),
    isOwed(order.template) ? false : hasLeft(tx, order.companyId, order.phone),
  ]);
  if (ordered) return accept({ ordered: false });
  if (left) {
    return refuse('sms-opted-out', '客户已回复退订,除必须告知的以外不再发短信,请电话联系客户。');
  }
  const refusal = smsRefusal(used, order.limits, order.template);
  if (refusal) {
    if (refusal.code === 'sms-company-limit') await alert(tx, order, 'sms-budget-spent', `今天(${day})的短信额度已用完,新的短信不再发出。`);
    return refusal;
  }
  awaitAtCommit(tx, writeOrder(tx, order, day, fitText(order.text, TEXT_LENGTH)));
  if (reachesWarning(used.company, order.limits)) {
    const text = `今天(${day})的短信额度已用 80%:${used.company + 1}/${order.limits.smsPerCompanyAndDay} 条。`;
    await alert(tx, order, 'sms-budget', text);
  }
  return accept({ ordered: true });
}

/** Has this SMS been ordered before? Then it never goes out again. */
export const isSmsOrdered = (tx: Tx, order: Pick<SmsOrder, 'companyId' | 'dedupeKey'>): Promise<boolean> => isOrdered(tx, order);

async function alert(tx: Tx, order: SmsOrder, kind: string, text: string): Promise<void> {
  await raiseAlert(tx, { companyId: order.companyId, kind, text, at: order.now, subject: dayOf(order.now) });
}
