import type { LanguageConfiguration } from '../platform/configuration/index.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { LanguageModel } from '../terms/language-model.js';
import { BudgetedModel, ownCount, type TakeQuestion } from './budgeted.js';

/**
 * The configured model within its budget, which `take` counts (left out: for this process alone); null where none is configured, which is
 * the default: then its library is not even loaded.
 */
export async function languageModel(settings: LanguageConfiguration | null, clock: MachineClock, take: TakeQuestion = ownCount()): Promise<LanguageModel | null> {
  if (settings === null) return null;
  const { OpenAiModel } = await import('./openai.js');
  return new BudgetedModel(new OpenAiModel(settings), settings.dailyBudget, clock, take);
}
