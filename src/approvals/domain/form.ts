import { CATEGORY_NAMES, LEVEL_NAMES, type Category, type Level } from '../../terms/complaint.js';
import type { RuleId } from '../../terms/decision.js';
import { formatInstant, type Instant } from '../../terms/instants.js';
import { capitalYuan } from '../../terms/money-capitals.js';
import { showYuan, type Fen } from '../../terms/money.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { chineseMarks } from '../../terms/typography.js';
import { personOfRole, type DecisionView, type Inquiry, type Names, type RunState, type RunView, type StepView } from './run.js';
import { MODE_NAMES, VERDICT_NAMES, decider, tallyWords } from './words.js';

/** The approval form (审批单): what a file and an auditor need of one run, ready to be drawn as a page or a PDF. */
export interface ApprovalForm {
  readonly title: string;
  readonly company: string;
  readonly number: string;
  readonly state: RunState;
  /** 已批准, with the sum in figures and capitals. */
  readonly result: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly rows: readonly FormRow[];
  /** What happened beside the decisions: questions, transfers, deputies, sums of one customer. */
  readonly course: readonly string[];
  readonly basis: readonly { readonly rule: RuleId; readonly text: string }[];
  /** Who printed it, and when. */
  readonly foot: string;
}

export interface FormRow {
  readonly step: string;
  readonly role: string;
  readonly person: string;
  readonly verdict: string;
  readonly at: string;
  readonly words: string;
}

export const FORM_HEADINGS: Readonly<Record<keyof FormRow, string>> = {
  step: '步骤',
  role: '岗位',
  person: '审批人',
  verdict: '决定',
  at: '时间',
  words: '意见',
};

/** What the form says of the case; no name and no phone of the customer stands on it. */
export interface FormSubject {
  readonly company: string;
  readonly number: string;
  readonly project: string;
  readonly rooms: readonly string[];
  readonly category: Category;
  readonly level: Level;
  readonly subject: string;
  readonly claimedAmount: Fen | null;
}

export interface FormReader extends Names {
  /** Who prints it. */
  readonly reader: string;
  readonly now: Instant;
  readonly ruleText: (rule: RuleId) => string;
}

const STATE_WORDS: Readonly<Record<RunState, string>> = { open: '审批中', approved: '已批准', rejected: '未获批准', void: '已作废' };

/** "2026-03-02 10:30": a paper is read years later. */
const fullTime = (at: Instant): string => formatInstant(at).slice(0, 16).replace('T', ' ');

export function approvalForm(run: RunView, subject: FormSubject, reader: FormReader): ApprovalForm {
  return printed({
    title: run.amount === null ? '方案审批单' : '赔付审批单',
    company: subject.company,
    number: subject.number,
    state: run.state,
    result: resultWords(run),
    facts: factsOf(run, subject, reader),
    rows: run.steps.flatMap((step) => rowsOf(step, run, reader)),
    course: courseOf(run, reader),
    basis: run.rules.map((rule) => ({ rule, text: reader.ruleText(rule) })),
    foot: `${reader.nameOf(reader.reader)} 于 ${fullTime(reader.now)} 打印;审批编号 ${run.id}`,
  });
}

/** Paper has printed punctuation, as everything people are shown. */
const printed = (form: ApprovalForm): ApprovalForm =>
  JSON.parse(JSON.stringify(form), (_key, value: unknown) => (typeof value === 'string' ? chineseMarks(value) : value)) as ApprovalForm;

function resultWords(run: RunView): string {
  const at = run.closedAt === null ? '' : `(${fullTime(run.closedAt)})`;
  const reason = run.reason === null || run.reason === '' ? '' : `:${maskPhonesIn(run.reason)}`;
  return `${STATE_WORDS[run.state]}${at}${run.state === 'approved' ? '' : reason}`;
}

const money = (label: string, sum: Fen | null) => (sum === null ? [] : [{ label, value: `${showYuan(sum)}(${capitalYuan(sum)})` }]);

function factsOf(run: RunView, subject: FormSubject, { nameOf }: Names): ApprovalForm['facts'] {
  return [
    { label: '编号', value: subject.number },
    { label: '项目', value: subject.project },
    { label: '房号', value: subject.rooms.length === 0 ? '—' : subject.rooms.join('、') },
    { label: '类别', value: CATEGORY_NAMES[subject.category] },
    { label: '级别', value: LEVEL_NAMES[subject.level] },
    { label: '事由', value: subject.subject },
    { label: '提交人', value: nameOf(run.submittedBy) },
    { label: '提交时间', value: fullTime(run.openedAt) },
    ...money('诉求金额', subject.claimedAmount),
    ...money(run.state === 'approved' ? '批准赔付金额' : '拟赔付金额', run.amount),
    ...money('维修费用', run.repairCost),
    { label: '方案', value: maskPhonesIn(run.plan) },
  ];
}

function rowsOf(step: StepView, run: RunView, names: Names): readonly FormRow[] {
  const head = `${step.step} ${MODE_NAMES[step.mode]}`;
  const decided = step.decisions.map((decision) => decidedRow(head, step, decision, names));
  const open = step.state === 'open' || step.state === 'returned';
  const waiting = step.roles
    .filter((role) => !step.decisions.some((decision) => decision.role === role))
    .map((role) => ({ step: head, role: roleWords(role, names), person: people(step, role, open, names), verdict: waitingWords(step), at: '', words: '' }));
  // A committee sits in one role: whoever has not voted is counted, not listed.
  const counted = step.join === 'majority' && step.decisions.length > 0;
  const tally = { step: head, role: '表决', person: '', verdict: step.state === 'agreed' ? '通过' : waitingWords(step), at: timeOr(step.closedAt), words: counted ? tallyWords(step, run.submittedBy) : '' };
  return counted ? [...decided, tally] : [...decided, ...waiting];
}

const timeOr = (at: Instant | null): string => (at === null ? '' : fullTime(at));

function waitingWords(step: StepView): string {
  const words: Readonly<Record<StepView['state'], string>> = {
    waiting: '未到此步',
    open: '待决定',
    returned: '退回补充中',
    agreed: '—',
    rejected: '未通过',
    void: '未决定',
  };
  return words[step.state];
}

function people(step: StepView, role: string, open: boolean, { nameOf }: Names): string {
  if (!open) return '';
  return [...new Set(step.seats.filter((seat) => seat.role === role).map((seat) => nameOf(seat.personId)))].join('、');
}

const roleWords = (role: string, { roleOf }: Names): string => (personOfRole(role) === null ? roleOf(role).name : '加签意见');

function decidedRow(head: string, step: StepView, decision: DecisionView, names: Names): FormRow {
  const seat = step.seats.find((one) => one.role === decision.role && one.personId === decision.decidedBy);
  return {
    step: head,
    role: roleWords(decision.role, names),
    person: decider(decision, names),
    verdict: VERDICT_NAMES[decision.verdict],
    at: fullTime(decision.decidedAt),
    words: maskPhonesIn([decision.reason ?? '', seat?.note ?? ''].filter((part) => part !== '').join(';')),
  };
}

const INQUIRY_WORDS: Readonly<Record<Inquiry['kind'], string>> = { return: '退回补充', before: '前加签', after: '后加签' };

function courseOf(run: RunView, names: Names): readonly string[] {
  const lines = [
    ...run.inquiries.flatMap((one) => inquiryLines(one, names)),
    ...run.steps.flatMap((step) =>
      step.formerSeats.map((seat) => ({
        at: seat.movedAt,
        text: `第 ${step.step} 步由${names.nameOf(seat.personId)}改由${names.nameOf(seat.movedTo)}决定`,
      })),
    ),
  ];
  const told = lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${fullTime(at)} ${maskPhonesIn(text)}`);
  return [...splittingWords(run), ...told];
}

function inquiryLines(one: Inquiry, { nameOf }: Names): readonly { readonly at: Instant; readonly text: string }[] {
  const asked = { at: one.askedAt, text: `${nameOf(one.askedBy)}${INQUIRY_WORDS[one.kind]}(${nameOf(one.askedOf)}):${one.words}` };
  if (one.endedAt === null || one.answer === null) return [asked];
  const opinion = one.agrees === null ? '' : one.agrees ? '(同意)' : '(不同意)';
  return [asked, { at: one.endedAt, text: `${nameOf(one.endedBy ?? one.askedOf)}答复${opinion}:${one.answer}` }];
}

function splittingWords({ splitting }: RunView): readonly string[] {
  if (splitting === null || splitting.sums.length === 0) return [];
  const sums = splitting.sums.map(({ number, amount }) => `${number} ${showYuan(amount)}`).join('、');
  return [`同一客户或房号 ${splitting.days} 天内另有:${sums}${splitting.choosesRoute ? '(已合并计算审批流程)' : ''}`];
}
