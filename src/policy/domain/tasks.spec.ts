import type { CaseEvent, Facts } from '../../terms/complaint.js';
import { loadPacks } from '../load-pack.js';
import { parseFacts } from '../facts-json.js';
import { judgeLevel } from './level.js';
import type { Moment, Pack } from './rows.js';
import { tasksNow } from './tasks.js';

const packs = loadPacks();
const packOf = (id: string): Pack => {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
};
const longfor = packOf('longfor-hangzhou');

function facts(more: object = {}): Facts {
  const read = parseFacts({ pack: longfor.id, kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00', ...more });
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

const rules = (pack: Pack, moments: readonly Moment[], more: object = {}): string[] => {
  const asked = facts(more);
  return tasksNow(pack, { facts: asked, verdict: judgeLevel(pack, asked), doors: [], moments: new Set<Moment>(moments) }).map((task) => task.rule);
};

test('a task comes at its moment and goes at its end', () => {
  expect(rules(longfor, [])).toEqual([]);
  expect(rules(longfor, ['registered'])).toEqual(['LF-C1', 'LF-E3']);
  expect(rules(longfor, ['registered', 'customer-reached'])).toEqual(['LF-C2', 'LF-E3', 'LF-E6']);
});

test('and only where its condition holds', () => {
  expect(rules(longfor, ['registered'], { refused: true })).toContain('LF-C4');
  expect(rules(longfor, ['registered'], { refused: true, valid: false })).toEqual([]);
});

test('or by the doors it names', () => {
  const pack: Pack = { ...longfor, tasks: longfor.tasks.map((task) => ({ ...task, doors: ['audit'] })) };
  expect(rules(pack, ['registered'])).toEqual([]);
  const asked = facts();
  const byAudit = { facts: asked, verdict: judgeLevel(pack, asked), doors: ['call', 'audit'] as const, moments: new Set<CaseEvent>(['registered']) };
  expect(tasksNow(pack, byAudit)).toHaveLength(2);
});
