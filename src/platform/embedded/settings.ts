/** Name of the database and of its owner. */
export const DATABASE = 'kesu';
export const OWNER = 'kesu';
/** Only a part of the socket's file name: the server listens on no network address. */
export const PORT = 5432;

/** Server settings for a machine with two cores and 2 GB or more; durability is never traded for speed. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(PORT),
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Replaying the log between two checkpoints must not delay a start after a crash for long.
  checkpoint_timeout: '5min',
  max_wal_size: '1GB',
  // As much of the log is kept to be written over; the buffer would be no larger than one of its files (store.ts).
  min_wal_size: '256MB',
  wal_buffers: '8MB',
  random_page_cost: '1.1',
  // Short statements by the hundred: compiling or spreading them costs more than it gives; parallel workers also need /dev/shm, which containers keep small.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  autovacuum_naptime: '20s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // Statements and details carry customers' names and numbers; the service logs its own errors, masked.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_lock_waits: 'off',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '1000',
};

/** Command-line arguments of `postgres` for a store and the folder of its socket. */
export function serverArguments(store: string, socketFolder: string): string[] {
  const settings = { ...SETTINGS, unix_socket_directories: socketFolder };
  return ['-D', store, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
