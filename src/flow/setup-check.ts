import * as directory from '../directory/index.js';
import { dayOf, parseInstant, startOfDay } from '../terms/instants.js';
import type { SetupWanted } from '../terms/setup.js';

/** Roles every company has, whatever its rule book. */
export const ROLES_OF_EVERY_COMPANY = [
  { id: 'administrator', name: '管理员' },
  { id: 'staff', name: '一线员工' },
] as const;

export interface Known {
  readonly people: directory.Directory;
  readonly roles: readonly string[];
  readonly packs: readonly string[];
}

/** What is wrong with it, a sentence each; empty when it may be saved. */
export function faultsIn(wanted: SetupWanted, known: Known): string[] {
  const faults: string[] = [];
  if (wanted.name.trim() === '') faults.push('请填写公司名称');
  if (!known.packs.includes(wanted.pack)) faults.push(`没有制度包 ${wanted.pack}`);
  faults.push(...projectFaults(wanted), ...peopleFaults(wanted, known), ...timeFaults(wanted));
  const holdsIt = ({ role, project }: SetupWanted['holdings'][number]): boolean => role === 'administrator' && project === directory.EVERY_PROJECT;
  if (!wanted.holdings.some(holdsIt)) faults.push('至少要有一名管理员(全部项目)');
  return [...new Set(faults)];
}

function projectFaults({ projects }: SetupWanted): string[] {
  const names = projects.flatMap((one) => [one.name.trim(), ...one.nicknames.map((name) => name.trim())]);
  const twice = names.filter((name, place) => name !== '' && names.indexOf(name) !== place);
  return [...projects.filter((one) => one.name.trim() === '').map(() => '项目名称不能为空'), ...twice.map((name) => `项目名称或别名“${name}”重复`)];
}

function peopleFaults(wanted: SetupWanted, { people, roles }: Known): string[] {
  const projects = new Set([directory.EVERY_PROJECT, ...wanted.projects.map((one) => (one.id === '' ? one.name : one.id))]);
  const known = new Set([...roles, ...ROLES_OF_EVERY_COMPANY.map(({ id }) => id)]);
  const ids = new Set(people.people.map(({ id }) => id));
  const persons = [...wanted.holdings, ...wanted.duties, ...wanted.deputies].map(({ person }) => person);
  const strangers = [...persons, ...wanted.deputies.map(({ deputy }) => deputy)].filter((id) => !ids.has(id));
  const places = [...wanted.holdings, ...wanted.duties].map(({ project }) => project);
  const groups = wanted.groups.flatMap(({ project }) => project ?? []);
  return [
    ...strangers.map((id) => `人员名单里没有 ${id}`),
    ...wanted.holdings.filter(({ role }) => !known.has(role)).map(({ role }) => `制度里没有岗位 ${role}`),
    ...[...places, ...groups].filter((id) => !projects.has(id)).map((id) => `没有项目 ${id}`),
    ...wanted.deputies.filter((one) => one.person === one.deputy).map((one) => `${directory.nameOf(people, one.person)}不能做自己的副手`),
  ];
}

function timeFaults(wanted: SetupWanted): string[] {
  const isDay = (day: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && dayOf(startOfDay(day) || 0) === day;
  const deputies = wanted.deputies.filter((one) => !isDay(one.from) || !isDay(one.until) || one.from > one.until);
  const duties = wanted.duties.filter((one) => {
    const [from, until] = [parseInstant(one.from), parseInstant(one.until)];
    return from === null || until === null || from >= until;
  });
  return [...deputies.map(() => '副手的起止日期不对:应为日历上有的日期,止不早于起'), ...duties.map(() => '值班的起止时间不对:止应晚于起')];
}
