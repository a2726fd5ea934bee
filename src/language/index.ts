import type { LanguageConfiguration } from '../platform/configuration/index.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { LanguageModel } from '../terms/language-model.js';
import { BudgetedModel } from './budgeted.js';
import { OpenAiModel } from './openai.js';

/** The configured model within its budget; null where none is configured, which is the default. */
export const languageModel = (settings: LanguageConfiguration | null, clock: MachineClock): LanguageModel | null =>
  settings === null ? null : new BudgetedModel(new OpenAiModel(settings), settings.dailyBudget, clock);
