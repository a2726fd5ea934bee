import assert from 'node:assert/strict';
import type fc from 'fast-check';
import type { RunView } from '../../src/approvals/index.js';
import { hasVoted, judge, openRun, presentStep } from './judge.js';
import type { Known } from './known.js';
import type { CardRow, Office, Seen } from './office.js';

const HOUR = 3_600_000;
const AMOUNTS = [3000, 4999, 5000, 6000, 19_999, 20_000, 30_000, 60_000];

type Command = fc.AsyncCommand<Known, Office>;

/** Each act looks before and after, and has what changed judged. All of them are possible at every moment: the bot must have an answer. */
abstract class Act implements Command {
  check = (): boolean => true;

  abstract run(known: Known, office: Office): Promise<void>;
  abstract toString(): string;
}

/** The nth of a list, whatever its length. */
const nth = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

const peopleOf = (office: Office): readonly string[] => office.people.people.map((one) => one.id);

export class Nothing extends Act {
  async run(): Promise<void> {
    await Promise.resolve();
  }
  toString(): string {
    return 'nothing';
  }
}

export const APPROVER_ACTS = ['approve', 'reject', 'return', 'transfer', 'ask-before', 'ask-after', 'take-back'] as const;

interface TapPlan {
  /** Whose turn it is; whoever holds another card; anybody on any card. */
  readonly who: 'asked' | 'owner' | 'anybody';
  readonly action: (typeof APPROVER_ACTS)[number];
  readonly seat: number;
  readonly person: number;
  readonly words: boolean;
  /** To his deputy, where somebody is to be named; else to whoever `person` says. */
  readonly toDeputy: boolean;
}

/** Somebody taps a card of a step; where nobody is asked, the handler hands in a plan. */
export class Tap extends Act {
  constructor(private readonly plan: TapPlan) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    if (openRun(before) === undefined && this.plan.who === 'asked') return new Plan(this.plan.seat % AMOUNTS.length, 0).run(known, office);
    const aimed = this.aim(office, before);
    if (aimed === null) return;
    const deputy = this.plan.toDeputy ? known.deputies[aimed.by] : undefined;
    await tapStep(known, office, before, { ...aimed, action: this.plan.action, words: this.plan.words, other: deputy ?? nth(known.people, this.plan.person) ?? '' });
  }

  private aim(office: Office, before: Seen): { readonly card: CardRow; readonly by: string } | null {
    const steps = before.cards.filter((one) => one.kind === 'approval-step');
    const run = openRun(before);
    const step = run === undefined ? undefined : presentStep(run);
    if (this.plan.who === 'asked') {
      const seats = (step?.seats ?? []).filter((seat) => step !== undefined && !hasVoted(step, seat));
      const seat = nth(seats, this.plan.seat);
      const card = steps.find((one) => one.id === seat?.cardId);
      return seat === undefined || card === undefined ? null : { card, by: seat.personId };
    }
    const card = nth(steps, this.plan.seat);
    if (card === undefined) return null;
    return { card, by: this.plan.who === 'owner' ? card.chatId : (nth(peopleOf(office), this.plan.person) ?? '') };
  }

  toString(): string {
    const { who, action, seat, person, words } = this.plan;
    return `tap(${who} ${action} seat ${seat} person ${person}${words ? '' : ' without words'})`;
  }
}

interface StepTap {
  readonly card: CardRow;
  readonly by: string;
  readonly action: string;
  readonly words: boolean;
  readonly other: string;
}

/** One tap, with what the book says must come of it. */
export async function tapStep(known: Known, office: Office, before: Seen, tap: StepTap): Promise<boolean> {
  const input = !tap.words ? {} : tap.action === 'reject' || tap.action === 'return' ? { reason: '请核对' } : ['transfer', 'ask-before', 'ask-after'].includes(tap.action) ? { person: tap.other } : {};
  const outcome = await office.taps(tap.card.id, tap.by, tap.action, input);
  const accepted = outcome.accepted === true;
  const [runId = '', number = ''] = tap.card.subject.split(':');
  const run = before.runs.find((one) => one.id === runId);
  const step = run?.steps.find((one) => one.step === Number(number));
  const seat = step?.seats.find((one) => one.cardId === tap.card.id && one.personId === tap.by);
  if (!known.isHere(tap.by)) assert.ok(!accepted, 'somebody who has left acted');
  // A rejection opens no further step, so that nothing but its own seat counts.
  if (tap.action === 'reject' && tap.words && run?.state === 'open' && step !== undefined && seat !== undefined && !hasVoted(step, seat) && presentStep(run)?.step === step.step && known.mustBeTaken(run, step, seat, office.now)) {
    assert.ok(accepted, `${tap.by} holds the role, it is his turn, and he was refused: ${outcome.message ?? ''}`);
  }
  if (accepted && run !== undefined && step !== undefined) passOn(known, office, run, tap, Number(number), step.roles, seat?.role);
  judge(known, office, before, await office.look(), { by: tap.by, cardId: tap.card.id, action: tap.action, outcome });
  return accepted;
}

/** What an accepted tap that is no decision makes known. */
function passOn(known: Known, office: Office, run: RunView, tap: StepTap, step: number, roles: readonly string[], seatRole: string | undefined): void {
  const passing = ['return', 'transfer', 'ask-before', 'ask-after'].includes(tap.action);
  if (!passing) {
    if (tap.action !== 'take-back') return;
    // Whoever sits in the asker's place by now may stop waiting for him; while the asker is there, only he.
    const seated = run.steps.find((one) => one.step === step)?.seats.map((one) => one.personId) ?? [];
    const ended = run.inquiries.find((one) => one.kind !== 'after' && one.step === step && one.endedAt === null && (one.askedBy === tap.by || (one.role === seatRole && !seated.includes(one.askedBy))));
    const waiting = known.opinions.filter((one) => one.run === run.id && one.step === step && one.by === ended?.askedBy && one.of === ended.askedOf);
    assert.ok(ended?.kind === 'return' ? known.returned.has(run.id) : waiting.length > 0, 'gave up waiting where nobody was asked');
    if (ended?.kind === 'return') known.returned.delete(run.id);
    else known.opinions = known.opinions.filter((one) => !waiting.includes(one));
    return;
  }
  assert.ok(tap.words, `${tap.action} without its words was accepted`);
  assert.ok(run.state === 'open' && presentStep(run)?.step === step && !known.returned.has(run.id), `${tap.action} where nothing was open`);
  const view = run.steps.find((one) => one.step === step);
  const mine = view === undefined ? [] : roles.filter((role) => known.entitled(run, view, role, office.now).has(tap.by));
  assert.ok(mine.length > 0, `${tap.by} may not ${tap.action}`);
  if (tap.action === 'return') {
    known.returned.set(run.id, { step, by: tap.by });
    return;
  }
  assert.ok(known.isHere(tap.other) && tap.other !== run.submittedBy && tap.other !== tap.by, `${tap.action} to ${tap.other}`);
  assert.ok(!roles.includes(known.book.committee), 'a committee passed its vote on');
  if (tap.action === 'transfer') {
    const inHisPlace = known.placeOf(tap.other, office.now, run.submittedBy);
    assert.ok(!(inHisPlace.length === 1 && inHisPlace[0] === tap.by), 'given to somebody who has lent his place to the giver');
    for (const role of mine) known.gives(run.id, step, role, tap.by, tap.other);
  }
  if (tap.action === 'ask-before') known.opinions.push({ run: run.id, step, role: seatRole ?? mine[0] ?? '', by: tap.by, of: tap.other });
  if (tap.action === 'ask-after') known.extra.set(run.id, [...(known.extra.get(run.id) ?? []), tap.other]);
}

/** The card of whoever is asked: the handler for 退回补充, a named person for 加签. */
export class AnswerCard extends Act {
  constructor(
    private readonly index: number,
    private readonly own: boolean,
    private readonly wanted: 'answer' | 'opinion-agree' | 'opinion-object' | 'fitting',
    private readonly person: number,
  ) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const cards = before.cards.filter((one) => one.kind === 'approval-inquiry').toReversed();
    const card = nth([...cards.filter((one) => one.state === 'open'), ...cards], this.index);
    if (card === undefined) return;
    const by = this.own ? card.chatId : (nth(peopleOf(office), this.person) ?? '');
    const found = before.runs.flatMap((run) => run.inquiries.map((inquiry) => ({ run, inquiry }))).find(({ inquiry }) => inquiry.id === card.subject);
    const action = this.wanted !== 'fitting' ? this.wanted : found?.inquiry.kind === 'return' ? 'answer' : 'opinion-agree';
    const outcome = await office.taps(card.id, by, action, action === 'answer' ? { text: '已补' } : { reason: '可以' });
    if (outcome.accepted === true && found !== undefined) answered(known, found.run, found.inquiry.kind, found.inquiry.step, { by, of: found.inquiry.askedOf, askedBy: found.inquiry.askedBy });
    judge(known, office, before, await office.look(), { by, cardId: card.id, action, outcome });
  }

  toString(): string {
    return `answerCard(${this.wanted} ${this.index}${this.own ? '' : ` by ${this.person}`})`;
  }
}

function answered(known: Known, run: RunView, kind: string, step: number, who: { readonly by: string; readonly of: string; readonly askedBy: string }): void {
  assert.equal(run.state, 'open', 'a question of a run that had ended was answered');
  if (kind === 'return') {
    assert.equal(known.returned.get(run.id)?.step, step, 'answered twice');
    known.returned.delete(run.id);
    return;
  }
  assert.equal(who.by, who.of, 'an opinion was given by another');
  const open = known.opinions.filter((one) => !(one.run === run.id && one.step === step && one.by === who.askedBy && one.of === who.of));
  assert.ok(open.length < known.opinions.length, 'an opinion was given twice');
  known.opinions = open;
}

/** The handler or another hands in a plan: the first one, or one with another sum. */
export class Plan extends Act {
  constructor(
    private readonly amount: number,
    private readonly planner: number,
  ) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const { handler, otherPlanners } = known.book;
    const by = this.planner < 4 ? handler : (nth(otherPlanners.filter((one) => known.isHere(one)), this.planner) ?? handler);
    const amount = AMOUNTS[this.amount] ?? 3000;
    await office.says(by, `${office.number} 方案:更换水管并赔偿${amount}元`);
    const [row] = await office.rows<{ actor: string; amount: number }>(
      `select e.actor, (e.payload ->> 'amount')::int as amount from case_entry e join complaint c on c.id = e.case_id
       where c.company_id = $1 and e.kind = 'plan-submitted' order by e.seq desc limit 1`,
      [office.companyId],
    );
    const taken = row?.actor === by && row.amount === amount * 100;
    if (by === handler) assert.ok(taken, 'the handler’s plan was not taken');
    if (taken) {
      known.plan = { amount, by };
      known.returned.clear();
      known.opinions = [];
    }
    const after = await office.look();
    judge(known, office, before, after, null);
    const old = openRun(before);
    if (taken && old !== undefined) assert.equal(after.runs.find((one) => one.id === old.id)?.state, 'void', 'the run of the plan before is still there');
  }

  toString(): string {
    return `plan(${AMOUNTS[this.amount] ?? 3000} by ${this.planner < 4 ? 'the handler' : `planner ${this.planner}`})`;
  }
}

type Word = 'withdraw' | 'urge' | 'answer' | 'households' | 'media';

/** What the handler says of his case. */
export class Says extends Act {
  constructor(private readonly word: Word) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const run = openRun(before);
    const words: Readonly<Record<Word, string>> = { withdraw: '撤回', urge: '催办', answer: '答复:已补', households: '又有2户反映', media: '电视台已经报道了' };
    await office.says(known.book.handler, `${office.number} ${words[this.word]}`);
    if (this.word === 'households') known.households += 2;
    if (this.word === 'media') known.media = true;
    if (this.word === 'answer' && run !== undefined) known.returned.delete(run.id);
    const after = await office.look();
    const now = after.runs.find((one) => one.id === run?.id);
    if (this.word === 'withdraw' && run !== undefined) assert.equal(now?.state, 'void', 'withdrawn, and still open');
    if (this.word === 'urge' && run !== undefined && now !== undefined) urged(known, run, now, office.now);
    for (const each of after.runs) if (each.state !== 'open') forgets(known, each.id);
    judge(known, office, before, after, null);
  }

  toString(): string {
    return `says(${this.word})`;
  }
}

function urged(known: Known, before: RunView, after: RunView, now: number): void {
  const last = known.urged.get(after.id);
  const due = !known.returned.has(after.id) && (last === undefined || now - last >= HOUR);
  assert.equal(after.urgedAt === now && before.urgedAt !== now, due, 'urged more or less than once an hour');
  if (due) known.urged.set(after.id, now);
}

function forgets(known: Known, run: string): void {
  known.returned.delete(run);
  known.opinions = known.opinions.filter((one) => one.run !== run);
}

const PERIODS = ['审批交给', '我今天出差,审批交给', '我3月3日出差,审批交给'];

/** 委托. */
export class Delegates extends Act {
  constructor(
    private readonly person: number,
    private readonly to: number,
    private readonly period: number,
  ) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const person = nth(known.signers.filter((one) => known.isHere(one)), this.person);
    if (person === undefined) return;
    const to = this.to === 0 ? '副手' : (nth(known.people, this.to) ?? '');
    const known0 = office.people.delegations.length;
    await office.says(person, `${PERIODS[this.period] ?? ''}${to}`);
    const after = await office.look();
    const made = office.people.delegations.at(-1);
    if (office.people.delegations.length > known0 && made !== undefined) {
      assert.equal(made.personId, person);
      assert.ok(this.to === 0 ? made.delegateId === known.deputies[person] : made.delegateId === to, 'lent to somebody else than was said');
      known.lent.push({ person, to: made.delegateId, from: made.from, until: made.until });
      known.peopleChanged();
    }
    judge(known, office, before, after, null);
  }

  toString(): string {
    return `delegates(signer ${this.person} to ${this.to === 0 ? '副手' : this.to} ${PERIODS[this.period] ?? ''})`;
  }
}

/** 取消委托. */
export class TakesBack extends Act {
  constructor(private readonly person: number) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const lenders = [...new Set(known.lent.filter((one) => one.until > office.now && known.isHere(one.person)).map((one) => one.person))];
    const person = nth(lenders, this.person);
    if (person === undefined) return;
    await office.says(person, '取消委托');
    known.lent = known.lent.map((one) => (one.person === person && one.until > office.now ? { ...one, until: office.now } : one));
    known.peopleChanged();
    judge(known, office, before, await office.look(), null);
  }

  toString(): string {
    return `cancelsDelegation(${this.person})`;
  }
}

/** 离职. The administrator, the committee and whoever handles the case stay. */
export class Leaves extends Act {
  constructor(private readonly person: number) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const stay = [known.book.handler, known.book.administrator, 'staff1', ...(known.holders[known.book.committee] ?? [])];
    const person = nth([...known.signers, ...Object.values(known.deputies)].filter((one) => !stay.includes(one)), this.person);
    if (person === undefined || !known.isHere(person) || known.left.size >= 4) return;
    known.left.add(person);
    known.peopleChanged();
    assert.ok(await office.leaves(person));
    judge(known, office, before, await office.look(), null);
  }

  toString(): string {
    return `leaves(${this.person})`;
  }
}

/** 交接 by the administrator, or by somebody who may not. */
export class HandsOver extends Act {
  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly entitled: boolean,
  ) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const from = nth(known.signers, this.from) ?? '';
    const to = nth(known.people, this.to) ?? '';
    await office.says(this.entitled ? known.book.administrator : 'staff1', `交接 ${from} 给 ${to}`);
    const after = await office.look();
    const [run, was] = [openRun(after), openRun(before)];
    const step = run === undefined ? undefined : presentStep(run);
    const old = was?.id === run?.id ? was?.steps.find((one) => one.step === step?.step) : undefined;
    // Also where he has lent his place, so that it went on from him at once.
    const handed = (one: typeof step) =>
      [...(one?.seats ?? []).map((seat) => ({ ...seat, movedAt: null })), ...(one?.formerSeats ?? [])].filter((seat) => seat.personId === to && seat.via === 'hand-over');
    const had = handed(old).map((seat) => `${seat.role} ${seat.movedAt ?? ''}`);
    const taken = handed(step).filter((seat) => !had.includes(`${seat.role} ${seat.movedAt ?? ''}`));
    if (taken.length > 0 && run !== undefined && step !== undefined) {
      assert.ok(this.entitled, 'somebody handed over what is not his to hand over');
      assert.ok(known.isHere(to) && to !== run.submittedBy, 'handed over to somebody who may not decide');
      known.peopleChanged();
      for (const seat of taken) known.gives(run.id, step.step, seat.role, null, to);
    }
    judge(known, office, before, after, null);
  }

  toString(): string {
    return `handsOver(signer ${this.from} to ${this.to}${this.entitled ? '' : ' by a stranger'})`;
  }
}

/** The administrator names somebody for a role that nobody holds; or somebody else tries to. */
export class Appoints extends Act {
  constructor(
    private readonly to: number,
    private readonly entitled: boolean,
  ) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    const card = before.cards.findLast((one) => one.kind === 'approval-vacancy');
    const to = nth(known.people, this.to) ?? '';
    if (card !== undefined) await appoint(known, office, before, card, this.entitled ? card.chatId : 'staff2', to);
  }

  toString(): string {
    return `appoints(${this.to}${this.entitled ? '' : ' by a stranger'})`;
  }
}

export async function appoint(known: Known, office: Office, before: Seen, card: CardRow, by: string, to: string): Promise<boolean> {
  const outcome = await office.taps(card.id, by, 'appoint', { person: to });
  if (outcome.accepted === true) {
    assert.equal(by, known.book.administrator, 'named by somebody who may not');
    assert.ok(known.isHere(to) && to !== known.plan?.by && to !== by, 'named somebody who may not decide');
    known.appointed.set(card.subject.slice(card.subject.indexOf(':') + 1), to);
    known.peopleChanged();
  }
  judge(known, office, before, await office.look(), { by, cardId: card.id, action: 'appoint', outcome });
  return outcome.accepted === true;
}

export class Waits extends Act {
  constructor(private readonly minutes: number) {
    super();
  }

  async run(known: Known, office: Office): Promise<void> {
    const before = await office.look();
    await office.waits(this.minutes * 60_000);
    judge(known, office, before, await office.look(), null);
  }

  toString(): string {
    return `waits(${this.minutes} min)`;
  }
}

/** The service starts again, or ends just before the next act is committed. */
export class Restarts extends Act {
  constructor(private readonly inTheMiddle: boolean) {
    super();
  }

  async run(_known: Known, office: Office): Promise<void> {
    if (this.inTheMiddle) office.diesNext();
    else office.restart();
    await Promise.resolve();
  }

  toString(): string {
    return this.inTheMiddle ? 'diesInTheNextAct' : 'restarts';
  }
}
