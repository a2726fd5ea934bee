/** What `npm run train` writes down of a model. */
export interface LearntModel<Label extends string> {
  /** The labels it tells apart, in the order of its weights. */
  readonly labels: readonly Label[];
  /** What a weight of 127 stands for. */
  readonly largest: number;
  /** The stretches of one to three Chinese characters it knows, sorted, with a space between them. */
  readonly grams: string;
  /** For each of them one signed byte a label, in base64. */
  readonly weights: string;
}

/** What a learnt model makes of a text. */
export interface Learnt<Label extends string> {
  /** How likely each label is; they sum to one. */
  readonly shares: Readonly<Record<Label, number>>;
  /** The known stretch of characters that speaks most for this label. */
  telling(label: Label): string;
}

/** Reads a text by a model, the first `head` characters counting double; null when the model knows nothing in it. */
export type LearntReader<Label extends string> = (text: string, head: number) => Learnt<Label> | null;

/** Known stretches by their characters; `place` is where a stretch's weights begin, -1 when it is only the beginning of others. */
interface Branch {
  place: number;
  readonly next: Map<number, Branch>;
}

function treeOf(grams: readonly string[], labels: number): Branch {
  const root: Branch = { place: -1, next: new Map() };
  for (const [at, gram] of grams.entries()) {
    let branch = root;
    for (let i = 0; i < gram.length; i += 1) {
      const code = gram.charCodeAt(i);
      let next = branch.next.get(code);
      if (next === undefined) {
        next = { place: -1, next: new Map() };
        branch.next.set(code, next);
      }
      branch = next;
    }
    branch.place = at * labels;
  }
  return root;
}

/** CJK ideographs of Unicode's first plane, the only characters a stretch begins with. */
const FIRST_CODE = 0x4e00;
const LAST_CODE = 0x9fa5;

/** The branches of the root by code, since every character of every text is looked up there. */
const firstBranches = (root: Branch): (Branch | undefined)[] =>
  Array.from({ length: LAST_CODE - FIRST_CODE + 1 }, (_, code) => root.next.get(FIRST_CODE + code));

/** Where the weights of every known stretch of a text begin, each once, with where it first stands; nothing is cut out of the text for it. */
function knownIn(text: string, first: readonly (Branch | undefined)[], size: number, seen: (place: number, at: number) => void): void {
  const met = new Uint8Array(size);
  for (let at = 0; at < text.length; at += 1) {
    let branch = first[text.charCodeAt(at) - FIRST_CODE];
    for (let i = at + 1; branch !== undefined; i += 1) {
      if (branch.place >= 0 && met[branch.place] === 0) {
        met[branch.place] = 1;
        seen(branch.place, at);
      }
      branch = branch.next.get(text.charCodeAt(i));
    }
  }
}

/** Unpacks a model once; the reader it gives is pure. */
export function readerOf<Label extends string>({ labels, largest, grams: packed, weights: base64 }: LearntModel<Label>): LearntReader<Label> {
  const grams = packed.split(' ');
  const first = firstBranches(treeOf(grams, labels.length));
  const weights = Int8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const unit = largest / 127;

  const tellingOf = (known: readonly number[], label: Label): string => {
    const which = labels.indexOf(label);
    const best = known.reduce((a, b) => ((weights[b + which] ?? 0) > (weights[a + which] ?? 0) ? b : a));
    return grams[best / labels.length] ?? '';
  };

  return (text, head) => {
    const known: number[] = [];
    const sums = labels.map(() => 0);
    let mass = 0;
    knownIn(text, first, weights.length, (place, at) => {
      known.push(place);
      const times = at < head ? 2 : 1;
      mass += times * times;
      for (let which = 0; which < sums.length; which += 1) sums[which] = (sums[which] ?? 0) + times * (weights[place + which] ?? 0);
    });
    if (known.length === 0) return null;
    const shares = sharesOf(labels, sums.map((sum) => (sum * unit) / Math.sqrt(mass)));
    return { shares, telling: (label) => tellingOf(known, label) };
  };
}

function sharesOf<Label extends string>(labels: readonly Label[], scores: readonly number[]): Record<Label, number> {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return Object.fromEntries(labels.map((label, which) => [label, (powers[which] ?? 0) / total])) as Record<Label, number>;
}
