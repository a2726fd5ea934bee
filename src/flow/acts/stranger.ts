import type { ArrivedMessage } from '../../channels/port/arrival.js';
import * as directory from '../../directory/index.js';
import type { KnownAccount } from '../../directory/index.js';
import { dayOf } from '../../terms/instants.js';
import { platformName, STRANGER, userKey } from '../../terms/platform.js';
import type { House } from '../house.js';
import { answer, closeScene, openScene } from '../scene.js';

/**
 * Somebody spoke who is none of our people: nothing is done for him. He gets one polite answer a day, where he spoke, and the
 * administrator of the organisation's first company hears of him once.
 */
export async function strangerSpoke(house: House, one: ArrivedMessage): Promise<'unknown-sender'> {
  const { channel, corp, sender, chat } = one;
  const leaves = await house.doors.inTransaction(async (tx) => {
    const [company] = await directory.companiesOf(tx, channel, corp);
    if (company === undefined) return null;
    const key = userKey(channel, sender.id);
    const person = `${STRANGER}${sender.id}`;
    const chatId = chat.kind === 'group' ? chat.id : person;
    const before = await openScene(house, tx, company.companyId, '');
    const scene = { ...before, trace: `stranger:${channel}:${chat.kind}:${key}:${dayOf(before.machineNow)}`, heard: { channel, chatId, personId: person } };
    answer(scene, { chatId, to: person, text: '您好,您还不在人员名单里,我暂时不能为您登记。请联系本公司管理员加入后再发。' });
    const where = chat.kind === 'group' ? `在群"${chat.title ?? '未命名的群'}"里` : '私下';
    scene.alerts.push({
      companyId: company.companyId,
      kind: 'unknown-sender',
      subject: `${channel}:${key}`,
      at: scene.now,
      text: `${platformName(channel)}账号${sender.name ?? ''}(${sender.encrypted ? '无法识别' : sender.id})${where}给我发了消息,但不在人员名单里,没有受理。是同事的话,请检查应用的可见范围并同步通讯录。`,
    });
    await closeScene(scene);
    return scene.leaves;
  });
  if (leaves !== null) house.afterCommit(leaves);
  else house.log.warn({ channel }, '收到消息,但没有公司接入这个平台');
  return 'unknown-sender';
}

/** A company that is still being set up takes nothing in; whoever speaks is told so, once a day and chat. */
export async function notYet(house: House, one: ArrivedMessage, known: KnownAccount): Promise<'refused'> {
  const chatId = one.chat.kind === 'group' ? one.chat.id : known.personId;
  const leaves = await house.doors.inTransaction(async (tx) => {
    const before = await openScene(house, tx, known.companyId, '');
    const scene = { ...before, trace: `not-yet:${one.channel}:${chatId}:${dayOf(before.machineNow)}`, heard: { channel: one.channel, chatId, personId: known.personId } };
    const administers = directory.holds(scene.company.people, known.personId, 'administrator', null);
    const next = administers ? `请打开设置页 ${house.publicUrl}/#setup 完成设置并启用。` : '启用后再发给我,着急的事请先联系客服主管。';
    answer(scene, { chatId, to: known.personId, text: `客诉助手还在设置中,这条内容没有登记。${next}` });
    await closeScene(scene);
    return scene.leaves;
  });
  house.afterCommit(leaves);
  return 'refused';
}
