import type { Instant } from '../../terms/instants.js';
import type { Role } from '../../terms/decision.js';

export interface Company {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
  readonly packHash: string;
  readonly directoryVersion: number;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly nicknames: readonly string[];
}

export interface Holding {
  readonly role: Role;
  /** '*' is every project. */
  readonly projectId: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** His own mobile; null where it is not known. */
  readonly phone: string | null;
  readonly holdings: readonly Holding[];
}

export interface Deputy {
  readonly personId: string;
  readonly deputyId: string;
  /** Half-open period [from, until). */
  readonly from: Instant;
  readonly until: Instant;
}

/** 委托: the delegate decides at once while it lasts, unlike a deputy, who waits for a time-out. */
export interface Delegation {
  readonly id: string;
  readonly personId: string;
  readonly delegateId: string;
  /** Half-open period [from, until). */
  readonly from: Instant;
  readonly until: Instant;
}

export interface Duty {
  readonly projectId: string;
  readonly personId: string;
  readonly from: Instant;
  readonly until: Instant;
  /** When it was said; null for what a company began with. */
  readonly setAt: Instant | null;
}

export interface Chat {
  readonly id: string;
  readonly title: string;
  readonly kind: 'group' | 'private';
  readonly projectId: string | null;
}

/** One company's people as they stand at one directory version. Leavers are among `leavers` only. */
export interface Directory {
  readonly company: Company;
  readonly projects: readonly Project[];
  readonly people: readonly Person[];
  readonly deputies: readonly Deputy[];
  /** Who decides in whose place for a time; only those that are not over long since, the newest last. */
  readonly delegations: readonly Delegation[];
  readonly duties: readonly Duty[];
  readonly chats: readonly Chat[];
  /** People who have left, with the roles they held: history keeps their names. */
  readonly leavers: readonly Person[];
  /** Groups and people who are not reached by the company's own channel: by which one they are. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** By which channel a person's own chat or a group is reached. */
export const channelTo = (directory: Directory, chatId: string): string => directory.elsewhere.get(chatId) ?? directory.company.channel;

/** Every channel a company has people or groups on, its own first. */
export const channelsOf = (directory: Directory): readonly string[] => [...new Set([directory.company.channel, ...directory.elsewhere.values()])];

export const EVERY_PROJECT = '*';

/** What a story asks of a company dozens of times; a company of thousands is not gone through each time. */
interface Index {
  readonly byId: ReadonlyMap<string, Person>;
  readonly byRole: ReadonlyMap<Role, readonly Person[]>;
  /** By role and project, as they were asked for. */
  readonly holders: Map<string, readonly Person[]>;
}

const indexes = new WeakMap<Directory, Index>();

function indexOf(directory: Directory): Index {
  const known = indexes.get(directory);
  if (known !== undefined) return known;
  const byRole = new Map<Role, Person[]>();
  for (const person of directory.people) {
    for (const role of new Set(person.holdings.map((holding) => holding.role))) {
      const people = byRole.get(role) ?? [];
      people.push(person);
      byRole.set(role, people);
    }
  }
  const made = { byId: new Map(directory.people.map((person) => [person.id, person])), byRole, holders: new Map<string, readonly Person[]>() };
  indexes.set(directory, made);
  return made;
}

const holdsOn = (person: Person, role: Role, projectId: string | null): boolean =>
  person.holdings.some((holding) => holding.role === role && holding.projectId === projectId);

/** The holders of a role on a project, those of the project itself before those of every project. */
export function holders(directory: Directory, role: Role, projectId: string | null): readonly Person[] {
  const index = indexOf(directory);
  const key = `${role} ${projectId ?? ''}`;
  const known = index.holders.get(key);
  if (known !== undefined) return known;
  const people = index.byRole.get(role) ?? [];
  const near = people.filter((person) => holdsOn(person, role, projectId));
  const wide = people.filter((person) => !holdsOn(person, role, projectId) && holdsOn(person, role, EVERY_PROJECT));
  const found = [...near, ...wide];
  index.holders.set(key, found);
  return found;
}

export function holds(directory: Directory, personId: string, role: Role, projectId: string | null): boolean {
  const person = personById(directory, personId);
  return person !== null && (holdsOn(person, role, projectId) || holdsOn(person, role, EVERY_PROJECT));
}

export function personById(directory: Directory, id: string): Person | null {
  return indexOf(directory).byId.get(id) ?? null;
}

export function projectById(directory: Directory, id: string | null): Project | null {
  return directory.projects.find((project) => project.id === id) ?? null;
}

export function nameOf(directory: Directory, id: string): string {
  return (personById(directory, id) ?? directory.leavers.find((person) => person.id === id))?.name ?? '已离职人员';
}

/** The company without somebody who is leaving it now. */
export const withLeaver = (directory: Directory, left: Person): Directory => ({
  ...directory,
  people: directory.people.filter((person) => person.id !== left.id),
  leavers: [left, ...directory.leavers],
});

/** Who stands in for a person at this moment; null when nobody does. */
export function deputyOf(directory: Directory, personId: string, at: Instant): Person | null {
  const entry = directory.deputies.find((one) => one.personId === personId && one.from <= at && at < one.until);
  return entry ? personById(directory, entry.deputyId) : null;
}

/** Who is on duty for a project at this moment: what was set for the project itself before what was set for all, and of these what was set last. */
export function onDuty(directory: Directory, projectId: string | null, at: Instant): readonly Person[] {
  const lasting = directory.duties.filter((duty) => duty.from <= at && at < duty.until && personById(directory, duty.personId) !== null);
  const own = lasting.filter((duty) => duty.projectId === projectId);
  const near = own.length > 0 ? own : lasting.filter((duty) => duty.projectId === EVERY_PROJECT);
  const newest = Math.max(...near.map(({ setAt }) => setAt ?? 0));
  return near.filter(({ setAt }) => (setAt ?? 0) === newest).flatMap(({ personId }) => personById(directory, personId) ?? []);
}

/**
 * The first person to answer for a role: a holder, else a holder of the superior role, and so on up the ladder.
 * The ladder of a pack is finite and free of cycles (checked at load), but a guard keeps a bad one from hanging us.
 */
export function answerableFor(
  directory: Directory,
  role: Role,
  projectId: string | null,
  superiorOf: (role: Role) => Role | null,
): { readonly person: Person; readonly role: Role } | null {
  let current: Role | null = role;
  for (let rung = 0; current !== null && rung < 20; rung++) {
    const [person] = holders(directory, current, projectId);
    if (person) return { person, role: current };
    current = superiorOf(current);
  }
  return null;
}
