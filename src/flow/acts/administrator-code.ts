import { createHash } from 'node:crypto';
import type { ArrivedMessage } from '../../channels/port/arrival.js';
import * as directory from '../../directory/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { MINUTE } from '../../terms/instants.js';
import { userKey } from '../../terms/platform.js';
import type { House } from '../house.js';
import { answer, closeScene, openScene } from '../scene.js';

/** Letters and figures nobody takes for one another. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE = /^([A-HJKMNP-Z2-9]{5})[-\s]?([A-HJKMNP-Z2-9]{5})$/;
const LIFE = 30 * MINUTE;

const hashOf = (code: string): string => createHash('sha256').update(`administrator:${code}`).digest('hex');

/** A fresh code for a company, to be printed; it makes every earlier one void. Half an hour, once. */
export async function newAdministratorCode(house: House, companyId: string): Promise<string> {
  const bytes = createHash('sha256').update(`${house.ids.salt()}${house.ids.salt()}`).digest();
  const letters = [...bytes.subarray(0, 10)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  const now = house.machine.now();
  await house.doors.inTransaction((tx) => directory.makeAdminCode(tx, { hash: hashOf(letters), companyId, madeAt: now, endsAt: now + LIFE }));
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** Whoever sends the printed code in a single chat becomes administrator. False when the words are no code that opens anything. */
export async function administratorBySaying(house: House, one: ArrivedMessage): Promise<boolean> {
  const [, first, second] = CODE.exec(one.text.trim().toUpperCase()) ?? [];
  if (first === undefined || second === undefined) return false;
  const leaves = await house.doors.inTransaction((tx) => appointed(house, tx, one, hashOf(`${first}${second}`)));
  if (leaves === null) return false;
  house.log.info({ channel: one.channel }, '管理员已产生');
  house.afterCommit(leaves);
  return true;
}

async function appointed(house: House, tx: Tx, one: ArrivedMessage, hash: string): Promise<ReadonlySet<string> | null> {
  const account = { channel: one.channel, corp: one.corp, userId: one.sender.id };
  const now = house.machine.now();
  const companyId = await directory.takeAdminCode(tx, { ...account, hash, by: one.sender.id }, now);
  if (companyId === null) return null;
  const personId = await personOf(tx, one, companyId, now);
  await directory.holdRole(tx, companyId, { personId, role: 'administrator', projectId: directory.EVERY_PROJECT });
  const scene = { ...(await openScene(house, tx, companyId, `administrator:${hash.slice(0, 16)}`)), heard: { channel: one.channel, chatId: personId, personId } };
  answer(scene, {
    chatId: personId,
    text: `您现在是管理员了。下一步:打开设置页 ${house.publicUrl}/#setup 登录,填写公司、项目和各岗位人员,检查没有空缺后启用。`,
  });
  await closeScene(scene);
  return scene.leaves;
}

/** He may be of another company of the organisation so far: then he leaves it for this one. */
async function personOf(tx: Tx, one: ArrivedMessage, companyId: string, now: number): Promise<string> {
  const account = { channel: one.channel, corp: one.corp, userId: one.sender.id };
  const known = await directory.knownAccount(tx, account);
  if (known?.companyId === companyId) return known.personId;
  const personId = `${one.channel}-${userKey(one.channel, one.sender.id)}`;
  const name = one.sender.name ?? one.sender.id;
  await directory.addPerson(tx, companyId, { id: personId, name, phone: null });
  await directory.writeAccount(tx, { ...account, name, departments: [] }, { companyId, personId }, now);
  return personId;
}
