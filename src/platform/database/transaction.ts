import type { DataSource } from 'typeorm';
import type { PoolClient } from 'pg';

declare const opaque: unique symbol;

/** A running transaction. Opaque on purpose: only persistence/ may open it (open.ts). */
export interface Tx {
  readonly [opaque]: true;
}

export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one transaction. Deadlocks and serialisation failures (SQLSTATE 40P01, 40001) repeat the whole work,
   * at most three times in all: `work` must therefore have no effect outside the transaction.
   */
  async inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt < 3 && isRepeatable(error)) continue;
        throw error;
      }
    }
  }

  private once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.borrowed(async (client) => {
      await client.query('begin');
      transactionsOpen.add(client);
      try {
        const result = await work(client as unknown as Tx);
        await client.query('commit');
        return result;
      } catch (error) {
        // A broken connection cannot roll back; the server has done so already, and the first error is the one to keep.
        if (!isUnanswered(error)) await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        transactionsOpen.delete(client);
      }
    });
  }

  /** One connection without a transaction, for reads and single statements: each statement commits by itself. */
  withoutTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.borrowed((client) => work(client as unknown as Tx));
  }

  private async borrowed<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient & { end(): Promise<void> };
      try {
        return await work(client);
      } catch (error) {
        // The answer may still come, and would be taken for the next statement's: this connection is of no use any more.
        if (isUnanswered(error)) void client.end();
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /** Requests that wait for a connection of this pool. */
  waiting(): number {
    const pool = (this.source.driver as { master?: { waitingCount?: number } }).master;
    return pool?.waitingCount ?? 0;
  }

  get dataSource(): DataSource {
    return this.source;
  }

  /** For tests: tells whether this process holds a transaction open, so that an outside call inside one can be refused. */
  static openTransactions(): number {
    return transactionsOpen.size;
  }
}

const transactionsOpen = new Set<PoolClient>();

function isRepeatable(error: unknown): boolean {
  const code = sqlState(error);
  return code === '40P01' || code === '40001';
}

/** Nothing came back in time (`SERVICE_PATIENCE`): the driver's words, it has no code for it. */
export const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/** The SQLSTATE of a driver error, or null when it did not come from PostgreSQL. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : null;
}
