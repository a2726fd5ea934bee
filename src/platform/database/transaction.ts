import type { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';

declare const opaque: unique symbol;

/** A running transaction. Opaque on purpose: only persistence/ may open it (open.ts). */
export interface Tx {
  readonly [opaque]: true;
}

/**
 * What was sent on a connection without waiting for its answer. PostgreSQL works it off in order; once one has failed,
 * the rest of the transaction fails with it, and its end becomes a rollback.
 */
class Unawaited {
  private readonly sent: Promise<unknown>[] = [];

  add(answer: Promise<unknown>): void {
    // Looked at when the transaction ends; until then nobody listens.
    answer.catch(() => undefined);
    this.sent.push(answer);
  }

  /** The first failure in the order of sending, once all answers are there; null when there was none. */
  async failure(): Promise<Error | null> {
    const answers = await Promise.allSettled(this.sent);
    const failed = answers.find((one) => one.status === 'rejected');
    return failed === undefined ? null : (failed.reason as Error);
  }
}

const unawaited = new WeakMap<PoolClient, Unawaited>();

/**
 * For one statement whose answer the story does not need to go on: the next one is sent at once, and the end of the
 * transaction waits for both. A failure undoes the transaction, and is what it fails with.
 */
export function awaitAtCommit(tx: Tx, answer: Promise<unknown>): void {
  unawaited.get(running(tx))?.add(answer);
}

/** The connection of a transaction, for open.ts. A statement that comes after the commit was sent is a bug, and refused. */
export function running(tx: Tx): PoolClient {
  const client = tx as unknown as PoolClient;
  if (!unawaited.has(client)) throw new Error('a statement came after its transaction had ended');
  return client;
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
    return this.borrowed(async (client, sent) => {
      sent.add(client.query('begin'));
      transactionsOpen.add(client);
      try {
        const result = await work(client as unknown as Tx);
        await committed(client, sent);
        return result;
      } catch (error) {
        // What failed first is the cause; everything after it fails with 25P02.
        const cause = (await sent.failure()) ?? error;
        // A broken connection cannot roll back; the server has done so already, and the first error is the one to keep.
        if (!isUnanswered(cause)) await client.query('rollback').catch(() => undefined);
        throw cause;
      } finally {
        transactionsOpen.delete(client);
      }
    });
  }

  /** One connection without a transaction, for reads and single statements: each statement commits by itself. */
  withoutTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.borrowed(async (client, sent) => {
      const result = await work(client as unknown as Tx);
      const failure = await sent.failure();
      if (failure !== null) throw failure;
      return result;
    });
  }

  private async borrowed<T>(work: (client: PoolClient, sent: Unawaited) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const sent = new Unawaited();
    unawaited.set(client, sent);
    let lost = false;
    try {
      return await work(client, sent);
    } catch (error) {
      // The answer may still come, and would be taken for the next statement's: this connection is of no use any more.
      lost = isUnanswered(error);
      throw error;
    } finally {
      unawaited.delete(client);
      client.release(lost);
    }
  }

  private get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }

  /** Requests that wait for a connection of this pool. */
  waiting(): number {
    return this.pool.waitingCount;
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

/** The commit travels behind the last statements, without waiting for their answers. */
async function committed(client: PoolClient, sent: Unawaited): Promise<void> {
  const commit = client.query('commit');
  unawaited.delete(client);
  sent.add(commit);
  const failure = await sent.failure();
  if (failure !== null) throw failure;
  // A transaction that has failed answers COMMIT with ROLLBACK, and no error.
  if ((await commit).command !== 'COMMIT') throw new Error('the transaction was rolled back');
}

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
