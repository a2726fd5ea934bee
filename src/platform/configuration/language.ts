import type { Environment } from './environment.js';

/** The language model as configured. */
export interface LanguageConfiguration {
  /** Without a slash at the end; as the vendor names it, mostly ending in /v1. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null: the server asks for none. */
  readonly apiKey: string | null;
  /** Questions a day of each running service. */
  readonly dailyBudget: number;
}

/** One line for what a model cannot do without. */
export function missingForLanguage({ LLM_BASE_URL, LLM_MODEL }: Environment): string[] {
  return LLM_BASE_URL !== undefined && LLM_MODEL === undefined ? ['LLM_MODEL:填写 LLM_BASE_URL 时必须填写'] : [];
}

/** Null: understood by rules alone. */
export function languageConfiguration(environment: Environment): LanguageConfiguration | null {
  const { LLM_BASE_URL, LLM_MODEL, LLM_API_KEY, LLM_DAILY_BUDGET } = environment;
  if (LLM_BASE_URL === undefined || LLM_MODEL === undefined || LLM_DAILY_BUDGET === 0) return null;
  return { baseUrl: LLM_BASE_URL.replace(/\/+$/, ''), model: LLM_MODEL, apiKey: LLM_API_KEY ?? null, dailyBudget: LLM_DAILY_BUDGET };
}
