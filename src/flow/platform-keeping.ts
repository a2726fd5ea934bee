import type { Platform } from '../channels/port/platform.js';
import * as directory from '../directory/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { dayOf } from '../terms/instants.js';
import { platformName } from '../terms/platform.js';
import { newAdministratorCode } from './acts/administrator-code.js';
import type { House } from './house.js';
import { watchCalendar } from './outside-changed.js';
import { closeScene, openScene } from './scene.js';

type Where = Pick<Platform, 'name' | 'corp'>;

const NEW_COMPANY = '待设置的公司';
const FIRST_PACK = 'standard';

/** Every configured platform belongs to a company: where there is none at all, one begins that waits to be set up. */
export async function companiesJoin(house: House, platforms: readonly Where[]): Promise<void> {
  if (platforms.length === 0) return;
  await house.work.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    for (const { name: channel, corp } of platforms) {
      if ((await directory.companiesOf(tx, channel, corp)).length > 0) continue;
      const real = (await directory.liveCompanies(tx)).filter((one) => one.channel !== 'simulator');
      const [only] = real;
      // With several nobody but the administrator can say whose organisation it is.
      if (real.length > 1) house.log.warn({ channel }, '平台还不属于任何公司,请在设置页选择');
      else await directory.joinPlatform(tx, { companyId: only?.id ?? (await beginCompany(house, tx, channel)), channel, corp, departments: [] });
    }
  });
}

/** A company without anybody, under the standard rule book, on real time. */
export async function beginCompany(house: House, tx: Tx, channel: string, name: string = NEW_COMPANY): Promise<string> {
  const packHash = house.packs.hashOf(FIRST_PACK);
  if (packHash === null) throw new Error(`no pack ${FIRST_PACK}`);
  const now = house.machine.now();
  const id = `c-${house.ids.uuid()}`;
  await directory.insertCompany(tx, {
    company: { id, name, channel, packHash },
    clock: { business: now, machine: now, frozen: false },
    createdAt: now,
    projects: [],
    people: [],
    duties: [],
    chats: [],
    deputies: [],
  });
  await directory.setUp(tx, id, now);
  const head = await directory.companyHead(tx, id);
  if (head !== null) await watchCalendar(house, tx, head);
  return id;
}

/** A one-time code for every company of a platform that has no administrator yet: company name and code, to be printed. */
export async function codesToPrint(house: House): Promise<readonly { readonly company: string; readonly code: string }[]> {
  const orphans = await house.doors.withoutTransaction((tx) => directory.withoutAdministrator(tx));
  const codes: { company: string; code: string }[] = [];
  for (const { id, name } of orphans) codes.push({ company: name, code: await newAdministratorCode(house, id) });
  return codes;
}

const WARN_AT = 0.8;
const FEW = 20;

/** At 80 % of a month's free quota the administrator is warned, once a month and quota. */
export async function quotaNears(house: House, figure: { readonly channel: string; readonly corp: string; readonly quota: string; readonly used: number; readonly free: number }): Promise<void> {
  const { channel, corp, quota, used, free } = figure;
  const from = Math.ceil(free * WARN_AT);
  // Told once; a few figures on, so that a death in between does not swallow it.
  if (used < from || used > from + FEW) return;
  await alertFirst(house, { channel, corp }, {
    kind: 'platform-quota',
    subject: `${channel}:${quota}:${dayOf(house.machine.now()).slice(0, 7)}`,
    text: `${platformName(channel)}本月的免费额度(${quota})已用 ${used}/${free}。用完后消息会发不出去,请考虑购买套餐或减少群消息。`,
  });
}

/** Told to the administrator of the organisation's first company. */
export async function alertFirst(house: House, where: { readonly channel: string; readonly corp: string }, alert: { readonly kind: string; readonly subject: string; readonly text: string }): Promise<void> {
  const leaves = await house.work.inTransaction(async (tx) => {
    const [company] = await directory.companiesOf(tx, where.channel, where.corp);
    if (company === undefined) return null;
    const scene = await openScene(house, tx, company.companyId, `alert:${alert.kind}:${alert.subject}`);
    scene.alerts.push({ ...alert, companyId: company.companyId, at: scene.now });
    await closeScene(scene);
    return scene.leaves;
  });
  if (leaves !== null) house.afterCommit(leaves);
}

/** A further company of an organisation, with the departments whose people are its own. It waits to be set up. */
export async function addCompany(house: House, wanted: { readonly name: string; readonly channel: string; readonly corp: string; readonly departments: readonly string[] }): Promise<string> {
  const { name, channel, corp, departments } = wanted;
  return house.work.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    const companyId = await beginCompany(house, tx, channel, name);
    await directory.joinPlatform(tx, { companyId, channel, corp, departments });
    return companyId;
  });
}
