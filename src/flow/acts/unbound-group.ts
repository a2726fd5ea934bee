import type { ArrivedMessage } from '../../channels/port/arrival.js';
import * as directory from '../../directory/index.js';
import type { KnownAccount } from '../../directory/index.js';
import { dayOf } from '../../terms/instants.js';
import type { House } from '../house.js';
import { answer, closeScene, openScene, type Scene } from '../scene.js';

const BIND = /^绑定\s*[:：]?\s*(.+)$/;
const ALL = /^(全部|所有|各)(项目)?$/;

type Place = 'bound' | 'bound-now' | 'unbound' | 'stranger';

/**
 * Whose group it is. In a group of another company he is a stranger; one nobody has said anything about takes no complaints until an
 * administrator has said "绑定 滨江一号" there, or chosen it on the set-up page.
 */
export async function placeOfGroup(house: House, one: ArrivedMessage, known: KnownAccount): Promise<Place> {
  const group = { channel: one.channel, corp: one.corp, id: one.chat.id, title: one.chat.title };
  const met = await house.doors.withoutTransaction((tx) => directory.meetGroup(tx, group, house.machine.now()));
  if (met.companyId === known.companyId) return 'bound';
  if (met.companyId !== null) return 'stranger';
  return inScene(house, one, known, async (scene) => {
    const [, wanted] = BIND.exec(one.text.trim()) ?? [];
    if (wanted !== undefined && isAdministrator(scene, known.personId)) return bind(scene, one, wanted.trim());
    return askAdministrator(scene, one, met.title);
  });
}

const isAdministrator = (scene: Scene, personId: string): boolean => directory.holds(scene.company.people, personId, 'administrator', null);

async function inScene(house: House, one: ArrivedMessage, known: KnownAccount, work: (scene: Scene) => Promise<Place>): Promise<Place> {
  const { place, leaves } = await house.doors.inTransaction(async (tx) => {
    const before = await openScene(house, tx, known.companyId, `group:${one.channel}:${one.key}`);
    const scene = { ...before, heard: { channel: one.channel, chatId: one.chat.id, personId: known.personId } };
    return { place: await work(scene), leaves: scene.leaves };
  });
  house.afterCommit(leaves);
  return place;
}

async function bind(scene: Scene, one: ArrivedMessage, wanted: string): Promise<Place> {
  const { projects } = scene.company.people;
  const named = projects.filter((each) => each.name === wanted || each.nicknames.includes(wanted));
  const project = named.length === 1 ? named[0] : undefined;
  if (project === undefined && !ALL.test(wanted)) {
    const names = projects.map((each) => each.name).join('、');
    answer(scene, { chatId: one.chat.id, text: `没有找到项目"${wanted}"。${names === '' ? '请先在设置页添加项目。' : `可以绑定:${names};各项目共用的群请发"绑定 全部"。`}` });
    await closeScene(scene);
    return 'unbound';
  }
  await directory.bindGroup(scene.tx, { channel: one.channel, corp: one.corp, id: one.chat.id }, { companyId: scene.company.head.id, projectId: project?.id ?? null });
  answer(scene, { chatId: one.chat.id, text: `本群已绑定${project === undefined ? '全部项目' : project.name},可以在群里@我报投诉了。` });
  await closeScene(scene);
  return 'bound-now';
}

/** Once a day in the group, and once to the administrator. */
async function askAdministrator(scene: Scene, one: ArrivedMessage, title: string): Promise<Place> {
  const daily = { ...scene, trace: `unbound:${one.channel}:${one.chat.id}:${dayOf(scene.machineNow)}` };
  answer(daily, { chatId: one.chat.id, text: '这个群还没有绑定项目,已请管理员绑定,刚才的内容没有登记。着急的事请先私聊我。' });
  pushUnbound(daily, one.channel, one.chat.id, title);
  await closeScene(daily);
  return 'unbound';
}

function pushUnbound(scene: Scene, channel: string, id: string, title: string): void {
  scene.alerts.push({
    companyId: scene.company.head.id,
    kind: 'group-unbound',
    subject: `${channel}:${id}`,
    at: scene.now,
    text: `群"${title}"还没有绑定项目。请在群里@我发"绑定 项目名"(各项目共用的群发"绑定 全部"),或在设置页选择:${scene.house.publicUrl}/#setup`,
  });
}

/** The bot was put into a group: the administrator is asked whose it is, where one company alone can be meant. */
export async function groupMet(house: House, where: { readonly channel: string; readonly corp: string }, chat: { readonly id: string; readonly title: string | null }): Promise<void> {
  const leaves = await house.doors.inTransaction(async (tx) => {
    const met = await directory.meetGroup(tx, { channel: where.channel, corp: where.corp, id: chat.id, title: chat.title }, house.machine.now());
    const [company, ...others] = await directory.companiesOf(tx, where.channel, where.corp);
    if (met.companyId !== null || company === undefined || others.length > 0) return null;
    const scene = await openScene(house, tx, company.companyId, `met:${where.channel}:${chat.id}`);
    pushUnbound(scene, where.channel, chat.id, met.title);
    await closeScene(scene);
    return scene.leaves;
  });
  if (leaves !== null) house.afterCommit(leaves);
}
