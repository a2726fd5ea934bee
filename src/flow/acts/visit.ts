import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import * as followUps from '../../follow-ups/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { accept, refuse } from '../../terms/outcome.js';
import { closingNow } from '../../policy/index.js';
import { addToNotice, answer, answerable, showCard, tell, type Scene } from '../scene.js';
import { visitCard } from './case-card.js';
import { entry, tellHandler, type Act, type Acted } from './act.js';
import { chasePapers, papersWanted } from './case-papers.js';
import { watchProgress } from './idle.js';
import { packOf } from './judging.js';
import { planProgress } from './progress.js';
import { settle } from './settle.js';
import { HANDLING_EVENTS } from './told.js';

/** When handling ends, the return visit goes to its person with the questions to ask. */
export function askForVisit(scene: Scene, one: Case): void {
  const visitor = visitorOf(scene, one);
  if (visitor === null) return;
  showCard(scene, {
    chatId: visitor.id,
    subjectKind: 'visit',
    subjectId: one.id,
    caseId: one.id,
    card: visitCard(scene, one),
  });
}

/**
 * Who makes the return visit. Where the book gives it to another role than the one that handles, it is somebody else than the
 * handler, up the ladder if need be: nobody asks after his own work (ours).
 */
export function visitorOf(scene: Scene, one: Case): directory.Person | null {
  const { duties, roles } = packOf(scene, one);
  const usual = answerable(scene, duties.returnVisitor, one.projectId);
  if (duties.returnVisitor === duties.handler) return holdsVisits(scene, one) ? directory.personById(scene.company.people, one.handlerId ?? '') : usual;
  if (usual?.id !== one.handlerId) return usual;
  for (let role: Role | null = duties.returnVisitor, rung = 0; role !== null && rung < 20; role = roles[role]?.superior ?? null, rung++) {
    const other = directory.holders(scene.company.people, role, one.projectId).find((person) => person.id !== one.handlerId);
    if (other !== undefined) return other;
  }
  return usual;
}

const holdsVisits = (scene: Scene, one: Case): boolean =>
  one.handlerId !== null && directory.holds(scene.company.people, one.handlerId, packOf(scene, one).duties.returnVisitor, one.projectId);

export async function visitSatisfied(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  if (one.state !== 'handled') return refuse('not-handled', `${one.number} 还没有处理完毕,处理完毕后再回访。`);
  const other = visitedByAnother(scene, act);
  if (other !== null) return other;
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

/** Where the visit is another's, the handler does not record it of his own work. */
function visitedByAnother(scene: Scene, { case: one, by }: Act): Acted | null {
  const visitor = visitorOf(scene, one);
  if (by !== one.handlerId || visitor === null || visitor.id === by) return null;
  return refuse('visit-by-another', `${one.number} 由${visitor.name}回访并记录结果,请转告客户的意见。`);
}

/** Dissatisfied: thanked, reopened, counted, decided again (LF-C3, NG-P11). */
export async function visitDissatisfied(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  if (one.state !== 'handled') return refuse('not-handled', `${one.number} 还没有处理完毕,处理完毕后再回访。`);
  const other = visitedByAnother(scene, act);
  if (other !== null) return other;
  const words = act.command.text;
  if (words === '') return refuse('reason-missing', '客户哪里不满意?请写一句,方便重新处理。');
  const line = entry(scene, act, 'visited', { satisfied: false, words });
  const saved = await reopenDissatisfied(scene, one, { words, line, said: '回访不满意', by: act.by });
  return accept(`已记录:${saved.number} 回访不满意,已重新打开处理。`);
}

export interface Dissatisfied {
  readonly words: string;
  /** What stands in the record before the reopening. */
  readonly line: Entry;
  /** How it was heard: 回访不满意, 客户评价不满意. */
  readonly said: string;
  /** Who recorded it and need not be told; null: the customer himself. */
  readonly by: string | null;
}

/** The case is opened again and counted; the handler and his supervisor hear what the customer said. Also of a closed one. */
export async function reopenDissatisfied(scene: Scene, one: Case, heard: Dissatisfied): Promise<Case> {
  const facts = {
    ...cases.withoutEvents(one.facts, HANDLING_EVENTS),
    dissatisfiedTimes: one.facts.dissatisfiedTimes + 1,
  };
  const next: Case = {
    ...one,
    state: 'handling',
    closedAt: null,
    facts,
    handling: { ...one.handling, satisfied: false, visitResult: heard.words, reopenedAt: scene.now },
  };
  await followUps.withdrawRatingOf(scene.tx, one.id, scene.now);
  const reopened: Entry = { at: scene.now, actor: heard.by ?? 'bot', kind: 'reopened', payload: { dissatisfiedTimes: facts.dissatisfiedTimes } };
  const saved = await settle(scene, one, next, [heard.line, reopened]);
  if (one.state === 'closed') await watchAgain(scene, saved);
  const text = `${saved.number} ${heard.said}(第 ${facts.dissatisfiedTimes} 次),已重新处理,级别:${LEVEL_NAMES[saved.level]}。客户说:${heard.words}`;
  tellBoth(scene, saved, text, heard.by);
  sayWhoMayClose(scene, saved);
  return saved;
}

/** What ended with the close begins anew: the customer hears how it stands, and nobody lets it lie. */
async function watchAgain(scene: Scene, one: Case): Promise<void> {
  planProgress(scene, one);
  watchProgress(scene, one);
}

/** The handler and the supervisor, each once and in private, but for whoever said it. */
export function tellBoth(scene: Scene, one: Case, text: string, by: string | null): void {
  const supervisor = answerable(scene, packOf(scene, one).duties.supervisor, one.projectId);
  const people = new Set([one.handlerId, supervisor?.id ?? null].filter((id) => id !== null && id !== by));
  for (const personId of people) if (personId !== null) tell(scene, personId, { caseId: one.id, text });
}

/** Where the book lets somebody close by now although the customer is not satisfied (NG-P11), he hears of it. */
function sayWhoMayClose(scene: Scene, one: Case): void {
  const row = closingNow(packOf(scene, one), { facts: one.facts, verdict: { level: one.level, rules: one.decision.levelRules } });
  const closer = row === null ? null : answerable(scene, row.closedBy, one.projectId);
  if (row === null || closer === null) return;
  const said = `已不满意 ${one.facts.dissatisfiedTimes} 次,您可以说明理由后结案:${one.number} 结案,理由…(依据 ${row.rule})`;
  if (!addToNotice(scene, closer.id, one.id, said)) tell(scene, closer.id, { caseId: one.id, text: `${one.number} ${said}` });
}
