import * as cases from '../cases/index.js';
import * as directory from '../directory/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { addDays, dayOf, formatInstant, parseInstant, startOfDay, type Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { NewCompanyWanted, SetupView, SetupWanted } from '../terms/setup.js';
import { newAdministratorCode } from './acts/administrator-code.js';
import { companyAt, type Company, type House } from './house.js';
import { packAdopted, vacantRoles } from './pack-adopted.js';
import { addCompany } from './platform-keeping.js';
import { faultsIn, ROLES_OF_EVERY_COMPANY } from './setup-check.js';

/** Who sets up a company: its administrator, signed in. */
export interface Administrator {
  readonly companyId: string;
  readonly personId: string;
}

/** The company as its page shows it. */
export async function setupOf(house: House, by: Administrator): Promise<SetupView> {
  return house.doors.withoutTransaction(async (tx) => viewOf(house, tx, await companyAt(house, tx, by.companyId, house.machine.now())));
}

async function viewOf(house: House, tx: Tx, company: Company): Promise<SetupView> {
  const { head, people, pack, now } = company;
  const [buildings, accounts, groups] = [await directory.buildingsOf(tx, head.id), await directory.accountsOf(tx, head.id), await directory.groupsOf(tx, head.id)];
  return {
    version: head.directoryVersion,
    name: head.name,
    pack: pack.id,
    live: head.setupSince === null,
    packs: house.packs.current().map(({ id, title }) => ({ id, name: title })),
    roles: [...Object.entries(pack.roles).map(([id, { name }]) => ({ id, name })), ...ROLES_OF_EVERY_COMPANY.filter(({ id }) => pack.roles[id] === undefined)],
    people: people.people.map(({ id, name }) => ({ id, name, accounts: accounts.filter((one) => one.personId === id).map(({ channel, userId }) => ({ channel, userId })) })),
    projects: people.projects.map((one) => ({ ...one, buildings: buildings.find(({ id }) => id === one.id)?.buildings ?? [] })),
    holdings: people.people.flatMap((person) => person.holdings.map(({ role, projectId }) => ({ person: person.id, role, project: projectId }))),
    deputies: people.deputies.filter((one) => one.until > now).map((one) => ({ person: one.personId, deputy: one.deputyId, from: dayOf(one.from), until: dayOf(one.until - 1) })),
    duties: people.duties.filter((one) => one.until > now).map((one) => ({ person: one.personId, project: one.projectId, from: formatInstant(one.from), until: formatInstant(one.until) })),
    groups: groups.map((one) => ({ channel: one.channel, id: one.id, project: one.bound ? (one.projectId ?? directory.EVERY_PROJECT) : null })),
    groupTitles: groups.map(({ channel, id, title }) => ({ channel, id, title })),
    departments: await directory.departmentsOf(tx, head.id),
    vacancies: vacanciesOf(company),
  };
}

function vacanciesOf({ people, pack }: Company): readonly string[] {
  const roles = vacantRoles(people, pack).map((role) => `“${pack.roles[role]?.name ?? role}”还没有人，上级岗位也没有人`);
  return [...(people.projects.length === 0 ? ['还没有项目'] : []), ...roles];
}

/** Saves the whole page, or says what is wrong with it; nothing is saved by half. */
export async function saveSetup(house: House, by: Administrator, wanted: SetupWanted): Promise<Outcome<SetupView>> {
  const saved = await house.doors.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    const version = await directory.lockDirectory(tx, by.companyId);
    if (version !== wanted.version) return refuse('changed-meanwhile', '别人刚改过设置,请刷新页面后再改。');
    const company = await companyAt(house, tx, by.companyId, house.machine.now());
    const pack = house.packs.byId(wanted.pack);
    const faults = faultsIn(wanted, { people: company.people, roles: Object.keys((pack ?? company.pack).roles), packs: house.packs.current().map(({ id }) => id) });
    const gone = company.people.projects.filter((one) => !wanted.projects.some(({ id }) => id === one.id)).map(({ id }) => id);
    for (const id of await cases.projectsWithCases(tx, by.companyId, gone)) faults.push(`项目“${directory.projectById(company.people, id)?.name ?? id}”已有投诉,不能删除`);
    if (faults.length > 0) return refuse('setup', faults.join('\n'));
    await write(house, tx, company, by, wanted);
    return accept({ live: company.head.setupSince === null, changesPack: company.pack.id !== wanted.pack });
  });
  if (!saved.ok) return saved;
  if (saved.value.live && saved.value.changesPack) {
    const adopted = await adopt(house, by, wanted.pack);
    if (!adopted.ok) return adopted;
  }
  return accept(await setupOf(house, by));
}

async function write(house: House, tx: Tx, { head, pack, now }: Company, by: Administrator, wanted: SetupWanted): Promise<void> {
  const ids = new Map(wanted.projects.map((one) => [one, one.id === '' ? `p-${house.ids.uuid().slice(0, 8)}` : one.id]));
  // A new project is named by its name until it has an id.
  const projectId = (named: string): string => ids.get(wanted.projects.find((one) => one.id === '' && one.name === named) ?? EMPTY) ?? named;
  await directory.setCompany(
    tx,
    head.id,
    {
      name: wanted.name.trim(),
      projects: wanted.projects.map((one) => ({ ...one, id: ids.get(one) ?? one.id, name: one.name.trim() })),
      holdings: wanted.holdings.map((one) => ({ personId: one.person, role: one.role, projectId: projectId(one.project) })),
      deputies: wanted.deputies.map((one) => ({ id: house.ids.uuid(), personId: one.person, deputyId: one.deputy, from: startOfDay(one.from), until: startOfDay(addDays(one.until, 1)) })),
      duties: wanted.duties.map((one) => ({ personId: one.person, projectId: projectId(one.project), from: instant(one.from), until: instant(one.until) })),
    },
    { by: by.personId, now },
  );
  const known = await directory.groupsOf(tx, head.id);
  for (const group of wanted.groups) {
    const met = known.find((one) => one.channel === group.channel && one.id === group.id);
    if (group.project === null || met === undefined) continue;
    const project = projectId(group.project);
    await directory.bindGroup(tx, met, { companyId: head.id, projectId: project === directory.EVERY_PROJECT ? null : project });
  }
  const hash = house.packs.hashOf(wanted.pack);
  if (head.setupSince !== null && pack.id !== wanted.pack && hash !== null) await directory.adoptPack(tx, { companyId: head.id, packHash: hash, adoptedAt: now, adoptedBy: by.personId });
}

const EMPTY = { id: '', name: '', nicknames: [], buildings: [] };
const instant = (text: string): Instant => parseInstant(text) ?? 0;

/** A company at work changes its rule book only while no role of the new one is vacant. */
async function adopt(house: House, by: Administrator, packId: string): Promise<Outcome<true>> {
  const pack = house.packs.byId(packId);
  if (pack === null) return refuse('unknown-pack', `没有制度包 ${packId}。`);
  const done = await packAdopted({ database: house.doors, machineNow: house.machine.now() }, { companyId: by.companyId, pack, by: by.personId });
  return done.ok ? accept(true) : done;
}

/** The company begins to take complaints; refused while something is vacant. */
export async function goLive(house: House, by: Administrator): Promise<Outcome<SetupView>> {
  const done = await house.doors.inTransaction(async (tx) => {
    await directory.lockDirectory(tx, by.companyId);
    const company = await companyAt(house, tx, by.companyId, house.machine.now());
    const vacancies = vacanciesOf(company);
    if (vacancies.length > 0) return refuse('role-vacant', `还不能启用:\n${vacancies.join('\n')}`);
    await directory.setUp(tx, by.companyId, null);
    return accept(true);
  });
  return done.ok ? accept(await setupOf(house, by)) : done;
}

/** A further company of his organisation; whoever sends the code to the bot sets it up. He himself learns nothing more of it. */
export async function furtherCompany(house: House, by: Administrator, wanted: NewCompanyWanted): Promise<Outcome<{ readonly code: string }>> {
  const { name, channel, departments } = wanted;
  const { corp, known, others } = await house.doors.withoutTransaction(async (tx) => {
    const found = await directory.corpOf(tx, by.companyId, channel);
    return { corp: found, known: await directory.departmentsOf(tx, by.companyId), others: found === null ? [] : await directory.companiesOf(tx, channel, found) };
  });
  if (corp === null) return refuse('unknown-platform', '本公司没有接入这个平台。');
  if (name.trim() === '' || departments.length === 0) return refuse('company', '请填写公司名称,并选择它的部门。');
  if (departments.some((id) => !known.some((one) => one.channel === channel && one.id === id))) return refuse('company', '没有这个部门,请先同步通讯录。');
  if (others.some((one) => one.departments.some((id) => departments.includes(id)))) return refuse('company', '选中的部门已经属于另一家公司。');
  const companyId = await addCompany(house, { name: name.trim(), channel, corp, departments });
  return accept({ code: await newAdministratorCode(house, companyId) });
}
