import * as directory from '../directory/index.js';
import type { Database, Tx } from '../platform/database/transaction.js';
import { canonicalPack, packHash, type Pack } from '../policy/index.js';
import type { Role } from '../terms/decision.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';

export interface PackAct {
  /** Null: the one company at work. */
  readonly companyId: string | null;
  readonly pack: Pack;
  readonly by: string;
}

export interface PackAdopted {
  readonly company: directory.Company;
  /** Business time. */
  readonly at: Instant;
  /** False: it was the company's book already, and nothing was written. */
  readonly changed: boolean;
}

/**
 * A person has a company judge its new cases by another version of a rule book, from now on. Never by itself and never by a
 * deployment; cases keep the version that judged them. Refused while a role that the book calls on is held by nobody.
 */
export function packAdopted(parts: { readonly database: Database; readonly machineNow: Instant }, act: PackAct): Promise<Outcome<PackAdopted>> {
  return parts.database.inTransaction(async (tx) => {
    await directory.lockCompanies(tx);
    const head = await companyMeant(tx, act.companyId);
    if (!head.ok) return head;
    const company = head.value;
    const at = directory.businessNow(company.clock, parts.machineNow);
    const hash = packHash(act.pack);
    if (hash === company.packHash) return accept({ company, at, changed: false });
    const refusal = (await sameVersion(tx, act.pack, hash)) ?? (await vacant(tx, company, act.pack));
    if (refusal !== null) return refusal;
    await directory.storePack(tx, { hash, id: act.pack.id, version: act.pack.version, body: canonicalPack(act.pack) }, parts.machineNow);
    await directory.adoptPack(tx, { companyId: company.id, packHash: hash, adoptedAt: at, adoptedBy: act.by });
    return accept({ company, at, changed: true });
  });
}

async function companyMeant(tx: Tx, id: string | null): Promise<Outcome<directory.CompanyHead>> {
  const live = await directory.liveCompanies(tx);
  const found = live.filter((one) => id === null || one.id === id);
  const [only] = found;
  if (only !== undefined && found.length === 1) return accept(only);
  const ids = live.map((one) => `${one.id}(${one.name})`).join('、');
  if (live.length === 0) return refuse('no-company', '还没有公司,请先启动一次服务');
  return id === null ? refuse('company-missing', `有几家公司,请用 --company 指明一家:${ids}`) : refuse('company-unknown', `没有公司“${id}”;可用:${ids}`);
}

async function sameVersion(tx: Tx, pack: Pack, hash: string): Promise<Outcome<never> | null> {
  const same = (await directory.storedPacks(tx)).find((one) => one.packId === pack.id && one.version === pack.version);
  if (same === undefined || same.hash === hash) return null;
  return refuse('pack-changed', `制度包 ${pack.id} 的版本 ${pack.version} 已经用过,内容不同:请给新内容一个新的版本号`);
}

/** The roles a book calls on that nobody holds on some project, nor anybody above them. */
export const vacantRoles = (people: directory.Directory, pack: Pack): readonly Role[] => [...calledOn(pack)].filter((role) => !isHeld(people, pack, role));

/** No silent audience: whoever the book calls on has to be there before it holds. */
async function vacant(tx: Tx, company: directory.CompanyHead, pack: Pack): Promise<Outcome<never> | null> {
  const people = await directory.readDirectory(tx, company);
  const missing = vacantRoles(people, pack);
  if (missing.length === 0) return null;
  const names = missing.map((role) => `${pack.roles[role]?.name ?? role}(${role})`).join('、');
  return refuse('role-vacant', `以下岗位还没有人,规则没有启用:${names}。请先在人员名单里补上`);
}

function calledOn(pack: Pack): ReadonlySet<Role> {
  return new Set([
    ...Object.values<Role>({ ...pack.duties }),
    ...pack.handlers.map(({ role }) => role),
    ...pack.approval.routes.flatMap(({ bands }) => bands.flatMap(({ steps }) => steps.flatMap(({ roles }) => roles))),
    ...pack.approval.reviewers.map(({ role }) => role),
    ...pack.filings.map(({ role }) => role),
    ...Object.values(pack.clocks).map(({ responsible }) => responsible),
  ]);
}

/** A committee's step never moves; anybody else's goes up to his superior. */
function isHeld(people: directory.Directory, pack: Pack, role: Role): boolean {
  if (pack.roles[role]?.committee === true) return people.people.some(({ holdings }) => holdings.some((held) => held.role === role));
  return people.projects.every(
    ({ id }) => directory.answerableFor(people, role, id, (one) => pack.roles[one]?.superior ?? null) !== null,
  );
}
