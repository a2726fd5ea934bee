/** Chinese characters stand in rows between everything else; numbers, signs and Latin letters teach nothing. */
const ROW = /[\u4e00-\u9fa5]+/g;
const LONGEST = 3;

/** The stretches of one to three Chinese characters of a text, each once. */
export function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const [row] of text.matchAll(ROW)) {
    for (let start = 0; start < row.length; start += 1) {
      for (let length = 1; length <= LONGEST && start + length <= row.length; length += 1) grams.add(row.slice(start, start + length));
    }
  }
  return [...grams];
}
