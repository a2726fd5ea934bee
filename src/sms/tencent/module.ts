import type { SmsConfiguration } from '../../platform/configuration/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { TencentSms } from './client.js';

/** The provider as configured; null when it is not. */
export function tencentSms({ tencent, templates }: SmsConfiguration, clock: MachineClock): TencentSms | null {
  return tencent === null ? null : new TencentSms({ access: tencent, perNumber: tencent.perNumber, templates: templates.tencent, clock });
}
