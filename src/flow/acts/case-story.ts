import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import * as messages from '../../messages/index.js';
import type { Tx } from '../../platform/database/transaction.js';
import { eventName, proveDay, type Pack } from '../../policy/index.js';
import type { Instant } from '../../terms/instants.js';
import { calendarAt } from '../calendars.js';
import { ownStartName } from './own-clocks.js';

/** What the pack of a case is put together from; a service and a command have the same. */
export interface PackSources {
  readonly people: directory.Directory;
  readonly pack: Pack;
  readonly now: Instant;
  /** Whether the reader may see the customer's number in full. */
  readonly whole: boolean;
  readonly reader: string;
}

/** Everything stored about a case, read in one transaction that holds its lock: nothing moves meanwhile. */
export interface CaseStory {
  readonly one: Case;
  readonly chain: readonly cases.ChainedEntry[];
  readonly seals: readonly cases.SealOfCase[];
  readonly runs: readonly approvals.RunView[];
  readonly deadlines: readonly { readonly clock: clocks.Clock; readonly proof: readonly string[] }[];
  readonly sent: readonly messages.OutgoingOfCase[];
  readonly cards: readonly messages.CardOfCase[];
  readonly attachments: readonly cases.CaseEvidence[];
}

export async function readStory(tx: Tx, one: Case, sources: PackSources): Promise<CaseStory> {
  const years = await directory.storedYears(tx, [one.companyId]);
  const all = await clocks.clocksOf(tx, one.id);
  return {
    one,
    chain: await cases.readChain(tx, one.id),
    seals: await cases.readSealsOfCase(tx, one.id),
    runs: await approvals.runsOfCase(tx, one.id),
    deadlines: all.map((clock) => ({ clock, proof: proofOf(clock, one, years, sources) })),
    sent: await messages.outgoingOfCase(tx, one.companyId, one.id),
    cards: await messages.cardsOfCase(tx, one.companyId, one.id),
    attachments: await cases.evidenceOf(tx, one.id),
  };
}

/** How a clock's due time came about, line by line. */
export function proofOf(clock: clocks.Clock, one: Pick<Case, 'companyId'>, years: readonly directory.StoredYear[], { people, pack }: Pick<PackSources, 'people' | 'pack'>): readonly string[] {
  const { book } = calendarAt(years, one.companyId, clock.derivation.calendarVersion ?? Infinity);
  return clocks.proveDue(clock, {
    day: (day) => proveDay(book, day),
    pack: `${pack.id} ${pack.version}`,
    ruleText: pack.ruleTexts[clock.derivation.rule] ?? null,
    startName: ownStartName(clock.derivation.start.event) ?? eventName(clock.derivation.start.event),
    nameOf: (id) => (id === 'calendar' ? '系统' : directory.nameOf(people, id)),
  });
}
