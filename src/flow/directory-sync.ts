import type { ListedPerson, Platform } from '../channels/port/platform.js';
import * as directory from '../directory/index.js';
import type { Account, CompanyShare, StandingAccount } from '../directory/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { userKey } from '../terms/platform.js';
import type { House } from './house.js';
import { personLeft } from './person-acted.js';

export interface Synced {
  /** Accounts the platform lists. */
  readonly listed: number;
  /** New people of ours. */
  readonly joined: number;
  readonly left: number;
  /** Accounts whose departments belong to no company. */
  readonly nobodys: number;
}

type Source = Pick<Platform, 'name' | 'corp' | 'directory' | 'founder'>;

/**
 * Reads the people of an organisation and makes ours the same: newcomers are people without a role, whoever is not listed any more has
 * left and loses his rights at once. Nothing changes where the list is implausibly short.
 */
export async function syncDirectory(house: House, source: Source): Promise<Outcome<Synced>> {
  const departments = await source.directory.departments();
  const people = (await source.directory.people()).filter((one) => one.active);
  const done = await house.work.inTransaction(async (tx) => {
    await directory.lockRoster(tx, source.name, source.corp);
    const standing = await directory.standingAccounts(tx, source.name, source.corp);
    const listed = new Set(people.map((one) => userKey(source.name, one.userId)));
    const gone = standing.filter((one) => !listed.has(one.userKey));
    if (!directory.isPlausible(standing.length, gone.length)) return refuse('roster-short', `通讯录里一下少了 ${gone.length} 人(共 ${standing.length} 人),没有同步。请检查应用的可见范围。`);
    await directory.writeDepartments(tx, source.name, source.corp, departments);
    const shares = await directory.companiesOf(tx, source.name, source.corp);
    const joined = await takeListed(house, tx, source, { people, standing, wanted: (one) => directory.companyOfDepartments(shares, departments, one.departments) });
    return accept({ gone, joined, nobodys: people.filter((one) => directory.companyOfDepartments(shares, departments, one.departments) === null).length });
  });
  if (!done.ok) return done;
  for (const one of done.value.gone) await accountHasLeft(house, { channel: source.name, corp: source.corp, userId: one.userId });
  for (const moved of done.value.joined.moved) await personLeft(house, moved.companyId, moved.personId);
  await tidyGroups(house, source, people);
  return accept({ listed: people.length, joined: done.value.joined.count, left: done.value.gone.length, nobodys: done.value.nobodys });
}

/** Whoever has left is taken out of the groups that were made of the staff. What cannot be done now is done with the next reading. */
async function tidyGroups(house: House, { name, corp, founder }: Source, people: readonly ListedPerson[]): Promise<void> {
  if (founder === undefined) return;
  const listed = new Set(people.map((one) => userKey(name, one.userId)));
  const companies = await house.work.withoutTransaction((tx) => directory.companiesOf(tx, name, corp));
  for (const { companyId } of companies) {
    const groups = await house.work.withoutTransaction((tx) => directory.groupsOf(tx, companyId));
    for (const { channel, id, bound } of groups.filter((group) => group.channel === name && founder.isOurs(group.id))) {
      if (!bound) continue;
      await founder.keepOnly(id, (userId) => listed.has(userKey(name, userId))).catch((error: unknown) => {
        house.log.warn({ platform: channel, error }, '群里离职的人没有移出,下次同步再试');
      });
    }
  }
}

/** An account is no more: it opens nothing from now on, and whoever has no other one has left. */
export async function accountHasLeft(house: House, account: Account): Promise<void> {
  const left = await house.work.inTransaction((tx) => directory.accountLeft(tx, account, house.machine.now()));
  if (left !== null && !left.hasOther) await personLeft(house, left.companyId, left.personId);
}

interface Roster {
  readonly people: readonly ListedPerson[];
  readonly standing: readonly StandingAccount[];
  readonly wanted: (one: ListedPerson) => CompanyShare['companyId'] | null;
}

/** Those whose department belongs to another company now leave the one they were in. */
interface Joined {
  readonly count: number;
  readonly moved: readonly { readonly companyId: string; readonly personId: string }[];
}

async function takeListed(house: House, tx: Tx, source: Source, roster: Roster): Promise<Joined> {
  const known = new Map(roster.standing.map((one) => [one.userKey, one]));
  const moved: { companyId: string; personId: string }[] = [];
  let count = 0;
  for (const one of roster.people) {
    const before = known.get(userKey(source.name, one.userId)) ?? null;
    const companyId = roster.wanted(one);
    if (before !== null && before.companyId === companyId && isSame(before, one)) continue;
    const stays = before !== null && before.companyId === companyId && before.personId !== null;
    const personId = companyId === null ? null : stays ? before.personId : await newPerson(tx, source, companyId, one);
    if (companyId !== null && !stays) count += 1;
    const owner = companyId === null || personId === null ? null : { companyId, personId };
    await directory.writeAccount(tx, { channel: source.name, corp: source.corp, userId: one.userId, name: one.name, departments: one.departments }, owner, house.machine.now());
    if (stays && before.name !== one.name && personId !== null) await directory.addPerson(tx, companyId ?? '', { id: personId, name: one.name, phone: one.mobile });
    if (before !== null) moved.push(...ownerLeftBy(before, companyId));
  }
  return { count, moved };
}

const ownerLeftBy = ({ companyId, personId }: StandingAccount, now: string | null): { companyId: string; personId: string }[] =>
  companyId === null || personId === null || companyId === now ? [] : [{ companyId, personId }];

const isSame = (before: StandingAccount, one: ListedPerson): boolean =>
  before.userId === one.userId && before.name === one.name && before.departments.join() === one.departments.join();

/** Somebody known by his mobile from the other platform is the same person. */
async function newPerson(tx: Tx, source: Source, companyId: string, one: ListedPerson): Promise<string> {
  const same = one.mobile === null ? null : await directory.personByPhone(tx, companyId, one.mobile, source.name);
  if (same !== null) {
    await directory.peopleChanged(tx, companyId);
    return same;
  }
  const id = `${source.name}-${userKey(source.name, one.userId)}`;
  await directory.addPerson(tx, companyId, { id, name: one.name, phone: one.mobile });
  return id;
}
