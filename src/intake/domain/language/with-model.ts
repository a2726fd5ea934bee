import type { LanguageModel } from '../../../terms/language-model.js';
import { refuse, accept, type Outcome } from '../../../terms/outcome.js';
import type { Understanding, UnderstandingContext } from '../../../terms/understanding.js';
import type { Readers } from '../dialogue/readers.js';
import { masked } from '../dialogue/masking.js';
import { readModelAnswer } from './answer.js';
import { askFor } from './prompt.js';
import { reconciled } from './reconciled.js';

/** Longer texts are read by the rules alone: what a person types in a chat is far below. */
const LONGEST = 2_000;

/** What rules and model together make of a message; refused where the model gave nothing of use, and the rules' own answer stands. */
export async function understandWith(model: LanguageModel, text: string, context: UnderstandingContext, readers: Readers): Promise<Outcome<Understanding>> {
  if (text.length > LONGEST) return refuse('model-text-long', '消息太长,按规则理解。');
  const rules = readers.understand(text, context);
  const hidden = masked(text, readers, rules.name === null ? [] : [rules.name]);
  const answer = await model.answer(askFor(hidden.text, context));
  if (!answer.ok) return answer;
  const reading = readModelAnswer(answer.value, text, hidden.restored);
  return reading === null ? refuse('model-form', '语言模型的回答不合要求,按规则理解。') : accept(reconciled(rules, reading));
}
