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

/** What `matchAll` finds, one by one; that makes a pattern of its own for each call, which costs as much as the search. */
export function* matchesOf(text: string, global: RegExp): Generator<RegExpExecArray, void> {
  for (let at = 0; ; ) {
    global.lastIndex = at;
    const match = global.exec(text);
    if (!match) return;
    at = match[0] === '' ? match.index + 1 : match.index + match[0].length;
    yield match;
  }
}

/** What stands for a character, by its code; 0: the character itself. */
export type Rewriting = Uint16Array;

const PIECE = 8192;

/** A text with some characters rewritten, each by one other. */
export function rewritten(text: string, table: Rewriting): string {
  let at = 0;
  while (at < text.length && table[text.charCodeAt(at)] === 0) at += 1;
  if (at === text.length) return text;
  if (text.length > PIECE) return rewritten(text.slice(0, PIECE), table) + rewritten(text.slice(PIECE), table);
  const codes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    codes.push(table[code] || code);
  }
  return String.fromCharCode(...codes);
}
