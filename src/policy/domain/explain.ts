import { CATEGORY_NAMES, LEVEL_NAMES, THREAT_NAMES, type CaseEvent, type Facts } from '../../terms/complaint.js';
import type { ApprovalStepPlan, ClockPlan, Decision, Filing, Role, RuleId } from '../../terms/decision.js';
import { showInstant } from '../../terms/instants.js';
import { judgeLevel } from './level.js';
import type { Pack } from './rows.js';

const EVENT_NAMES: Readonly<Record<CaseEvent | 'received', string>> = {
  received: '收到',
  'department-contacted': '联系责任部门',
  'customer-reached': '联系到客户',
  'call-failed': '致电未接通',
  'engineer-told': '通知项目工程师',
  'site-checked': '现场核实',
  'marketing-manager-told': '联系项目营销经理',
  'differs-from-contract': '确认与合同不符',
  'customer-manager-told': '项目客户经理收到',
  'rd-manager-told': '项目研发经理收到',
  'claim-received': '收到索赔或不接受意见',
  registered: '登记',
  'background-learnt': '了解背景',
  'plan-received': '收到方案',
  'became-important': '升为重要',
  handled: '处理完毕',
  visited: '回访',
};
/** How people call what starts or meets a clock: 收到, 现场核实. */
export const eventName = (event: string): string => EVENT_NAMES[event as CaseEvent] ?? event;

const CHANNEL_NAMES = { chat: '消息', sms: '短信', phone: '电话' } as const;
const JOIN_NAMES = { all: '会签', any: '或签', majority: '过半数同意' } as const;

/**
 * Why the decision is what it is, one Chinese line for each rule: level, approval, filings, clocks, and threats as
 * 风险提示. `decision` must be that of these facts under this pack.
 */
export function explain(decision: Decision, facts: Facts, pack: Pack): string[] {
  return [
    ...levelLines(decision, facts, pack),
    ...categoryLines(decision, facts, pack),
    ...approvalLines(decision, pack),
    ...decision.filings.map((filing) => filingLine(filing, pack)),
    ...decision.clocks.map((clock) => clockLine(clock, pack)),
    ...(facts.threats.length === 0
      ? []
      : [`风险提示:客户${facts.threats.map((threat) => THREAT_NAMES[threat]).join('、')},尚未发生,不影响定级`]),
  ];
}

/** "依据 LF-L3b:同一项目同类投诉 5 户及以上". */
export function basisLine(rule: RuleId, pack: Pack, text: string | null = null): string {
  const words = text ?? pack.ruleTexts[rule];
  return words === undefined ? `依据 ${rule}` : `依据 ${rule}:${words}`;
}

/** The rule that sorts the case into its category, where the book has one. */
function categoryLines(decision: Decision, facts: Facts, pack: Pack): string[] {
  const row = decision.level === 'invalid' ? undefined : pack.categories.find(({ category }) => category === facts.category);
  return row === undefined ? [] : [`${basisLine(row.rule, pack)} → ${CATEGORY_NAMES[facts.category]}`];
}

function levelLines(decision: Decision, facts: Facts, pack: Pack): string[] {
  const name = LEVEL_NAMES[decision.level];
  const { level, rows } = judgeLevel(pack, facts);
  // A level that is held or was set by a person rests on its own rules, not on what today's facts give.
  if (level === decision.level && rows.length > 0) return rows.map((row) => `${basisLine(row.rule, pack, row.text)} → ${name}`);
  return decision.levelRules.map((rule) => `${basisLine(rule, pack)} → ${name}`);
}

function approvalLines(decision: Decision, pack: Pack): string[] {
  const [route, ...others] = decision.approvalRules;
  if (route === undefined) return [];
  const steps = decision.approval.map((step) => stepWords(step, pack)).join(',');
  const copies = decision.copies.length === 0 ? '' : `,抄送${names(decision.copies, pack)}`;
  return [`${basisLine(route, pack)} → ${steps}${copies}`, ...others.map((rule) => basisLine(rule, pack))];
}

function stepWords(step: ApprovalStepPlan, pack: Pack): string {
  const mode = step.mode === 'review' ? '审核' : '审批';
  const join = step.roles.length > 1 || step.join === 'majority' ? `(${JOIN_NAMES[step.join]})` : '';
  return `${names(step.roles, pack)}${mode}${join}`;
}

function filingLine(filing: Filing, pack: Pack): string {
  const channels = filing.channels.map((channel) => CHANNEL_NAMES[channel]).join('、');
  return `${basisLine(filing.rule, pack)} → 备案:${names([filing.role], pack)}(${channels})`;
}

function clockLine(clock: ClockPlan, pack: Pack): string {
  const label = pack.clocks[clock.name]?.label ?? clock.name;
  const due =
    clock.dueAt === null
      ? `自${EVENT_NAMES[clock.startsOn as CaseEvent]}起算`
      : `${showInstant(clock.dueAt)} 前`;
  return `${basisLine(clock.rule, pack)} → ${label}(${due})`;
}

function names(roles: readonly Role[], pack: Pack): string {
  return roles.map((role) => pack.roles[role]?.name ?? role).join('、');
}
