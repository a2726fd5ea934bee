import type { Database, Tx } from '../platform/database/transaction.js';
import type { Ids } from '../platform/ids/ids.js';
import type { MachineClock } from '../platform/time/machine-clock.js';
import type { Log } from '../platform/logging/log.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import type { MediaRef } from '../channels/port/arrival.js';
import type { MediaFile } from '../channels/port/platform.js';
import type { CustomerLinks } from '../platform/uploads/customer-link.js';
import type { Instant } from '../terms/instants.js';
import type { LanguageModel } from '../terms/language-model.js';
import * as directory from '../directory/index.js';
import { restorePack, type CalendarBook, type Pack, type WorkingCalendar } from '../policy/index.js';
import { companyCalendar } from './calendars.js';

/** What every story works with; made once by the composition root. */
export interface House {
  /** Pool of the workers. */
  readonly work: Database;
  /** Pool of the doors, so that a burst of work cannot keep a message from being stored. */
  readonly doors: Database;
  readonly machine: MachineClock;
  readonly ids: Ids;
  readonly packs: PackShelf;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Address under which the page is reached, for links in SMS and chat. */
  readonly publicUrl: string;
  /** A link that opens one stored file for an hour, without a login. */
  readonly evidenceLink: (companyId: string, hash: string) => string;
  /** A link that opens one paper of a case for this reader for an hour. */
  readonly paperLink: (companyId: string, reader: string, path: string) => string;
  /** The links customers get by SMS. */
  readonly customerLinks: CustomerLinks;
  /** The call-back number in customer texts. */
  readonly serviceHotline: string;
  readonly limits: Limits;
  /** Reads what people type beside the rules; null: the rules alone do. */
  readonly language: LanguageModel | null;
  /** Whether a card in somebody's chat on this channel can be drawn anew. */
  readonly changesCards: (channel: string) => boolean;
  /** Texts of that channel can be taken back for a day. */
  readonly recallsTexts: (channel: string) => boolean;
  /** Downloads what a message of this channel named (channels/port/platform.ts), never inside a transaction. */
  readonly media: (channel: string, ref: MediaRef) => Promise<MediaFile>;
  /** Called after a commit that has left something to send on these channels. */
  readonly afterCommit: (channels: ReadonlySet<string>) => void;
}

export interface Limits {
  readonly messagesPerMinute: number;
  readonly smsPerNumberAndDay: number;
  readonly smsPerStaffAndDay: number;
  readonly smsPerCompanyAndDay: number;
}

/** The packs this service knows by content hash. */
export interface PackShelf {
  has(hash: string): boolean;
  /** A pack that only the store has known so far. */
  keep(hash: string, pack: Pack): void;
  byHash(hash: string): Pack;
  byId(id: string): Pack | null;
  hashOf(id: string): string | null;
  /** The newest version of each book that comes with the program or the company. */
  current(): readonly Pack[];
}

/** One company as a story sees it at one moment. */
export interface Company {
  readonly head: directory.CompanyHead;
  readonly people: directory.Directory;
  readonly pack: Pack;
  readonly calendar: WorkingCalendar;
  /** The notices the calendar rests on. */
  readonly book: CalendarBook;
  readonly now: Instant;
}

/** Snapshots by company; valid only while the version read in the story's own transaction is the same. */
const snapshots = new WeakMap<House, Map<string, directory.Directory>>();

/** Reads the company's clock and directory version in this transaction, and its people once a version. */
export async function companyAt(house: House, tx: Tx, companyId: string, machineNow: Instant): Promise<Company> {
  const head = await directory.companyHead(tx, companyId);
  if (!head) throw new Error(`unknown company ${companyId}`);
  return companyOf(house, tx, head, machineNow);
}

/** The same for a head that was just read. */
export async function companyOf(house: House, tx: Tx, head: directory.CompanyHead, machineNow: Instant): Promise<Company> {
  const known = snapshots.get(house) ?? new Map<string, directory.Directory>();
  snapshots.set(house, known);
  let people = known.get(head.id);
  if (people?.company.directoryVersion !== head.directoryVersion) {
    people = await directory.readDirectory(tx, head);
    known.set(head.id, people);
  }
  await stockAdopted(house, tx, head);
  const calendar = await companyCalendar(house, tx, head);
  return {
    head,
    people,
    pack: house.packs.byHash(head.packHash),
    calendar: calendar.days,
    book: calendar.book,
    now: directory.businessNow(head.clock, machineNow),
  };
}

/** Up to which adoption the shelf is stocked. */
const stocked = new WeakMap<House, number>();

/** A rule book that was adopted while this service ran is taken from the store, with every other one it does not know yet. */
async function stockAdopted(house: House, tx: Tx, head: directory.CompanyHead): Promise<void> {
  if (head.adoptionVersion === (stocked.get(house) ?? 0) && house.packs.has(head.packHash)) return;
  for (const row of await directory.storedPacks(tx)) {
    if (house.packs.has(row.hash)) continue;
    const pack = restorePack(row.body, row.hash);
    if (!pack.ok) throw new Error(`${pack.code}: ${row.hash}`);
    house.packs.keep(row.hash, pack.value);
  }
  stocked.set(house, head.adoptionVersion);
}
