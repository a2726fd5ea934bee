import { createServer, Socket } from 'node:net';
import type { Server } from 'node:net';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StartRefused } from '../configuration/start-refused.js';
import type { DataFolder } from './data-folder.js';
import { openDataFolder, readRecord, writePrivately } from './data-folder.js';
import { isHolder, lockFolder } from './folder-lock.js';
import { Holders } from './holders.js';
import type { Answer, ServerRecord } from './holding.js';
import { readServerRecord } from './holding.js';
import type { Placement } from './placement.js';
import { place } from './placement.js';
import type { Postmaster } from './postmaster.js';
import { startPostmaster } from './postmaster.js';
import { DATABASE, OWNER, PORT } from './settings.js';
import { makeSocketFolder, removeSocketFolder } from './socket-folder.js';
import { prepareStore } from './store.js';

/**
 * The keeper: a process of its own that runs the embedded PostgreSQL for one data folder. It is told the folder as its argument and is
 * given its first holder as file 3. It outlives every signal meant for the service, so the service can drain with its database still
 * there, and it stops the server when the last holder's connection closes, so a killed service leaves no orphan.
 */
async function keep(root: string, holders: Holders): Promise<void> {
  const folder = openDataFolder(root);
  const lock = lockFolder(folder, 'database');
  if (isHolder(lock)) return holders.dismiss({ state: 'busy', pid: lock.pid, purpose: lock.purpose });
  let socketFolder: string | null = null;
  try {
    const placement = place(folder);
    clearFormerServer(folder);
    socketFolder = makeSocketFolder(placement.account);
    prepareStore(folder, placement, socketFolder);
    await run(folder, placement, socketFolder, holders);
  } finally {
    rmSync(folder.server, { force: true });
    if (socketFolder) removeSocketFolder(socketFolder);
    lock.release();
  }
}

async function run(folder: DataFolder, placement: Placement, socketFolder: string, holders: Holders): Promise<void> {
  const record = { host: socketFolder, port: PORT, user: OWNER, database: DATABASE, door: join(socketFolder, 'keeper.sock') };
  const start = async (): Promise<Postmaster> => {
    const server = await startPostmaster(folder, placement, socketFolder);
    writePrivately(folder.server, JSON.stringify({ ...record, postmaster: server.pid } satisfies ServerRecord));
    return server;
  };
  const server = await start();
  const door = await openDoor(record.door, holders);
  holders.ready();
  await keepRunning(server, start, holders);
  door.close();
}

/** A server that dies while it is held (out of memory, kill -9) is started again; its holders see closed connections, then a database. */
async function keepRunning(first: Postmaster, start: () => Promise<Postmaster>, holders: Holders): Promise<void> {
  const gone = holders.gone.then(() => 'gone' as const);
  let server: Postmaster | null = first;
  for (;;) {
    const news: 'gone' | 'ended' = await Promise.race([gone, server ? server.ended.then(() => 'ended' as const) : pause(2_000, 'ended' as const)]);
    if (news === 'gone') return server?.stop();
    server = await start().catch((error: unknown) => {
      report(error);
      return null;
    });
  }
}

function openDoor(path: string, holders: Holders): Promise<Server> {
  const door = createServer({ allowHalfOpen: true }, (socket) => void holders.admit(socket));
  return new Promise((resolve, reject) => {
    door.once('error', reject).listen(path, () => resolve(door));
  });
}

/** A keeper that was killed could not tidy up. */
function clearFormerServer(folder: DataFolder): void {
  const former = readRecord(folder.server, readServerRecord);
  rmSync(folder.server, { force: true });
  if (former && dirname(former.door) === former.host) removeSocketFolder(former.host);
}

function refusal(error: unknown): Answer {
  report(error);
  if (error instanceof StartRefused) return { state: 'refused', code: error.code, message: error.message };
  return { state: 'refused', code: 'keeper', message: '内置数据库未能启动,原因见数据目录中的 database.log。' };
}

/** Standard error is the data folder's database.log. */
function report(error: unknown): void {
  process.stderr.write(`keeper: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

// SIGUSR1 would open Node's debugger; SIGPIPE and the rest would end the keeper before its server.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGPIPE'] as const) process.on(signal, () => undefined);
process.chdir('/');
const holders = new Holders();
void holders.begin(new Socket({ fd: 3, readable: true, writable: true, allowHalfOpen: true }));
try {
  await keep(process.argv[2] ?? '', holders);
  holders.dismiss();
} catch (error) {
  holders.dismiss(refusal(error));
}
// A holder that is itself stopped would keep its connection, and so this process, for ever.
setTimeout(() => process.exit(), 5_000).unref();
