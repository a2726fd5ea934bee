import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/platform/database/transaction.js';
import { addSeats, myApprovals, openRunIds, openRunOfCase, runsOfCase, runViews, setSeatCards, voidRun, type NewRun, type Progress, type RunView, type Seat, type StepTap } from '../../src/approvals/index.js';
import { storeVotes } from '../../src/approvals/persistence/run-sql.js';
import type { ApprovalStepPlan } from '../../src/terms/decision.js';
import type { Outcome } from '../../src/terms/outcome.js';
import { ApprovalRoom, COMMITTEE, COMPANY, LADDER, MINUTE, NINE, seatsFor, valueOf } from './approval-room.js';

let room: ApprovalRoom;
beforeAll(async () => {
  room = await ApprovalRoom.enter('approvals');
});
afterAll(async () => {
  await room.leave();
});

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => room.inTx(work);
const newCase = (tx: Tx): Promise<string> => room.newCase(tx);
const start = (steps: readonly ApprovalStepPlan[], more: Partial<NewRun> = {}): Promise<RunView> => room.start(steps, more);
const tap = (run: RunView, by: string, number: number, more: Partial<StepTap> = {}): Promise<Outcome<Progress>> => room.tap(run, by, number, more);
const stored = (run: RunView): Promise<RunView> => room.stored(run);

test('what is opened is what is read back, and a tap stores what it answers', async () => {
  const opened = await start(LADDER);
  expect(await stored(opened)).toEqual(opened);
  expect(opened.steps.map((one) => [one.state, one.seats.length])).toEqual([
    ['open', 1],
    ['waiting', 0],
    ['waiting', 0],
  ]);
  const first = valueOf(await tap(opened, 'wang', 1));
  expect(await stored(opened)).toEqual(first.run);
  expect(first.openedStep?.seats).toEqual([{ step: 2, role: 'project-director', personId: 'li', standsFor: null, cardId: null, via: null, note: null }]);
  valueOf(await tap(opened, 'li', 2));
  const last = valueOf(await tap(opened, 'zhao', 3));
  expect([last.outcome, last.run.state]).toEqual(['approved', 'approved']);
  expect(await stored(opened)).toEqual(last.run);
});

test('of sixteen simultaneous taps exactly one decides; the others hear who did', async () => {
  const run = await start(LADDER);
  const answers = await Promise.all(Array.from({ length: 16 }, () => tap(run, 'wang', 1)));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  const refusals = answers.flatMap((answer) => (answer.ok ? [] : [`${answer.code}: ${answer.message}`]));
  expect(refusals).toEqual(Array<string>(15).fill('already-decided: 这一步已由 王芳 于 3月2日 10:30 同意。'));
  expect((await stored(run)).steps.map((one) => [one.state, one.decisions.length])).toEqual([
    ['agreed', 1],
    ['open', 0],
    ['waiting', 0],
  ]);
});

test('a vote that is there already moves nothing, even without the lock', async () => {
  const run = await start(LADDER);
  const rejected = valueOf(await tap(run, 'wang', 1, { verdict: 'reject', reason: '缺少照片' }));
  const agreed = { ...run, steps: run.steps.map((one) => ({ ...one, state: 'agreed' as const })), state: 'approved' as const };
  const late = rejected.decisions.map((one) => ({ ...one, verdict: 'agree' as const }));
  expect(await inTx((tx) => storeVotes(tx, run, agreed, late))).toBe(false);
  expect(await stored(run)).toEqual(rejected.run);
});

test('agree and reject at one moment: one of them stands, whole', async () => {
  for (let round = 0; round < 5; round++) {
    const run = await start(LADDER);
    const answers = await Promise.all([
      tap(run, 'wang', 1),
      tap(run, 'wang', 1, { verdict: 'reject', reason: '缺少照片' }),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const after = await stored(run);
    expect([after.state, after.steps[0]?.state]).toEqual(
      answers[0].ok ? ['open', 'agreed'] : ['rejected', 'rejected'],
    );
    expect(after.steps[0]?.decisions).toHaveLength(1);
  }
});

test('two hundred taps on a committee of three: the right votes, once each', async () => {
  const run = await start(COMMITTEE);
  const voters = ['m1', 'm2', 'm3', 'stranger'];
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => {
      const by = voters[n % voters.length] ?? '';
      return by === 'm1' ? tap(run, by, 1, { verdict: 'reject', reason: '偏高' }) : tap(run, by, 1);
    }),
  );
  const after = await stored(run);
  const [only] = after.steps;
  expect(after.state).toBe('approved');
  const agreed = only?.decisions.filter((one) => one.verdict === 'agree').map((one) => one.holderId);
  expect(agreed).toHaveLength(2);
  expect([...(agreed ?? [])].sort()).toEqual(['m2', 'm3']);
  expect(answers.filter((answer) => answer.ok)).toHaveLength(only?.decisions.length ?? 0);
  const codes = answers.map((answer, n) => (answer.ok ? 'ok' : `${voters[n % voters.length] ?? ''} ${answer.code}`));
  expect(codes.filter((code) => code === 'stranger not-yours')).toHaveLength(50);
  expect(new Set(codes.filter((code) => code !== 'ok' && !code.startsWith('stranger')).map((code) => code.slice(3)))).toEqual(
    new Set(['already-decided']),
  );
});

test('two of three approve, and the third is too late', async () => {
  const run = await start(COMMITTEE);
  expect(valueOf(await tap(run, 'm1', 1)).outcome).toBe('step-counted');
  expect(valueOf(await tap(run, 'm3', 1)).outcome).toBe('approved');
  expect(await tap(run, 'm2', 1)).toMatchObject({ ok: false, code: 'already-decided' });
});

test('a rejection closes the run; what follows is refused', async () => {
  const run = await start(LADDER);
  valueOf(await tap(run, 'wang', 1));
  expect(await tap(run, 'li', 2, { verdict: 'reject' })).toMatchObject({ ok: false, code: 'reason-missing' });
  const end = valueOf(await tap(run, 'li', 2, { verdict: 'reject', reason: '金额偏高' }));
  expect(end.outcome).toBe('rejected');
  expect(await stored(run)).toEqual(end.run);
  expect(end.run).toMatchObject({ state: 'rejected', reason: '金额偏高' });
  expect(end.run.steps.map((one) => one.state)).toEqual(['agreed', 'rejected', 'void']);
  expect(await inTx((tx) => voidRun(tx, { runId: run.id, reason: '金额有变', now: NINE }))).toBeNull();
});

test('a person with two successive steps: both are stored by one tap', async () => {
  const both = (role: string): readonly Seat[] =>
    seatsFor(role === 'project-director' ? 'regional-gm' : role).map((seat) => ({ ...seat, role }));
  const run = await start(LADDER);
  valueOf(await tap(run, 'wang', 1, { seatsFor: both }));
  const end = valueOf(await tap(run, 'zhao', 2, { seatsFor: both }));
  expect(end.closedSteps.map((one) => one.step)).toEqual([2, 3]);
  expect(await stored(run)).toEqual(end.run);
  expect(end.run.steps[2]?.decisions).toMatchObject([{ role: 'regional-gm', decidedBy: 'zhao' }]);
});

test('a role without an approver stores nothing, at opening and at a tap', async () => {
  const empty = (role: string): readonly Seat[] => (role === 'project-director' ? [] : seatsFor(role));
  const caseId = await inTx(newCase);
  await expect(start(LADDER, { caseId, seatsFor: empty })).rejects.toThrow('no-approver: 第2步“project-director”');
  expect(await inTx((tx) => runsOfCase(tx, caseId))).toEqual([]);
  const run = await start(LADDER, { caseId });
  expect(await tap(run, 'wang', 1, { seatsFor: empty })).toMatchObject({ ok: false, code: 'no-approver' });
  expect(await stored(run)).toEqual(run);
});

test('one open run a case; a void one makes room and keeps its decisions', async () => {
  const run = await start(LADDER);
  await expect(start(LADDER, { caseId: run.caseId })).rejects.toThrow('run-open');
  valueOf(await tap(run, 'wang', 1));
  const gone = await inTx((tx) => voidRun(tx, { runId: run.id, reason: '金额有变', now: NINE + 95 * MINUTE }));
  expect(await stored(run)).toEqual(gone);
  expect(gone?.steps.map((one) => one.state)).toEqual(['agreed', 'void', 'void']);
  expect(await tap(run, 'li', 2)).toMatchObject({
    ok: false,
    code: 'run-closed',
    message: '这次审批已于 3月2日 10:35 作废:金额有变。',
  });
  const next = await start(LADDER, { caseId: run.caseId, now: NINE + 96 * MINUTE });
  expect((await inTx((tx) => openRunOfCase(tx, run.caseId)))?.id).toBe(next.id);
  expect((await inTx((tx) => runsOfCase(tx, run.caseId))).map((one) => one.id)).toEqual([run.id, next.id]);
  const both = await inTx((tx) => runViews(tx, [next.id, run.id]));
  expect(both.map((one) => one.state)).toEqual(['void', 'open']);
  const openIds = await inTx((tx) => openRunIds(tx, COMPANY));
  expect([openIds.includes(next.id), openIds.includes(run.id)]).toEqual([true, false]);
});

test('opening two runs for a case at one moment: one', async () => {
  const caseId = await inTx(newCase);
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => start(LADDER, { caseId })));
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await inTx((tx) => runsOfCase(tx, caseId))).toHaveLength(1);
});

test('my approvals: what waits for me, oldest first, without what is decided', async () => {
  const person = `p-${randomUUID()}`;
  const mine = (role: string): readonly Seat[] =>
    role === 'compensation-committee' ? [...seatsFor(role), { role, personId: person, standsFor: null }] : seatsFor(role);
  const mineAlone = (role: string): readonly Seat[] => [{ role, personId: person, standsFor: null }];
  const second = await start(COMMITTEE, { seatsFor: mine, now: NINE + 2 * MINUTE });
  const first = await start(LADDER, { seatsFor: mineAlone, now: NINE + MINUTE });
  await start(COMMITTEE, { seatsFor: mine, submittedBy: person });
  const waiting = (limit = 10) => inTx((tx) => myApprovals(tx, COMPANY, person, limit));
  expect((await waiting()).map((one) => [one.runId, one.step])).toEqual([
    [first.id, 1],
    [second.id, 1],
  ]);
  expect(await waiting(1)).toEqual([
    {
      runId: first.id,
      caseId: first.caseId,
      step: 1,
      mode: 'review',
      amount: 800_000,
      repairCost: 120_000,
      openedAt: NINE + MINUTE,
      seats: first.steps[0]?.seats,
    },
  ]);
  valueOf(await tap(second, 'm1', 1));
  expect(await waiting()).toHaveLength(2);
  valueOf(await tap(second, person, 1));
  await inTx((tx) => voidRun(tx, { runId: first.id, reason: '撤回', now: NINE }));
  expect(await waiting()).toEqual([]);
});

test('cards are noted in bulk and every copy of a decided step is to be redrawn', async () => {
  const two = (role: string): readonly Seat[] => [...seatsFor(role), { role, personId: 'qian', standsFor: null }];
  const run = await start(LADDER, { seatsFor: two });
  const cards = ['wang', 'qian'].map((personId) => ({
    runId: run.id,
    step: 1,
    role: 'finance-director',
    personId,
    cardId: randomUUID(),
  }));
  expect(await inTx((tx) => setSeatCards(tx, cards))).toBe(2);
  const progress = valueOf(await tap(run, 'qian', 1));
  expect(progress.redraw.map((card) => [card.personId, card.cardId]).sort()).toEqual(
    cards.map((card) => [card.personId, card.cardId]).sort(),
  );
  expect(progress.asked.map((card) => [card.step, card.personId])).toEqual([[2, 'li']]);
});

test('a deputy seated after the time limit decides for the holder; strangers and committees are refused', async () => {
  const run = await start(LADDER);
  const deputy: Seat = { role: 'finance-director', personId: 'qian', standsFor: 'wang' };
  const seat = (seats: readonly Seat[], of = run) => inTx((tx) => addSeats(tx, of.id, 1, seats));
  expect(await seat([{ ...deputy, standsFor: 'li' }])).toMatchObject({ ok: false, code: 'not-a-deputy' });
  expect(await seat([{ ...deputy, standsFor: null }])).toMatchObject({ ok: false, code: 'not-a-deputy' });
  expect(valueOf(await seat([deputy]))).toEqual([{ ...deputy, step: 1, cardId: null, via: null, note: null }]);
  expect(valueOf(await seat([deputy]))).toEqual([]);
  expect(valueOf(await seat([{ ...deputy, personId: 'staff' }]))).toEqual([]);
  valueOf(await tap(run, 'qian', 1));
  expect(await tap(run, 'wang', 1)).toMatchObject({ message: '这一步已由 钱进 代 王芳 于 3月2日 10:30 同意。' });
  expect(await seat([deputy])).toMatchObject({ ok: false, code: 'step-not-open' });
  const committee = await start(COMMITTEE);
  expect(await seat([{ role: 'compensation-committee', personId: 'qian', standsFor: 'm1' }], committee)).toMatchObject({
    ok: false,
    code: 'committee',
  });
});

test('another company’s tap and an unknown run find nothing', async () => {
  const run = await start(LADDER);
  expect(await tap(run, 'wang', 1, { companyId: 'other' })).toMatchObject({ ok: false, code: 'not-found' });
  expect(await tap({ ...run, id: randomUUID() }, 'wang', 1)).toMatchObject({ ok: false, code: 'not-found' });
});
