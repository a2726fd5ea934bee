import { parseArgs } from 'node:util';
import * as cases from '../cases/index.js';
import type { Case } from '../cases/index.js';
import * as clocks from '../clocks/index.js';
import * as directory from '../directory/index.js';
import { calendarAt } from '../flow/calendars.js';
import { eventName, proveDay, restorePack, type Pack } from '../policy/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { chineseMarks } from '../terms/typography.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { machineParts, onStore, type StoreParts } from './policy-store.js';
import type { Streams } from './policy-streams.js';

/** How every due time of a case's clock comes about, from what the store keeps of it. */
export async function explainDue(args: readonly string[], streams: Streams, parts: StoreParts = machineParts()): Promise<number | null> {
  const asked = askedFor(args);
  if (asked === null) return null;
  return onStore(parts, 'read', streams.errors, async (database) => {
    const answer = await database.inTransaction((tx) => proof(tx, asked));
    if (answer.ok) streams.output.write(`${chineseMarks(answer.value)}\n`);
    else streams.errors.write(`${chineseMarks(answer.message)}\n`);
    return answer.ok ? 0 : 1;
  });
}

interface Asked {
  readonly number: string;
  /** A clock's name (check-site) or its rule (LF-D2). */
  readonly clock: string;
  readonly companyId: string | null;
}

function askedFor(args: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false, options: { company: { type: 'string' } } });
  const [number, clock, ...more] = positionals;
  if (number === undefined || clock === undefined || more.length > 0 || Object.keys(values).some((key) => key !== 'company')) return null;
  return { number, clock, companyId: typeof values['company'] === 'string' ? values['company'] : null };
}

async function proof(tx: Tx, asked: Asked): Promise<Outcome<string>> {
  const one = await caseOf(tx, asked);
  if (one === null) return refuse('case-unknown', `没有找到编号 ${asked.number};请核对后再试`);
  const all = await clocks.clocksOf(tx, one.id);
  const found = all.filter(({ name, rule }) => name === asked.clock || rule === asked.clock);
  if (found.length === 0) return refuse('clock-unknown', `${asked.number} 没有时限 '${asked.clock}';可用:${known(all)}`);
  const pack = await packOf(tx, one);
  if (!pack.ok) return pack;
  const stored = await directory.storedYears(tx, [one.companyId]);
  const head = await directory.companyHead(tx, one.companyId);
  const people = head === null ? null : await directory.readDirectory(tx, head);
  const nameOf = (id: string): string => (id === 'calendar' ? '系统' : people === null ? id : directory.nameOf(people, id));
  const proofs = found.map((clock) => {
    // Clocks of the first release do not say which calendar they were counted on.
    const { book } = calendarAt(stored, one.companyId, clock.derivation.calendarVersion ?? Infinity);
    return clocks.proveDue(clock, {
      day: (day) => proveDay(book, day),
      pack: `${pack.value.id} ${pack.value.version}`,
      ruleText: pack.value.ruleTexts[clock.derivation.rule] ?? null,
      startName: eventName(clock.derivation.start.event),
      nameOf,
    }).join('\n');
  });
  return accept([`${one.number} ${one.subject}`, ...proofs].join('\n\n'));
}

const known = (all: readonly clocks.Clock[]): string =>
  all.length === 0 ? '(还没有时限)' : [...new Set(all.map(({ name, rule }) => `${name}(${rule})`))].join('、');

/** Numbers are unique in a company; the companies at work come first, the newest of them. */
async function caseOf(tx: Tx, { number, companyId }: Asked): Promise<Case | null> {
  const found = await cases.casesByNumber(tx, number);
  const live = (await directory.liveCompanies(tx)).map(({ id }) => id);
  const fitting = found.filter((one) => companyId === null || one.companyId === companyId);
  return fitting.find((one) => live.includes(one.companyId)) ?? fitting[0] ?? null;
}

async function packOf(tx: Tx, one: Case): Promise<Outcome<Pack>> {
  const stored = (await directory.storedPacks(tx)).find(({ hash }) => hash === one.packHash);
  return stored === undefined ? refuse('pack-unknown', `${one.number} 的制度包不在库中,请联系维护人员`) : restorePack(stored.body, stored.hash);
}
