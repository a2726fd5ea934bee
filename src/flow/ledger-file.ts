import { Readable } from 'node:stream';
import * as directory from '../directory/index.js';
import * as ledger from '../ledger/index.js';
import { addDays, dayOf, parseInstant, startOfDay } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { mayReadLedger } from './acts/ledger-words.js';
import { companyAsked } from './door.js';
import type { Company, House } from './house.js';

export interface LedgerAsk {
  /** Of which company; left out or null: the local channel's. */
  readonly companyId?: string | null;
  readonly format: 'csv' | 'xlsx';
  /** Who asks; null: the project's head, as contracts.md §4 has it. */
  readonly as: string | null;
  /** First and last day, inclusive; null: the last twelve months. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface LedgerFile {
  readonly name: string;
  readonly body: Readable;
}

/** The ledger as a file for somebody who may read it; null when there is no company yet. */
export async function ledgerFile(house: House, ask: LedgerAsk): Promise<Outcome<LedgerFile | null>> {
  const company = await companyAsked(house, ask.companyId ?? null);
  if (company === null) return accept(null);
  if (ask.as !== null && !mayReadLedger({ company }, ask.as)) return refuse('forbidden', '台账由项目负责人及以上查看。');
  if ([ask.from, ask.to].some((day) => day !== null && parseInstant(`${day}T00:00:00+08:00`) === null)) {
    return refuse('bad-period', '日期应为日历上有的一天,例如 2026-03-02。');
  }
  const last = ask.to ?? dayOf(company.now);
  const first = ask.from ?? addDays(last, -365);
  if (first > last) return refuse('bad-period', '起始日不能晚于截止日。');
  const query: ledger.LedgerQuery = {
    from: startOfDay(first),
    until: startOfDay(addDays(last, 1)),
    ...wordsOf(company),
  };
  // A connection a page, so that a slow reader of the file keeps none.
  const pages = ledger.ledgerPages((after) =>
    house.doors.withoutTransaction((tx) => ledger.ledgerPage(tx, company.head.id, query, after)),
  );
  const name = `投诉台账_${first}_${last}.${ask.format}`;
  if (ask.format === 'csv') return accept({ name, body: ledger.ledgerCsv(pages) });
  const workbook = await ledger.ledgerXlsx(pages);
  return workbook.ok ? accept({ name, body: Readable.from([workbook.value]) }) : workbook;
}

const wordsOf = (company: Company): ledger.LedgerNames => ({
  nameOf: (id) => (id === 'bot' ? '客诉助手' : id === 'clock' ? '时限' : directory.nameOf(company.people, id)),
  projectNameOf: (id) => directory.projectById(company.people, id)?.name ?? '',
  ruleText: (rule) => company.pack.ruleTexts[rule] ?? null,
});
