import * as directory from '../../directory/index.js';
import { dutySaid, NO_END, type Command } from '../../intake/index.js';
import { DAY, addDays, dayOf, showInstant, startOfDay, timeOfDay, type Day, type Instant } from '../../terms/instants.js';
import { tell, type Scene } from '../scene.js';
import { managedBy, sees } from './manager-scope.js';
import { quietHoursOf } from './nudge-hours.js';

/** Who spoke of the roster, and where. */
interface Asked {
  readonly command: Command;
  readonly by: string;
  readonly chatId?: string;
}

const EXAMPLE = '例如:3月1日到3月7日值班:李四';
const A_WEEK = 7;
const MOST_PROJECTS = 10;

/** 值班表: the coming week, project by project. */
export function dutyRoster(scene: Scene, asked: Asked): string {
  const projects = projectsMeant(scene, asked).slice(0, MOST_PROJECTS);
  return [...projects.map((project) => weekOf(scene, project)), `排班请发:${EXAMPLE.slice(3)}`].join('\n');
}

function projectsMeant(scene: Scene, asked: Asked): readonly directory.Project[] {
  const { projects } = scene.company.people;
  const one = projectSaid(scene, asked);
  if (one !== null) return [one];
  const scope = managedBy(scene.company, asked.by);
  return scope === null ? projects : projects.filter(({ id }) => sees(scope, id));
}

/** The project that is named, else that of the group. */
function projectSaid(scene: Scene, { command, chatId }: Asked): directory.Project | null {
  const { projects, chats } = scene.company.people;
  const named = projects.find(({ name, nicknames }) => [name, ...nicknames].some((word) => command.text.includes(word)));
  const chat = chats.find((one) => one.id === chatId);
  return named ?? directory.projectById(scene.company.people, chat?.projectId ?? null);
}

interface Watch {
  readonly first: Day;
  readonly last: Day;
  readonly names: string;
}

/** Days with the same people are one line. */
function weekOf(scene: Scene, { id, name }: directory.Project): string {
  const watches: Watch[] = [];
  for (let n = 0; n < A_WEEK; n++) {
    const day = addDays(dayOf(scene.now), n);
    const people = directory.onDuty(scene.company.people, id, startOfDay(day) + nightOf(scene));
    const names = people.length === 0 ? '无人值班' : people.map((person) => person.name).join('、');
    const before = watches.at(-1);
    if (before?.names === names) watches[watches.length - 1] = { ...before, last: day };
    else watches.push({ first: day, last: day, names });
  }
  const lines = watches.map(({ first, last, names }) => `${first === last ? showDay(first) : `${showDay(first)}至${showDay(last)}`}:${names}`);
  return [`${name} 值班表(每天 ${showTime(quietHoursOf(scene.company.pack).to)} 交班):`, ...lines].join('\n');
}

const nightOf = (scene: Scene): number => quietHoursOf(scene.company.pack).from;
const showDay = (day: Day): string => showInstant(startOfDay(day)).split(' ')[0] ?? day;
const showTime = (time: number): string => showInstant(startOfDay('2026-01-01') + time).split(' ')[1] ?? '';

/** 3月1日到3月7日值班:李四 – said back with its times, and told to whoever is on duty. */
export async function setDuty(scene: Scene, asked: Asked): Promise<string> {
  const { command, by } = asked;
  const scope = managedBy(scene.company, by);
  const project = projectSaid(scene, asked);
  if (scope === null || (project !== null && !sees(scope, project.id))) return '值班表由项目负责人及以上安排,请告诉您的负责人。';
  const [only] = scope.projects ?? [];
  const projectId = project?.id ?? (scope.projects === null ? directory.EVERY_PROJECT : scope.projects.length === 1 ? only : undefined);
  if (projectId === undefined) return `您管多个项目,请写上项目,${EXAMPLE.replace('3月', `${directory.projectById(scene.company.people, only ?? null)?.name ?? ''}3月`)}`;
  if (command.at === null || command.until === undefined || command.until === NO_END) return `请写清楚从哪天到哪天,${EXAMPLE}`;
  const people = peopleSaid(scene, by, dutySaid(command.text));
  if (typeof people === 'string') return people;
  const period = shifts(scene, command.at, command.until);
  await directory.setDuty(scene.tx, { companyId: scene.company.head.id, projectId, people: people.map(({ id }) => id), ...period, by, now: scene.now });
  const where = projectId === directory.EVERY_PROJECT ? '所有项目' : (directory.projectById(scene.company.people, projectId)?.name ?? '');
  const when = `${showInstant(period.from)} 至 ${showInstant(period.until)}`;
  for (const person of people) {
    if (person.id !== by) tell(scene, person.id, { text: `您在 ${when} 值班(${where}):夜间和节假日到期的事项会随时提醒您。` });
  }
  return `好的,${where} ${when} 由${people.map(({ name }) => name).join('、')}值班。`;
}

/** Duty changes hands in the morning: the night after the last day belongs to it. */
function shifts(scene: Scene, from: Instant, until: Instant): { readonly from: Instant; readonly until: Instant } {
  const { to: morning } = quietHoursOf(scene.company.pack);
  const begins = from > scene.now && timeOfDay(from) === 0 ? from + morning : from;
  return { from: Math.max(begins, scene.now), until: startOfDay(dayOf(until + DAY - 1)) + morning };
}

function peopleSaid(scene: Scene, by: string, names: readonly string[]): readonly directory.Person[] | string {
  const { people } = scene.company.people;
  const found: directory.Person[] = [];
  for (const name of names) {
    const person = /^(?:我|本人|我自己)$/.test(name) ? directory.personById(scene.company.people, by) : (people.find((one) => one.name === name || one.id === name) ?? null);
    if (person === null) return `没有找到“${name}”,请写同事的姓名,${EXAMPLE}`;
    found.push(person);
  }
  return found.length === 0 ? `谁值班?请写上同事的姓名,${EXAMPLE}` : found;
}
