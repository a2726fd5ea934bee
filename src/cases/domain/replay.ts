import { LEVEL_ORDER, type Level } from '../../terms/complaint.js';
import { STATE_NAMES, type CaseState } from '../../terms/case-state.js';
import { canBecome } from './case.js';

/** What re-reading a case's entries in order has led to so far. Null: an entry that would tell was erased by law. */
export interface Replay {
  readonly state: CaseState | null;
  readonly level: Level | null;
  readonly number: string | null;
  readonly dissatisfiedTimes: number;
  /** The first step no case can take, in words. */
  readonly impossible: string | null;
}

export interface ReplayedEntry {
  readonly seq: number;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly erased: boolean;
}

export const NOTHING_REPLAYED: Replay = {
  state: null,
  level: null,
  number: null,
  dissatisfiedTimes: 0,
  impossible: null,
};

/** Entries by which 已登记 and 待核 become 处理中 (flow/acts: `inHand`). */
const FIRST_ACTS: ReadonlySet<string> = new Set([
  'contacted',
  'unreachable',
  'dispatched',
  'dispatch-accepted',
  'appointment',
  'arrived',
  'site-checked',
  'plan-submitted',
  'invalid-asked',
  'extend-asked',
  'pause-asked',
  'sent-back',
]);

/** Entries that set a state of their own. */
const STATES_SET: Readonly<Record<string, CaseState>> = {
  handled: 'handled',
  reopened: 'handling',
  closed: 'closed',
  invalid: 'invalid',
  merged: 'merged',
};

/** Entries that count the customer's dissatisfaction; their kinds stay when their words are erased. */
const DISSATISFIED: Readonly<Record<string, number>> = { reopened: 1, 'dissatisfied-again': 1, 'dissatisfied-taken-back': -1 };

/** Reads one entry more. Kinds that change neither state nor level leave everything as it was. */
export function replay(before: Replay, entry: ReplayedEntry): Replay {
  if (entry.kind === 'registered') return registered(before, entry);
  if (entry.kind === 'level-decided') return { ...before, level: entry.erased ? null : (levelOf(entry.payload['to']) ?? before.level) };
  const after = stateAfter(before.state, entry.kind);
  return {
    ...before,
    state: after,
    dissatisfiedTimes: before.dissatisfiedTimes + (DISSATISFIED[entry.kind] ?? 0),
    impossible: before.impossible ?? impossible(before.state, after, entry.seq),
  };
}

function registered(before: Replay, { payload, erased }: ReplayedEntry): Replay {
  const { number } = payload;
  return {
    ...before,
    state: erased ? null : stateOf(payload['state']),
    number: typeof number === 'string' ? number : null,
  };
}

function stateAfter(state: CaseState | null, kind: string): CaseState | null {
  const set = STATES_SET[kind];
  if (set !== undefined) return set;
  return FIRST_ACTS.has(kind) && (state === 'registered' || state === 'unverified') ? 'handling' : state;
}

function impossible(from: CaseState | null, to: CaseState | null, seq: number): string | null {
  if (from === null || to === null || from === to || canBecome(from, to)) return null;
  return `第 ${seq} 条把“${STATE_NAMES[from]}”变成“${STATE_NAMES[to]}”,这一步不该有`;
}

const stateOf = (value: unknown): CaseState | null =>
  (Object.keys(STATE_NAMES) as CaseState[]).find((state) => state === value) ?? null;

const levelOf = (value: unknown): Level | null => LEVEL_ORDER.find((level) => level === value) ?? null;
