/** Characters by their code: 1 where a search may begin. Looking a character up costs far less than trying a pattern at every place. */
export type Beginnings = Uint8Array;

export function beginnings(characters: string): Beginnings {
  const table = new Uint8Array(0x10000);
  for (let i = 0; i < characters.length; i += 1) table[characters.charCodeAt(i)] = 1;
  return table;
}

/** The first place from `from` on where a search may begin; the text's length when there is none. */
export function nextBeginning(text: string, from: number, table: Beginnings): number {
  let at = from;
  while (at < text.length && table[text.charCodeAt(at)] === 0) at += 1;
  return at;
}

/** What `matchAll` finds, for a sticky pattern of which every match begins with one of these characters. */
export function matchesAt(text: string, sticky: RegExp, table: Beginnings): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (let at = nextBeginning(text, 0, table); at < text.length; ) {
    sticky.lastIndex = at;
    const match = sticky.exec(text);
    if (match) found.push(match);
    at = nextBeginning(text, match ? Math.max(sticky.lastIndex, at + 1) : at + 1, table);
  }
  return found;
}
