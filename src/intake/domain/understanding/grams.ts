/** Chinese characters stand in rows between everything else; numbers, signs and Latin letters tell no category. */
const ROW = /[\u4e00-\u9fa5]+/g;
const LONGEST = 3;

export interface Gram {
  readonly gram: string;
  /** Where it first stands. */
  readonly at: number;
}

/** The stretches of one to three Chinese characters of a text, each once, in the order they come. The text must be `plain`. */
export function gramsOf(text: string): Gram[] {
  const seen = new Set<string>();
  const grams: Gram[] = [];
  for (const match of text.matchAll(ROW)) {
    const [row] = match;
    for (let start = 0; start < row.length; start += 1) {
      for (let length = 1; length <= LONGEST && start + length <= row.length; length += 1) {
        const gram = row.slice(start, start + length);
        if (seen.has(gram)) continue;
        seen.add(gram);
        grams.push({ gram, at: match.index + start });
      }
    }
  }
  return grams;
}
