import type { Card, CardButton, CardFact, CardPicture, CardState } from '../../terms/card.js';
import type { Category, Level } from '../../terms/complaint.js';
import { CATEGORY_NAMES, LEVEL_NAMES } from '../../terms/complaint.js';
import type { Role, RuleId } from '../../terms/decision.js';
import type { Instant } from '../../terms/instants.js';
import { showInstant } from '../../terms/instants.js';
import type { Fen } from '../../terms/money.js';
import { showYuan } from '../../terms/money.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { inquiryWords, isWaitingFor, mayStopWaiting } from './inquiry-card.js';
import type { FormerSeat, Names, RunView, SeatView, StepView } from './run.js';
import { personOfRole, stepOf } from './run.js';
import { isAsked } from './seats.js';
import { splittingWords } from './splitting.js';
import { decidedWords, decider, MODE_NAMES, runEndWords, sameHand, stepEndWords, tallyWords, VERDICT_NAMES } from './words.js';

/** What a signer needs of the complaint; the customer's phone is left out on purpose. */
export interface ApprovalSubject {
  readonly number: string;
  readonly project: string | null;
  readonly rooms: readonly string[];
  readonly category: Category;
  readonly level: Level;
  readonly levelRules: readonly RuleId[];
  readonly claimedAmount: Fen | null;
  /** 风险提示 in words, threats included: "扬言找媒体". */
  readonly risks: readonly string[];
  /** Pictures and other files kept with the case, oldest first. */
  readonly evidence: readonly CaseFile[];
}

export interface CaseFile extends CardPicture {
  readonly mime: string;
}

export interface ApprovalCardView {
  readonly run: RunView;
  readonly step: number;
  /** Whose copy this is: the seats of one person that share the card (`cardsOf`). */
  readonly seats: readonly SeatView[];
  readonly subject: ApprovalSubject;
  /** When this step must be decided; null where the pack sets no limit, or while the handler is asked. */
  readonly dueAt: Instant | null;
  /** Set on the card of somebody whose seat went to another. */
  readonly former?: FormerSeat;
  readonly names: Names;
}

/** Cards cut long texts; the run keeps them whole. */
const PLAN_SHOWN = 300;
/** The newest ones; the others are in the evidence pack. */
const PICTURES_SHOWN = 6;

const button = (action: string, label: string, input: CardButton['input'] = null): CardButton => ({ action, label, input });

const DECIDE: readonly CardButton[] = [button('approve', '同意'), button('reject', '驳回', 'reason'), button('return', '退回补充', 'reason')];
const PASS_ON: readonly CardButton[] = [
  button('transfer', '转交', 'person'),
  button('ask-before', '前加签', 'person'),
  button('ask-after', '后加签', 'person'),
];
const TAKE_BACK: readonly CardButton[] = [button('take-back', '不再等')];

/** A committee's vote and a named person's opinion are their own: they are not passed on. */
function buttonsOf(view: ApprovalCardView, step: StepView): readonly CardButton[] {
  if (view.run.inquiries.some((one) => isWaitingFor(one, step) && view.seats.some((seat) => mayStopWaiting(one, step, seat.personId)))) return TAKE_BACK;
  if (step.state === 'returned') return [];
  const named = step.roles.some((role) => personOfRole(role) !== null);
  return step.join === 'majority' || named ? DECIDE : [...DECIDE, ...PASS_ON];
}

/** 审批单, where those who decided look for it; nobody whose seat went to another reads it. */
function formButtons({ run, former }: ApprovalCardView, state: CardState): readonly CardButton[] {
  const ended = run.state === 'approved' || run.state === 'rejected';
  return state === 'done' && ended && former === undefined ? [button('approval-form', '审批单')] : [];
}

/**
 * The card of one approver at one step. Open while he can decide; done once his part is decided, with by whom, when and how;
 * void when the run or the step is.
 */
export function approvalCard(view: ApprovalCardView): Card {
  const step = stepOf(view.run, view.step);
  if (step === null) throw new Error(`approval run ${view.run.id} has no step ${String(view.step)}`);
  const state = cardState(view, step);
  return {
    title: titleOf(view, step),
    state,
    facts: [...subjectFacts(view), ...moneyFacts(view), ...stepFacts(view, step, state), ...resultFacts(view, step)],
    basis: view.run.rules,
    buttons: state === 'open' ? buttonsOf(view, step) : formButtons(view, state),
    pictures: picturesOf(view.subject).slice(-PICTURES_SHOWN).map(({ hash, name }) => ({ hash, name })),
  };
}

const isPicture = (file: CaseFile): boolean => file.mime.startsWith('image/');
const picturesOf = ({ evidence }: ApprovalSubject): readonly CaseFile[] => evidence.filter(isPicture);

/** "图片 3 张、其他文件 1 个"; null where the case has none. */
function evidenceWords(subject: ApprovalSubject): string | null {
  const pictures = picturesOf(subject).length;
  const others = subject.evidence.length - pictures;
  const words = [pictures === 0 ? '' : `图片 ${pictures} 张`, others === 0 ? '' : `其他文件 ${others} 个`].filter((part) => part !== '');
  return words.length === 0 ? null : words.join('、');
}

function cardState(view: ApprovalCardView, step: StepView): CardState {
  if (view.run.state === 'void' || step.state === 'void') return 'void';
  if (view.former !== undefined || (step.state !== 'open' && step.state !== 'returned')) return 'done';
  return view.seats.some((seat) => isAsked(step, seat)) ? 'open' : 'done';
}

function titleOf(view: ApprovalCardView, step: StepView): string {
  const matter = view.run.amount !== null ? '赔付' : view.run.repairCost !== null ? '维修方案' : '处理方案';
  const roles: readonly Role[] = view.seats.length > 0 ? view.seats.map((seat) => seat.role) : step.roles;
  return `${matter}${MODE_NAMES[step.mode]} · ${roles.map((role) => view.names.roleOf(role).name).join('、')}`;
}

function subjectFacts({ subject }: ApprovalCardView): readonly CardFact[] {
  return [
    { label: '编号', value: subject.number },
    ...shown('项目', subject.project),
    ...shown('房号', subject.rooms.join('、')),
    { label: '类别', value: CATEGORY_NAMES[subject.category] },
    { label: '级别及依据', value: `${LEVEL_NAMES[subject.level]}${bracketed(subject.levelRules.join('、'))}` },
  ];
}

function moneyFacts({ run, subject }: ApprovalCardView): readonly CardFact[] {
  const compensation =
    run.amount === null && subject.claimedAmount === null
      ? []
      : [
          { label: '客户诉求金额', value: sum(subject.claimedAmount, '未提金额') },
          { label: '拟赔付金额', value: sum(run.amount, '无') },
        ];
  const split = run.splitting === null ? null : splittingWords(run.splitting, run.amount ?? 0);
  return [...compensation, ...shown('近期合计', split), ...shown('维修费用', run.repairCost === null ? null : showYuan(run.repairCost))];
}

function stepFacts(view: ApprovalCardView, step: StepView, state: CardState): readonly CardFact[] {
  return [
    { label: '方案', value: cut(maskPhonesIn(view.run.plan)) },
    { label: '提交人', value: view.names.nameOf(view.run.submittedBy) },
    ...shown('证据', evidenceWords(view.subject)),
    ...shown('审批身份', standInWords(view)),
    ...shown('前序意见', earlierWords(view)),
    ...inquiryWords(view.run, step, view.names),
    ...shown('会签进度', jointWords(view, step)),
    ...shown('投票进度', step.join === 'majority' ? tallyWords(step, view.run.submittedBy) : null),
    ...shown('本步时限', state === 'open' ? limitWords(view, step) : null),
    ...shown('风险提示', view.subject.risks.join('、')),
  ];
}

function limitWords({ dueAt }: ApprovalCardView, step: StepView): string | null {
  if (step.state === 'returned') return '已暂停,答复后继续计时';
  return dueAt === null ? null : `${showInstant(dueAt)} 前`;
}

function resultFacts(view: ApprovalCardView, step: StepView): readonly CardFact[] {
  const stepEnd = stepEndWords(step, view.names) ?? ownVotesWords(view, step);
  const runEnd = view.run.state === 'void' || step.state === 'void' ? runEndWords(view.run, view.names) : null;
  const gone = view.former === undefined ? null : `已于 ${showInstant(view.former.movedAt)} 转由 ${view.names.nameOf(view.former.movedTo)} 决定`;
  const words = [gone, stepEnd, runEnd === null ? null : `本次审批${runEnd}`].filter((one) => one !== null);
  return shown('结果', words.join(';'));
}

/** The viewer's own part while the others of his step are still asked. */
function ownVotesWords({ seats, names, run }: ApprovalCardView, step: StepView): string | null {
  const mine = step.decisions.filter((one) => {
    return seats.some((seat) => one.role === seat.role && (step.join !== 'majority' || one.holderId === (seat.standsFor ?? seat.personId)));
  });
  if (mine.length === 0) return null;
  const words = sameHand(mine).map((one) => decidedWords(one, names)).join(';');
  return run.state === 'open' ? `${words},等待其他人` : words;
}

/** "李伟 代 王芳" for a deputy's copy, and why it is he; null in one's own seat. */
function standInWords({ seats, names }: ApprovalCardView): string | null {
  const words = seats.flatMap((seat) => {
    const stands = seat.standsFor === null ? null : `${names.nameOf(seat.personId)} 代 ${names.nameOf(seat.standsFor)}`;
    const said = [stands, seat.note].filter((one) => one !== null);
    return said.length === 0 ? [] : [said.length === 2 ? `${said[0] ?? ''}(${said[1] ?? ''})` : (said[0] ?? '')];
  });
  return words.length === 0 ? null : [...new Set(words)].join('、');
}

function earlierWords({ run, step, names }: ApprovalCardView): string | null {
  const earlier = run.steps.filter((one) => one.step < step).flatMap((one) => one.decisions);
  const words = earlier.map((one) => {
    const comment = one.reason === null ? '' : `(${one.reason})`;
    return `${names.roleOf(one.role).name} ${decider(one, names)} ${showInstant(one.decidedAt)} ${VERDICT_NAMES[one.verdict]}${comment}`;
  });
  return words.length === 0 ? null : words.join(';');
}

/** Where several roles must all agree: who has, and who has not yet. */
function jointWords({ names }: ApprovalCardView, step: StepView): string | null {
  if (step.join !== 'all' || step.roles.length < 2) return null;
  return step.roles
    .map((role) => {
      const decision = step.decisions.find((one) => one.role === role);
      const said = decision === undefined ? '待定' : `${decider(decision, names)} 已${VERDICT_NAMES[decision.verdict]}`;
      return `${names.roleOf(role).name} ${said}`;
    })
    .join(';');
}

const shown = (label: string, value: string | null): readonly CardFact[] =>
  value === null || value === '' ? [] : [{ label, value }];

const sum = (fen: Fen | null, unknown: string): string => (fen === null ? unknown : showYuan(fen));

const bracketed = (text: string): string => (text === '' ? '' : `(${text})`);

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= PLAN_SHOWN ? text : `${characters.slice(0, PLAN_SHOWN).join('')}…`;
}
