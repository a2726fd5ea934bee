import { randomUUID } from 'node:crypto';
import {
  askAfter,
  askBefore,
  auditApprovals,
  endInquiry,
  moveSeats,
  noteRefusal,
  relatedSums,
  returnStep,
  transferSeats,
  urgeRun,
  type Asking,
  type RunView,
} from '../../src/approvals/index.js';
import { DAY, HOUR } from '../../src/terms/instants.js';
import { ApprovalRoom, COMMITTEE, COMPANY, LADDER, MINUTE, names, NINE, step, valueOf } from './approval-room.js';

let room: ApprovalRoom;
beforeAll(async () => {
  room = await ApprovalRoom.enter('approval_acts_sql');
});
afterAll(async () => {
  await room.leave();
});

const asking = (run: RunView, by: string, more: Partial<Asking> = {}): Asking => ({
  ...names,
  companyId: COMPANY,
  runId: run.id,
  step: 1,
  by,
  role: null,
  now: NINE + MINUTE,
  inquiryId: randomUUID(),
  askedOf: 'staff',
  words: '缺照片',
  ...more,
});

const toDeputy = (run: RunView) =>
  room.inTx((tx) => transferSeats(tx, { ...asking(run, 'wang'), to: 'qian', comesBack: false, seatOf: (seat) => ({ ...seat, personId: 'qian', standsFor: 'wang', via: 'transfer' }) }));

test('200 taps on one step of three voters at one moment: the right three, once each', async () => {
  const three = [{ ...step(1, 'finance-director'), roles: ['finance-director', 'project-director', 'regional-gm'] }];
  const run = await room.start(three);
  const voters = ['wang', 'li', 'zhao', 'qian'];
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => room.tap(run, voters[n % voters.length] ?? '', 1)));
  const after = await room.stored(run);
  expect(after.state).toBe('approved');
  expect(after.steps[0]?.decisions.map((one) => `${one.role} ${one.decidedBy}`).sort()).toEqual(['finance-director wang', 'project-director li', 'regional-gm zhao']);
  const codes = answers.map((answer, n) => `${voters[n % voters.length] ?? ''} ${answer.ok ? 'ok' : answer.code}`);
  expect(codes.filter((code) => code.endsWith(' ok')).sort()).toEqual(['li ok', 'wang ok', 'zhao ok']);
  expect(new Set(codes.filter((code) => !code.endsWith(' ok')))).toEqual(new Set(['wang already-decided', 'li already-decided', 'zhao already-decided', 'qian not-yours']));
});

test('agreed and given away at one moment: one of them, and never a decision of both', async () => {
  for (let round = 0; round < 10; round++) {
    const run = await room.start(LADDER);
    const [agreed, given] = await Promise.all([room.tap(run, 'wang', 1), toDeputy(run)]);
    expect([agreed.ok, given.ok].filter(Boolean)).toHaveLength(1);
    const first = (await room.stored(run)).steps[0];
    expect([first?.state, first?.seats.map((seat) => seat.personId)]).toEqual(agreed.ok ? ['agreed', ['wang']] : ['open', ['qian']]);
  }
});

test('agreed and returned at one moment: one of them', async () => {
  for (let round = 0; round < 10; round++) {
    const run = await room.start(LADDER);
    const [agreed, returned] = await Promise.all([room.tap(run, 'wang', 1), room.inTx((tx) => returnStep(tx, asking(run, 'wang')))]);
    expect([agreed.ok, returned.ok].filter(Boolean)).toHaveLength(1);
    const first = (await room.stored(run)).steps[0];
    expect([first?.state, first?.decisions.length]).toEqual(agreed.ok ? ['agreed', 1] : ['returned', 0]);
  }
});

test('returned: nobody decides; many answers at one moment are one, and the step goes on', async () => {
  const run = await room.start(LADDER);
  const [inquiry] = valueOf(await room.inTx((tx) => returnStep(tx, asking(run, 'wang')))).inquiries;
  expect(await room.tap(run, 'wang', 1)).toMatchObject({ ok: false, code: 'returned' });
  const answer = { ...names, companyId: COMPANY, runId: run.id, inquiryId: inquiry?.id ?? '', by: 'staff', answer: '已补', agrees: null, now: NINE + HOUR };
  const answers = await Promise.all(Array.from({ length: 20 }, () => room.inTx((tx) => endInquiry(tx, answer))));
  expect(answers.filter((one) => one.ok)).toHaveLength(1);
  expect(new Set(answers.flatMap((one) => (one.ok ? [] : [one.code])))).toEqual(new Set(['already-decided']));
  valueOf(await room.tap(run, 'wang', 1));
});

test('extra steps keep their order and their words, and are decided by the named person alone', async () => {
  const run = await room.start(LADDER);
  valueOf(await room.inTx((tx) => askAfter(tx, asking(run, 'wang', { askedOf: 'qian', words: '复核' }))));
  valueOf(await room.inTx((tx) => askAfter(tx, asking(run, 'wang', { askedOf: 'sun', words: '看合同' }))));
  const after = await room.stored(run);
  expect(after.steps.map((one) => [one.step, one.roles[0]])).toEqual([
    [1, 'finance-director'],
    [2, '@sun'],
    [3, '@qian'],
    [4, 'project-director'],
    [5, 'regional-gm'],
  ]);
  expect(after.inquiries.map((one) => [one.step, one.askedOf, one.words]).sort()).toEqual([
    [2, 'sun', '看合同'],
    [3, 'qian', '复核'],
  ]);
  valueOf(await room.tap(run, 'wang', 1));
  expect(await room.tap(run, 'qian', 2)).toMatchObject({ ok: false, code: 'not-yours' });
  for (const [person, number] of [['sun', 2], ['qian', 3], ['li', 4], ['zhao', 5]] as const) valueOf(await room.tap(run, person, number));
  expect((await room.stored(run)).state).toBe('approved');
});

test('an opinion before: the decision waits for it, and a committee asks nobody', async () => {
  const run = await room.start(LADDER);
  const [inquiry] = valueOf(await room.inTx((tx) => askBefore(tx, asking(run, 'wang', { askedOf: 'qian' })))).inquiries;
  expect(await room.tap(run, 'wang', 1)).toMatchObject({ ok: false, code: 'opinion-awaited' });
  const opinion = { ...names, companyId: COMPANY, runId: run.id, inquiryId: inquiry?.id ?? '', by: 'li', answer: '', agrees: true, now: NINE + HOUR };
  expect(await room.inTx((tx) => endInquiry(tx, opinion))).toMatchObject({ ok: false, code: 'not-yours' });
  valueOf(await room.inTx((tx) => endInquiry(tx, { ...opinion, by: 'qian' })));
  valueOf(await room.tap(run, 'wang', 1));
  const committee = await room.start(COMMITTEE);
  for (const act of [askBefore, askAfter]) {
    expect(await room.inTx((tx) => act(tx, asking(committee, 'm1', { askedOf: 'qian' })))).toMatchObject({ ok: false, code: 'committee' });
  }
});

test('a seat that went away and came back can decide again', async () => {
  const run = await room.start(LADDER);
  valueOf(await toDeputy(run));
  expect(await room.tap(run, 'wang', 1)).toMatchObject({ ok: false, code: 'moved' });
  await room.inTx((tx) => moveSeats(tx, run.id, [{ step: 1, role: 'finance-director', from: 'qian', to: { role: 'finance-director', personId: 'wang', standsFor: null } }], NINE));
  const first = (await room.stored(run)).steps[0];
  expect([first?.seats.map((seat) => seat.personId), first?.formerSeats.map((seat) => seat.personId)]).toEqual([['wang'], ['qian']]);
  valueOf(await room.tap(run, 'wang', 1));
});

test('urged by many at one moment: once an hour', async () => {
  const run = await room.start(LADDER);
  const urge = (now: number) => room.inTx((tx) => urgeRun(tx, { ...names, runId: run.id, now }));
  const answers = await Promise.all(Array.from({ length: 10 }, () => urge(NINE)));
  expect(answers.filter((one) => one.ok)).toHaveLength(1);
  expect(await urge(NINE + HOUR - 1)).toMatchObject({ ok: false, code: 'urged-lately' });
  expect(await urge(NINE + HOUR)).toMatchObject({ ok: true });
});

test('a refused tap is new once for each person, card and reason', async () => {
  const about = { companyId: COMPANY, cardId: randomUUID(), personId: 'staff', code: 'not-yours', at: NINE };
  const noted = await Promise.all(Array.from({ length: 20 }, () => room.inTx((tx) => noteRefusal(tx, about))));
  expect(noted.filter(Boolean)).toHaveLength(1);
  expect(await room.inTx((tx) => noteRefusal(tx, { ...about, code: 'moved' }))).toBe(true);
  expect(await room.inTx((tx) => noteRefusal(tx, { ...about, personId: 'wang' }))).toBe(true);
});

test('sums of one customer, room or matter; not those that are old, rejected, invalid or another’s', async () => {
  const phone = '13800138000';
  const proposed = async (amount: number, of: Parameters<ApprovalRoom['newCase']>[1], now = NINE): Promise<void> => {
    const caseId = await room.inTx((tx) => room.newCase(tx, of));
    await room.start(LADDER, { caseId, amount, now });
  };
  await proposed(100, { phone });
  await proposed(200, { rooms: ['3-2-1501'] }, NINE + 1);
  await proposed(400, { customer: '王女士', subject: '地板起鼓' }, NINE + 2);
  await proposed(800, { phone }, NINE - 90 * DAY - 1);
  await proposed(1600, { phone, state: 'invalid' });
  await proposed(3200, { phone: '13900139000', rooms: ['3-2-1502'], customer: '王女士', subject: '漏雨' });
  const rejected = await room.inTx((tx) => room.newCase(tx, { phone }));
  const run = await room.start(LADDER, { caseId: rejected, amount: 6400 });
  valueOf(await room.tap(run, 'wang', 1, { verdict: 'reject', reason: '高' }));
  const ask = { companyId: COMPANY, caseId: randomUUID(), projectId: 'p1', phone, rooms: ['3-2-1501'], customerName: '王女士', subject: '地板起鼓', since: NINE - 90 * DAY };
  expect((await room.inTx((tx) => relatedSums(tx, ask))).map((one) => one.amount)).toEqual([100, 200, 400]);
  expect(await room.inTx((tx) => relatedSums(tx, { ...ask, phone: null, rooms: [], customerName: null }))).toEqual([]);
});

test('whatever was done above, every run keeps its invariants', async () => {
  const faults = await room.inTx(async (tx) => {
    const found: string[] = [];
    for await (const one of auditApprovals(tx)) if (!/投诉上没有记下/.test(one.fault)) found.push(one.fault);
    return found;
  });
  expect(faults).toEqual([]);
});
