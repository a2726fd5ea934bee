import type { Writable } from 'node:stream';
import { DataSource } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

export interface DatabaseAddress {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** Instead of the fields above. */
  readonly url?: string;
  /** The role its connections step down to as they open (service-role.ts); left out: the login's own. */
  readonly role?: string;
}

/** int8 counts and sums stay far below 2^53 here; one that does not is a bug and must not be rounded in silence. */
function checkedInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`int8 out of range: ${text}`);
  return value;
}

pg.types.setTypeParser(pg.types.builtins.INT8, checkedInteger);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
// Sessions are in UTC (below); other offsets, as of somebody's own tool on the same pool, are read all the same.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  Date.parse(text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
);

/**
 * A connection that survives being ended by the server at the very moment it is handed out: between the pool and its
 * borrower nobody listens, and an error event nobody hears ends the process (pg-pool 3.14 with promises; measured). The
 * borrower finds out with his next statement. Statements sent in one moment leave in one write: waking the server
 * costs more than most of them.
 */
export class SteadyClient extends pg.Client {
  private gathering = false;

  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    this.query = this.gathered(this.query.bind(this));
  }

  private gathered(query: pg.Client['query']): pg.Client['query'] {
    const gather = (...asked: readonly unknown[]): unknown => {
      this.gather();
      return (query as (...parts: readonly unknown[]) => unknown)(...asked);
    };
    return gather as pg.Client['query'];
  }

  private gather(): void {
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Writable } }).connection;
    if (this.gathering) return;
    this.gathering = true;
    stream.cork();
    // Runs when the present chain of promises has come to wait for something.
    process.nextTick(() => {
      this.gathering = false;
      stream.uncork();
    });
  }
}

/**
 * A service gives up on a statement that has no answer after this: longer than any statement may run, so it is the host
 * that has vanished. Milliseconds.
 */
export const SERVICE_PATIENCE = 7000;

/** Plans made while tables were small go with their connection, should no ANALYZE have undone them. Seconds. */
const PLANS_LIVE = 600;

/**
 * A pool of PostgreSQL connections. Doors and workers get one each, so that a burst of work cannot keep a message
 * from being stored. Timeouts: design.md §1. `patience`: how long an answer is waited for; for ever when left out.
 */
export function createSource(address: DatabaseAddress, poolSize: number, name: string, patience?: number): DataSource {
  return new DataSource({
    type: 'postgres',
    ...(address.url === undefined
      ? {
          ...(address.host === undefined ? {} : { host: address.host }),
          ...(address.port === undefined ? {} : { port: address.port }),
          ...(address.user === undefined ? {} : { username: address.user }),
          ...(address.password === undefined ? {} : { password: address.password }),
          ...(address.database === undefined ? {} : { database: address.database }),
        }
      : { url: address.url }),
    poolSize,
    synchronize: false,
    migrationsRun: false,
    migrations: [...MIGRATIONS],
    migrationsTableName: 'migration',
    applicationName: `kesu-${name}`,
    connectTimeoutMS: 5000,
    poolErrorHandler: () => undefined,
    extra: {
      Client: SteadyClient,
      // A statement is planned once a connection. Left to itself PostgreSQL plans those that take lists anew each time, for longer
      // than they run (a finished sending: 0.7 ms of 1.0): their texts must therefore not depend on what is bound.
      maxLifetimeSeconds: PLANS_LIVE,
      // Statements travel without waiting for the answers of those before them, where the code does not wait either.
      pipeline: true,
      statement_timeout: 5000,
      lock_timeout: 2000,
      ...(patience === undefined ? {} : { query_timeout: patience }),
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      options: `-c timezone=UTC -c tcp_keepalives_idle=10 -c plan_cache_mode=force_generic_plan${address.role === undefined ? '' : ` -c role=${address.role}`}`,
    },
  });
}

/** Instants travel to PostgreSQL as ISO text; `timestamptz(3)` keeps the milliseconds. */
export function sqlTime(at: number): string;
export function sqlTime(at: number | null): string | null;
export function sqlTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
