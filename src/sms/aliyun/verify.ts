/**
 * What Aliyun pushes (HTTP 批量推送, SmsReport and SmsUp): https://help.aliyun.com/zh/sms/developer-reference/smsreport-2. It signs
 * nothing: who knows the secret address is let in (sms/callback.ts), and here only what has exactly its shape passes on.
 */
export interface AliyunReport {
  readonly phone_number: string;
  readonly success: boolean;
  readonly biz_id: string;
  readonly out_id?: string;
  readonly err_code?: string;
  readonly err_msg?: string;
}

export interface AliyunUp {
  readonly phone_number: string;
  readonly content: string;
  readonly sequence_id?: string | number;
  readonly send_time?: string;
}

export interface AliyunPush {
  readonly reports: readonly AliyunReport[];
  readonly ups: readonly AliyunUp[];
}

/** More than any push carries; a longer one is not from the provider. */
const MOST = 1000;

/** Null when it is not what Aliyun sends. */
export function aliyunPush(body: unknown): AliyunPush | null {
  if (!Array.isArray(body) || body.length > MOST) return null;
  const items: readonly unknown[] = body;
  if (items.every(isReport)) return { reports: items, ups: [] };
  return items.every(isUp) ? { reports: [], ups: items } : null;
}

function isReport(value: unknown): value is AliyunReport {
  if (typeof value !== 'object' || value === null) return false;
  const { phone_number, success, biz_id, out_id, err_code, err_msg } = value as Readonly<Record<string, unknown>>;
  const optional = [out_id, err_code, err_msg].every((one) => one === undefined || short(one));
  return phone(phone_number) && typeof success === 'boolean' && short(biz_id) && optional;
}

function isUp(value: unknown): value is AliyunUp {
  if (typeof value !== 'object' || value === null) return false;
  const { phone_number, content, sequence_id, send_time } = value as Readonly<Record<string, unknown>>;
  const numbered = sequence_id === undefined || typeof sequence_id === 'number' || short(sequence_id);
  return phone(phone_number) && short(content) && numbered && (send_time === undefined || short(send_time));
}

const phone = (value: unknown): value is string => typeof value === 'string' && /^\d{5,20}$/.test(value);
const short = (value: unknown): value is string => typeof value === 'string' && value.length <= 1000;
