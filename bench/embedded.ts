import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './service.js';

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

interface Embedded {
  startEmbedded(options: { dataDir: string; log: { error(...parts: unknown[]): void } }): Promise<{ connection: Connection; stop(): Promise<void> }>;
}

/** The built product's own PostgreSQL. */
export async function startServer(dataDir: string): Promise<{ readonly connection: Connection; stop(): Promise<void> }> {
  mkdirSync(dataDir, { recursive: true });
  // A folder closed to the database's own user would be kept under /var/lib instead, and stay there: gigabytes a run.
  for (const path of [dirname(dataDir), dataDir]) chmodSync(path, 0o711);
  const { startEmbedded } = (await import(join(PROJECT, 'dist', 'platform', 'embedded', 'index.js'))) as Embedded;
  return startEmbedded({ dataDir, log: { error: () => undefined } });
}
