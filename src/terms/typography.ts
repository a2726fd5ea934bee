const FULL: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '!': '！', '?': '？' };

/** A mark beside Chinese words: after them, or between any word and them. Times, sums, numbers and addresses have none beside. */
const MARKS = /(?<=[\p{Script=Han}】》」”）])[,;:!?](?!\/\/)|(?<=[\p{L}\p{N}%])[,;:!?](?=[\p{Script=Han}【「“（])/gu;
/** Brackets that hold Chinese words or follow them. */
const BRACKETS = /(?<=[\p{Script=Han}】」”])\(([^()\n]*)\)|\(([^()\n]*\p{Script=Han}[^()\n]*)\)/gu;

/** Most words on a card have nothing to set, and looking for that is a tenth of the work. */
const SETTABLE = /[,;:!?(]/;

/** Sets the punctuation of a Chinese text in full width, as it is printed: 已登记:LH-… → 已登记：LH-… */
export function chineseMarks(text: string): string {
  if (!SETTABLE.test(text)) return text;
  return text
    .replace(BRACKETS, (_, after: string | undefined, holding: string | undefined) => `（${after ?? holding ?? ''}）`)
    .replace(MARKS, (mark) => FULL[mark] ?? mark);
}
