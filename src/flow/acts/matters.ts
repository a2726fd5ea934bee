import * as cases from '../../cases/index.js';
import type { Case, CaseLink, Entry, NearCase, Proposal } from '../../cases/index.js';
import { isGroupMatter, isSameMatter } from '../../intake/index.js';
import { PLAIN_MATTERS, type MatterRow, type Pack } from '../../policy/index.js';
import type { CountedAs, Facts } from '../../terms/complaint.js';
import { DAY } from '../../terms/instants.js';
import type { Scene } from '../scene.js';

/*
 * What a complaint has to do with earlier ones: the same customer on the same matter, and other households with it. What is found is
 * linked and counted as the book says; merging and grouping wait for a person (matter-taps.ts).
 */

/** A case of which earlier ones are looked for; at registration it is not written yet. */
export type Later = Pick<Case, 'companyId' | 'projectId' | 'number' | 'kind' | 'category' | 'subject' | 'customerPhone' | 'rooms' | 'registeredAt'>;

/** One earlier case of the same customer on the same matter. */
export interface Earlier {
  /** Locked. */
  readonly case: Case;
  /** In Chinese: 同一房号、同类、措辞相近. */
  readonly reasons: readonly string[];
}

export interface Found {
  /** Same customer, same matter; newest first. */
  readonly same: readonly Earlier[];
  /** The oldest of them that is still open: the customer's matter goes on there. */
  readonly goesOn: Earlier | null;
  /** Same customer, other matters; newest first. */
  readonly others: readonly NearCase[];
  /** The oldest open complaint of another household on the same matter. */
  readonly lead: Earlier | null;
}

const NOTHING_FOUND: Found = { same: [], goesOn: null, others: [], lead: null };

/** Each of them is locked and written to. */
const MOST_LINKED = 5;
/** Open complaints of a category in a project, the oldest first: what is found stands mostly among the first, and nobody reads more than both. */
const FIRST_LOOK = 10;
const SECOND_LOOK = 490;

export const matterRules = (pack: Pack): MatterRow => pack.matters ?? PLAIN_MATTERS;

/**
 * Looks for what belongs together with a case, and locks it. At registration the day's counter is held before this (`nextNumber`), so of
 * two reports at one moment the second sees the first. `known`: cases it is linked with already.
 */
export async function findEarlier(scene: Scene, pack: Pack, later: Later, known: readonly string[] = []): Promise<Found> {
  const since = scene.now - matterRules(pack).days * DAY;
  const place = { companyId: later.companyId, projectId: later.projectId, number: later.number, registeredAt: later.registeredAt };
  const households = cases.householdsOf(later.rooms);
  // Sent together: while a report is registered every other one of its company waits.
  const [ofCustomer, oldest] = await Promise.all([
    cases.casesOfCustomer(scene.tx, { ...place, phone: later.customerPhone, rooms: households, since }),
    mayJoin(later, households) ? cases.openCasesOfCategory(scene.tx, { ...place, category: later.category, since, after: null, limit: FIRST_LOOK }) : [],
  ]);
  const near = ofCustomer.filter(({ id }) => !known.includes(id));
  const same = near.filter((one) => one.kind === later.kind && one.state !== 'invalid' && isSameMatter(one, later));
  const linked = [...new Set([...same.filter((one) => cases.isOpen(one.state)).slice(-1), ...same])].slice(0, MOST_LINKED);
  const lead = same.length > 0 ? null : await findLead(scene, later, { households, since, known, oldest });
  const locked = await cases.lockCases(scene.tx, [...linked, ...(lead === null ? [] : [lead])].map(({ id }) => id));
  const earlier = (one: NearCase, why: readonly string[]): Earlier[] => locked.filter(({ id }) => id === one.id).map((each) => ({ case: each, reasons: [...why, ...(one.category === later.category ? ['同类'] : []), '措辞相近'] }));
  const found = linked.flatMap((one) => earlier(one, sharedWith(later, one)));
  return {
    ...NOTHING_FOUND,
    same: found,
    goesOn: found.filter((one) => cases.isOpen(one.case.state)).sort((a, b) => a.case.registeredAt - b.case.registeredAt || (a.case.number < b.case.number ? -1 : 1))[0] ?? null,
    others: near.filter((one) => !same.includes(one)),
    lead: lead === null ? null : (earlier(lead, ['同一项目', '不同住户']).find((one) => cases.isOpen(one.case.state)) ?? null),
  };
}

function sharedWith(later: Later, one: NearCase): readonly string[] {
  const room = later.projectId === one.projectId && cases.householdsOf(later.rooms).some((each) => one.rooms.includes(each));
  const phone = later.customerPhone !== null && later.customerPhone === one.customerPhone;
  return [...(room ? ['同一房号'] : []), ...(phone ? ['同一电话'] : [])];
}

/** Without a room nobody knows which household it is. */
const mayJoin = (later: Later, households: readonly string[]): boolean => later.kind === 'complaint' && households.length > 0;

interface LeadSought {
  readonly households: readonly string[];
  readonly since: number;
  readonly known: readonly string[];
  /** The first look. */
  readonly oldest: readonly NearCase[];
}

/** The complaint of another household that a new one may be counted to. */
async function findLead(scene: Scene, later: Later, { households, since, known, oldest }: LeadSought): Promise<NearCase | null> {
  const isLead = (one: NearCase): boolean =>
    !one.isMember &&
    !known.includes(one.id) &&
    isAnotherHousehold(one, households) &&
    (one.customerPhone === null || one.customerPhone !== later.customerPhone) &&
    isGroupMatter(one, later);
  const lead = oldest.find(isLead);
  const after = oldest.at(-1);
  if (lead !== undefined || after === undefined || oldest.length < FIRST_LOOK) return lead ?? null;
  const { companyId, projectId, number, category, registeredAt } = later;
  const rest = await cases.openCasesOfCategory(scene.tx, { companyId, projectId, number, registeredAt, category, since, after, limit: SECOND_LOOK });
  return rest.find(isLead) ?? null;
}

function isAnotherHousehold(one: NearCase, households: readonly string[]): boolean {
  const theirs = cases.householdsOf(one.rooms);
  return theirs.length > 0 && !theirs.some((room) => households.includes(room));
}

/** What the finding counts as on the case that goes on, or on the new one where all earlier ones have ended. */
export function countedAs(pack: Pack, later: Pick<Case, 'kind'>): CountedAs {
  return later.kind === 'complaint' ? matterRules(pack).again.countsAs : 'nothing';
}

/** The facts of a new case whose earlier ones have all ended: each of them was a complaint on the same matter before. */
export function countedOnLater(pack: Pack, facts: Facts, found: Found): Facts {
  if (found.same.length === 0 || found.goesOn !== null) return facts;
  // What the reporter told of earlier times are the same complaints.
  const told = countedAs(pack, facts) === 'dissatisfaction' ? { ...facts, dissatisfiedTimes: Math.max(0, facts.dissatisfiedTimes - found.same.length) } : facts;
  return counted(told, countedAs(pack, facts), found.same.length);
}

/** Earlier times that only the reporter told of, as lines of the record. */
export function toldEntries(scene: Scene, pack: Pack, facts: Facts, found: Found): readonly Entry[] {
  const onRecord = found.goesOn === null && countedAs(pack, facts) === 'dissatisfaction' ? found.same.length : 0;
  return Array.from({ length: Math.max(0, facts.dissatisfiedTimes - onRecord) }, () => line(scene, 'dissatisfied-again', { about: '报告人告知' }));
}

export function counted(facts: Facts, as: CountedAs, times: number): Facts {
  if (as === 'escalation') return { ...facts, complainedAgain: true };
  return as === 'dissatisfaction' ? { ...facts, dissatisfiedTimes: facts.dissatisfiedTimes + times } : facts;
}

/** The links of the later case and what is proposed of it. */
export function foundOn(scene: Scene, pack: Pack, later: Pick<Case, 'kind' | 'handling'>, found: Found): Pick<Case['handling'], 'links' | 'proposals'> {
  const links = found.same.toReversed().map(({ case: one }): CaseLink => ({ caseId: one.id, number: one.number, kind: 'earlier', rooms: [], at: scene.now }));
  return {
    links: links.reduce(cases.withLink, later.handling.links),
    proposals: [
      ...later.handling.proposals,
      ...(found.goesOn === null ? [] : [proposed('merge', found.goesOn, countingAnew(countedAs(pack, later), found.goesOn.case))]),
      ...(found.lead === null ? [] : [proposed('group', found.lead, 'nothing')]),
    ],
  };
}

const proposed = (act: Proposal['act'], { case: one, reasons }: Earlier, as: CountedAs): Proposal => ({
  act,
  withId: one.id,
  withNumber: one.number,
  reasons,
  state: 'open',
  by: null,
  counted: as,
});

/** An escalation is a fact that is there or not: what was there before is not taken back later. */
export const countingAnew = (as: CountedAs, one: Pick<Case, 'facts'>): CountedAs => (as === 'escalation' && one.facts.complainedAgain ? 'nothing' : as);

/** What the record of the later case says of the finding. */
export function foundEntries(scene: Scene, pack: Pack, later: Pick<Case, 'kind'>, found: Found): readonly Entry[] {
  const { rule } = matterRules(pack).again;
  const as = found.goesOn === null ? countedAs(pack, later) : 'nothing';
  return found.same.toReversed().flatMap(({ case: one, reasons }) => [
    line(scene, 'linked', { to: one.number, as: 'earlier', why: reasons.join('、') }),
    ...countingEntries(scene, as, one.number, rule),
  ]);
}

/** The count goes by these lines (cases/domain/replay.ts). */
export const countingEntries = (scene: Scene, as: CountedAs, about: string, rule: string | null): readonly Entry[] =>
  as === 'dissatisfaction' ? [line(scene, 'dissatisfied-again', { about, rule })] : as === 'escalation' ? [line(scene, 'marked', { words: '再次投诉' })] : [];

export const line = (scene: Scene, kind: string, payload: Entry['payload'], actor = 'bot'): Entry => ({ at: scene.now, actor, kind, payload });
