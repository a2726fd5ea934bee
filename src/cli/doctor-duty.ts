import * as directory from '../directory/index.js';
import type { DatabaseAddress } from '../platform/database/source.js';
import { openOnlooker } from '../platform/database/onlooker.js';
import type { Tx } from '../platform/database/transaction.js';
import { addDays, dayOf, startOfDay, type Day, type Instant } from '../terms/instants.js';

/** How the duty roster of a company is, or what is wrong with it and the step that mends it. */
export interface DutyFinding {
  readonly subject: string;
  readonly state: string;
  readonly mend: string | null;
}

const SUBJECT = '值班表';
const A_WEEK = 7;
const MOST_NAMED = 10;
const PATIENCE_MS = 30_000;

/** Which projects have nobody on duty in the week that begins; on single nights too. Nothing where no service has started yet. */
export async function examineDuty(address: DatabaseAddress, machineNow: Instant): Promise<DutyFinding[]> {
  const store = await openOnlooker(address, PATIENCE_MS, 'read');
  try {
    if (store.schema !== 'current') return [];
    return await store.database.withoutTransaction((tx) => companies(tx, machineNow));
  } finally {
    await store.close();
  }
}

async function companies(tx: Tx, machineNow: Instant): Promise<DutyFinding[]> {
  const findings: DutyFinding[] = [];
  for (const head of await directory.liveCompanies(tx)) {
    const people = await directory.readDirectory(tx, head);
    findings.push(...rosterOf(people, directory.businessNow(head.clock, machineNow)));
  }
  return findings;
}

interface Gap {
  readonly project: string;
  readonly nights: readonly Day[];
}

function rosterOf(people: directory.Directory, now: Instant): DutyFinding[] {
  const { company, projects } = people;
  if (projects.length === 0) return [];
  const gaps = projects.map(({ id, name }) => ({ project: name, nights: emptyNights(people, id, now) })).filter(({ nights }) => nights.length > 0);
  const empty = gaps.filter(({ nights }) => nights.length === A_WEEK);
  const single = gaps.filter(({ nights }) => nights.length < A_WEEK);
  const findings: DutyFinding[] = [];
  if (empty.length > 0) findings.push({ subject: SUBJECT, state: `${company.name}:${listed(empty.map(({ project }) => project))}未来一周无人值班`, mend: mendOf(now) });
  if (single.length > 0) findings.push({ subject: SUBJECT, state: `${company.name}:${listed(single.map(nightsOf))}`, mend: null });
  if (gaps.length === 0) findings.push({ subject: SUBJECT, state: `${company.name}:未来一周每个项目都有人值班`, mend: null });
  return findings;
}

/** Midnight lies in the quiet hours of every book. */
function emptyNights(people: directory.Directory, projectId: string, now: Instant): readonly Day[] {
  const nights = Array.from({ length: A_WEEK }, (_, n) => addDays(dayOf(now), n));
  return nights.filter((night) => directory.onDuty(people, projectId, startOfDay(addDays(night, 1))).length === 0);
}

const shown = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

const nightsOf = ({ project, nights }: Gap): string => `${project}${nights.map(shown).join('、')}夜间无人值班`;

const listed = (names: readonly string[]): string => `${names.slice(0, MOST_NAMED).join('、')}${names.length > MOST_NAMED ? `等 ${names.length} 个项目` : ''}`;

const mendOf = (now: Instant): string =>
  `请项目负责人发“${shown(dayOf(now))}到${shown(addDays(dayOf(now), A_WEEK - 1))}值班:李四”排班,否则夜间和节假日的提醒没有人收到`;
