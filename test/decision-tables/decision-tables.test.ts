import { readFileSync } from 'node:fs';
import { formatDecision, loadPacks, nationalCalendar, parseFacts, decide, type DecisionJson } from '../../src/policy/index.js';

// The tables are worked out by hand from the rule books; this file only reads their notation.

const packs = loadPacks();
const calendar = nationalCalendar();

function answer(packId: string, written: string): DecisionJson {
  const facts = parseFacts({ ...defaults(packId), ...readFacts(written) });
  if (!facts.ok) throw new Error(facts.message);
  const pack = packs.ok ? packs.value.get(packId) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${packId}` : packs.message);
  const decision = decide(pack, calendar, facts.value);
  if (!decision.ok) throw new Error(decision.message);
  return formatDecision(null, decision.value);
}

const defaults = (pack: string): object => ({ pack, kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00' });

function readFacts(written: string): object {
  const facts: Record<string, unknown> = {};
  const happened: Record<string, string> = {};
  for (const pair of written.split(';').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split('=');
    if (name.startsWith('happened.')) happened[name.slice('happened.'.length)] = value;
    else facts[name] = readValue(name, value);
  }
  return { ...facts, happened };
}

function readValue(name: string, value: string): unknown {
  if (name === 'threats') return value.split('+');
  if (value === 'true' || value === 'false') return value === 'true';
  return ['households', 'dissatisfiedTimes', 'failedTalks'].includes(name) ? Number(value) : value;
}

const written = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(';'));

function showApproval(decision: DecisionJson): string {
  const steps = decision.approval.map(
    (step) => `${step.roles.join('+')}${step.mode === 'approve' ? '!' : ''}${step.join === 'majority' ? '*' : ''}`,
  );
  expect(decision.approval.map((step) => step.step)).toEqual(steps.map((_, index) => index + 1));
  return steps.length === 0 ? 'none' : steps.join(' > ');
}

function checkClocks(decision: DecisionJson, expected: string): void {
  if (expected === 'none') expect(decision.clocks).toEqual([]);
  else for (const item of expected.split(';').filter((part) => part !== '')) checkClock(decision, item);
}

function checkClock(decision: DecisionJson, item: string): void {
  if (item.startsWith('!')) {
    expect(decision.clocks.map((clock) => clock.rule)).not.toContain(item.slice(1));
    return;
  }
  const [clock = '', times = ''] = item.split('=');
  const [due = '', target] = times.split('~');
  const shown = decision.clocks.map((each) => [`${each.rule}/${each.name}`, each.dueAt ?? '-', each.targetAt ?? undefined]);
  expect(shown).toContainEqual([clock, due, target]);
}

describe.each(['longfor-hangzhou', 'standard'])('%s', (packId) => {
  const rows = readFileSync(new URL(`./${packId}.csv`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split(','));

  test.each(rows)('%s', (...cells) => {
    expect(cells).toHaveLength(9);
    const [, facts = '', level, levelRules, approval, approvalRules, copies, filings, clocks = ''] = cells;
    const decision = answer(packId, facts);
    const said = {
      level: decision.level,
      levelRules: written(decision.levelRules),
      approval: showApproval(decision),
      approvalRules: written(decision.approvalRules),
      copies: written(decision.copies),
      filings: written(decision.filings.map((filing) => `${filing.role}:${filing.channels.join('+')}:${filing.rule}`)),
    };
    const asked = { level, levelRules, approval, approvalRules, copies, filings };
    const expected = Object.fromEntries(Object.entries(asked).filter(([, cell]) => cell !== ''));
    expect(said).toMatchObject(expected);
    checkClocks(decision, clocks);
  });
});
