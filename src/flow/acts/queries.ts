import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { answer, personName, projectName, showCard, type Scene } from '../scene.js';
import { caseCard } from './case-card.js';
import { deadlineChanges } from './deadline-changes.js';
import { showDue } from './due-words.js';
import { linksOf } from './link-words.js';

const MOST_LINES = 20;

export const UNKNOWN_NUMBER = '没有找到这个编号,请核对后再发。';

/** Who may see and act on a case: its people, and whoever holds a role on its project. Others get the unknown answer. */
export function mayHandle(scene: Scene, one: Case, personId: string): boolean {
  if ([one.handlerId, one.reporterId, one.handling.dispatchedTo].includes(personId)) return true;
  const person = directory.personById(scene.company.people, personId);
  if (person === null) return false;
  return person.holdings.some(
    (held) => held.projectId === directory.EVERY_PROJECT || held.projectId === one.projectId || one.projectId === null,
  );
}

/** The front desk's role: it may add to a case of its project, but sees no sums or levels of cases it did not report. */
const FRONT_DESK = 'staff';

/** Who needs the whole of a case for his work. */
export function needsAll(scene: Scene, one: Case, personId: string): boolean {
  if ([one.handlerId, one.reporterId, one.handling.dispatchedTo].includes(personId)) return true;
  const person = directory.personById(scene.company.people, personId);
  return (
    person?.holdings.some(
      (held) => held.role !== FRONT_DESK && (held.projectId === directory.EVERY_PROJECT || held.projectId === one.projectId),
    ) ?? false
  );
}

/** In a group: number, project, subject, handler and state only. */
export function groupLine(scene: Scene, one: Case): string {
  const who = one.handlerId === null ? '待定' : personName(scene, one.handlerId);
  return `${one.number} ${projectName(scene, one.projectId)} ${one.subject},${cases.STATE_NAMES[one.state]},受理人 ${who}${one.handling.sentBackTimes === 0 ? '' : `,已退 ${one.handling.sentBackTimes} 次`}`;
}

const EVIDENCE_NAMES: Readonly<Record<NonNullable<cases.CaseEvidence['kind']>, string>> = { agreement: '赔付协议', voucher: '付款凭证' };

/** In private: the whole case as a card with its buttons, and its evidence by links that soon expire. */
export async function showCase(scene: Scene, one: Case, personId: string): Promise<void> {
  if (!needsAll(scene, one, personId)) return;
  const changes = await deadlineChanges(scene, one);
  if (changes !== null) answer(scene, { chatId: personId, caseId: one.id, text: changes });
  const evidence = await cases.evidenceOf(scene.tx, one.id);
  if (evidence.length > 0) {
    const links = evidence.map((file) => `${file.kind === null ? '' : `[${EVIDENCE_NAMES[file.kind]}] `}${file.name}:${scene.house.evidenceLink(one.companyId, file.hash)}`);
    answer(scene, { chatId: personId, caseId: one.id, text: `${one.number} 的附件(链接一小时内有效):\n${links.join('\n')}` });
  }
  showCard(scene, { chatId: personId, subjectKind: 'case', subjectId: one.id, caseId: one.id, card: caseCard(scene, one, personId) });
}

export async function myTasks(scene: Scene, personId: string): Promise<string> {
  const mine = await cases.openCasesOf(scene.tx, scene.company.head.id, personId, MOST_LINES);
  const waiting = await approvals.myApprovals(scene.tx, scene.company.head.id, personId, MOST_LINES);
  const lines = [];
  for (const one of mine) {
    const next = (await clocks.clocksOf(scene.tx, one.id))
      .filter((clock) => clock.state === 'running')
      .sort((a, b) => a.dueAt - b.dueAt)[0];
    const related = linksOf(one);
    lines.push(`${groupLine(scene, one)}${related === null ? '' : `;${related}`}${next === undefined ? '' : `;${next.label},${showDue(scene, next)}`}`);
  }
  if (waiting.length > 0) lines.push(`待您审批 ${waiting.length} 项,请看审批卡片,或发"我的审批"。`);
  return lines.length === 0 ? '您现在没有待办。' : `您的待办:\n${lines.map((line, index) => `${index + 1}. ${line}`).join('\n')}`;
}

export const HELP = [
  '我可以帮您登记和跟进投诉、需求:',
  '· 直接说情况,例如:3栋2单元1501业主来电,厨房漏水第三次了,要赔8000',
  '· 跟进:编号 + 已联系客户 / 联系不上 / 派单给某某 / 约明天下午3点上门 / 到场(附照片) / 补照片 / 现场核实 / 方案:…赔偿6000元 / 处理完毕',
  '· 赔付获批后:编号 + 上传协议 / 付款凭证 6000元(都附照片或文件)',
  '· 文件:编号 + 审批单 / 导出证据包',
  '· 回访:编号 + 回访满意 / 回访不满意,原因',
  '· 其他:编号 + 补充:… / 房号 3-2-1502 / 申请延期到… / 暂停到…,原因 / 退单,原因 / 12345工单号…,…前回复 / 无效,原因 / 标记 群诉风险 / 降级为一般,原因',
  '· 值班:值班表;3月1日到3月7日值班:李四(项目负责人排班)',
  '· 审批:编号 + 同意 / 驳回 理由(私聊) / 答复:… / 撤回 / 催办;我5月1日到5日出差,审批交给副手 / 取消委托 / 批量同意',
  '· 提醒:稍后提醒 1小时 / 为什么提醒我(加编号只说那一件)',
  '· 查询:查询 编号 / 我的待办 / 我的审批 / 查询台账',
  '· 问我:5000到2万谁批 / 一般投诉几天处理完 / 重大投诉报谁 / 怎么跟客户说 / 类似案例',
  '· 项目负责人及以上(私聊):今日到期 / 本周超时 / 谁手上最多',
].join('\n');
