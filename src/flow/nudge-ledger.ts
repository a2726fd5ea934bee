import type { Readable } from 'node:stream';
import * as directory from '../directory/index.js';
import * as ledger from '../ledger/index.js';
import type { NudgeRow, Scope } from '../ledger/index.js';
import { addDays, dayOf, formatInstant, parseInstant, showInstant, startOfDay, type Day } from '../terms/instants.js';
import { FATE_NAMES, NUDGE_FATES, type NudgeFate, type NudgeLedger, type NudgeLedgerLine } from '../terms/nudge-ledger.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { managedBy } from './acts/manager-scope.js';
import { companyAsked } from './door.js';
import type { Company, House } from './house.js';

export interface NudgeLedgerAsk {
  /** Of which company; left out or null: the local channel's. */
  readonly companyId?: string | null;
  /** Who asks; null: a manager of every project, as contracts.md §4 has it. */
  readonly as: string | null;
  /** First and last day, inclusive; null: the last seven days. */
  readonly from: string | null;
  readonly to: string | null;
  readonly fate: NudgeFate | null;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

/** 提醒去向 (delivery ledger) for somebody who may read it: every nudge due by now, and what became of it. Null when there is no company yet. */
export async function nudgeLedgerFor(house: House, ask: NudgeLedgerAsk): Promise<Outcome<NudgeLedger | null>> {
  const found = await askedOf(house, ask);
  if (!found.ok) return found;
  if (found.value === null) return accept(null);
  const { company, scope, first, last, period } = found.value;
  const page = { fate: ask.fate, limit: ask.size, offset: (ask.page - 1) * ask.size };
  const read = await house.doors.withoutTransaction(async (tx) => ({
    counts: await ledger.nudgeCounts(tx, scope, period),
    rows: await ledger.nudgeRows(tx, scope, period, page),
  }));
  const counts = NUDGE_FATES.map((fate) => ({ fate, count: read.counts.find((one) => one.fate === fate)?.count ?? 0 }));
  const due = read.counts.reduce((sum, { count }) => sum + count, 0);
  const accounted = counts.reduce((sum, { count }) => sum + count, 0);
  return accept({
    now: formatInstant(company.now),
    from: first,
    to: last,
    due,
    counts,
    difference: due - accounted,
    rows: read.rows.map((row) => lineOf(company, row)),
    total: ask.fate === null ? due : (counts.find(({ fate }) => fate === ask.fate)?.count ?? 0),
    page: ask.page,
    size: ask.size,
  });
}

interface Asked {
  readonly company: Company;
  readonly scope: Scope;
  readonly first: Day;
  readonly last: Day;
  readonly period: ledger.NudgePeriod;
}

async function askedOf(house: House, ask: Pick<NudgeLedgerAsk, 'companyId' | 'as' | 'from' | 'to'>): Promise<Outcome<Asked | null>> {
  const company = await companyAsked(house, ask.companyId ?? null);
  if (company === null) return accept(null);
  const scope: Scope | null = ask.as === null ? { companyId: company.head.id, projects: null } : managedBy(company, ask.as);
  if (scope === null) return refuse('forbidden', '提醒去向由项目负责人及以上查看。');
  if ([ask.from, ask.to].some((day) => day !== null && parseInstant(`${day}T00:00:00+08:00`) === null)) {
    return refuse('bad-period', '日期应为日历上有的一天,例如 2026-03-02。');
  }
  const last = ask.to ?? dayOf(company.now);
  const first = ask.from ?? addDays(last, -6);
  if (first > last) return refuse('bad-period', '起始日不能晚于截止日。');
  // What falls due from now on was not due yet.
  const period = { from: startOfDay(first), until: Math.min(startOfDay(addDays(last, 1)), company.now + 1) };
  return accept({ company, scope, first, last, period });
}

function lineOf({ people }: Company, row: NudgeRow): NudgeLedgerLine {
  return {
    dueAt: formatInstant(row.dueAt),
    number: row.number,
    project: directory.projectById(people, row.projectId)?.name ?? '项目待补',
    subject: row.subject,
    person: row.personId === null ? null : directory.nameOf(people, row.personId),
    text: row.text,
    fate: row.fate,
    note: chineseMarks(noteOf(row)),
  };
}

function noteOf(row: NudgeRow): string {
  switch (row.fate) {
    case 'moved':
      return row.movedTo === null ? '' : `改到${showInstant(row.movedTo)}`;
    case 'failed':
      return row.error ?? (row.endedBecause === 'nobody' ? '没有可以提醒的人' : '多次处理失败,已提醒管理员');
    case 'withdrawn':
      return '已有人处理,或时限已变动';
    case null:
      return '没有记录,请联系维护人员';
    default:
      if (row.endedBecause === 'caught-up') return '停机期间到期,恢复后一并告知';
      if (row.toldAt === null) return '';
      return (row.place ?? 0) > 0 ? `与其他事项合并,${showInstant(row.toldAt)}提醒` : `${showInstant(row.toldAt)}提醒`;
  }
}

const PAGE = 500;
const HEADINGS = ['应提醒时间', '编号', '项目', '事项', '提醒谁', '提醒内容', '去向', '说明'];

/** The same as a file; null when there is no company yet. */
export async function nudgeLedgerFile(house: House, ask: Pick<NudgeLedgerAsk, 'companyId' | 'as' | 'from' | 'to'>): Promise<Outcome<{ readonly name: string; readonly body: Readable } | null>> {
  const found = await askedOf(house, ask);
  if (!found.ok) return found;
  if (found.value === null) return accept(null);
  const { first, last } = found.value;
  return accept({ name: `提醒去向_${first}_${last}.csv`, body: ledger.sheetCsv(HEADINGS, records(house, found.value)) });
}

/** A connection a page, so that a slow reader of the file keeps none. */
async function* records(house: House, { company, scope, period }: Asked): AsyncGenerator<readonly string[]> {
  for (let offset = 0; ; offset += PAGE) {
    const rows = await house.doors.withoutTransaction((tx) => ledger.nudgeRows(tx, scope, period, { fate: null, limit: PAGE, offset }));
    for (const row of rows) {
      const line = lineOf(company, row);
      const time = line.dueAt.slice(0, 16).replace('T', ' ');
      yield [time, line.number, line.project, line.subject, line.person ?? '', line.text ?? '', line.fate === null ? '' : FATE_NAMES[line.fate], line.note];
    }
    if (rows.length < PAGE) return;
  }
}
