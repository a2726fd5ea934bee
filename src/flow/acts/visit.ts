import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import { accept, refuse } from '../../terms/outcome.js';
import { closingNow } from '../../policy/index.js';
import { addToNotice, answer, answerable, showCard, tell, type Scene } from '../scene.js';
import { visitCard } from './case-card.js';
import { entry, tellHandler, type Act, type Acted } from './act.js';
import { chasePapers, papersWanted } from './case-papers.js';
import { packOf } from './judging.js';
import { settle } from './settle.js';
import { HANDLING_EVENTS } from './told.js';

/** When handling ends, the return visit goes to its person with the questions to ask. */
export function askForVisit(scene: Scene, one: Case): void {
  const visitor = answerable(scene, packOf(scene, one).duties.returnVisitor, one.projectId);
  if (visitor === null) return;
  showCard(scene, {
    chatId: visitor.id,
    subjectKind: 'visit',
    subjectId: one.id,
    caseId: one.id,
    card: visitCard(scene, one),
  });
}

export async function visitSatisfied(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  if (one.state !== 'handled') return refuse('not-handled', `${one.number} 还没有处理完毕,处理完毕后再回访。`);
  if (cases.missingPapers(one).length > 0) return satisfiedWithoutPapers(scene, act);
  const facts = cases.happenedAgain(one.facts, 'visited', scene.now);
  const words = act.command.text;
  const next: Case = {
    ...one,
    state: 'closed',
    closedAt: scene.now,
    facts,
    handling: { ...one.handling, satisfied: true, visitResult: words || '满意' },
  };
  const saved = await settle(scene, one, next, [
    entry(scene, act, 'visited', { satisfied: true, words }),
    entry(scene, act, 'closed'),
  ]);
  answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 回访满意,已结案。` });
  return accept(`已记录:${saved.number} 回访满意,已结案。`);
}

/** The customer is content, but without agreement and voucher the case stays open; he is not called a second time for them. */
async function satisfiedWithoutPapers(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  if (one.handling.satisfied === true) return refuse('papers-missing', `${one.number} 已记录回访满意,还不能结案。${papersWanted(scene, one)}`);
  const words = act.command.text;
  const facts = cases.happenedAgain(one.facts, 'visited', scene.now);
  const handling = { ...one.handling, satisfied: true, visitResult: words || '满意' };
  const saved = await settle(scene, one, { ...one, facts, handling }, [entry(scene, act, 'visited', { satisfied: true, words })]);
  await chasePapers(scene, saved);
  tellHandler(scene, act, `${saved.number} 客户回访满意,${papersWanted(scene, saved)}`);
  return accept(`已记录:${saved.number} 回访满意,资料齐后自动结案。${papersWanted(scene, saved)}`);
}

/** Dissatisfied: thanked, reopened, counted, decided again (LF-C3, NG-P11). */
export async function visitDissatisfied(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  if (one.state !== 'handled') return refuse('not-handled', `${one.number} 还没有处理完毕,处理完毕后再回访。`);
  if (act.command.text === '') return refuse('reason-missing', '客户哪里不满意?请写一句,方便重新处理。');
  const facts = {
    ...cases.withoutEvents(one.facts, HANDLING_EVENTS),
    dissatisfiedTimes: one.facts.dissatisfiedTimes + 1,
  };
  const next: Case = {
    ...one,
    state: 'handling',
    facts,
    handling: { ...one.handling, satisfied: false, visitResult: act.command.text },
  };
  const saved = await settle(scene, one, next, [
    entry(scene, act, 'visited', { satisfied: false, words: act.command.text }),
    entry(scene, act, 'reopened', { dissatisfiedTimes: facts.dissatisfiedTimes }),
  ]);
  const text = `${saved.number} 回访不满意(第 ${facts.dissatisfiedTimes} 次),已重新处理,级别:${LEVEL_NAMES[saved.level]}。客户说:${act.command.text}`;
  const told = new Set<string>([act.by]);
  const supervisor = answerable(scene, packOf(scene, saved).duties.supervisor, saved.projectId);
  for (const personId of [saved.handlerId, supervisor?.id ?? null]) {
    if (personId === null || told.has(personId)) continue;
    told.add(personId);
    tell(scene, personId, { caseId: saved.id, text });
  }
  sayWhoMayClose(scene, saved);
  return accept(`已记录:${saved.number} 回访不满意,已重新打开处理。`);
}

/** Where the book lets somebody close by now although the customer is not satisfied (NG-P11), he hears of it. */
function sayWhoMayClose(scene: Scene, one: Case): void {
  const row = closingNow(packOf(scene, one), { facts: one.facts, verdict: { level: one.level, rules: one.decision.levelRules } });
  const closer = row === null ? null : answerable(scene, row.closedBy, one.projectId);
  if (row === null || closer === null) return;
  const said = `已不满意 ${one.facts.dissatisfiedTimes} 次,您可以说明理由后结案:${one.number} 结案,理由…(依据 ${row.rule})`;
  if (!addToNotice(scene, closer.id, one.id, said)) tell(scene, closer.id, { caseId: one.id, text: `${one.number} ${said}` });
}
