import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { LanguageConfiguration } from '../platform/configuration/index.js';
import { MODEL_PATIENCE_MS, type LanguageAsk, type LanguageModel } from '../terms/language-model.js';
import { accept, refuse, type Outcome, type Refusal } from '../terms/outcome.js';

/** `strict`: the server holds the model to the schema; `loose`: it only promises a JSON object, and the schema stands in the task. */
type Form = 'strict' | 'loose';

/**
 * Any server that speaks the chat-completions protocol (LLM_BASE_URL), asked once at temperature 0 and waited for 8 s at most. A server
 * that refuses the schema (400) is asked for a plain JSON object, then and from then on.
 */
export class OpenAiModel implements LanguageModel {
  private readonly client: OpenAI;
  private form: Form = 'strict';

  constructor(
    private readonly settings: LanguageConfiguration,
    private readonly patience: number = MODEL_PATIENCE_MS,
  ) {
    // Servers without accounts still want a header.
    this.client = new OpenAI({ baseURL: settings.baseUrl, apiKey: settings.apiKey ?? 'none', maxRetries: 0, timeout: patience, logLevel: 'off' });
  }

  async answer(ask: LanguageAsk): Promise<Outcome<unknown>> {
    // One limit for both tries, the body of the answer included.
    const signal = AbortSignal.timeout(this.patience);
    const form = this.form;
    const first = await this.asked(ask, form, signal);
    if (first.ok || first.code !== 'model-400' || form === 'loose') return first;
    this.form = 'loose';
    return this.asked(ask, 'loose', signal);
  }

  private async asked({ task, material, schema }: LanguageAsk, form: Form, signal: AbortSignal): Promise<Outcome<unknown>> {
    try {
      const completion = await this.client.chat.completions.create(
        {
          model: this.settings.model,
          temperature: 0,
          messages: [
            { role: 'system', content: form === 'strict' ? task : `${task}\n只回一个 JSON 对象,符合这个 JSON Schema:${JSON.stringify(schema.body)}` },
            { role: 'user', content: material },
          ],
          response_format: form === 'strict' ? { type: 'json_schema', json_schema: { name: schema.name, strict: true, schema: { ...schema.body } } } : { type: 'json_object' },
        },
        { signal },
      );
      const [choice] = completion.choices;
      if (choice?.finish_reason !== 'stop' || typeof choice.message.content !== 'string') return refuse('model-unfinished', '语言模型没有答完,按规则理解。');
      return parsed(choice.message.content);
    } catch (error) {
      return refusalOf(error, signal);
    }
  }
}

function parsed(content: string): Outcome<unknown> {
  try {
    return accept(JSON.parse(content) as unknown);
  } catch {
    return refuse('model-not-json', '语言模型的回答不是 JSON,按规则理解。');
  }
}

function refusalOf(error: unknown, signal: AbortSignal): Refusal {
  if (signal.aborted || error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) return refuse('model-slow', '语言模型没有及时回答,按规则理解。');
  if (error instanceof APIError && typeof error.status === 'number') return refuse(`model-${error.status}`, `语言模型回了 ${error.status},按规则理解。`);
  return refuse('model-away', '语言模型连不上,按规则理解。');
}
