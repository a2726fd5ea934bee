import { accept, refuse, type Outcome } from './outcome.js';

/**
 * A template as it was approved by the provider. `words`: which of the rule book's {变量} fills each of its places, by name where
 * the provider names them (`${name}`), in order where it counts them (`{1}`).
 */
export interface SmsTemplate {
  readonly code: string;
  readonly words: Readonly<Record<string, string>> | readonly string[];
}

/** By rule book, then by occasion (registered, unreachable …). The rule book `*` stands for all that have none of their own. */
export type SmsTemplates = Readonly<Record<string, Readonly<Record<string, SmsTemplate>>>>;

/** What a rule book sends: an occasion, and the {变量} its text needs. */
export interface SmsWanted {
  readonly pack: string;
  readonly occasion: string;
  readonly words: readonly string[];
  /** Words its template may have besides: number, phone and links that stand behind the book's own text. */
  readonly besides?: readonly string[];
}

/** What follows /p/ and /r/ in a customer's links: 34 characters each, since a provider's place takes 35. */
export const LINK_WORDS = { progress: '进度码', rating: '评价码' } as const;

/** Which approved templates leave a customer without his link, e.g. "*.progress". */
export function templatesWithoutLink(templates: SmsTemplates): string[] {
  const links: readonly string[] = Object.values(LINK_WORDS);
  return Object.entries(templates).flatMap(([pack, book]) =>
    Object.entries(book).filter(([occasion, template]) => occasion !== 'filing' && !wordsOf(template).some((word) => links.includes(word))).map(([occasion]) => `${pack}.${occasion}`),
  );
}

export const EVERY_PACK = '*';

export const templateFor = (templates: SmsTemplates, pack: string, occasion: string): SmsTemplate | null =>
  templates[pack]?.[occasion] ?? templates[EVERY_PACK]?.[occasion] ?? null;

/** The words of its places, in order. */
export const wordsOf = ({ words }: SmsTemplate): readonly string[] => Object.values<string>(words);

/** One line for every occasion that has no approved template, or whose template leaves out or asks for words the book does not have. */
export function templateGaps(templates: SmsTemplates, wanted: readonly SmsWanted[]): string[] {
  return wanted.flatMap(({ pack, occasion, words, besides = [] }) => {
    const found = templateFor(templates, pack, occasion);
    if (found === null) return [`${pack} 的“${occasion}”没有填写模板编码`];
    const filled = wordsOf(found);
    const missing = words.filter((word) => !filled.includes(word));
    const unknown = filled.filter((word) => !words.includes(word) && !besides.includes(word));
    return [
      ...(missing.length > 0 ? [`${pack} 的“${occasion}”模板 ${found.code} 缺少变量 ${missing.join('、')}`] : []),
      ...(unknown.length > 0 ? [`${pack} 的“${occasion}”模板 ${found.code} 要填的 ${unknown.join('、')} 不在制度包的短信里`] : []),
    ];
  });
}

/** Reads the map of one provider as it stands in the file. The refusal names the first place that is not as it should be. */
export function readTemplates(content: unknown, provider: string): Outcome<SmsTemplates> {
  if (!isMap(content)) return wrong(provider, '应为:制度包 → 场合 → 模板');
  const templates: Record<string, Record<string, SmsTemplate>> = {};
  for (const [pack, occasions] of Object.entries(content)) {
    if (!isMap(occasions)) return wrong(`${provider}.${pack}`, '应为:场合 → 模板');
    const book: Record<string, SmsTemplate> = {};
    for (const [occasion, value] of Object.entries(occasions)) {
      const template = readTemplate(value);
      if (template === null) return wrong(`${provider}.${pack}.${occasion}`, '应有 code(模板编码)和 words(变量,按名称或按顺序)');
      book[occasion] = template;
    }
    templates[pack] = book;
  }
  return accept(templates);
}

function readTemplate(value: unknown): SmsTemplate | null {
  if (!isMap(value)) return null;
  const { code, words } = value as { readonly code?: unknown; readonly words?: unknown };
  const named = typeof code === 'number' ? String(code) : code;
  if (typeof named !== 'string' || named.trim() === '') return null;
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return { code: named, words };
  if (!isMap(words) || !Object.values(words).every((word) => typeof word === 'string')) return null;
  return { code: named, words: words as Readonly<Record<string, string>> };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (where: string, what: string) => refuse('sms-templates', `短信模板表中的 ${where}:${what}`);
