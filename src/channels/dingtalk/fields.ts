/** Reading foreign JSON: what is not as it should be is null, and nothing is ever thrown. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** JSON inside JSON: DingTalk sends objects as texts, and at some places as objects. */
export function fieldsIn(value: unknown): Fields | null {
  if (typeof value !== 'string') return fieldsOf(value);
  try {
    return fieldsOf(JSON.parse(value));
  } catch {
    return null;
  }
}

/** A text that is there and no longer than `most`. */
export const textIn = (value: unknown, most: number): string | null => (typeof value === 'string' && value !== '' && value.length <= most ? value : null);

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A number, or a text of digits. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** The same field, however it is spelt: DingTalk's pages write `code` and `Code`, `userId` and `UserId`. */
export function fieldOf(fields: Fields, name: string): unknown {
  const low = name.toLowerCase();
  const found = Object.keys(fields).find((one) => one.toLowerCase() === low);
  return found === undefined ? undefined : fields[found];
}
