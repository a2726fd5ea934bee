/** White space as it stands behind a name: also the kinds chat programs put there. */
const GAP = '[\\s\\u2005\\u2006\\u00a0\\u3000]';

/**
 * The text of a group message without the @ of the bot in front, which is part of the text (dossier §7, pitfall 7). With a known name only
 * that name goes, so that a colleague's name at the front stays; without one, the first word behind an @.
 */
export function withoutMention(text: string, name: string | null): string {
  const word = name === null ? '[^\\s\\u2005\\u2006\\u00a0\\u3000]+' : name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`^${GAP}*@${word}(?:${GAP}+|$)`, 'i'), '').trim();
}
