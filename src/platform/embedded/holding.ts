import type { Socket } from 'node:net';

/**
 * Who keeps a server running: one `service` at a time and any number of `command`s. Each holds an open connection to the keeper; the
 * kernel closes it with the process, however that ends, and the server stops with its last holder.
 */
export type Role = 'service' | 'command';

/** First line of a holder. */
export interface Hello {
  readonly role: Role;
  readonly pid: number;
}

/** The keeper's one line back. `busy`: another process has the folder or is just leaving it; ask again. */
export type Answer =
  | { readonly state: 'ready' }
  | { readonly state: 'busy'; readonly pid: number; readonly purpose: string }
  | { readonly state: 'refused'; readonly code: string; readonly message: string };

/** How a running server is found by other processes (server.json in the data folder). */
export interface ServerRecord {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** The keeper's socket. */
  readonly door: string;
  readonly postmaster: number;
}

export function readServerRecord(value: Readonly<Record<string, unknown>>): ServerRecord | null {
  const { host, port, user, database, door, postmaster } = value;
  if (typeof host !== 'string' || typeof door !== 'string' || typeof user !== 'string') return null;
  if (typeof database !== 'string' || typeof port !== 'number' || typeof postmaster !== 'number') return null;
  return { host, port, user, database, door, postmaster };
}

export function say(socket: Socket, line: Hello | Answer): void {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
}

/** The first line as JSON; null when the other side leaves, says something else, or is silent for `limit` milliseconds. */
export function hear(socket: Socket, limit?: number): Promise<Readonly<Record<string, unknown>> | null> {
  return new Promise((resolve) => {
    let text = '';
    const timer = limit === undefined ? undefined : setTimeout(() => finish(null), limit);
    const finish = (value: Readonly<Record<string, unknown>> | null): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      // Reading on is what tells us later that the other side has gone.
      socket.resume();
      resolve(value);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) finish(parsed(text.slice(0, end)));
    };
    const onEnd = (): void => finish(null);
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
  });
}

export function readHello(value: Readonly<Record<string, unknown>> | null): Hello | null {
  if (typeof value?.['pid'] !== 'number') return null;
  return { role: value['role'] === 'service' ? 'service' : 'command', pid: value['pid'] };
}

export function readAnswer(value: Readonly<Record<string, unknown>> | null): Answer | null {
  if (value?.['state'] === 'ready') return { state: 'ready' };
  if (value?.['state'] === 'busy') return { state: 'busy', pid: Number(value['pid']), purpose: String(value['purpose']) };
  if (value?.['state'] === 'refused') return { state: 'refused', code: String(value['code']), message: String(value['message']) };
  return null;
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
