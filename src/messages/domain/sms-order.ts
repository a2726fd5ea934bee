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
  /** The rule book whose words they are, and what fills its {变量}: providers are sent these, not the text. */
  readonly pack?: string;
  readonly words?: Readonly<Record<string, string>>;
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

/** How it stands can wait for tomorrow: it leaves the number's last SMS of the day to what cannot (unreachable, finished). */
const CAN_WAIT = 'progress';

/** The refusal when one more SMS would pass a limit, else null. */
export function smsRefusal(used: SmsUsed, limits: SmsLimits, template: string): Refusal | null {
  const kept = template === CAN_WAIT && limits.smsPerNumberAndDay > 1 ? 1 : 0;
  if (used.number >= limits.smsPerNumberAndDay - kept) {
    return refuse('sms-number-limit', `该号码今天已收到 ${used.number} 条短信,请电话联系客户,或明天再发。`);
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

/**
 * What the customer has to hear of his own complaint even after 退订: that we tried to reach him, and how it ended (ours). Colleagues
 * who are told of a filing have not asked to be left alone.
 */
const OWED = new Set(['unreachable', 'finished', 'filing']);
export const isOwed = (template: string): boolean => OWED.has(template);

/** What customers answer to be left alone, as the carriers teach it: T, TD, 退订, R, 拒收. Anything longer is a message for us. */
const LEAVE = /^(t|td|r|n|qx|退订|取消|拒收|取消订阅|不再接收)$/i;
export const asksToBeLeft = (text: string): boolean => LEAVE.test(text.replace(/[\s\p{P}\p{S}]/gu, '').replace(/^回复/, ''));

const MOBILE = /^1[3-9]\d{9}$/;
export const isMobile = (phone: string): boolean => MOBILE.test(phone);
