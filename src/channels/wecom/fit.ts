/** Control characters would be written as \u escapes, which the platform refuses (40033), and halves of a pair likewise. */
const UNSENDABLE = /(?!\n)\p{Cc}|\p{Cs}/gu;

export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** At most so many characters, "…" as the last where something was cut. */
export function cut(text: string, most: number): string {
  const characters = [...sendable(text)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

export const sendable = (text: string): string => text.replace(UNSENDABLE, '');

/** Text of the app as it is: there an `<a href>` that somebody wrote would be a link under other words. */
export const asPlain = (text: string): string => sendable(text).replace(/<(?=\/?a[\s>])/gi, '＜');

/**
 * Text as Markdown that says the same: nothing people wrote may become a mention of everybody (`<@all>`) or a link under other words.
 */
export const asMarkdown = (text: string): string => sendable(text).replaceAll('<', '＜').replaceAll('](', '] (');

/** Pieces of at most so many bytes (what is longer is cut off by the platform without a word), broken at line ends where there are any. */
export function inPieces(text: string, most: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of sendable(text).split(/(?<=\n)/)) {
    if (bytesOf(piece + part) <= most) {
      piece += part;
      continue;
    }
    if (piece !== '') pieces.push(piece);
    piece = '';
    for (const character of part) {
      if (bytesOf(piece + character) > most) {
        pieces.push(piece);
        piece = '';
      }
      piece += character;
    }
  }
  if (piece !== '') pieces.push(piece);
  return pieces.map((one) => one.trimEnd()).filter((one) => one !== '');
}
