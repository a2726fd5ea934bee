import { HOUR, MINUTE } from '../../terms/instants.js';
import type { SmsAnswer } from './sms.js';

/**
 * Whose trouble a refusal is. `account`: money, keys, switched off: later, and the administrator hears of it. `template`: sign name or
 * template: never with this provider. `busy`: it asks for patience. `number`: this customer cannot be reached by it.
 * `pace`: this number has had enough for now. `day`: enough for today. `unsaid`: it may have been sent or not.
 */
export type Trouble = 'account' | 'template' | 'busy' | 'number' | 'pace' | 'day' | 'unsaid';

export interface Refused {
  readonly provider: string;
  readonly code: string;
  readonly trouble: Trouble;
  /** What is wrong and what to do, for people. */
  readonly words: string;
}

/** The answer for a provider's refusal. Throws where it does not say whether the SMS was sent: then nobody may send it again. */
export function answerTo({ provider, code, trouble, words }: Refused): SmsAnswer {
  const error = `${provider}:${words}(${code})`;
  switch (trouble) {
    case 'account':
      return { result: 'later', error, retryAfterMs: 30 * MINUTE, alarm: error, elsewhere: true };
    case 'template':
      return { result: 'never', error, alarm: error, elsewhere: true };
    case 'busy':
      return { result: 'later', error, elsewhere: true };
    case 'number':
      return { result: 'never', error };
    case 'pace':
      return { result: 'later', error, retryAfterMs: MINUTE };
    case 'day':
      return { result: 'later', error, retryAfterMs: 6 * HOUR };
    case 'unsaid':
      throw new Error(`outcome unknown: ${provider} ${code}`);
  }
}
