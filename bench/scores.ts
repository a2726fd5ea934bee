import type { Understanding, UnderstandingContext } from '../src/terms/understanding.js';
import type { Labelled, LabelledSet } from './labelled.js';

export interface Engine {
  readonly understand: (text: string, context: UnderstandingContext) => Understanding;
  /** Labels of real messages name rooms as written ("4栋"): both sides are compared in the normalised form. */
  readonly normalRooms: (rooms: readonly string[]) => readonly string[];
}

export interface SlotScore {
  readonly slot: string;
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

export interface Miss {
  readonly id: string;
  readonly slot: string;
  readonly got: string;
  readonly label: string;
  /** How sure the answer was; 1 for slots that say no confidence. */
  readonly sure: number;
}

/** Shares are of `count`; a set without labels of a kind has null there. */
export interface SetScore {
  readonly name: string;
  readonly count: number;
  readonly slots: readonly SlotScore[];
  readonly kind: { readonly of: number; readonly right: number } | null;
  readonly category: { readonly of: number; readonly strict: number; readonly lenient: number; readonly notAsked: number; readonly notAskedRight: number };
  /** Share answered and share of those right, when only answers of at least this confidence count. */
  readonly coverage: readonly { readonly from: number; readonly answered: number; readonly right: number }[];
  /** Of the projects' slots filled wrongly, those the bot would ask about anyway. */
  readonly misses: readonly Miss[];
}

export const f1 = ({ right, wrong, missed }: SlotScore): number => (right + wrong + missed === 0 ? NaN : (2 * right) / (2 * right + wrong + missed));

/** Labels give the wall time there. */
const SHANGHAI = 8 * 3_600_000;

type Value = string | null;
const said = (value: string | number | null | undefined): Value => (value === null || value === undefined ? null : String(value));
const joined = (values: readonly string[] | undefined): Value => (values === undefined || values.length === 0 ? null : [...new Set(values)].sort().join(' '));
const yes = (value: boolean | null | undefined): Value => (value === true ? 'yes' : null);
const state = (value: Labelled['media']): Value => (typeof value === 'string' ? value : null);

type Pair = readonly [(u: Understanding, engine: Engine) => Value, (l: Labelled, engine: Engine) => Value];
const COMPARED: Readonly<Record<string, Pair>> = {
  amount: [(u) => said(u.amount === null ? null : u.amount / 100), (l) => said(l.amount)],
  households: [(u) => said(u.households), (l) => said(l.households)],
  media: [(u) => yes(u.media), (l) => yes(Boolean(l.media))],
  mediaState: [(u) => said(u.mediaState), (l) => state(l.media)],
  litigation: [(u) => yes(u.litigation), (l) => yes(Boolean(l.litigation))],
  litigationState: [(u) => said(u.litigationState), (l) => state(l.litigation)],
  safety: [(u) => yes(u.safety), (l) => yes(l.safety)],
  repeat: [(u) => yes(u.repeat), (l) => yes(l.repeat)],
  refused: [(u) => yes(u.refused), (l) => yes(l.refused)],
  project: [(u) => said(u.project), (l) => said(l.project)],
  rooms: [(u) => joined(u.rooms), (l, { normalRooms }) => joined(normalRooms(l.rooms ?? []))],
  name: [(u) => said(u.name), (l) => said(l.name)],
  phone: [(u) => said(u.phone), (l) => said(l.phone)],
  doors: [(u) => joined(u.doors), (l) => joined(l.doors)],
  receivedAt: [(u) => (u.receivedAt === null ? null : new Date(u.receivedAt + SHANGHAI).toISOString().slice(0, 16)), (l) => said(l.receivedAt)],
};

const kindOf = (u: Understanding): string => (u.kind === 'none' ? (u.noneKind ?? 'talk') : u.kind);
const LEVELS = [0, 0.5, 0.6, 0.7, 0.8, 0.9];

interface Judged {
  readonly u: Understanding;
  readonly l: Labelled;
}

function slotScore(slot: string, answers: readonly Judged[], engine: Engine, misses: Miss[]): SlotScore {
  const [got, label] = COMPARED[slot] ?? [() => null, () => null];
  const score = { slot, right: 0, wrong: 0, missed: 0 };
  for (const { u, l } of answers) {
    if (l.unscored?.includes(slot)) continue;
    const [g, want] = [got(u, engine), label(l, engine)];
    if (g !== null && g === want) score.right += 1;
    if (g !== null && g !== want) score.wrong += 1;
    if (want !== null && g !== want) score.missed += 1;
    if (g !== want) misses.push({ id: l.id, slot, got: g ?? '–', label: want ?? '–', sure: 1 });
  }
  return score;
}

/** A rival of equal standing counts in the lenient score. */
const rightCategory = ({ u, l }: Judged): boolean => u.category === l.category || (u.category !== null && (l.alsoDefensible ?? []).includes(u.category));

function categoryScore(answers: readonly Judged[]): Pick<SetScore, 'category' | 'coverage'> {
  const notAsked = answers.filter(({ u }) => u.category !== null && !u.missing.includes('category'));
  const coverage = LEVELS.map((from) => {
    const answered = answers.filter(({ u }) => u.category !== null && (u.categoryConfidence ?? 0) >= from);
    return { from, answered: answered.length, right: answered.filter(rightCategory).length };
  });
  const category = {
    of: answers.length,
    strict: answers.filter(({ u, l }) => u.category === l.category).length,
    lenient: answers.filter(rightCategory).length,
    notAsked: notAsked.length,
    notAskedRight: notAsked.filter(rightCategory).length,
  };
  return { category, coverage };
}

/** Reads every message of a set and compares slot by slot with what was labelled. */
export function scoreSet(set: LabelledSet, engine: Engine): SetScore {
  const answers = set.messages.map((l) => ({ l, u: engine.understand(l.text, set.context) }));
  const misses: Miss[] = [];
  const slots = set.slots.map((slot) => slotScore(slot, answers, engine, misses));
  const kinds = answers.filter(({ l }) => l.kind !== undefined);
  const fits = ({ u, l }: Judged): boolean => [l.kind, ...(l.kindAlso ?? [])].includes(kindOf(u));
  for (const each of kinds.filter((one) => !fits(one))) misses.push({ id: each.l.id, slot: 'kind', got: kindOf(each.u), label: each.l.kind ?? '', sure: each.u.missing.includes('kind') ? 0.5 : 1 });
  const sorted = answers.filter(({ l }) => l.category !== undefined && !l.unscored?.includes('category'));
  for (const each of sorted.filter((one) => !rightCategory(one))) {
    const label = [each.l.category, ...(each.l.alsoDefensible ?? [])].join(' or ');
    misses.push({ id: each.l.id, slot: 'category', got: `${each.u.category ?? '–'} (${each.u.categoryConfidence ?? '–'})`, label, sure: each.u.categoryConfidence ?? 0 });
  }
  const kind = kinds.length === 0 ? null : { of: kinds.length, right: kinds.filter(fits).length };
  return { name: set.name, count: answers.length, slots, kind, ...categoryScore(sorted), misses: misses.sort((a, b) => b.sure - a.sure) };
}

const share = (part: number, of: number): string => (of === 0 ? '–' : (part / of).toFixed(3));

/** A score as lines of a Markdown document; what was missed is named by id, so that no message stands in it. */
export function scoreLines(score: SetScore): string[] {
  const { kind, category, coverage } = score;
  return [
    `## ${score.name}: ${score.count} messages`,
    '',
    ...(kind === null ? [] : [`Kind (complaint, need, inquiry, suggestion, talk): ${share(kind.right, kind.of)} right of ${kind.of}.`, '']),
    `Category, ${category.of} labelled: strict ${share(category.strict, category.of)}, labelled or defensible ${share(category.lenient, category.of)}. ` +
      `Not asked about: ${share(category.notAsked, category.of)}, of these right ${share(category.notAskedRight, category.notAsked)}.`,
    '',
    '| confidence at least | answered | right of those |',
    '| --- | --- | --- |',
    ...coverage.map(({ from, answered, right }) => `| ${from} | ${share(answered, category.of)} | ${share(right, answered)} |`),
    '',
    '| slot | precision | recall | F1 | right | wrong | missed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...score.slots.map((each) => {
      const figure = f1(each);
      const columns = [each.slot, share(each.right, each.right + each.wrong), share(each.right, each.right + each.missed), Number.isNaN(figure) ? '–' : figure.toFixed(3)];
      return `| ${[...columns, each.right, each.wrong, each.missed].join(' | ')} |`;
    }),
    '',
  ];
}

/** The worst misses of a set: the surest first. */
export function missLines(score: SetScore, most: number): string[] {
  return ['| message | slot | understood | labelled |', '| --- | --- | --- | --- |', ...score.misses.slice(0, most).map(({ id, slot, got, label }) => `| ${id} | ${slot} | ${got} | ${label} |`), ''];
}
