import { isOpen, type Case } from '../../cases/index.js';
import { CASE_HANDLER, RETURN_VISITOR, tasksNow, type Moment, type TaskRow } from '../../policy/index.js';
import type { CardFact } from '../../terms/card.js';
import type { CaseEvent } from '../../terms/complaint.js';
import { addToNotice, answerable, projectName, tell, type Scene } from '../scene.js';
import { packOf } from './judging.js';

/*
 * Duties no software carries out (the book's `tasks`): each is put before the right person at its moment. The handler and the return
 * visitor read them on their cards; everybody else with a notice he gets anyway, or with one of its own.
 */

const LABEL = '请留意';

function momentsOf(one: Case): ReadonlySet<Moment> {
  const moments = new Set<Moment>(Object.keys(one.facts.happened) as CaseEvent[]);
  if (one.handling.approval?.state === 'approved') moments.add('approved');
  if (one.state === 'closed') moments.add('closed');
  return moments;
}

/** What is to be taken note of as the case now stands; of a closed one only what its close asks. */
function tasksOf(scene: Scene, one: Case): readonly TaskRow[] {
  if (one.state === 'invalid') return [];
  const now = tasksNow(packOf(scene, one), {
    facts: one.facts,
    verdict: { level: one.level, rules: one.decision.levelRules },
    doors: one.doors,
    moments: momentsOf(one),
  });
  return isOpen(one.state) ? now : now.filter((task) => task.at === 'closed');
}

const line = (task: TaskRow): string => `${task.text}(依据 ${task.rule})`;

/** On the handler's card: what is his by the book, and what is another role's that he holds himself. */
export const handlerTasks = (scene: Scene, one: Case): readonly CardFact[] =>
  tasksOf(scene, one)
    .filter((task) => task.role === CASE_HANDLER || holderOf(scene, one, task) === one.handlerId)
    .map((task) => ({ label: LABEL, value: line(task) }));

export const visitorTasks = (scene: Scene, one: Case): readonly CardFact[] =>
  tasksOf(scene, one)
    .filter((task) => task.role === RETURN_VISITOR)
    .map((task) => ({ label: LABEL, value: line(task) }));

const holderOf = (scene: Scene, one: Case, task: TaskRow): string | null =>
  task.role === CASE_HANDLER || task.role === RETURN_VISITOR ? null : (answerable(scene, task.role, one.projectId)?.id ?? null);

/** Tells each person of what has come up for him since `before`, all of it in one message. */
export function tellTasks(scene: Scene, before: Case | null, after: Case): void {
  const known = new Set(before === null ? [] : tasksOf(scene, before).map((task) => task.name));
  const lines = new Map<string, string[]>();
  for (const task of tasksOf(scene, after)) {
    const personId = known.has(task.name) ? null : holderOf(scene, after, task);
    if (personId === null || personId === after.handlerId) continue;
    lines.set(personId, [...(lines.get(personId) ?? []), line(task)]);
  }
  for (const [personId, list] of lines) {
    if (addToNotice(scene, personId, after.id, `${LABEL}:${list.join(';')}`)) continue;
    tell(scene, personId, { caseId: after.id, text: `【${LABEL}】${after.number} ${projectName(scene, after.projectId)} ${after.subject}:${list.join(';')}` });
  }
}
