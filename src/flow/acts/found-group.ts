import type { ArrivedMessage } from '../../channels/port/arrival.js';
import type { GroupFounder } from '../../channels/port/platform.js';
import * as directory from '../../directory/index.js';
import type { KnownAccount, Project } from '../../directory/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { dayOf } from '../../terms/instants.js';
import { refuse, type Outcome } from '../../terms/outcome.js';
import type { House } from '../house.js';
import { answer, closeScene, openScene, type Scene } from '../scene.js';

const FOUND = /^建群\s*[:：]?\s*(\S.*)$/;

interface Wanted {
  readonly project: Project;
  readonly members: readonly string[];
  readonly title: string;
}

/**
 * "建群 滨江一号", said by an administrator in his own chat: the app makes a group of the project's staff, and may speak there first. False
 * when it is nothing of the kind, or not his to say. The group is made outside of any transaction; the platform makes it once a day and project.
 */
export async function groupBySaying(house: House, founder: GroupFounder | null, one: ArrivedMessage, known: KnownAccount): Promise<boolean> {
  const [, named] = FOUND.exec(one.text.trim()) ?? [];
  if (named === undefined || one.chat.kind !== 'private' || known.setupSince !== null) return false;
  const wanted = await inScene(house, one, known, 'asked', (scene) => whatIsWanted(scene, one, founder, named.trim()));
  if (wanted === 'not-his') return false;
  if (wanted === 'told' || founder === null) return true;
  const { project, members, title } = wanted;
  const key = `${known.companyId}:${project.id}:${dayOf(house.machine.now())}`;
  const founded = await founder.found({ key, title, owner: one.sender.id, members }).catch((error: unknown) => {
    house.log.error({ error, channel: one.channel }, '建群没有回应');
    return refuse('platform-away', '平台没有回应,不知道群建好没有,请稍后再发一次“建群”,不会建出两个。');
  });
  await inScene(house, one, known, founded.ok ? 'made' : founded.code, (scene) => tellsOutcome(scene, one, wanted, founded));
  return true;
}

/** Told to the same person once, however often the platform repeats what he said. */
async function inScene<T>(house: House, one: ArrivedMessage, known: KnownAccount, step: string, work: (scene: Scene) => Promise<T>): Promise<T> {
  const { result, leaves } = await house.doors.inTransaction(async (tx: Tx) => {
    const before = await openScene(house, tx, known.companyId, `found-group:${one.channel}:${one.key}:${step}`);
    const scene = { ...before, heard: { channel: one.channel, chatId: known.personId, personId: known.personId } };
    const done = await work(scene);
    await closeScene(scene);
    return { result: done, leaves: scene.leaves };
  });
  house.afterCommit(leaves);
  return result;
}

async function whatIsWanted(scene: Scene, one: ArrivedMessage, founder: GroupFounder | null, named: string): Promise<Wanted | 'told' | 'not-his'> {
  const { people, head } = scene.company;
  const personId = scene.heard?.personId ?? '';
  if (!directory.holds(people, personId, 'administrator', null)) return 'not-his';
  const told = (text: string): 'told' => {
    answer(scene, { chatId: personId, to: personId, text });
    return 'told';
  };
  if (founder === null) return told('这个平台不能由应用建群,请自己建群,再把机器人加进去发“绑定 项目名”。');
  const found = people.projects.filter((each) => each.name === named || each.nicknames.includes(named));
  const [project] = found;
  if (project === undefined || found.length > 1) return told(`没有找到项目"${named}"。可以建群的项目:${people.projects.map((each) => each.name).join('、')}。`);
  const standing = (await directory.groupsOf(scene.tx, head.id)).find((group) => group.channel === one.channel && group.projectId === project.id && founder.isOurs(group.id));
  if (standing !== undefined) return told(`${project.name}已经有应用建的群"${standing.title}"。要另建一个,请先在设置页把它改为不绑定。`);
  return { project, title: `${project.name}投诉处理群`, members: await staffOf(scene, one.channel, project.id) };
}

/** Those who hold a role on the project; where that is nobody, those who hold one on every project. */
async function staffOf(scene: Scene, channel: string, projectId: string): Promise<readonly string[]> {
  const holding = (wanted: string): string[] => scene.company.people.people.filter(({ holdings }) => holdings.some((one) => one.projectId === wanted)).map(({ id }) => id);
  const near = holding(projectId);
  const staff = new Set(near.length > 0 ? near : holding(directory.EVERY_PROJECT));
  const accounts = await directory.accountsOf(scene.tx, scene.company.head.id);
  return accounts.filter((account) => account.channel === channel && staff.has(account.personId)).map(({ userId }) => userId);
}

async function tellsOutcome(scene: Scene, one: ArrivedMessage, { project, title }: Wanted, founded: Outcome<{ readonly id: string }>): Promise<void> {
  const personId = scene.heard?.personId ?? '';
  if (!founded.ok) return answer(scene, { chatId: personId, to: personId, text: founded.message });
  const group = { channel: one.channel, corp: one.corp, id: founded.value.id };
  await directory.meetGroup(scene.tx, { ...group, title }, scene.machineNow);
  await directory.bindGroup(scene.tx, group, { companyId: scene.company.head.id, projectId: project.id });
  answer(scene, { chatId: personId, to: personId, text: `群"${title}"已建好,已绑定${project.name}。要在群里报投诉,请把智能机器人也加进去,@它发"绑定 ${project.name}"。` });
  // Its first word, which makes it appear with its members.
  answer({ ...scene, heard: { channel: one.channel, chatId: group.id, personId } }, { chatId: group.id, text: `这是${project.name}的投诉处理群,投诉的进展会发到这里。` });
}
