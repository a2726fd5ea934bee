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

/** CJK ideographs of Unicode's first plane, the only characters of a stretch. */
const FIRST_CODE = 0x4e00;
const LAST_CODE = 0x9fa5;

/**
 * The known stretches as steps from a beginning to the next character, in plain number arrays: every character of every
 * text is looked up here, and maps of maps took a sixth of the whole time.
 */
interface Steps {
  /** A small number for each character that occurs, by its code; 0 for one that does not. */
  readonly ids: Uint16Array;
  /** How many small numbers there are. */
  readonly size: number;
  /** Beginning × size + character, in the place that `slotOf` gives it; -1 where none is. */
  readonly keys: Int32Array;
  /** The beginning that this step leads to. */
  readonly leads: Int32Array;
  /** For each beginning where the weights begin of the stretch that ends with it; -1 when it only begins others. */
  readonly places: Int32Array;
}

const slotOf = (key: number, mask: number): number => Math.imul(key, 0x9e3779b1) >>> 8 & mask;

function stepsOf(grams: readonly string[], labels: number): Steps {
  const ids = new Uint16Array(LAST_CODE - FIRST_CODE + 1);
  let size = 1;
  for (const char of new Set(grams.join(''))) {
    ids[char.charCodeAt(0) - FIRST_CODE] = size;
    size += 1;
  }
  const beginnings = new Map<string, number>([['', 0]]);
  for (const gram of grams) {
    for (let length = 1; length <= gram.length; length += 1) {
      const start = gram.slice(0, length);
      if (!beginnings.has(start)) beginnings.set(start, beginnings.size);
    }
  }
  const mask = 2 ** Math.ceil(Math.log2(beginnings.size * 2.5)) - 1;
  const keys = new Int32Array(mask + 1).fill(-1);
  const leads = new Int32Array(mask + 1);
  for (const [start, node] of beginnings) {
    if (start === '') continue;
    const key = (beginnings.get(start.slice(0, -1)) ?? 0) * size + (ids[start.charCodeAt(start.length - 1) - FIRST_CODE] ?? 0);
    let slot = slotOf(key, mask);
    while (keys[slot] !== -1) slot = (slot + 1) & mask;
    keys[slot] = key;
    leads[slot] = node;
  }
  const places = new Int32Array(beginnings.size).fill(-1);
  for (const [at, gram] of grams.entries()) places[beginnings.get(gram) ?? 0] = at * labels;
  return { ids, size, keys, leads, places };
}

/** Paper to reckon on, the same sheet for every text: a new one for each cost more than the reckoning. Nothing on it outlives a text. */
interface Scratch {
  /** The text in small numbers. */
  said: Uint16Array;
  /** For each beginning the number of the text in which it was last met. */
  readonly met: Uint32Array;
  turn: number;
  /** Where the weights of the known stretches begin, and where each first stands in the text. */
  readonly known: Int32Array;
  readonly firstAt: Int32Array;
}

const scratchFor = ({ places }: Steps): Scratch => ({
  said: new Uint16Array(512),
  met: new Uint32Array(places.length),
  turn: 0,
  known: new Int32Array(places.length),
  firstAt: new Int32Array(places.length),
});

function nextText(scratch: Scratch, length: number): void {
  if (length > scratch.said.length) scratch.said = new Uint16Array(length * 2);
  scratch.turn = (scratch.turn + 1) >>> 0;
  if (scratch.turn > 0) return;
  scratch.met.fill(0);
  scratch.turn = 1;
}

/**
 * Every known stretch of a text, each once: where its weights begin and where it first stands go onto the scratch paper;
 * how many there are is returned. Nothing is cut out of the text for it.
 */
function knownIn(text: string, { ids, places, size, keys, leads }: Steps, scratch: Scratch): number {
  nextText(scratch, text.length);
  const { said, met, turn, known, firstAt } = scratch;
  const mask = keys.length - 1;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) said[at] = ids[text.charCodeAt(at) - FIRST_CODE] ?? 0;
  for (let at = 0; at < text.length; at += 1) {
    let node = 0;
    for (let i = at; i < text.length && said[i] !== 0; i += 1) {
      const key = node * size + (said[i] ?? 0);
      let slot = slotOf(key, mask);
      while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & mask;
      if (keys[slot] === -1) break;
      node = leads[slot] ?? 0;
      const place = places[node] ?? -1;
      if (place < 0 || met[node] === turn) continue;
      met[node] = turn;
      known[count] = place;
      firstAt[count] = at;
      count += 1;
    }
  }
  return count;
}

/** A reader that unpacks its model with the first text it reads: a service that starts need not wait for it. It is pure. */
export function readerOf<Label extends string>(model: LearntModel<Label>): LearntReader<Label> {
  let unpacked: LearntReader<Label> | null = null;
  return (text, head) => (unpacked ??= unpack(model))(text, head);
}

function unpack<Label extends string>({ labels, largest, grams: packed, weights: base64 }: LearntModel<Label>): LearntReader<Label> {
  const grams = packed.split(' ');
  const steps = stepsOf(grams, labels.length);
  const weights = Int8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const unit = largest / 127;
  const scratch = scratchFor(steps);

  const tellingOf = (known: Int32Array, label: Label): string => {
    const which = labels.indexOf(label);
    const best = known.reduce((a, b) => ((weights[b + which] ?? 0) > (weights[a + which] ?? 0) ? b : a));
    return grams[best / labels.length] ?? '';
  };

  return (text, head) => {
    const count = knownIn(text, steps, scratch);
    if (count === 0) return null;
    const sums = new Array<number>(labels.length).fill(0);
    let mass = 0;
    for (let at = 0; at < count; at += 1) {
      const place = scratch.known[at] ?? 0;
      const times = (scratch.firstAt[at] ?? 0) < head ? 2 : 1;
      mass += times * times;
      for (let which = 0; which < sums.length; which += 1) sums[which] = (sums[which] ?? 0) + times * (weights[place + which] ?? 0);
    }
    const shares = sharesOf(labels, sums.map((sum) => (sum * unit) / Math.sqrt(mass)));
    const known = scratch.known.slice(0, count);
    return { shares, telling: (label) => tellingOf(known, label) };
  };
}

function sharesOf<Label extends string>(labels: readonly Label[], scores: readonly number[]): Record<Label, number> {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return Object.fromEntries(labels.map((label, which) => [label, (powers[which] ?? 0) / total])) as Record<Label, number>;
}
