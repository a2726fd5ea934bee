import type { CaseAnswered, CaseInShort } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { CASE_HANDLER, handlerFor } from '../../policy/index.js';
import type { Role } from '../../terms/decision.js';
import { showInstant } from '../../terms/instants.js';
import { projectName, roleName, type Scene } from '../scene.js';
import { packOf } from './judging.js';

type Answered = Omit<CaseAnswered, 'id' | 'handling'> & { readonly handling: Pick<CaseAnswered['handling'], 'dispatchedTo'> & Partial<Pick<CaseAnswered['handling'], 'sentBack'>> };

/** Whoever the case was dispatched to; its handler where he goes himself. No book names him. */
export const REPAIRER: Role = 'repairer';

/** A case sent back is answered for by whoever has to send it on, and what names a place rather than a role by whoever stands in it. */
function inPlace({ handlerId, handling }: Answered, role: Role): string | null {
  if (handling.sentBack !== undefined && handling.sentBack !== null) return handling.sentBack.to;
  if (role === REPAIRER) return handling.dispatchedTo ?? handlerId;
  return role === CASE_HANDLER ? handlerId : null;
}

/** The one person who answers for a role on a case: its handler when he holds the role, else a holder, else a superior. */
export function responsibleFor(scene: Pick<Scene, 'company' | 'house'>, one: Answered, role: Role): directory.Person | null {
  const standing = inPlace(one, role);
  if (standing !== null) return directory.personById(scene.company.people, standing);
  const handler = one.handlerId === null ? null : directory.personById(scene.company.people, one.handlerId);
  if (handler !== null && directory.holds(scene.company.people, handler.id, role, one.projectId)) return handler;
  const dispatched = one.handling.dispatchedTo;
  if (dispatched !== null && directory.holds(scene.company.people, dispatched, role, one.projectId)) {
    return directory.personById(scene.company.people, dispatched);
  }
  const found = directory.answerableFor(
    scene.company.people,
    role,
    one.projectId,
    (current) => packOf(scene, one).roles[current]?.superior ?? null,
  );
  return found?.person ?? handler;
}

/** Needs and general cases end at the project's head; important and major ones go to the top (issue: escalation). */
export function ladderOf(scene: Scene, one: CaseInShort, from?: Role): readonly Role[] {
  const pack = packOf(scene, one);
  const roles: Role[] = [];
  let current: Role | null = from === undefined ? pack.duties.handler : above(scene, one, from);
  const last = one.level === 'need' || one.level === 'general' ? pack.duties.projectHead : null;
  for (let rung = 0; current !== null && rung < 20; rung++) {
    roles.push(current);
    if (current === last) break;
    current = pack.roles[current]?.superior ?? null;
  }
  return roles;
}

/** Above whoever goes to the site stands whoever handles the case; above him the superior of his role. */
function above(scene: Scene, one: CaseInShort, role: Role): Role | null {
  const pack = packOf(scene, one);
  if (role !== REPAIRER && role !== CASE_HANDLER) return pack.roles[role]?.superior ?? null;
  const handling = handlerFor(pack, { ...one.facts, now: scene.now }).role;
  return role === REPAIRER ? handling : (pack.roles[handling]?.superior ?? null);
}

/** What should have been done, and until when. */
export const whatWasDue = (scene: Scene, one: CaseInShort, clock: Clock): string =>
  `${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${clock.label},应于${showInstant(clock.dueAt)}前完成`;

/** The nearest holder up the ladder who is somebody else. */
export function holderUp(scene: Scene, one: CaseInShort, role: Role, except: string | null): directory.Person | null {
  for (const rung of ladderOf(scene, one, role)) {
    const [person] = directory.holders(scene.company.people, rung, one.projectId).filter((each) => each.id !== except);
    if (person) return person;
  }
  return null;
}

/** How often a miss goes further up: the first superior was told of the miss; where he is the last, he is told once more. */
export const rungsOf = (scene: Scene, one: CaseInShort, clock: Clock): number =>
  Math.max(1, ladderOf(scene, one, clock.responsible).length - 1);

/** Who hears of a miss on this rung (each working day the next role up, until somebody acts), and in which words. */
export function rungOf(scene: Scene, one: CaseInShort, clock: Clock, rung: number): { readonly personId: string; readonly text: string } | null {
  const ladder = ladderOf(scene, one, clock.responsible);
  const role = ladder[Math.min(rung, ladder.length - 1)];
  if (role === undefined) return null;
  const nobody = { ...one, handlerId: null, handling: { ...one.handling, dispatchedTo: null, sentBack: null } };
  const person = responsibleFor(scene, nobody, role);
  if (person === null) return null;
  return {
    personId: person.id,
    text: `【升级提醒】${whatWasDue(scene, one, clock)},仍未完成,现报${roleName(scene, role)}。依据 ${clock.rule}`,
  };
}
