import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import { closingNow } from '../../policy/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import { answer, personName, roleName, type Scene } from '../scene.js';
import { entry, tellHandler, type Act, type Acted } from './act.js';
import { papersWanted } from './case-papers.js';
import { packOf } from './judging.js';
import { settle } from './settle.js';

/** 结案 over a customer who stays dissatisfied: only where the book lets somebody (NG-P11), by him, with a reason. */
export async function closeDissatisfied(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, by } = act;
  const pack = packOf(scene, one);
  const { closing } = pack;
  if (closing.length === 0) return refuse('not-closable', `${one.number} 回访满意后才结案;处理完毕后请回访。`);
  const holder = closing.find((row) => directory.holds(scene.company.people, by, row.closedBy, one.projectId));
  if (holder === undefined) return refuse('not-the-closer', `客户仍不满意的,由${whoCloses(scene, one, closing[0]?.closedBy ?? '')}说明理由后结案(依据 ${closing[0]?.rule ?? ''})。`);
  const row = closingNow(pack, { facts: one.facts, verdict: { level: one.level, rules: one.decision.levelRules } });
  if (row === null) return refuse('not-closable-yet', `${one.number} 还不能这样结案(依据 ${holder.rule}:${pack.ruleTexts[holder.rule] ?? ''})。现在回访不满意 ${one.facts.dissatisfiedTimes} 次。`);
  const reason = act.command.text;
  if (reason === '') return refuse('reason-missing', '请写一句结案的理由,例如:已按批准的方案办理完,客户仍不接受');
  if (cases.paidOf(one) > 0 && cases.missingPapers(one).length > 0) return refuse('papers-missing', `${one.number} 还不能结案。${papersWanted(scene, one)}`);
  const saved = await settle(scene, one, closedOver(scene, one, reason), [entry(scene, act, 'closed', { reason, rule: row.rule })]);
  answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 已结案。` });
  tellHandler(scene, act, `${saved.number} 已由${personName(scene, by)}结案,理由:${reason}。依据 ${row.rule}`);
  return accept(`${saved.number} 已结案(依据 ${row.rule}),理由已记录。`);
}

const closedOver = (scene: Scene, one: Case, reason: string): Case => ({
  ...one,
  state: 'closed',
  closedAt: scene.now,
  handling: { ...one.handling, satisfied: false, result: one.handling.result ?? reason },
});

function whoCloses(scene: Scene, one: Case, role: string): string {
  const names = directory.holders(scene.company.people, role, one.projectId).map((person) => person.name);
  return `${roleName(scene, role)}${names.join('、')}`;
}
