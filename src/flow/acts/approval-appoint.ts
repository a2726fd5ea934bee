import * as approvals from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { Role } from '../../terms/decision.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { redrawCards, type Scene } from '../scene.js';
import { reseat } from './approval-reseat.js';
import { administratorOf, roleWords } from './approval-seats.js';
import { VACANCY, vacancySubject } from './approval-vacancy.js';
import { settle } from './settle.js';

export interface Appointing {
  readonly role: Role;
  readonly by: string;
  readonly said: string;
}

/** The administrator names who decides for a role that nobody holds; what waited for it goes to approval at once. */
export async function appointApprover(scene: Scene, one: Case, tap: Appointing): Promise<Outcome<string>> {
  const administrator = administratorOf(scene, one);
  if (administrator?.id !== tap.by) return refuse('not-yours', `由${administrator?.name ?? '管理员'}指定审批人。`);
  if (one.handling.appointed[tap.role] !== undefined) return refuse('already-decided', '已经指定过审批人了。');
  const plain = tap.said.normalize('NFKC').trim();
  const person = scene.company.people.people.find((each) => each.id === plain || each.name === plain);
  if (person === undefined) return refuse('person-unknown', '请写一位同事的姓名。');
  if (person.id === tap.by) return refuse('self', '不能指定自己,请指定另一位同事。');
  if (person.id === one.handling.planBy) return refuse('own-submission', `方案由${person.name}提交,不能由他自己审批。`);
  if (directory.personById(scene.company.people, person.id) === null) return refuse('person-unknown', '请写一位在职同事的姓名。');
  const handling = {
    ...one.handling,
    appointed: { ...one.handling.appointed, [tap.role]: person.id },
    vacant: one.handling.vacant.filter((role) => role !== tap.role),
  };
  const saved = await settle(scene, one, { ...one, handling }, [
    { at: scene.now, actor: tap.by, kind: 'approver-appointed', payload: { role: tap.role, person: person.id } },
  ]);
  const run = saved.handling.approval?.state === 'open' ? await approvals.runView(scene.tx, saved.handling.approval.runId) : null;
  if (run !== null) await reseat(scene, saved, run);
  const name = roleWords(scene, one, tap.role).name;
  redrawCards(scene, VACANCY, vacancySubject(one, tap.role), (card) => ({
    ...card,
    state: 'done',
    facts: [...card.facts, { label: '结果', value: `已指定${person.name}` }],
    buttons: [],
  }));
  return accept(`已指定${person.name}代为审批(${name}):${one.number}。`);
}
