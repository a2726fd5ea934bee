/**
 * What Tencent Cloud pushes: reports https://www.tencentcloud.com/document/product/382/43547 (a list), replies (one object). It signs
 * nothing: who knows the secret address is let in (sms/callback.ts), and here only what has exactly its shape passes on.
 */
export interface TencentReport {
  readonly mobile: string;
  readonly report_status: 'SUCCESS' | 'FAIL';
  readonly sid: string;
  readonly errmsg?: string;
  readonly description?: string;
}

export interface TencentReply {
  readonly mobile: string;
  readonly text: string;
  readonly time?: number | string;
}

export interface TencentPush {
  readonly reports: readonly TencentReport[];
  readonly replies: readonly TencentReply[];
}

/** More than any push carries; a longer one is not from the provider. */
const MOST = 1000;

/** Null when it is not what Tencent Cloud sends. */
export function tencentPush(body: unknown): TencentPush | null {
  if (isReply(body)) return { reports: [], replies: [body] };
  if (!Array.isArray(body) || body.length > MOST) return null;
  const items: readonly unknown[] = body;
  return items.every(isReport) ? { reports: items, replies: [] } : null;
}

function isReport(value: unknown): value is TencentReport {
  if (typeof value !== 'object' || value === null) return false;
  const { mobile, report_status, sid, errmsg, description } = value as Readonly<Record<string, unknown>>;
  const optional = [errmsg, description].every((one) => one === undefined || short(one));
  return phone(mobile) && (report_status === 'SUCCESS' || report_status === 'FAIL') && short(sid) && optional;
}

function isReply(value: unknown): value is TencentReply {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { mobile, text, time } = value as Readonly<Record<string, unknown>>;
  return phone(mobile) && short(text) && (time === undefined || typeof time === 'number' || short(time));
}

const phone = (value: unknown): value is string => typeof value === 'string' && /^\+?\d{5,20}$/.test(value);
const short = (value: unknown): value is string => typeof value === 'string' && value.length <= 1000;
