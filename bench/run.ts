import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { approvalRows, figuresOf, fillApprovals, oneUnderApproval, openApprovals, tapPaced, type ApprovalFigures } from './approvals.js';
import { callbackRows, compareCallbacks, type Compared } from './callbacks.js';
import { caseRows, makeCases, submitPlans, type CaseFigures } from './cases.js';
import { clockRows, fillClocks, measureClocks, type ClockFigures } from './clocks.js';
import { newCompany, PEOPLE } from './company.js';
import { measureQueues, queueRows } from './job-queues.js';
import { decisionRows, measureDecisions } from './decide.js';
import { startServer, type Connection } from './embedded.js';
import { median, round, spread } from './figures.js';
import { Client } from './http.js';
import { flood, messageFigures, messageRows, paced, type Round } from './messages.js';
import { replay, selectsPerSecond } from './replay.js';
import { cpuOfServer, fineCpuOfServer, PROJECT, Service } from './service.js';
import { callsOf, forgetStatements, statementsOf } from './statements.js';
import type { Noted } from './trace.js';
import { measureUnderstanding, understandingRows } from './understanding.js';

/** `npm run bench`: everything but the clocks; `-- --quick`: one round, fewer messages; `-- --approvals`, `-- --callbacks`, `-- --cases`, `-- --clocks`, `-- --messages`, `-- --understanding`: only these; of callbacks the figures are kept beside the others. */
const QUICK = process.argv.includes('--quick');
const ROUNDS = QUICK ? 1 : 3;
const FLOOD = QUICK ? 600 : 2000;
const PACED = QUICK ? 300 : 1500;
const RATE = 100;
const CASES = QUICK ? 60 : 300;
const PLANS = QUICK ? 20 : 100;
const FEW_APPROVALS = 100;
const MANY_APPROVALS = QUICK ? 10_000 : 100_000;
const OPEN_CLOCKS = QUICK ? 50_000 : 1_000_000;
const DUE_AT_ONCE = QUICK ? 1000 : 10_000;
const DUE_PACED = QUICK ? 400 : 2000;
const DUE_SINGLY = QUICK ? 10 : 200;
/** Each round taps as many as are few, so that few are open in all of them. */
const TAP_ROUNDS = QUICK ? 2 : 5;
const TAPS_A_SECOND = 50;
const WARM_TAPS = 50;
const STARTS = QUICK ? 2 : 5;
const CONNECTIONS = 32;
const WARM = 200;
const WARM_CASES = 30;
/** Before messages or cases are counted: a service pays once for compiling its ways, as on its first morning and not after. Counted by themselves. */
const FIRST = { messages: QUICK ? 200 : 1400, cases: QUICK ? 20 : 900 };
const SIZES = { count: FLOOD, first: FIRST.messages, rate: RATE };
/** Whose first message these are. */
const FRESH = PEOPLE - FIRST.messages;
const CALLBACKS = { rate: 200, paced: QUICK ? 600 : 2000, flood: QUICK ? 600 : 2000 };
const DECIDING_MILLIS = QUICK ? 300 : 1500;

const folder = mkdtempSync(join(tmpdir(), 'kesu-bench-'));
const RESULTS = join(PROJECT, 'bench', 'results.json');
const keep = (results: object): void => writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
const server = await startServer(join(folder, 'server'));
const admin = new pg.Client(server.connection);
await admin.connect();

const inDatabase = (database: string): Connection => ({ ...server.connection, database });

function urlOf(database: string): string {
  const { host, port, user, password } = server.connection;
  return `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

async function copy(from: string, to: string): Promise<void> {
  await admin.query(`drop database if exists ${to} with (force)`);
  await admin.query(`create database ${to} template ${from}`);
}

async function withService<T>(database: string, work: (service: Service, http: Client) => Promise<T>, trace?: string, more: Readonly<Record<string, string>> = {}): Promise<T> {
  const environment = { DATABASE_URL: urlOf(database), DATA_DIR: join(folder, 'service'), ...(trace === undefined ? {} : { BENCH_TRACE: trace }), ...more };
  const service = await Service.start(environment, trace === undefined ? [] : ['--import', join(import.meta.dirname, 'trace.js')]);
  const http = new Client(service.port, CONNECTIONS);
  try {
    return await work(service, http);
  } finally {
    http.close();
    await service.stop();
  }
}

/** A company of 2,000 with some talk and some cases behind it, its tables known to the planner: as every measurement finds it. */
async function prepare(): Promise<void> {
  await admin.query('create database bench_start template template0');
  await withService('bench_start', async (service, http) => {
    const database = new pg.Client(inDatabase('bench_start'));
    await database.connect();
    await newCompany(http, database);
    await flood(http, service, 0, WARM, CONNECTIONS);
    await makeCases(http, WARM, WARM_CASES, 4);
    await http.post('/api/simulator/settle', {});
    // What autovacuum does within the first minute of a new database's life.
    await database.query('analyze');
    await database.end();
  });
}

/** Service and limit one after the other, on copies of the same database. */
async function measure(notes: readonly Noted[]): Promise<Round> {
  await copy('bench_start', 'bench_run');
  const ours = await withService('bench_run', async (service, http) => {
    const first = await flood(http, service, FRESH, FIRST.messages, CONNECTIONS);
    await http.post('/api/simulator/settle', {});
    await forgetStatements(admin);
    const before = { service: service.cpu(), database: serverCpu() };
    const perSecond = await flood(http, service, 3 * WARM, FLOOD, CONNECTIONS);
    await http.post('/api/simulator/settle', {});
    const cpu = { service: service.cpu() - before.service, database: serverCpu() - before.database };
    const statements = await statementsOf(admin, 'bench_run');
    const pace = await paced(http, service, 3 * WARM + FLOOD, PACED, RATE);
    return { first, flood: perSecond, cpu, statements, paced: pace };
  });
  await copy('bench_start', 'bench_limit');
  return { ...ours, limit: await replay(notes, inDatabase('bench_limit')) };
}

function postmaster(): number {
  const record = JSON.parse(readFileSync(join(folder, 'server', 'server.json'), 'utf8')) as { postmaster: number };
  return record.postmaster;
}

const serverCpu = (): number => cpuOfServer(postmaster());

/** The statements of one flood with their values, for the replay. */
async function traced(): Promise<Noted[]> {
  await copy('bench_start', 'bench_run');
  const file = join(folder, 'trace.json');
  await withService(
    'bench_run',
    async (service, http) => {
      service.signal('SIGUSR2');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await flood(http, service, 2 * WARM, FLOOD, CONNECTIONS);
      await http.post('/api/simulator/settle', {});
      service.signal('SIGUSR2');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    },
    file,
  );
  return JSON.parse(readFileSync(file, 'utf8')) as Noted[];
}

/** `noted`: statements of the flood that were replayed. */
async function measureMessages(): Promise<{ readonly rounds: readonly Round[]; readonly noted: number }> {
  const notes = await traced();
  const rounds: Round[] = [];
  for (let count = 0; count < ROUNDS; count++) rounds.push(await measure(notes));
  return { rounds, noted: notes.length };
}

async function casesAndCards(): Promise<CaseFigures> {
  await copy('bench_start', 'bench_run');
  return withService('bench_run', async (service, http) => {
    const first = await makeCases(http, 500, FIRST.cases, 4);
    const four = await makeCases(http, 1400, CASES, 4);
    const one = await makeCases(http, 1700, CASES, 1);
    const approverCard = await submitPlans(http, service, four.numbers.slice(0, PLANS));
    return { first, one, four, approverCard };
  });
}

/** Taps with few approvals open and with many, on one database and one service, one after the other. */
async function approvals(): Promise<ApprovalFigures> {
  await copy('bench_start', 'bench_run');
  return withService('bench_run', async (_service, http) => {
    const database = new pg.Client(inDatabase('bench_run'));
    await database.connect();
    const [number = ''] = (await makeCases(http, 900, 1, 1)).numbers;
    await oneUnderApproval(http, number);
    const tapped = async (count: number): Promise<readonly number[]> => {
      const millis = await tapPaced(http, database, count, TAPS_A_SECOND);
      await http.post('/api/simulator/settle', {});
      return millis;
    };
    // Rows filled in make every connection plan its statements anew (ANALYZE): the first taps after it are not counted.
    const few: number[] = [];
    for (let count = 0; count < TAP_ROUNDS; count++) {
      const filled = FEW_APPROVALS + WARM_TAPS;
      await fillApprovals(database, number, count * filled, (count + 1) * filled - 1);
      await tapped(WARM_TAPS);
      few.push(...(await tapped(FEW_APPROVALS)));
    }
    const first = figuresOf(FEW_APPROVALS, TAPS_A_SECOND, few);
    await fillApprovals(database, number, 1_000_000, 1_000_000 + MANY_APPROVALS - 1);
    await tapped(FEW_APPROVALS);
    const open = await openApprovals(database);
    const many: number[] = [];
    for (let count = 0; count < TAP_ROUNDS; count++) many.push(...(await tapped(FEW_APPROVALS)));
    const second = figuresOf(open, TAPS_A_SECOND, many);
    await database.end();
    return { few: first, many: second, ratio: round(second.answered.p99 / first.answered.p99) };
  });
}

/** Clocks falling due one by one, at an even pace and all at once, with a million open. */
async function clocks(): Promise<ClockFigures> {
  await copy('bench_start', 'bench_run');
  return withService('bench_run', async (service, http) => {
    const database = new pg.Client(inDatabase('bench_run'));
    await database.connect();
    try {
      const [number = ''] = (await makeCases(http, 900, 1, 1)).numbers;
      await fillClocks(database, number, OPEN_CLOCKS);
      const cpu = (): number => service.fineCpu() + fineCpuOfServer(postmaster());
      return await measureClocks({ database, open: OPEN_CLOCKS, burst: DUE_AT_ONCE, paced: DUE_PACED, single: DUE_SINGLY, cpu });
    } finally {
      await database.end();
    }
  });
}

async function callbacks(): Promise<Compared> {
  await copy('bench_start', 'bench_run');
  return compareCallbacks(inDatabase('bench_run'), CALLBACKS, (more, work) => withService('bench_run', (service) => work({ port: service.port, cpu: () => service.cpu() + serverCpu() }), undefined, more));
}

async function starts(): Promise<number[]> {
  const millis: number[] = [];
  for (let count = 0; count <= STARTS; count++) {
    const service = await Service.start({ DATA_DIR: join(folder, 'own') });
    await service.stop();
    // The first one makes the folder.
    if (count > 0) millis.push(service.startMillis);
  }
  return millis;
}

async function everything(): Promise<void> {
  const controlBefore = await selectsPerSecond(server.connection, 2000);
  await prepare();
  const { rounds, noted } = await measureMessages();
  const cases = await casesAndCards();
  const approving = await approvals();
  const calledBack = await callbacks();
  const start = await starts();
  const decisions = await measureDecisions(DECIDING_MILLIS);
  const understanding = await measureUnderstanding(DECIDING_MILLIS);
  const controlAfter = await selectsPerSecond(server.connection, 2000);

  const results = {
    at: new Date().toISOString(),
    machine: { cores: cpus().length, model: cpus()[0]?.model ?? '', memoryGb: round(totalmem() / 2 ** 30), node: process.version, load: loadavg() },
    control: { selectsPerSecondBefore: round(controlBefore), selectsPerSecondAfter: round(controlAfter) },
    messages: messageFigures(rounds, SIZES, noted),
    cases: [cases.one, cases.four, cases.first].map(({ numbers: _numbers, perSecond, ...rest }) => ({ ...rest, perSecond: round(perSecond) })),
    approverCard: cases.approverCard,
    approvals: approving,
    callbacks: calledBack,
    start: spread(start),
    decisions,
    understanding,
  };
  keep(results);

  const row = (what: string, figure: string, aim: string): string => `${what.padEnd(58)}${figure.padEnd(30)}${aim}`;
  const ms = (value: number): string => `${round(value)} ms`;
  const lines = [
    row('', 'measured', 'aim'),
    ...[
      ...messageRows(rounds, SIZES),
      ...caseRows(cases),
      ...approvalRows(approving),
      ...callbackRows(calledBack, CALLBACKS.rate),
      ...decisionRows(decisions),
      ...understandingRows(understanding),
    ].map(([what, figure, aim]) => row(what, figure, aim)),
    row('start on an existing data folder', ms(median(start)), '< 5000 ms'),
    row('control: selects/s before / after', `${round(controlBefore)} / ${round(controlAfter)}`, 'alike, else the machine was busy'),
  ];
  process.stdout.write(`${lines.join('\n')}\nbench/results.json\n`);
}

async function messagesOnly(): Promise<void> {
  const control = await selectsPerSecond(server.connection, 2000);
  await prepare();
  const { rounds } = await measureMessages();
  for (const [what, figure, aim] of messageRows(rounds, SIZES)) process.stdout.write(`${what}: ${figure} (${aim})\n`);
  process.stdout.write(`control: ${round(control)} selects/s before, ${round(await selectsPerSecond(server.connection, 2000))} after\n`);
}

async function casesOnly(): Promise<void> {
  await prepare();
  await copy('bench_start', 'bench_run');
  await withService('bench_run', async (service, http) => {
    const young = await makeCases(http, 500, FIRST.cases, 4);
    process.stdout.write(`the first ${FIRST.cases} of the process, 4 clients: ${round(young.perSecond)}/s\n`);
    for (const [first, clients] of [[1400, 4], [1700, 1]] as const) {
      await forgetStatements(admin);
      const before = { service: service.cpu(), database: serverCpu() };
      const made = await makeCases(http, first, CASES, clients);
      const each = (seconds: number): number => round((seconds * 1000) / CASES);
      const cpu = `CPU a case, service + database: ${each(service.cpu() - before.service)} + ${each(serverCpu() - before.database)} ms`;
      const statements = round(callsOf(await statementsOf(admin, 'bench_run')) / CASES);
      process.stdout.write(`${clients} clients: ${round(made.perSecond)}/s, p50 ${made.whole.p50} ms; ${cpu}; ${statements} statements a case\n`);
    }
  });
}

async function clocksOnly(): Promise<void> {
  await prepare();
  for (const [what, figure, aim] of clockRows(await clocks())) process.stdout.write(`${what}: ${figure} (${aim})\n`);
  const fresh = async (name: string): Promise<Connection> => {
    await copy('template0', name);
    return inDatabase(name);
  };
  const queues = await measureQueues(fresh, { waiting: OPEN_CLOCKS, single: DUE_SINGLY, instant: DUE_PACED });
  for (const [what, figure] of queueRows(queues)) process.stdout.write(`${what}: ${figure}\n`);
}

async function approvalsOnly(): Promise<void> {
  await prepare();
  for (const [what, figure, aim] of approvalRows(await approvals())) process.stdout.write(`${what}: ${figure} (${aim})\n`);
}

async function callbacksOnly(): Promise<void> {
  await prepare();
  const control = round(await selectsPerSecond(server.connection, 2000));
  const figures = await callbacks();
  for (const [what, figure, aim] of callbackRows(figures, CALLBACKS.rate)) process.stdout.write(`${what}: ${figure} (${aim})\n`);
  process.stdout.write(`control: ${control} selects/s\n`);
  if (!QUICK) keep({ ...(JSON.parse(readFileSync(RESULTS, 'utf8')) as object), callbacks: { at: new Date().toISOString(), control, ...figures } });
}

async function understandingOnly(): Promise<void> {
  for (const [what, figure, aim] of understandingRows(await measureUnderstanding(DECIDING_MILLIS))) process.stdout.write(`${what}: ${figure} (${aim})\n`);
}

try {
  if (process.argv.includes('--understanding')) await understandingOnly();
  else if (process.argv.includes('--approvals')) await approvalsOnly();
  else if (process.argv.includes('--callbacks')) await callbacksOnly();
  else if (process.argv.includes('--clocks')) await clocksOnly();
  else if (process.argv.includes('--cases')) await casesOnly();
  else if (process.argv.includes('--messages')) await messagesOnly();
  else await everything();
} finally {
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
