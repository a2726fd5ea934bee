export { addressOf, canReceiveSms, fillTemplate, type SmsWords } from './domain/sms-text.js';
export { isSmsNight, smsMorning } from './domain/sms-hours.js';
