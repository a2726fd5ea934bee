import * as directory from '../directory/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Pack } from '../policy/index.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { personHasLeft } from './acts/approval-hand-over.js';
import type { House } from './house.js';
import { closeScene, openScene } from './scene.js';
import { watchCalendar } from './outside-changed.js';

/** Starts the demo company when the local channel has none: real time, the first pack. */
export async function seedDemo(house: House, packId: string): Promise<void> {
  await house.work.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    const live = await directory.liveCompanies(tx);
    if (live.some((one) => one.channel === 'simulator')) return;
    await insertDemo(house, tx, packId, null);
  });
}

/** A new demo company under a pack, frozen at the given time; the old one's rows stay. Returns the new company's id. */
export async function resetDemo(house: House, packId: string, at: Instant | null): Promise<Outcome<string>> {
  if (house.packs.byId(packId) === null) return refuse('unknown-pack', `没有制度包 ${packId}。`);
  return house.work.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    const live = await directory.liveCompanies(tx);
    for (const one of live.filter((company) => company.channel === 'simulator')) {
      await directory.retireCompany(tx, one.id, house.machine.now());
    }
    return accept(await insertDemo(house, tx, packId, at));
  });
}

/** Somebody left the company: his steps go to who stands in for him, and his superior hears what there is to hand over. */
export async function personLeft(house: House, companyId: string, personId: string): Promise<Outcome<true>> {
  const leaves = await house.work.inTransaction(async (tx) => {
    const before = await openScene(house, tx, companyId, `left:${personId}`);
    const person = directory.personById(before.company.people, personId);
    if (person === null || !(await directory.recordLeaver(tx, companyId, personId, before.now))) return null;
    const scene = { ...before, company: { ...before.company, people: directory.withLeaver(before.company.people, person) } };
    await personHasLeft(scene, person);
    await closeScene(scene);
    return scene.leaves;
  });
  if (leaves === null) return refuse('unknown-person', '没有这个人,或他已经离职。');
  house.afterCommit(leaves);
  return accept(true);
}

async function insertDemo(house: House, tx: Tx, packId: string, at: Instant | null): Promise<string> {
  const pack = house.packs.byId(packId);
  const hash = house.packs.hashOf(packId);
  if (pack === null || hash === null) throw new Error(`unknown pack ${packId}`);
  const machineNow = house.machine.now();
  const id = `demo-${house.ids.uuid()}`;
  await directory.insertCompany(
    tx,
    directory.demoCompany({
      id,
      packHash: hash,
      roles: demoRoles(pack),
      at: at ?? machineNow,
      machineNow,
      frozen: at !== null,
      newId: () => house.ids.uuid(),
    }),
  );
  const head = await directory.companyHead(tx, id);
  if (head !== null) await watchCalendar(house, tx, head);
  return id;
}

function demoRoles(pack: Pack): directory.DemoRole[] {
  const steps = pack.approval.routes.flatMap((route) => route.bands.flatMap((band) => band.steps));
  const signing = new Set(steps.flatMap((step) => step.roles));
  const approving = new Set(steps.filter((step) => step.mode === 'approve').flatMap((step) => step.roles));
  const taking = new Set([pack.duties.handler, ...pack.handlers.map((row) => row.role)]);
  const texted = new Set(pack.filings.filter((row) => row.channels.includes('sms')).map((row) => row.role));
  return Object.entries(pack.roles).map(([role, plan]) => ({
    role,
    committee: plan.committee,
    finance: plan.finance,
    signs: signing.has(role),
    signsOwnCases: taking.has(role) && approving.has(role),
    toldBySms: texted.has(role),
  }));
}
