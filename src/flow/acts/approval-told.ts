import type { RunView } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { answerable, projectName, roleName, tell, type Scene } from '../scene.js';
import { sumOf } from './approval-run.js';
import { afterApproval } from './case-papers.js';
import { packOf } from './judging.js';

/** After an approval the handler, the copies (抄送) and the filings (备案) are told once each, whatever number of roles a person has. */
export function tellApproved(scene: Scene, one: Case, run: RunView): void {
  const handler = one.handlerId ?? one.reporterId;
  tell(scene, handler, { caseId: one.id, text: `${one.number} 的方案已批准${sumOf(run)}。${afterApproval(one, run.amount)}` });
  const told = new Set<string>([handler]);
  for (const role of run.copies) tellRole(scene, one, run, { role, as: '抄送', rules: run.rules, told });
  // Whoever decided it himself needs no filing of it.
  for (const { decidedBy, holderId } of run.steps.flatMap((step) => step.decisions)) {
    told.add(decidedBy);
    told.add(holderId);
  }
  for (const { role, rule } of one.decision.filings) tellRole(scene, one, run, { role, as: '备案', rules: [rule], told });
}

interface Told {
  readonly role: Role;
  readonly as: '抄送' | '备案';
  readonly rules: readonly string[];
  readonly told: Set<string>;
}

function tellRole(scene: Scene, one: Case, run: RunView, { role, as, rules, told }: Told): void {
  const person = answerable(scene, role, one.projectId);
  if (person === null) return alarm(scene, one, role, as);
  if (told.has(person.id)) return;
  told.add(person.id);
  const name = packOf(scene, one).roles[role]?.name ?? role;
  tell(scene, person.id, {
    caseId: one.id,
    text: `【${as}${name}】${one.number} ${projectName(scene, one.projectId)} ${one.subject}(${LEVEL_NAMES[one.level]})方案已批准${sumOf(run)}。依据 ${rules.join('、')}`,
  });
}

/** No silent audience: a role that nobody answers for is the administrator's to mend. */
function alarm(scene: Scene, one: Case, role: Role, as: string): void {
  scene.alerts.push({
    companyId: one.companyId,
    kind: 'role-vacant',
    subject: `${one.id}:${as}:${role}`,
    text: `${one.number} 的审批结果应${as}${roleName(scene, role)},但没有人担任,请补上人员并告知。`,
    at: scene.now,
  });
}
