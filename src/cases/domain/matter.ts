import { THREATS, type CaseEvent, type Category, type Facts, type Kind } from '../../terms/complaint.js';
import type { CaseState } from '../../terms/case-state.js';
import type { Instant } from '../../terms/instants.js';
import type { Case } from './case.js';
import type { CaseLink } from './links.js';

/** As much of a case as is needed to find it again as an earlier one. */
export interface NearCase {
  readonly id: string;
  readonly number: string;
  readonly projectId: string | null;
  readonly state: CaseState;
  readonly kind: Kind;
  readonly category: Category;
  readonly subject: string;
  readonly customerPhone: string | null;
  readonly rooms: readonly string[];
  readonly registeredAt: Instant;
  readonly closedAt: Instant | null;
  /** Belongs to a group complaint that another case leads. */
  readonly isMember: boolean;
}

const WHOLE_ROOM = /^[^-]+(?:-[^-]+)?-\d{3,4}$/;

/** A room that is one household's: 3-2-1501, A-2301; a building or unit alone is many. */
export const isHousehold = (room: string): boolean => WHOLE_ROOM.test(room);

/** Rooms of one household each, every one once. */
export const householdsOf = (rooms: readonly string[]): readonly string[] => [...new Set(rooms.filter(isHousehold))];

/** The same links with one more; a case that is linked already keeps its place and takes the new kind. */
export function withLink(links: readonly CaseLink[], link: CaseLink): readonly CaseLink[] {
  const known = links.some((one) => one.caseId === link.caseId);
  return known ? links.map((one) => (one.caseId === link.caseId ? link : one)) : [...links, link];
}

export const withoutLink = (links: readonly CaseLink[], caseId: string): readonly CaseLink[] => links.filter((one) => one.caseId !== caseId);

/** Which complaint of one customer on one matter this is: 1 is the first. */
export const timesComplained = (links: readonly CaseLink[]): number => 1 + links.filter(({ kind }) => kind === 'earlier' || kind === 'into').length;

/** How many households a group complaint counts: rooms that are known each once, and never fewer than were said. */
export function groupHouseholds(lead: Pick<Case, 'rooms' | 'facts' | 'handling'>, more: readonly string[]): number {
  const members = lead.handling.links.filter(({ kind }) => kind === 'member').flatMap(({ rooms }) => rooms);
  return Math.max(lead.facts.households, householdsOf([...lead.rooms, ...members, ...more]).length);
}

const FLAGS = ['wantsMoney', 'plainMistake', 'safety', 'media', 'litigation', 'brandHarm', 'groupRisk', 'refused', 'needsCoordination', 'unitReturn'] as const;
/** What was done for the customer under the later number was done. */
const CARRIED: readonly CaseEvent[] = ['department-contacted', 'customer-reached'];

/** The facts of the earlier case with what came in under the later number: the newest claim, whatever has happened, the larger count. */
export function mergedFacts(into: Facts, from: Facts): Facts {
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, into[flag] || from[flag]]));
  return {
    ...into,
    ...flags,
    claimedAmount: from.claimedAmount ?? into.claimedAmount,
    households: Math.max(into.households, from.households),
    threats: THREATS.filter((threat) => into.threats.includes(threat) || from.threats.includes(threat)),
    failedTalks: into.failedTalks + from.failedTalks,
    dissatisfiedTimes: into.dissatisfiedTimes + from.dissatisfiedTimes,
    complainedAgain: into.complainedAgain || from.complainedAgain,
    happened: mergedEvents(into, from),
  };
}

const claims = (facts: Facts): boolean => facts.claimedAmount !== null || facts.wantsMoney || facts.refused;

function mergedEvents(into: Facts, from: Facts): Facts['happened'] {
  const carried = Object.fromEntries(CARRIED.flatMap((event) => (from.happened[event] === undefined ? [] : [[event, from.happened[event]]])));
  // A claim that is new here was received when the later report came in, not with the first one (LF-D10).
  const claimed = claims(from) && !claims(into) ? { 'claim-received': from.happened['claim-received'] ?? from.receivedAt } : {};
  return { ...carried, ...claimed, ...into.happened };
}

/** The earlier case with everything of the later one on it, under its own number. */
export function mergedCase(into: Case, from: Case, at: Instant): Case {
  const link: CaseLink = { caseId: from.id, number: from.number, kind: 'from', rooms: [], at };
  return {
    ...into,
    content: `${into.content}\n【并入 ${from.number}】${from.content}`,
    customerName: into.customerName ?? from.customerName,
    customerPhone: into.customerPhone ?? from.customerPhone,
    rooms: [...new Set([...into.rooms, ...from.rooms])],
    doors: [...new Set([...into.doors, ...from.doors])],
    facts: mergedFacts(into.facts, from.facts),
    handling: { ...into.handling, links: withLink(into.handling.links, link) },
  };
}
