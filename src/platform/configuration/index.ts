export { asCommand } from './command.js';
export { readConfiguration } from './configuration.js';
export type { Configuration, EnvironmentValues } from './configuration.js';
export { environmentExample } from './example.js';
export { loadConfiguration } from './load.js';
export { linkSigningKey } from './internal-keys.js';
export { StartRefused } from './start-refused.js';
export type { SmsConfiguration, SmsProviderName } from './sms.js';
export type { DingtalkConfiguration } from './dingtalk.js';
