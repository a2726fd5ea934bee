import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import { planReadersFor } from '../../policy/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import { answerable, roleName, tell, type Scene } from '../scene.js';
import { entry, inHand, type Act, type Acted } from './act.js';
import { voidOpenRun } from './approval-run.js';
import { packOf } from './judging.js';
import { settle } from './settle.js';

/** 方案: the plan and the sum proposed; a run opens on the route of the decision that follows from them. */
export async function submitPlan(scene: Scene, act: Act): Promise<Acted> {
  const words = act.command.text;
  if (words === '') return refuse('plan-missing', `请写上方案和金额,例如:${act.case.number} 方案:更换水管,赔偿…元`);
  if (act.command.sumUnread === true) return refuse('sum-unread', `方案里的金额没看懂,请写成数字再发一次,例如:${act.case.number} 方案:更换水管,赔偿5000元`);
  if (act.case.state === 'handled') {
    return refuse('already-handled', `${act.case.number} 已处理完毕,正在等回访。客户有新的要求时请先记录“回访不满意”,再提交新方案。`);
  }
  if ((act.command.amount ?? 0) < cases.paidOf(act.case)) {
    return refuse('below-paid', `${act.case.number} 新方案的赔付金额低于已付金额,请写包含已付款在内的总额。`);
  }
  const received = cases.happenedAgain(act.case.facts, 'plan-received', scene.now);
  // A new plan stands with its own sums: what an earlier one proposed is no part of it.
  const sums = { proposedAmount: act.command.amount, repairCost: act.command.repairCost ?? null };
  const facts = { ...received, ...sums };
  const handling = { ...act.case.handling, plan: words, approval: null };
  const closed = await voidOpenRun(scene, act.case, '方案已更新');
  const saved = await settle(scene, act.case, { ...inHand(act.case), facts, handling }, [
    ...closed,
    entry(scene, act, 'plan-submitted', { plan: words, amount: sums.proposedAmount, repairCost: sums.repairCost }),
  ]);
  tellPlanReaders(scene, saved);
  if (saved.handling.approval === null) return accept(`已记录 ${saved.number} 的方案。`);
  const first = saved.decision.approval[0];
  const who = first === undefined ? '' : `,${saved.decision.approval.length > 1 ? '先' : ''}由${first.roles.map((role) => roleName(scene, role)).join('、')}${first.mode === 'review' ? '审核' : '审批'}`;
  return accept(`${saved.number} 的方案已提交${who}。`);
}

/** LF-A18: some look a plan over and comment without a step of their own. */
function tellPlanReaders(scene: Scene, one: Case): void {
  for (const reader of planReadersFor(packOf(scene, one), one.facts)) {
    for (const role of reader.roles) {
      const person = answerable(scene, role, one.projectId);
      if (person === null || person.id === one.handlerId) continue;
      tell(scene, person.id, { caseId: one.id, text: `请看 ${one.number} 的方案并提意见:${one.handling.plan ?? ''}(依据 ${reader.rule})` });
    }
  }
}
