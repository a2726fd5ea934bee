import { READERS, understandWith } from '../intake/index.js';
import { languageModel } from '../language/index.js';
import type { Configuration } from '../platform/configuration/index.js';
import { systemClock } from '../platform/time/machine-clock.js';

/** How the language model is; `mend` is null when nothing is to be mended. */
export interface LanguageFinding {
  readonly subject: string;
  readonly state: string;
  readonly mend: string | null;
}

/** Tells about no customer and nobody's home. */
const SAMPLE = '业主来电,说大堂灯不亮,报修两次没人来';

/** Has the configured model read one sentence of ours; without a model texts are understood by rules alone, which is no fault. */
export async function examineLanguage({ language }: Configuration): Promise<LanguageFinding> {
  const model = await languageModel(language, systemClock);
  if (language === null || model === null) return { subject: '语言模型', state: '没有配置,按规则理解', mend: null };
  const state = `${language.baseUrl},${language.model},每天最多 ${language.dailyBudget} 次`;
  const read = await understandWith(model, SAMPLE, { now: systemClock.now(), projects: [] }, READERS);
  if (read.ok) return { subject: '语言模型', state: `${state},已连通`, mend: null };
  return { subject: '语言模型', state: `${state},没有读懂试验的一句(${read.code})`, mend: '检查 LLM_BASE_URL、LLM_MODEL 和 LLM_API_KEY;修好之前按规则理解' };
}
