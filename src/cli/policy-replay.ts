import { parseArgs } from 'node:util';
import * as cases from '../cases/index.js';
import * as directory from '../directory/index.js';
import { calendarAt } from '../flow/calendars.js';
import { BacktestRun, restorePack, type Backtest, type ChangeCount, type DeadlineCount, type Pack } from '../policy/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { DAY, dayOf, parseInstant, startOfDay, type Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { packNamed } from './policy-packs.js';
import { machineParts, onStore, type StoreParts } from './policy-store.js';
import type { Streams } from './policy-streams.js';

/** The stored cases of a period decided again under another rule book: what would have been different. Changes nothing. */
export async function replay(args: readonly string[], streams: Streams, parts: StoreParts = machineParts()): Promise<number | null> {
  const asked = askedFor(args);
  if (asked === null) return null;
  const pack = packNamed(asked.pack);
  if (!pack.ok) {
    streams.errors.write(`${chineseMarks(pack.message)}\n`);
    return 1;
  }
  return onStore(parts, 'read', streams.errors, async (database) => {
    const found = await database.inTransaction((tx) => decidedAgain(tx, asked, pack.value));
    if (!found.ok) {
      streams.errors.write(`${chineseMarks(found.message)}\n`);
      return 1;
    }
    const shown = { pack: pack.value.id, version: pack.value.version, from: asked.from, to: asked.to };
    streams.output.write(asked.json ? `${JSON.stringify({ ...shown, ...found.value })}\n` : `${written(asked, pack.value, found.value).map(chineseMarks).join('\n')}\n`);
    return 0;
  });
}

interface Asked {
  readonly pack: string;
  /** As they were written, for the heading. */
  readonly from: string;
  readonly to: string;
  readonly since: Instant;
  /** The first instant after the period. */
  readonly until: Instant;
  readonly companyId: string | null;
  readonly json: boolean;
}

const OPTIONS = { pack: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, company: { type: 'string' }, json: { type: 'boolean' } } as const;

function askedFor(args: readonly string[]): Asked | null {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false, options: OPTIONS });
  const { pack, from, to, company, json, ...others } = values;
  if (positionals.length > 0 || Object.keys(others).length > 0) return null;
  if (typeof pack !== 'string' || typeof from !== 'string' || typeof to !== 'string' || company === true) return null;
  const [since, until] = [instantOf(from, 0), instantOf(to, DAY)];
  if (since === null || until === null || until <= since) return null;
  return { pack, from, to, since, until, companyId: company === undefined ? null : String(company), json: json === true };
}

/** A day (`after`: how long it still counts) or an instant. */
function instantOf(text: string, after: number): Instant | null {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const start = parseInstant(`${text}T00:00:00+08:00`);
    return start === null ? null : start + after;
  }
  return parseInstant(text);
}

async function decidedAgain(tx: Tx, asked: Asked, pack: Pack): Promise<Outcome<Backtest>> {
  const live = await directory.liveCompanies(tx);
  const companies = live.filter(({ id }) => asked.companyId === null || id === asked.companyId);
  if (live.length === 0) return refuse('no-company', '还没有公司,请先启动一次服务');
  if (companies.length === 0) return refuse('company-unknown', `没有公司“${asked.companyId ?? ''}”;可用:${live.map(({ id }) => id).join('、')}`);
  const books = await judges(tx);
  if (!books.ok) return books;
  const total = new BacktestRun(pack);
  for (const company of companies) {
    const { days } = calendarAt(await directory.storedYears(tx, [company.id]), company.id, Infinity);
    for await (const one of cases.judgedCases(tx, { companyId: company.id, from: asked.since, until: asked.until })) {
      const judge = books.value.get(one.packHash);
      if (judge === undefined) return refuse('pack-unknown', `${one.number} 的制度包不在库中,请联系维护人员`);
      total.add({ ...one, pack: judge }, days);
    }
  }
  return accept(total.result());
}

/** Every version that has judged a case, by its hash. */
async function judges(tx: Tx): Promise<Outcome<Map<string, Pack>>> {
  const packs = new Map<string, Pack>();
  for (const { hash, body } of await directory.storedPacks(tx)) {
    const pack = restorePack(body, hash);
    if (!pack.ok) return pack;
    packs.set(hash, pack.value);
  }
  return accept(packs);
}

function written(asked: Asked, pack: Pack, found: Backtest): string[] {
  const last = dayOf(asked.until - 1);
  const period = `${dayOf(asked.since)} 至 ${asked.until === startOfDay(last) + DAY ? last : asked.to}`;
  return [
    `按 ${pack.id} ${pack.version} 重判 ${period} 登记的 ${found.cases} 件,没有改动任何数据`,
    ...changes('级别', found.levels),
    ...changes('审批路线', found.routes),
    ...changes('抄送或备案', found.copies),
    `时限会不同:${found.deadlineCases} 件`,
    ...found.deadlines.map(deadlineLine),
    `按已记录的时间计算,超时的事项:${found.late.was} 项 → ${found.late.now} 项`,
    ...loadLines(found),
  ];
}

function changes(what: string, counts: readonly ChangeCount[]): string[] {
  const total = counts.reduce((sum, one) => sum + one.cases, 0);
  return [`${what}会不同:${total} 件`, ...counts.map(({ change, cases: several, examples }) => `  ${change}:${several} 件,如 ${examples.join('、')}`)];
}

function deadlineLine({ clock, earlier, later, added, removed, examples }: DeadlineCount): string {
  const parts = [
    [earlier, '提前'],
    [later, '推后'],
    [added, '新增'],
    [removed, '取消'],
  ].filter(([several]) => several !== 0);
  return `  ${clock}:${parts.map(([several, how]) => `${how} ${several} 件`).join(',')},如 ${examples.join('、')}`;
}

function loadLines({ loads }: Backtest): string[] {
  if (loads.length === 0) return ['没有需要审批的投诉'];
  return [
    '各岗位的审批件数(括号内为已提交方案的):',
    ...loads.map(({ role, was, now, submittedWas, submittedNow }) => `  ${role}:${was} → ${now}(${submittedWas} → ${submittedNow})`),
  ];
}
