import { createSource, type DatabaseAddress } from './source.js';
import { Database } from './transaction.js';

/** A command's view of a store that a service may be working on. */
export interface Onlooker {
  readonly database: Database;
  /** `none`: no service has started on it yet; `behind`: made by an older program. */
  readonly schema: 'none' | 'behind' | 'current';
  /** Whether a service works on it now. */
  readonly served: boolean;
  close(): Promise<void>;
}

const READ_ONLY = `select set_config('default_transaction_read_only', 'on', false),
  set_config('default_transaction_isolation', 'repeatable read', false)`;

const SERVED = `select to_regclass('company') is not null as made, exists (
  select from pg_stat_activity where datname = current_database() and application_name = 'kesu-work') as served`;

/**
 * One connection; a statement may take `patienceMs`, since a command reads what no story reads at once. `read`: every transaction is
 * read-only and sees one state of the store.
 */
export async function openOnlooker(address: DatabaseAddress, patienceMs: number, access: 'read' | 'write' = 'write'): Promise<Onlooker> {
  const source = await createSource(address, 1, 'onlooker').initialize();
  try {
    await source.query("select set_config('statement_timeout', $1, false)", [String(patienceMs)]);
    if (access === 'read') await source.query(READ_ONLY);
    const [row] = await source.query<{ made: boolean; served: boolean }[]>(SERVED);
    const behind = row?.made === true && (await source.showMigrations());
    return {
      database: new Database(source),
      schema: row?.made !== true ? 'none' : behind ? 'behind' : 'current',
      served: row?.served === true,
      close: () => source.destroy(),
    };
  } catch (error) {
    await source.destroy();
    throw error;
  }
}
