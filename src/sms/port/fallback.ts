import type { SmsAnswer, SmsProvider, SmsToSend } from './sms.js';

/**
 * Asks the second provider only for what the first has surely not sent and by its own fault. An exception of the first passes
 * through: what may have been sent is never sent again.
 */
export function withFallback(first: SmsProvider, second: SmsProvider): SmsProvider {
  return {
    name: first.name,
    ...(first.caps === undefined ? {} : { caps: first.caps }),
    send: (sms) => sendEither(first, second, sms),
  };
}

async function sendEither(first: SmsProvider, second: SmsProvider, sms: SmsToSend): Promise<SmsAnswer> {
  const answer = await first.send(sms);
  if (answer.result === 'sent' || answer.elsewhere !== true) return answer;
  const other = await second.send(sms);
  if (answer.alarm === undefined) return other;
  return { ...other, alarm: other.alarm === undefined ? answer.alarm : `${answer.alarm};${other.alarm}` };
}
