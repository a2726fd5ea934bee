import { Client } from 'pg';
import type { EmbeddedConnection } from './server.js';

/** Connects once and tells the server's version. */
export async function serverVersion(address: EmbeddedConnection | { readonly url: string }): Promise<string> {
  const client = new Client('url' in address ? { connectionString: address.url, connectionTimeoutMillis: 5_000 } : address);
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
}
