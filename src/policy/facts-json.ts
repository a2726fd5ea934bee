import { FLAG_FACTS, type FlagFact } from './domain/rows.js';
import { CATEGORIES, EVENTS, plainFacts, THREATS, type CaseEvent, type Facts } from '../terms/complaint.js';
import type { ClockPlan, Decision } from '../terms/decision.js';
import { formatInstant, parseInstant, startOfDay, type Instant } from '../terms/instants.js';
import { parseYuan, type Fen } from '../terms/money.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';

// The JSON form of facts and decisions: contracts.md §2.

const KEYS: readonly string[] = [
  'id',
  'pack',
  'kind',
  'category',
  'phase',
  'scope',
  'receivedAt',
  'enteredAt',
  'now',
  'claimedAmount',
  'wantsMoney',
  'proposedAmount',
  'repairCost',
  'households',
  'valid',
  'plainMistake',
  'safety',
  'media',
  'litigation',
  'brandHarm',
  'groupRisk',
  'threats',
  'refused',
  'complainedAgain',
  'dissatisfiedTimes',
  'failedTalks',
  'importantSince',
  'settledByTalk',
  'needsCoordination',
  'unitReturn',
  'teamGone',
  'happened',
] satisfies readonly ('id' | keyof Facts)[];
const KNOWN: ReadonlySet<string> = new Set(KEYS);

/** The years in which UTC+8 is exact and dates keep four digits: 1992 to 9000. */
const EARLIEST = startOfDay('1992-01-01');
const LATEST = startOfDay('9001-01-01');

type Json = Readonly<Record<string, unknown>>;

/** Thrown and caught within this file: carries the first fact that is wrong. */
class WrongFact extends Error {}

/**
 * Reads facts from parsed JSON. Refuses with `facts-invalid`, naming the wrong fact and what would be right.
 * What is left out takes the value that policies/README.md gives it.
 */
export function parseFacts(json: unknown): Outcome<Facts> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refuse('facts-invalid', '每行应为一个 JSON 对象');
  }
  try {
    return accept(readFacts(json as Json));
  } catch (error) {
    if (error instanceof WrongFact) return refuse('facts-invalid', error.message);
    throw error;
  }
}

function readFacts(json: Json): Facts {
  const unknownKey = Object.keys(json).find((key) => !KNOWN.has(key));
  if (unknownKey !== undefined) throw new WrongFact(`不认识的事实 '${unknownKey}';可用:${KEYS.join('、')}`);
  if (!isId(json['id'])) throw new WrongFact("'id' 应为文字或数字");
  const receivedAt = required(time(json, 'receivedAt'), 'receivedAt', '须写收到的时间');
  if ('now' in json && json['now'] === null) throw new WrongFact("'now' 应为时间;不知道时不写");
  const plain = plainFacts(readPackId(json), receivedAt);
  return {
    ...plain,
    ...readFlags(json, plain),
    kind: required(oneOf(json, 'kind', ['need', 'complaint']), 'kind', '须写 need 或 complaint'),
    category: oneOf(json, 'category', CATEGORIES) ?? plain.category,
    phase: oneOf(json, 'phase', ['before-handover', 'after-handover']) ?? plain.phase,
    scope: oneOf(json, 'scope', ['project', 'group']) ?? plain.scope,
    enteredAt: time(json, 'enteredAt'),
    now: time(json, 'now') ?? plain.now,
    ...readMoney(json),
    households: whole(json, 'households', plain.households),
    threats: readThreats(json),
    dissatisfiedTimes: whole(json, 'dissatisfiedTimes', plain.dissatisfiedTimes),
    failedTalks: whole(json, 'failedTalks', plain.failedTalks),
    importantSince: time(json, 'importantSince'),
    happened: readHappened(json),
  };
}

/** What the answer can carry back unchanged: an id that were dropped would leave its line without an answer. */
function isId(id: unknown): boolean {
  return id === undefined || id === null || typeof id === 'string' || Number.isFinite(id);
}

function readPackId(json: Json): string {
  const pack = json['pack'];
  if (typeof pack !== 'string' || pack === '') throw new WrongFact("'pack' 须写规则包的名称");
  return pack;
}

function readMoney(json: Json): Pick<Facts, 'claimedAmount' | 'proposedAmount' | 'repairCost'> {
  return {
    claimedAmount: money(json, 'claimedAmount'),
    proposedAmount: money(json, 'proposedAmount'),
    repairCost: money(json, 'repairCost'),
  };
}

type Flags = Pick<Facts, FlagFact>;

const readFlags = (json: Json, plain: Flags): Partial<Flags> =>
  Object.fromEntries(FLAG_FACTS.map((name) => [name, flag(json, name, plain[name])]));

function readThreats(json: Json): Facts['threats'] {
  const given = json['threats'];
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw new WrongFact(`'threats' 应为列表;可用:${THREATS.join('、')}`);
  const wrong: unknown = given.find((threat: unknown) => !THREATS.some((known) => known === threat));
  if (wrong !== undefined) throw new WrongFact(`'threats' 中不认识的值 ${show(wrong)};可用:${THREATS.join('、')}`);
  return THREATS.filter((threat) => given.includes(threat));
}

function readHappened(json: Json): Facts['happened'] {
  const given = json['happened'];
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new WrongFact("'happened' 应为“事件: 时间”的对象");
  }
  const happened: Partial<Record<CaseEvent, Instant>> = {};
  for (const name of Object.keys(given)) {
    const event = EVENTS.find((known) => known === name);
    if (event === undefined) throw new WrongFact(`'happened' 中不认识的事件 '${name}';可用:${EVENTS.join('、')}`);
    happened[event] = readTime((given as Json)[name], `happened.${name}`);
  }
  return happened;
}

function required<T>(value: T | null, name: string, message: string): T {
  if (value === null) throw new WrongFact(`'${name}' ${message}`);
  return value;
}

function oneOf<T extends string>(json: Json, name: string, allowed: readonly T[]): T | null {
  const given = json[name];
  if (given === undefined) return null;
  const known = allowed.find((candidate) => candidate === given);
  if (known === undefined) throw new WrongFact(`'${name}' 的值 ${show(given)} 不认识;可用:${allowed.join('、')}`);
  return known;
}

function time(json: Json, name: string): Instant | null {
  const given = json[name];
  return given === undefined || given === null ? null : readTime(given, name);
}

function readTime(given: unknown, name: string): Instant {
  const at = typeof given === 'string' ? parseInstant(given) : null;
  if (at === null || at < EARLIEST || at >= LATEST) {
    throw new WrongFact(`'${name}' 的时间 ${show(given)} 不存在或写法有误;应如 "2026-03-02T10:00:00+08:00"`);
  }
  return at;
}

function money(json: Json, name: string): Fen | null {
  const given = json[name];
  if (given === undefined || given === null) return null;
  const fen = typeof given === 'string' ? parseYuan(given) : null;
  if (fen === null) {
    throw new WrongFact(`'${name}' 的金额 ${show(given)} 写法有误;应为带引号的数字,不小于 0,至多两位小数,如 "8000.00"`);
  }
  return fen;
}

function flag(json: Json, name: string, left: boolean): boolean {
  const given = json[name];
  if (given === undefined) return left;
  if (typeof given !== 'boolean') throw new WrongFact(`'${name}' 的值 ${show(given)} 有误;应为 true 或 false`);
  return given;
}

function whole(json: Json, name: string, least: number): number {
  const given = json[name];
  if (given === undefined) return least;
  if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < least) {
    throw new WrongFact(`'${name}' 的值 ${show(given)} 有误;应为不小于 ${least} 的整数`);
  }
  return given;
}

const show = (value: unknown): string => JSON.stringify(value).slice(0, 80);

/** A clock as the contract writes it. */
export interface ClockJson {
  readonly rule: string;
  readonly name: string;
  readonly startsOn: string;
  readonly dueAt: string | null;
  readonly targetAt: string | null;
}

/** A decision as the contract writes it, its fields in the order of the contract's example. */
export interface DecisionJson extends Omit<Decision, 'clocks'> {
  readonly id: string | number | null;
  readonly clocks: readonly ClockJson[];
}

/** The JSON form of a decision; times to the second with "+08:00". */
export function formatDecision(id: string | number | null, decision: Decision): DecisionJson {
  return {
    id,
    pack: decision.pack,
    level: decision.level,
    levelRules: decision.levelRules,
    approval: decision.approval,
    approvalRules: decision.approvalRules,
    copies: decision.copies,
    filings: decision.filings,
    clocks: decision.clocks.map(formatClock),
  };
}

function formatClock(clock: ClockPlan): ClockJson {
  return {
    rule: clock.rule,
    name: clock.name,
    startsOn: clock.startsOn,
    dueAt: clock.dueAt === null ? null : formatInstant(clock.dueAt),
    targetAt: clock.targetAt === null ? null : formatInstant(clock.targetAt),
  };
}
