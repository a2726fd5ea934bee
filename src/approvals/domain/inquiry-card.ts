import type { Card, CardFact } from '../../terms/card.js';
import { showInstant } from '../../terms/instants.js';
import type { Inquiry, Names, RunView, StepView } from './run.js';
import { stepOf } from './run.js';
import { runEndWords } from './words.js';

/** Whether the step waits for this question's answer. */
export const isWaitingFor = (inquiry: Inquiry, step: StepView): boolean =>
  inquiry.kind !== 'after' && inquiry.step === step.step && inquiry.endedAt === null;

/** Whoever asked may go on without the answer; where his seat is another's by now, whoever sits there in his place, so that nobody is stuck. */
export function mayStopWaiting(inquiry: Inquiry, step: StepView, by: string): boolean {
  if (inquiry.askedBy === by) return true;
  const inRole = step.seats.filter((seat) => seat.role === inquiry.role).map((seat) => seat.personId);
  return inRole.includes(by) && !inRole.includes(inquiry.askedBy);
}

/** What was asked and answered on the way to this step's decision, as its approvers read it. */
export function inquiryWords(run: RunView, step: StepView, names: Names): readonly CardFact[] {
  const of = (kinds: readonly Inquiry['kind'][]): string =>
    run.inquiries.filter((one) => one.step <= step.step && kinds.includes(one.kind)).map((one) => spoken(one, names)).join(';');
  return [
    { label: '退回补充', value: of(['return']) },
    { label: '加签意见', value: of(['before', 'after']) },
  ].filter((fact) => fact.value !== '');
}

function spoken(one: Inquiry, names: Names): string {
  const asked = `${names.nameOf(one.askedBy)} ${showInstant(one.askedAt)} ${one.kind === 'return' ? '问' : `请 ${names.nameOf(one.askedOf)} 加签`}`;
  const question = one.words === '' ? asked : `${asked}:${one.words}`;
  return one.kind === 'after' ? question : `${question} → ${answerWords(one, names)}`;
}

function answerWords(one: Inquiry, names: Names): string {
  if (one.endedAt === null || one.endedBy === null) return '待答复';
  const at = showInstant(one.endedAt);
  if (one.answer === null) return `${names.nameOf(one.endedBy)} ${at} 不再等`;
  const opinion = one.agrees === null ? '答' : one.agrees ? '同意' : '不同意';
  return `${names.nameOf(one.endedBy)} ${at} ${opinion}${one.answer === '' ? '' : `:${one.answer}`}`;
}

/** The card of whoever is asked: the handler for 退回补充, a named person for 加签. `subject` is what he needs to know of the case. */
export function inquiryCard(run: RunView, inquiry: Inquiry, subject: readonly CardFact[], names: Names): Card {
  const state = stepOf(run, inquiry.step)?.state ?? 'void';
  const open = inquiry.endedAt === null && run.state === 'open' && (state === 'open' || state === 'returned');
  const returned = inquiry.kind === 'return';
  const ended = inquiry.endedAt === null ? null : answerWords(inquiry, names);
  const result = open ? null : (ended ?? runEndWords(run, names) ?? '这一步已经决定,不用再答');
  return {
    title: returned ? '退回补充' : '加签',
    state: open ? 'open' : ended === null ? 'void' : 'done',
    facts: [
      ...subject,
      { label: returned ? '提问' : '请您看', value: `${names.nameOf(inquiry.askedBy)}:${inquiry.words === '' ? '请给意见' : inquiry.words}` },
      ...(result === null ? [] : [{ label: '结果', value: result }]),
    ],
    basis: run.rules,
    buttons: !open
      ? []
      : returned
        ? [{ action: 'answer', label: '答复', input: 'text' }]
        : [
            { action: 'opinion-agree', label: '赞成', input: null },
            { action: 'opinion-object', label: '不赞成', input: 'reason' },
          ],
  };
}
