import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync } from 'node:fs';
import { Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartRefused, fileRefusal } from '../configuration/start-refused.js';
import type { DataFolder } from './data-folder.js';
import { openDataFolder, readIfThere, readRecord } from './data-folder.js';
import { lockHolder } from './folder-lock.js';
import type { Answer, Role, ServerRecord } from './holding.js';
import { hear, readAnswer, readServerRecord, say } from './holding.js';
import { KEEPER, PATIENCE_MS } from './postmaster.js';
import { isPostgresOf } from './process-identity.js';
import { knownStore } from './placement.js';
import { removeSocketFolder } from './socket-folder.js';

/** What `pg` needs to connect; `host` is the folder of the Unix socket. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedServer {
  readonly connection: EmbeddedConnection;
  /** Lets go of the server. With the last holder it shuts down cleanly, and this waits for it; close your pools first. */
  stop(): Promise<void>;
}

export interface EmbeddedLog {
  error(fields: object, message: string): void;
}

/** Past this size the database's log starts afresh at the next start; one former file is kept. */
const LOG_LIMIT = 5 * 1024 * 1024;
/** A keeper answers an attaching command at once; one that has been stopped (SIGSTOP) never would. */
const ANSWER_MS = 10_000;

/** Starts (or joins) the embedded PostgreSQL of a data folder as its one service. Throws `StartRefused` with a sentence for the operator. */
export function startEmbedded(options: { readonly dataDir: string; readonly log: EmbeddedLog }): Promise<EmbeddedServer> {
  return hold(options.dataDir, 'service', options.log);
}

/** For commands: joins the running server, or starts one that lasts until `stop()` or the end of this process. */
export function attachOrStart(dataDir: string, log: EmbeddedLog = { error: () => undefined }): Promise<EmbeddedServer> {
  return hold(dataDir, 'command', log);
}

async function hold(dataDir: string, role: Role, log: EmbeddedLog): Promise<EmbeddedServer> {
  const folder = openDataFolder(resolve(dataDir));
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const held = (await attach(folder, role)) ?? (await start(folder, role));
    if (held instanceof Socket) return serverOf(folder, held, log);
    if (held.state === 'refused') throw new StartRefused(held.code, held.message);
    if (performance.now() > deadline) throw folderBusy(folder, held);
    await pause(100);
  }
}

type Held = Socket | Exclude<Answer, { state: 'ready' }>;

/** Null when no server runs. */
async function attach(folder: DataFolder, role: Role): Promise<Held | null> {
  const record = readRecord(folder.server, readServerRecord);
  if (record === null) return null;
  const socket = connect({ path: record.door });
  socket.on('error', () => undefined);
  const answer = await ask(socket, role, ANSWER_MS);
  if (answer?.state === 'ready') return socket;
  socket.destroy();
  return answer;
}

async function start(folder: DataFolder, role: Role): Promise<Held> {
  const holder = lockHolder(folder);
  if (holder) return { state: 'busy', pid: holder.pid, purpose: holder.purpose };
  const keeper = spawnKeeper(folder);
  const answer = await ask(keeper, role);
  if (answer?.state === 'ready') return keeper;
  keeper.destroy();
  return answer ?? { state: 'refused', code: 'keeper', message: `内置数据库未能启动,原因见 ${folder.log}。` };
}

async function ask(socket: Socket, role: Role, limit?: number): Promise<Answer | null> {
  say(socket, { role, pid: process.pid });
  return readAnswer(await hear(socket, limit));
}

/** In a session of its own, out of reach of signals to our group, with none of our environment (secrets, NODE_OPTIONS). */
function spawnKeeper(folder: DataFolder): Socket {
  const log = openLog(folder);
  try {
    const child = spawn(process.execPath, [keeperFile(), folder.root], {
      detached: true,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', TMPDIR: tmpdir() },
      stdio: ['ignore', log, log, 'pipe'],
    });
    child.on('error', () => undefined);
    child.unref();
    const socket = child.stdio[3];
    if (!(socket instanceof Socket)) throw new Error('the keeper has no connection');
    return socket.on('error', () => undefined);
  } finally {
    closeSync(log);
  }
}

function openLog(folder: DataFolder): number {
  try {
    const log = openSync(folder.log, 'a', 0o600);
    if (fstatSync(log).size < LOG_LIMIT) return log;
    closeSync(log);
    renameSync(folder.log, `${folder.log}.1`);
    return openSync(folder.log, 'a', 0o600);
  } catch (error) {
    throw fileRefusal(error, folder.log) ?? error;
  }
}

/** Beside this file once compiled; tests run the sources and find it in dist/. */
function keeperFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, KEEPER), join(here, '..', '..', '..', 'dist', 'platform', 'embedded', KEEPER)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new StartRefused('not-built', '程序尚未编译。请先运行 npm run build。');
  return found;
}

function serverOf(folder: DataFolder, socket: Socket, log: EmbeddedLog): EmbeddedServer {
  const record = readRecord(folder.server, readServerRecord);
  const password = readIfThere(folder.password);
  if (record === null || password === null) throw new StartRefused('server-record', `数据目录 ${folder.root} 中缺少数据库的连接信息,请重新启动服务。`);
  const { host, port, user, database, postmaster } = record;
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  let stopping = false;
  // A holder that only forgets to let go must not keep its process from ending.
  socket.unref();
  void closed.then(() => {
    if (!stopping) log.error({ folder: folder.root }, '内置数据库的守护进程意外结束');
  });
  return {
    connection: { host, port, user, password, database },
    async stop() {
      stopping = true;
      socket.ref();
      if (!socket.destroyed) socket.end();
      await closed;
      await endOrphan(folder, postmaster);
    },
  };
}

/** A keeper that was killed left its server running; with a keeper alive the server has ended or serves other holders. */
async function endOrphan(folder: DataFolder, pid: number): Promise<void> {
  const store = knownStore(folder);
  const record = readRecord(folder.server, readServerRecord);
  if (store === null || record?.postmaster !== pid || (await keeperAnswers(record))) return;
  if (isPostgresOf(pid, store)) process.kill(pid, 'SIGINT');
  while (isPostgresOf(pid, store)) await pause(20);
  rmSync(folder.server, { force: true });
  removeSocketFolder(record.host);
}

function keeperAnswers(record: ServerRecord): Promise<boolean> {
  return new Promise((answer) => {
    const probe = connect({ path: record.door }, () => {
      probe.destroy();
      answer(true);
    });
    probe.once('error', () => answer(false));
  });
}

function folderBusy(folder: DataFolder, { pid, purpose }: { pid: number; purpose: string }): StartRefused {
  const what = purpose === 'restore' ? '恢复备份' : '另一个数据库';
  return new StartRefused('folder-busy', `数据目录 ${folder.root} 正被${what}(进程 ${pid})占用。请等它结束后再试。`);
}
