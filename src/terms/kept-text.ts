/** Text as it can be kept: PostgreSQL takes no NUL, and unpaired surrogates are no text at all. */
export const keptText = (text: string): string => text.replaceAll('\0', '').toWellFormed();

/** The same, and '' where nothing of it can be seen: a zero-width mark is no reason. */
export function writtenText(text: string): string {
  const kept = keptText(text);
  return /[^\p{Cc}\p{Cf}\p{Z}]/u.test(kept) ? kept : '';
}
