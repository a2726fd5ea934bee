import type { Tx } from '../platform/database/transaction.js';
import type { Role } from '../terms/decision.js';
import { HOUR, showInstant, type Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome, type Refusal } from '../terms/outcome.js';
import { RUN_ALLOWS, STEP_ALLOWS, type ApprovalAct } from './domain/acts.js';
import { mayStopWaiting } from './domain/inquiry-card.js';
import type { Inquiry, Names, RunView, SeatView, StepView } from './domain/run.js';
import { holderOf, namedRole, presentStepOf, stepAfter, stepOf } from './domain/run.js';
import { returnedWords, seatsToAct } from './domain/tap.js';
import { runEndWords } from './domain/words.js';
import { insertInquiry, insertStepAfter, storeAnswer, storeStepState, storeUrged } from './persistence/inquiry-sql.js';
import { lockRun, readRun } from './persistence/run-sql.js';

/** An approver's act on his step that is no vote. */
export interface StepAsk extends Names {
  readonly companyId: string;
  readonly runId: string;
  readonly step: number;
  readonly by: string;
  /** The role of the card that was tapped; null: his first undecided one. */
  readonly role: Role | null;
  readonly now: Instant;
}

export interface Asking extends StepAsk {
  readonly inquiryId: string;
  readonly askedOf: string;
  readonly words: string;
}

interface Entitled {
  readonly run: RunView;
  readonly step: StepView;
  readonly seats: readonly SeatView[];
}

/** The run, locked, with the seats its asker may act in; the refusals of `seatsToAct`, and `not-found`. */
export async function entitledAt(tx: Tx, ask: StepAsk, act: ApprovalAct): Promise<Outcome<Entitled>> {
  const run = await lockRun(tx, ask.runId);
  if (run === null || run.companyId !== ask.companyId) return refuse('not-found', '找不到这次审批,可能已被清除。');
  const seats = seatsToAct(run, ask, act, ask);
  if (!seats.ok) return seats;
  const step = stepOf(run, ask.step);
  if (step === null) throw new Error(`approval run ${run.id} lost step ${String(ask.step)}`);
  return accept({ run, step, seats: seats.value });
}

const COMMITTEE = refuse('committee', '委员会的表决由委员本人完成,不能转交或加签。');

/** 退回补充: the step stands still until the handler has answered. Further refusal: `reason-missing`. */
export async function returnStep(tx: Tx, ask: Asking): Promise<Outcome<RunView>> {
  const entitled = await entitledAt(tx, ask, 'return');
  if (!entitled.ok) return entitled;
  if (ask.words === '') return refuse('reason-missing', '退回补充请写明要补充什么,例如:请补现场照片');
  const { run, step, seats } = entitled.value;
  await insertInquiry(tx, run, inquiryOf(ask, 'return', seats));
  await storeStepState(tx, run.id, step.step, step.state, stepAfter(step.state, 'return'));
  return again(tx, run);
}

/** 加签: an opinion of a named person before mine. Further refusals: `committee`, `self`, `own-submission`, `seated`. */
export async function askBefore(tx: Tx, ask: Asking): Promise<Outcome<RunView>> {
  const entitled = await entitledAt(tx, ask, 'ask-before');
  if (!entitled.ok) return entitled;
  const { run, step, seats } = entitled.value;
  const refusal = cannotBeAsked(run, step, ask);
  if (refusal !== null) return refusal;
  await insertInquiry(tx, run, inquiryOf(ask, 'before', seats));
  return again(tx, run);
}

/** 加签 after mine: a step of its own for the named person, right behind this one. The same refusals. */
export async function askAfter(tx: Tx, ask: Asking): Promise<Outcome<RunView>> {
  const entitled = await entitledAt(tx, ask, 'ask-after');
  if (!entitled.ok) return entitled;
  const { run, step, seats } = entitled.value;
  const refusal = cannotBeAsked(run, step, ask);
  if (refusal !== null) return refusal;
  const role = namedRole(ask.askedOf);
  if (run.steps.some((one) => one.step > step.step && one.roles.includes(role))) {
    return refuse('seated', `后面已经有${ask.nameOf(ask.askedOf)}的一步,不用再加。`);
  }
  const number = step.step + 1;
  const added: StepView = { ...EMPTY_STEP, step: number, mode: 'review', roles: [role], join: 'all' };
  await insertStepAfter(tx, run, step.step, added);
  await insertInquiry(tx, run, { ...inquiryOf(ask, 'after', seats), step: number });
  return again(tx, run);
}

const EMPTY_STEP = { state: 'waiting', openedAt: null, closedAt: null, seats: [], formerSeats: [], decisions: [] } as const;

function inquiryOf(ask: Asking, kind: Inquiry['kind'], seats: readonly SeatView[]): Inquiry {
  const { inquiryId: id, step, by: askedBy, askedOf, words, now: askedAt } = ask;
  const role = seats[0]?.role ?? '';
  return { id, step, kind, role, askedBy, askedOf, words, askedAt, answer: null, agrees: null, endedBy: null, endedAt: null };
}

function cannotBeAsked(run: RunView, step: StepView, ask: Asking): Refusal | null {
  if (step.join === 'majority') return COMMITTEE;
  if (ask.askedOf === ask.by) return refuse('self', '不能给自己加签,请写另一位同事的姓名。');
  if (ask.askedOf === run.submittedBy) return refuse('own-submission', `方案由${ask.nameOf(run.submittedBy)}提交,不能由他自己加签;要问他请用“退回补充”。`);
  const seated = step.seats.some((seat) => seat.personId === ask.askedOf || holderOf(seat) === ask.askedOf);
  return seated ? refuse('seated', `${ask.nameOf(ask.askedOf)}本来就在这一步审批,不用加签。`) : null;
}

async function again(tx: Tx, run: RunView): Promise<Outcome<RunView>> {
  const now = await readRun(tx, run.id);
  if (now === null) throw new Error(`approval run ${run.id} is gone`);
  return accept(now);
}

export interface Answering extends Names {
  readonly companyId: string;
  readonly runId: string;
  readonly inquiryId: string;
  readonly by: string;
  /** Null: the asker no longer wants it. */
  readonly answer: string | null;
  /** For an opinion: what he thinks; null for an answer of the handler. */
  readonly agrees: boolean | null;
  readonly now: Instant;
}

/**
 * Ends a question: by its answer, by the named person's opinion, or by its asker who does not wait any longer. A returned step goes
 * on where it stood. Refusals: `not-found`, `already-decided` (answered before, by whom), `not-yours`, `reason-missing`, `run-closed`.
 */
export async function endInquiry(tx: Tx, wanted: Answering): Promise<Outcome<{ readonly run: RunView; readonly inquiry: Inquiry }>> {
  const run = await lockRun(tx, wanted.runId);
  const inquiry = run?.inquiries.find((one) => one.id === wanted.inquiryId);
  if (run === null || inquiry === undefined || run.companyId !== wanted.companyId) return refuse('not-found', '找不到这个问题,可能已被清除。');
  const refusal = cannotEnd(run, inquiry, wanted);
  if (refusal !== null) return refusal;
  await storeAnswer(tx, run.id, { id: inquiry.id, answer: wanted.answer, agrees: wanted.agrees, by: wanted.by, at: wanted.now });
  if (inquiry.kind === 'return') await storeStepState(tx, run.id, inquiry.step, 'returned', stepAfter('returned', 'resume'));
  const now = await again(tx, run);
  return now.ok ? accept({ run: now.value, inquiry }) : now;
}

function cannotEnd(run: RunView, inquiry: Inquiry, wanted: Answering): Refusal | null {
  if (inquiry.endedAt !== null) {
    const who = wanted.nameOf(inquiry.endedBy ?? inquiry.askedOf);
    return refuse('already-decided', `已由 ${who} 于 ${showInstant(inquiry.endedAt)} ${inquiry.answer === null ? '取消' : '答复'},不用再答。`);
  }
  const step = stepOf(run, inquiry.step);
  const state = step?.state ?? 'void';
  const act: ApprovalAct = wanted.answer === null ? 'take-back' : inquiry.kind === 'return' ? 'answer' : 'give-opinion';
  if (RUN_ALLOWS[run.state][act] !== 'allowed') return refuse('run-closed', `这次审批${runEndWords(run, wanted) ?? '已结束'},不用再答。`);
  if (STEP_ALLOWS[state][act] !== 'allowed') return refuse('already-decided', '这一步已经决定,不用再答。');
  if (wanted.answer === null) return step !== null && mayStopWaiting(inquiry, step, wanted.by) ? null : refuse('not-yours', `这个问题由${wanted.nameOf(inquiry.askedBy)}提出,由他取消。`);
  // Whoever handles the case may answer for it; an opinion is the named person's own.
  if (inquiry.kind === 'before' && wanted.by !== inquiry.askedOf) return refuse('not-yours', `这是请${wanted.nameOf(inquiry.askedOf)}加签的,由他本人给意见。`);
  if (wanted.answer.trim() === '' && wanted.agrees !== true) return refuse('reason-missing', '请写一句意见或答复。');
  return null;
}

/** How long a handler waits between two nudges of his (催办). */
const URGE_PAUSE = HOUR;

/** 催办. Refusals: `run-closed`, `returned` (it waits for the handler himself), `urged-lately`. */
export async function urgeRun(tx: Tx, ask: Names & { readonly runId: string; readonly now: Instant }): Promise<Outcome<RunView>> {
  const run = await lockRun(tx, ask.runId);
  const step = run === null ? null : presentStepOf(run);
  if (run === null || step === null) return refuse('run-closed', '现在没有进行中的审批,不用催。');
  if (STEP_ALLOWS[step.state].urge !== 'allowed') return refuse('returned', `${returnedWords(run, step, ask)},请先答复,不用催。`);
  if (await storeUrged(tx, run.id, ask.now, ask.now - URGE_PAUSE)) return accept({ ...run, urgedAt: ask.now });
  const next = (run.urgedAt ?? ask.now) + URGE_PAUSE;
  return refuse('urged-lately', `一小时内只能催办一次,${showInstant(next)}以后可以再催。`);
}
