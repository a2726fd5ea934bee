import * as cases from '../cases/index.js';
import type { Case } from '../cases/index.js';
import * as directory from '../directory/index.js';
import * as ledger from '../ledger/index.js';
import type { HandlerLoad, OverviewAsked, OverviewRow, Scope } from '../ledger/index.js';
import { KIND_NAMES, LEVEL_NAMES, type Kind, type Level } from '../terms/complaint.js';
import { dayOf, endOfDay, formatInstant, type Instant } from '../terms/instants.js';
import { TIME_LEFT, type Overview, type OverviewLine, type OverviewSort, type TimeLeft } from '../terms/overview.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { managedBy, sees } from './acts/manager-scope.js';
import { endOfWeek, whoActs } from './acts/manager-words.js';
import { companyAsked } from './door.js';
import type { Company, House } from './house.js';

export interface OverviewAsk {
  /** Of which company; left out or null: the local channel's. */
  readonly companyId?: string | null;
  /** Who asks; null: a manager of every project, as contracts.md §4 has it. */
  readonly as: string | null;
  readonly project: string | null;
  readonly level: Level | null;
  readonly handler: string | null;
  readonly left: TimeLeft | null;
  readonly sort: OverviewSort;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

const MOST_HANDLERS = 200;

/** 管理总览 for somebody who may read it: his projects only. Null when there is no company yet. */
export async function overviewFor(house: House, ask: OverviewAsk): Promise<Outcome<Overview | null>> {
  const company = await companyAsked(house, ask.companyId ?? null);
  if (company === null) return accept(null);
  const scope: Scope | null = ask.as === null ? { companyId: company.head.id, projects: null } : managedBy(company, ask.as);
  if (scope === null) return refuse('forbidden', '总览由项目负责人及以上查看。');
  const endOfToday = endOfDay(dayOf(company.now));
  const asked: OverviewAsked = {
    ...scope,
    now: company.now,
    endOfToday,
    endOfWeek: endOfWeek(company.now),
    project: ask.project,
    level: ask.level,
    handler: ask.handler,
    left: ask.left,
    sort: ask.sort,
    descending: ask.descending,
    offset: (ask.page - 1) * ask.size,
    limit: ask.size,
  };
  const read = await house.doors.withoutTransaction(async (tx) => ({
    rows: await ledger.overviewRows(tx, asked),
    counts: await ledger.overviewCounts(tx, asked),
    loads: await ledger.handlerLoads(tx, scope, { now: company.now, endOfToday, limit: MOST_HANDLERS }),
  }));
  const chart = TIME_LEFT.map((left) => ({ left, count: read.counts.find((one) => one.left === left)?.count ?? 0 }));
  return accept({
    now: formatInstant(company.now),
    rows: read.rows.map((row) => lineOf({ house, company }, row)),
    total: chart.filter(({ left }) => ask.left === null || left === ask.left).reduce((sum, { count }) => sum + count, 0),
    page: ask.page,
    size: ask.size,
    chart,
    projects: company.people.projects.filter(({ id }) => sees(scope, id)).map(({ id, name }) => ({ id, name })),
    handlers: handlersOf(company, read.loads),
  });
}

function handlersOf({ people }: Company, loads: readonly HandlerLoad[]): Overview['handlers'] {
  return loads.flatMap(({ handlerId, open, overdue }) => (handlerId === null ? [] : [{ id: handlerId, name: directory.nameOf(people, handlerId), open, overdue }]));
}

function lineOf(view: { readonly house: House; readonly company: Company }, row: OverviewRow): OverviewLine {
  const { people, calendar } = view.company;
  const due = row.dueAt !== null && row.role !== null;
  return {
    number: row.number,
    project: directory.projectById(people, row.projectId)?.name ?? '项目待补',
    subject: row.subject,
    kind: KIND_NAMES[row.kind as Kind],
    level: row.level as Level,
    levelName: LEVEL_NAMES[row.level as Level],
    state: cases.STATE_NAMES[row.state as Case['state']],
    handler: row.handlerId === null ? '' : directory.nameOf(people, row.handlerId),
    registeredAt: formatInstant(row.registeredAt),
    what: row.label,
    dueAt: timeOrNull(row.dueAt),
    who: due ? whoActs(view, { ...row, people: null }) : null,
    left: row.left,
    approvalSince: timeOrNull(row.approvalSince),
    provisional: row.unit === 'working-days' && row.dueAt !== null && !calendar.covers(dayOf(row.dueAt)),
  };
}

const timeOrNull = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));
