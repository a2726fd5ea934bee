import type { SmsConfiguration } from '../../platform/configuration/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { AliyunSms } from './client.js';

/** The provider as configured; null when it is not. */
export function aliyunSms({ aliyun, templates }: SmsConfiguration, clock: MachineClock, nonce: () => string): AliyunSms | null {
  if (aliyun === null) return null;
  return new AliyunSms({ access: aliyun, perNumber: aliyun.perNumber, templates: templates.aliyun, clock, nonce });
}
