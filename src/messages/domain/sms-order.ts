import type { Instant } from '../../terms/instants.js';
import { refuse, type Refusal } from '../../terms/outcome.js';

/** How many customer SMS a Shanghai day may see. */
export interface SmsLimits {
  readonly smsPerNumberAndDay: number;
  readonly smsPerStaffAndDay: number;
  readonly smsPerCompanyAndDay: number;
}

export interface SmsOrder {
  readonly companyId: string;
  readonly phone: string;
  readonly template: string;
  readonly text: string;
  /** The same key is sent once, whatever happens. */
  readonly dedupeKey: string;
  readonly caseId: string | null;
  /** Business time; its Shanghai day is the day that is counted. */
  readonly now: Instant;
  readonly machineNow: Instant;
  readonly trace: string;
  /** The member of staff whose act sends it; null when a clock does. */
  readonly sentBy: string | null;
  readonly limits: SmsLimits;
}

/** `ordered` is false when the same SMS had been ordered before: it does not go out, or count, twice. */
export interface SmsOrdered {
  readonly ordered: boolean;
}

/** How many went out today. */
export interface SmsUsed {
  readonly number: number;
  readonly staff: number;
  readonly company: number;
}

const WARN_AT = 0.8;

/** The refusal when one more SMS would pass a limit, else null. */
export function smsRefusal(used: SmsUsed, limits: SmsLimits): Refusal | null {
  if (used.number >= limits.smsPerNumberAndDay) {
    return refuse('sms-number-limit', `该号码今天已收到 ${limits.smsPerNumberAndDay} 条短信,请电话联系客户,或明天再发。`);
  }
  if (used.staff >= limits.smsPerStaffAndDay) {
    return refuse('sms-staff-limit', `您今天已发 ${limits.smsPerStaffAndDay} 条短信,请电话联系客户,或明天再发。`);
  }
  if (used.company >= limits.smsPerCompanyAndDay) {
    return refuse('sms-company-limit', '公司今天的短信额度已用完,请电话联系客户,或明天再发。');
  }
  return null;
}

/** True for the one SMS that brings a company's day to 80 % of its budget. */
export function reachesWarning(usedBefore: number, limits: SmsLimits): boolean {
  return usedBefore + 1 === Math.ceil(limits.smsPerCompanyAndDay * WARN_AT);
}

const MOBILE = /^1[3-9]\d{9}$/;
export const isMobile = (phone: string): boolean => MOBILE.test(phone);
