import type { SmsConfiguration } from '../platform/configuration/index.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import { aliyunSms } from './aliyun/module.js';
import { withFallback } from './port/fallback.js';
import type { SmsProvider } from './port/sms.js';
import { tencentSms } from './tencent/module.js';

export { readPush, type SmsNews } from './callback.js';

/** The providers in the order they are configured: the first sends, the second only what the first surely did not. */
export function smsProviders(configuration: SmsConfiguration, clock: MachineClock, nonce: () => string): readonly SmsProvider[] {
  const made = { aliyun: () => aliyunSms(configuration, clock, nonce), tencent: () => tencentSms(configuration, clock) };
  return configuration.providers.map((name) => made[name]()).filter((one) => one !== null);
}

/** One provider for delivery; null when none is configured. */
export function smsRoute(providers: readonly SmsProvider[]): SmsProvider | null {
  const [first, second] = providers;
  if (first === undefined) return null;
  return second === undefined ? first : withFallback(first, second);
}
