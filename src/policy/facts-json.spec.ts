import { parseFacts } from './facts-json.js';

const least = { pack: 'standard', kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00' };
const refusal = (facts: unknown): string => {
  const outcome = parseFacts(facts);
  return outcome.ok ? 'accepted' : outcome.message;
};

test('what is left out takes the value the books give it', () => {
  const outcome = parseFacts(least);
  expect(outcome.ok && outcome.value).toEqual({
    pack: 'standard',
    kind: 'complaint',
    category: 'other',
    phase: 'after-handover',
    scope: 'project',
    receivedAt: Date.UTC(2026, 2, 2, 2),
    enteredAt: null,
    now: Date.UTC(2026, 2, 2, 2),
    claimedAmount: null,
    wantsMoney: false,
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
    threats: [],
    refused: false,
    complainedAgain: false,
    dissatisfiedTimes: 0,
    failedTalks: 0,
    importantSince: null,
    settledByTalk: false,
    needsCoordination: false,
    unitReturn: false,
    teamGone: false,
    happened: {},
  });
});

test.each([
  [{ claimedAmount: '20000' }, 2_000_000],
  [{ claimedAmount: '0' }, 0],
  [{ claimedAmount: '8000.5' }, 800_050],
  [{ claimedAmount: null }, null],
])('money %j', (money, fen) => {
  const outcome = parseFacts({ ...least, ...money });
  expect(outcome.ok && outcome.value.claimedAmount).toBe(fen);
});

test.each([
  ['claimedAmount', 8000],
  ['claimedAmount', '-1'],
  ['claimedAmount', '+1'],
  ['claimedAmount', '1,000'],
  ['claimedAmount', '1e3'],
  ['claimedAmount', '1.234'],
  ['claimedAmount', '1.'],
  ['claimedAmount', '.5'],
  ['claimedAmount', ''],
  ['claimedAmount', ' 1'],
  ['claimedAmount', '1\n'],
  ['claimedAmount', '\uff18000'],
  ['repairCost', true],
  ['proposedAmount', {}],
  ['households', 0],
  ['households', 1.5],
  ['households', '5'],
  ['households', null],
  ['dissatisfiedTimes', -1],
  ['failedTalks', 1e300],
  ['receivedAt', '2026-02-29T10:00:00+08:00'],
  ['receivedAt', '2026-03-02T24:00:00+08:00'],
  ['receivedAt', '2026-03-02T10:00:00'],
  ['receivedAt', '2026-03-02'],
  ['receivedAt', 1_772_416_800_000],
  ['receivedAt', null],
  ['now', null],
  ['now', '2026-13-01T10:00:00+08:00'],
  ['importantSince', 'yesterday'],
  ['enteredAt', '2026-04-31T10:00:00+08:00'],
  ['kind', 'inquiry'],
  ['category', 'noise'],
  ['category', null],
  ['phase', 'after'],
  ['scope', 'city'],
  ['valid', 'true'],
  ['safety', 1],
  ['media', null],
  ['threats', 'media'],
  ['threats', ['police']],
  ['happened', ['handled']],
  ['happened', { finished: '2026-03-02T10:00:00+08:00' }],
  ['happened', { handled: '2026-02-30T10:00:00+08:00' }],
  ['happened', { handled: null }],
  ['pack', ''],
  ['pack', 7],
  ['claimed', '5'],
  ['id', { case: 'a' }],
  ['id', ['a']],
  ['id', true],
  ['id', 1e400],
])('%s = %j is refused by name', (name, value) => {
  expect(refusal({ ...least, [name]: value })).toContain(name);
});

test.each(['pack', 'kind', 'receivedAt'])('%s is required', (name) => {
  expect(refusal({ ...least, [name]: undefined })).toContain(`'${name}'`);
});

test.each([null, [], 'x', 3])('%j is no object of facts', (value) => {
  expect(refusal(value)).toContain('JSON 对象');
});

test('a key that hides in the prototype is unknown too', () => {
  expect(refusal(JSON.parse(`{"pack":"standard","kind":"need","receivedAt":"2026-03-02T10:00:00Z","__proto__":1}`))).toContain('__proto__');
});
