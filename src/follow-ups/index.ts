export { addressOf, canReceiveSms, fillTemplate, type SmsWords } from './domain/sms-text.js';
