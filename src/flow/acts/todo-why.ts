import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { CaseInShort } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, Timer } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import * as messages from '../../messages/index.js';
import type { NudgeLine } from '../../messages/index.js';
import { showInstant } from '../../terms/instants.js';
import { personName, projectName, roleName, type Scene } from '../scene.js';
import { stepDue } from './approval-limits.js';
import { proofOf } from './case-story.js';
import { packOf } from './judging.js';
import { holderUp, responsibleFor } from './ladder.js';
import { SNOOZED, snoozeSubject } from './todo-snooze.js';
import { withMatters, type TodoLine } from './todo-lines.js';

/** Whole derivations in one answer; a chat message takes no more. */
const MOST_WHOLE = 3;
const MOST_TOLD = 50;

/** 为什么提醒我: for one case, or for what waits for the person, the most urgent first. */
export async function whyNudged(scene: Scene, personId: string, one: CaseInShort | null): Promise<readonly string[]> {
  const lines =
    one === null
      ? await messages.openLines(scene.tx, scene.company.head.id, [personId], MOST_WHOLE + 1)
      : onePerMatter(await messages.linesOfCase(scene.tx, one.id, personId, MOST_TOLD));
  if (lines.length === 0) return [one === null ? '您现在没有待办提醒。' : `${one.number} 没有提醒过您。`];
  const about = await withMatters(scene, lines.slice(0, MOST_WHOLE));
  const answers: string[] = [];
  for (const each of about) answers.push(await why(scene, personId, each));
  const open = one === null ? await messages.countOpenLines(scene.tx, scene.company.head.id, [personId]) : null;
  const rest = (open?.get(personId) ?? 0) - about.length;
  return rest > 0 ? [...answers, `另有 ${rest} 项,请发“编号 为什么提醒我”。`] : answers;
}

const onePerMatter = (latestFirst: readonly NudgeLine[]): readonly NudgeLine[] =>
  latestFirst.filter((line, index) => !latestFirst.slice(0, index).some((later) => messages.sameMatter(later, line)));

async function why(scene: Scene, personId: string, about: TodoLine): Promise<string> {
  const { case: one, clock, line } = about;
  const told = (await messages.linesOfCase(scene.tx, one.id, personId, MOST_TOLD)).filter((each) => messages.sameMatter(each, line));
  return [
    `${one.number} ${projectName(scene, one.projectId)} ${one.subject}`,
    ...(clock === null ? await whyApproval(scene, personId, one.id) : await whyClock(scene, one, clock)),
    ...(clock === null ? [] : [`为什么是您:${whyHim(scene, personId, one, clock)}`]),
    `已提醒您 ${told.length} 次:${[...told].reverse().map((each) => showInstant(each.toldAt)).join('、')}`,
    `接下来:${await nextOf(scene, personId, about)}`,
  ].join('\n');
}

async function whyClock(scene: Scene, one: CaseInShort, clock: Clock): Promise<readonly string[]> {
  const years = await directory.storedYears(scene.tx, [one.companyId]);
  return proofOf(clock, one, years, { people: scene.company.people, pack: packOf(scene, one) });
}

async function whyApproval(scene: Scene, personId: string, caseId: string): Promise<readonly string[]> {
  const one = await cases.readCase(scene.tx, caseId);
  const approval = one?.handling.approval ?? null;
  const run = approval === null ? null : await approvals.runView(scene.tx, approval.runId);
  const step = run?.state === 'open' ? approvals.openStepOf(run) : null;
  if (one === null || run === null || step === null) return ['这件的审批已经结束。'];
  const due = stepDue(scene, one, run, step.step);
  const rules = run.rules.map((rule) => `${rule}${packOf(scene, one).ruleTexts[rule] === undefined ? '' : `:${packOf(scene, one).ruleTexts[rule]}`}`);
  const seat = step.seats.find((each) => each.personId === personId);
  return [
    `方案由${personName(scene, run.submittedBy)}于${showInstant(run.openedAt)}提交,现在第 ${step.step} 步${step.mode === 'review' ? '审核' : '审批'}`,
    `依据 ${rules.join(';')}`,
    ...(due === null ? [] : [`应在${showInstant(due)}前决定`]),
    `为什么是您:${seat === undefined ? '审批人请您给意见或代为决定' : `这一步由${roleName(scene, seat.role)}决定`}`,
  ];
}

function whyHim(scene: Scene, personId: string, one: CaseInShort, clock: Clock): string {
  const { people } = scene.company;
  const role = roleName(scene, clock.responsible);
  const responsible = responsibleFor(scene, one, clock.responsible);
  if (directory.holds(people, personId, clock.responsible, one.projectId)) return `这项由${role}负责,您是${projectName(scene, one.projectId)}的${role}`;
  if (responsible?.id === personId) return personId === one.handlerId ? `这项由${role}负责,您是受理人` : `这项由${role}负责,现由您承担`;
  if (directory.onDuty(people, one.projectId, scene.now).some(({ id }) => id === personId)) return `这项由${role}负责,您正在值班`;
  const stoodFor = responsible === null ? null : directory.deputyOf(people, responsible.id, scene.now);
  if (stoodFor?.id === personId) return `这项由${role}负责,您是${responsible?.name ?? ''}的副手`;
  return `这项由${role}${responsible?.name ?? ''}负责,逾期未完成,逐级报到您这里`;
}

const NUDGES: readonly string[] = ['clock-nudge', SNOOZED, 'approval-nudge'];

async function nextOf(scene: Scene, personId: string, { case: one, clock, line }: TodoLine): Promise<string> {
  const { id: companyId } = scene.company.head;
  const subject = clock?.id ?? snoozeSubject(line);
  const waiting = [...(await clocks.timersWaiting(scene.tx, companyId, subject)), ...(clock === null ? [] : await clocks.timersWaiting(scene.tx, companyId, snoozeSubject(line)))];
  if (clock !== null && !clocks.isOpen(clock)) return '这项已经办完,不再提醒';
  const nudges = waiting.filter(({ kind }) => NUDGES.includes(kind)).sort((a, b) => a.dueAt - b.dueAt);
  const next = nudges[0] === undefined ? [] : [`${showInstant(nudges[0].dueAt)}再提醒`];
  const end = clock === null ? [] : endWords(scene, personId, one, clock, waiting);
  const words = [...next, ...end];
  return words.length === 0 ? '有人处理后就不再提醒' : words.join(';');
}

function endWords(scene: Scene, personId: string, one: CaseInShort, clock: Clock, waiting: readonly Timer[]): readonly string[] {
  const rung = waiting.find(({ kind }) => kind === 'clock-escalate');
  if (clock.state === 'missed') return rung === undefined ? [] : [`${showInstant(rung.dueAt)}仍未完成的,再报上一级`];
  const superior = holderUp(scene, one, clock.responsible, personId);
  return [`${showInstant(clock.dueAt)}到期,逾期记为超时${superior === null ? '' : `并告知${superior.name}`}`];
}
