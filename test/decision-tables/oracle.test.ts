import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  PACKS_FOLDER,
  decide,
  formatDecision,
  loadPacks,
  nationalCalendar,
  parseFacts,
  readPack,
  type DecisionJson,
  type Pack,
} from '../../src/policy/index.js';
import { anyFacts } from './oracle-facts.js';
import { expected } from './oracle.js';
import type { OracleClock, WrittenFacts } from './oracle-reading.js';

const LONGFOR = 'longfor-hangzhou';
const STANDARD = 'standard';
const JINKE = 'jinke-commercial';
const NANGUANG = 'nanguang-property';
const SERVICE_CENTRE = 'estate-service-centre';
const GREENTOWN = 'greentown-group';
const DRAW = { seed: 20260302, numRuns: 2500 };

const draws = new Map<string, WrittenFacts[]>();
/** The same facts for every test of one pack. */
function drawn(packId: string): WrittenFacts[] {
  const known = draws.get(packId) ?? fc.sample(anyFacts(packId), DRAW);
  draws.set(packId, known);
  return known;
}

const packs = loadPacks();
const calendar = nationalCalendar();

function shipped(id: string): Pack {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
}

function answer(facts: WrittenFacts, pack: Pack = shipped(facts.pack)): DecisionJson {
  const parsed = parseFacts(JSON.parse(JSON.stringify(facts)));
  if (!parsed.ok) throw new Error(parsed.message);
  const decision = decide(pack, calendar, parsed.value);
  if (!decision.ok) throw new Error(decision.message);
  return formatDecision(facts.id ?? null, decision.value);
}

const line = (clock: OracleClock): string =>
  [clock.rule, clock.startsOn, clock.dueAt ?? 'not yet known', clock.targetAt ?? 'no target'].join(' | ');

/** Clocks stand in the order of the pack and carry its names; the book says neither. */
const comparable = ({ clocks, ...rest }: { readonly clocks: readonly OracleClock[] }): object => ({ ...rest, clocks: clocks.map(line).sort() });

const asRead = (facts: WrittenFacts): object => ({ id: null, pack: facts.pack, ...comparable(expected(facts)) });

test.each([LONGFOR, STANDARD, JINKE, NANGUANG, SERVICE_CENTRE, GREENTOWN])('%s answers as its book is read a second time', (packId) => {
  for (const facts of drawn(packId)) expect([facts, comparable(answer(facts))]).toEqual([facts, asRead(facts)]);
});

const ids = (prefix: string, names: string): string[] => names.split(' ').map((name) => `${prefix}-${name}`);

test.each<[string, string[]]>([
  [
    LONGFOR,
    [
      ...ids('LF', 'V4 L1 L2a L2b L2c L2e L3a L3b L3c L3d L3e'),
      ...ids('LF', 'A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17'),
      ...ids('LF', 'D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12 D13 D14 D15'),
      ...ids('ST', 'D1 D2 D3 D4 D5'),
    ],
  ],
  [STANDARD, ids('ST', 'L1 A1 A2 A3 A4 A5 D1 D2 D3 D4 D5')],
  [JINKE, [...ids('JK', 'T1 L1a L1b L2a L2b L2c L3a L3b A1 A2 A3 A4 A5 D1 D2 D3 D5 D6 D7 D8 D9 D10 D12'), ...ids('ST', 'D4 D5')]],
  [NANGUANG, [...ids('NG', 'P3 A1 P9 V1'), ...ids('ST', 'L1 D1 D2 D3 D4')]],
  [SERVICE_CENTRE, [...ids('SC', 'A1 A2'), ...ids('ST', 'L1 D1 D2 D3 D4 D5')]],
  [GREENTOWN, ['GT-A1', ...ids('ST', 'L1 D1 D2 D3 D4 D5')]],
])('the facts of %s reach every rule that can be named, and every clock with its due time', (packId, rules) => {
  const decisions = drawn(packId).map(expected);
  const named = decisions.flatMap((each) => [...each.levelRules, ...each.approvalRules, ...each.filings.map((filing) => filing.rule)]);
  const clocks = decisions.flatMap((each) => each.clocks.filter((clock) => clock.dueAt !== null).map((clock) => clock.rule));
  expect([...new Set([...named, ...clocks])].sort()).toEqual([...rules].sort());
});

// A comparison that cannot tell these packs from the book would prove nothing.
test.each<[string, string, string]>([
  [LONGFOR, '- { claimedAmount: { from: "5000.00" } }', '- { claimedAmount: { from: "5000.01" } }'],
  [LONGFOR, 'claimedAmount: { from: "20000.00" }', 'claimedAmount: { over: "20000.00" }'],
  [LONGFOR, 'below: "5000.00" }\n    - { band: B, from: "5000.00"', 'upTo: "5000.00" }\n    - { band: B, over: "5000.00"'],
  [LONGFOR, 'households: { from: 5 }', 'households: { from: 6 }'],
  [LONGFOR, 'not: { levelRulesOnly: [LF-L2e], refused: false }', 'not: { levelRulesOnly: [LF-L2e] }'],
  [LONGFOR, 'over: { months: 3 }', 'over: { days: 91 }'],
  [LONGFOR, 'startsOn: became-important', 'startsOn: registered'],
  [LONGFOR, 'review: [regional-gm] }', 'review: [group-gm] }'],
  [STANDARD, 'below: "50000.00" }\n    - { band: D, from: "50000.00" }', 'upTo: "50000.00" }\n    - { band: D, over: "50000.00" }'],
  [STANDARD, 'households: { from: 10 }', 'households: { over: 10 }'],
  [STANDARD, 'important: { workingDays: 7, target: 3 }', 'important: { workingDays: 7, target: 4 }'],
  [STANDARD, 'nightExcluded: true }\n    metBy', 'nightExcluded: false }\n    metBy'],
  [STANDARD, 'span: { calendarDays: 3 }', 'span: { workingDays: 3 }'],
  [JINKE, 'largerAmount: { over: "5000.00" }', 'largerAmount: { from: "5000.00" }'],
  [JINKE, 'largerAmount: { from: "50000.00" }', 'claimedAmount: { from: "50000.00" }'],
  [JINKE, 'threats: [media, litigation]', 'threats: [media]'],
  [NANGUANG, '"5000.00"', '"5000.01"'],
  [SERVICE_CENTRE, '"10000.00"', '"10000.01"'],
  [GREENTOWN, '{ scope: group }', '{ safety: true }'],
])('%s with %j changed is found out', (packId, found, put) => {
  const text = readFileSync(`${PACKS_FOLDER}/${packId}.yaml`, 'utf8');
  expect(text.split(found).length).toBeGreaterThan(1);
  const { pack, mistakes } = readPack(packId, text.replaceAll(found, put));
  if (!pack) throw new Error(mistakes.map((mistake) => mistake.message).join('\n'));
  const differs = (facts: WrittenFacts): boolean => !isDeepStrictEqual(comparable(answer(facts, pack)), asRead(facts));
  expect(drawn(packId).some(differs)).toBe(true);
});

/** contracts.md §2, to the letter; it shortens the clocks. */
test("the contract's example", () => {
  const { clocks, ...decision } = answer({
    id: 'c1',
    pack: LONGFOR,
    kind: 'complaint',
    category: 'engineering',
    phase: 'after-handover',
    scope: 'project',
    receivedAt: '2026-03-02T10:00:00+08:00',
    enteredAt: '2026-03-02T10:20:00+08:00',
    now: '2026-03-02T10:30:00+08:00',
    claimedAmount: '8000.00',
    wantsMoney: true,
    proposedAmount: null,
    repairCost: null,
    households: 1,
    valid: true,
    plainMistake: false,
    safety: false,
    media: false,
    litigation: false,
    brandHarm: false,
    groupRisk: false,
    threats: ['media'],
    refused: false,
    complainedAgain: false,
    dissatisfiedTimes: 0,
    failedTalks: 0,
    importantSince: null,
    settledByTalk: false,
    needsCoordination: false,
    unitReturn: false,
    teamGone: false,
    happened: { 'engineer-told': '2026-03-02T10:30:00+08:00' },
  });
  expect(decision).toEqual({
    id: 'c1',
    pack: LONGFOR,
    level: 'important',
    levelRules: ['LF-L2e'],
    approval: [
      { step: 1, mode: 'review', roles: ['finance-director'], join: 'all' },
      { step: 2, mode: 'review', roles: ['project-director'], join: 'all' },
      { step: 3, mode: 'approve', roles: ['regional-gm'], join: 'all' },
    ],
    approvalRules: ['LF-A5'],
    copies: [],
    filings: [],
  });
  expect(clocks).toEqual(
    expect.arrayContaining([
      { rule: 'LF-D1', name: 'tell-engineer', startsOn: 'received', dueAt: '2026-03-02T23:59:59+08:00', targetAt: null },
      { rule: 'LF-D2', name: 'check-site', startsOn: 'engineer-told', dueAt: '2026-03-03T10:30:00+08:00', targetAt: null },
      { rule: 'LF-D14', name: 'return-visit', startsOn: 'handled', dueAt: null, targetAt: null },
    ]),
  );
});
