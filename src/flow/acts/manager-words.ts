import * as directory from '../../directory/index.js';
import type { DueItem, ListedCase, MissedItem } from '../../ledger/index.js';
import { addDays, dayOf, DAY, numberOfDay, showInstant, startOfDay, type Day, type Instant } from '../../terms/instants.js';
import { personName, projectName, type Scene } from '../scene.js';
import { showDue } from './due-words.js';
import { responsibleFor } from './ladder.js';
import { timeLeft } from './nudge-words.js';

/** Number, project and subject of a case in a list. */
export const caseWords = (scene: Scene, one: Pick<ListedCase, 'number' | 'projectId' | 'subject'>): string =>
  `${one.number} ${projectName(scene, one.projectId)} ${one.subject}`;

/** Whose it is to act; several where an approval waits for them. */
export function whoActs(view: Pick<Scene, 'company' | 'house'>, item: Pick<DueItem, 'role' | 'people' | keyof ListedCase>): string {
  if (item.people !== null) return item.people.map((id) => directory.nameOf(view.company.people, id)).join('、') || '待定';
  if (item.role === null) return '待定';
  const { projectId, handlerId, packHash, dispatchedTo, sentBackTo } = item;
  return responsibleFor(view, { projectId, handlerId, packHash, handling: { dispatchedTo, sentBack: sentBackTo === null ? null : { to: sentBackTo } } }, item.role)?.name ?? '待定';
}

const left = (scene: Scene, dueAt: Instant): string =>
  dueAt < scene.now ? `已超时 ${timeLeft(scene.now - dueAt)}` : `还剩 ${timeLeft(dueAt - scene.now)}`;

/** What is due of a case, until when, how much time is left and who acts. */
export const dueWords = (scene: Scene, item: DueItem): string =>
  `${caseWords(scene, item)}:${item.label},${showDue(scene, item)} · ${left(scene, item.dueAt)} · ${whoActs(scene, item)}`;

export function missedWords(scene: Scene, item: MissedItem): string {
  const since =
    item.doneAt !== null ? `已于${showInstant(item.doneAt)}补办` : item.released ? '已不用再办' : `仍未完成,${left(scene, item.dueAt)}`;
  return `${caseWords(scene, item)}:${item.label},应于${showInstant(item.dueAt)}前 · ${since} · ${whoActs(scene, item)}`;
}

/** For the handler's name in a list. */
export const handlerName = (scene: Scene, handlerId: string | null): string => (handlerId === null ? '尚无受理人' : personName(scene, handlerId));

const MONDAY = numberOfDay('1970-01-05');

/** The Monday of the week a day lies in. */
export const mondayOf = (day: Day): Day => addDays(day, -((numberOfDay(day) - MONDAY) % 7));

/** The first instant of the week `at` lies in. */
export const startOfWeek = (at: Instant): Instant => startOfDay(mondayOf(dayOf(at)));

/** Sunday's last second. */
export const endOfWeek = (at: Instant): Instant => startOfWeek(at) + 7 * DAY - 1000;
