import * as clocks from '../clocks/index.js';
import { awaitAtCommit, type Tx } from '../platform/database/transaction.js';
import { MINUTE, SECOND, type Instant } from '../terms/instants.js';
import type { NewCard, NewText } from '../messages/index.js';
import type { Company, House } from './house.js';

/** Why something is not said now. */
export interface Hold {
  readonly until: Instant;
  readonly about: HeldAbout;
  /** When it fell due, where that is not when its story began. */
  readonly at?: Instant;
}

/** One thing a story says, now or later. */
export type Said =
  | { readonly form: 'text'; readonly text: NewText; readonly hold?: Hold }
  | { readonly form: 'card'; readonly card: NewCard };

/** What of a story holding back needs. */
interface Holding {
  readonly tx: Tx;
  readonly house: Pick<House, 'ids'>;
  readonly company: Company;
  readonly now: Instant;
  readonly lateSince: Instant | null;
  readonly said: Said[];
}

/** What it is looked up as again before it is said: a reminder that is not true any more is not said. */
export type HeldAbout = 'notice' | 'missed' | 'nudge' | 'rung' | 'approval';

/** One thing a person is told later. */
export interface HeldItem {
  readonly about: HeldAbout;
  readonly text: string;
  readonly caseId: string | null;
  readonly clockId: string | null;
  /** When it fell due. */
  readonly at: Instant;
  /** The service was down when it did. */
  readonly down: boolean;
}

/** A timer later than this was kept waiting by a service that was down, or by a clock that jumped. */
export const LATE = 15 * MINUTE;

/** Those who catch up are told together, as soon as all that fell due has been carried out. */
const CATCHING_UP = 5 * SECOND;

export const heldSubject = (personId: string): string => `held:${personId}`;

/** When people hear of what fell due while the service was down; the same instant for everything of the next seconds. */
export function caughtUpAt({ company: { head }, now }: Pick<Holding, 'company' | 'now'>): Instant {
  return head.clock.frozen ? now : Math.ceil(now / CATCHING_UP) * CATCHING_UP;
}

/** Keeps what a story would say too early as rows that say it later, in the transaction of the story. */
export function holdBack(scene: Holding): void {
  const late = scene.lateSince;
  const held = new Map<string, { readonly personId: string; readonly until: Instant; readonly items: HeldItem[] }>();
  const said = scene.said.filter((one) => {
    if (one.form !== 'text' || one.text.kind !== 'notice' || one.text.to === null) return true;
    const until = Math.max(one.hold?.until ?? 0, late === null ? 0 : caughtUpAt(scene));
    if (until < scene.now || (until === scene.now && late === null)) return true;
    const { to: personId, text, caseId = null, clockId = null } = one.text;
    const key = `${personId} ${until}`;
    const row = held.get(key) ?? { personId, until, items: [] };
    row.items.push({ about: one.hold?.about ?? 'notice', text, caseId, clockId, at: one.hold?.at ?? late ?? scene.now, down: late !== null });
    held.set(key, row);
    return false;
  });
  scene.said.splice(0, scene.said.length, ...said);
  // In one order, so that two stories do not wait for each other.
  for (const { personId, until, items } of [...held.values()].sort((a, b) => (a.personId < b.personId ? -1 : 1))) {
    const row = { id: scene.house.ids.uuid(), companyId: scene.company.head.id, subject: heldSubject(personId), dueAt: until, items };
    awaitAtCommit(scene.tx, clocks.holdUntil(scene.tx, row));
  }
}
