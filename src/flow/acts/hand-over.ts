import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import { handlerFor } from '../../policy/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import { answerable, personName, projectName, showCard, tell, type Scene } from '../scene.js';
import { caseCard } from './case-card.js';
import { packOf } from './judging.js';

/**
 * Where new facts bring a case to another role by the book (LF-E2: what has become major, or a claim, goes to the customer centre),
 * its holder takes it over. Who has it for another reason keeps it.
 */
export function handOver(scene: Scene, before: Case, after: Case, lines: Entry[]): Case {
  if (!cases.isOpen(after.state) || after.state === 'handled') return after;
  const pack = packOf(scene, after);
  const { role, rule } = handlerFor(pack, { ...after.facts, now: scene.now });
  if (role === handlerFor(pack, before.facts).role) return after;
  if (after.handlerId !== null && directory.holds(scene.company.people, after.handlerId, role, after.projectId)) return after;
  const person = answerable(scene, role, after.projectId);
  if (person === null || person.id === after.handlerId) return after;
  lines.push({ at: scene.now, actor: 'bot', kind: 'handed-over', payload: { from: after.handlerId, to: person.id, rule } });
  return { ...after, handlerId: person.id };
}

/** Both sides are told in private; the group is not, since it would learn of the level. */
export function sayHandOver(scene: Scene, before: Case, after: Case): void {
  const { handlerId } = after;
  if (handlerId === null || handlerId === before.handlerId) return;
  const pack = packOf(scene, after);
  const { rule } = handlerFor(pack, after.facts);
  const basis = rule === null || before.handling.sentBack !== null ? '' : `依据 ${rule}:${pack.ruleTexts[rule] ?? ''}`;
  if (before.handlerId !== null) {
    tell(scene, before.handlerId, { caseId: after.id, text: `${after.number} 转由${personName(scene, handlerId)}受理。${basis}` });
  }
  const from = before.handlerId === null ? '' : `,原受理人 ${personName(scene, before.handlerId)}`;
  tell(scene, handlerId, {
    caseId: after.id,
    text: `${projectName(scene, after.projectId)} ${after.number} 转由您受理,级别:${LEVEL_NAMES[after.level]}${from}。${basis}`,
  });
  showCard(scene, { chatId: handlerId, subjectKind: 'case', subjectId: after.id, caseId: after.id, card: caseCard(scene, after, handlerId) });
}
