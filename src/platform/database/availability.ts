import { isUnanswered, sqlState } from './transaction.js';

const CONNECTION_ERRORS = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);

/** The database cannot be reached, or is going down or coming up: not a bug, and over by itself. */
export function isDatabaseAway(error: unknown): boolean {
  if (isUnanswered(error)) return true;
  const code = sqlState(error);
  if (code !== null && (CONNECTION_ERRORS.has(code) || code.startsWith('08') || code.startsWith('57P'))) return true;
  const message = error instanceof Error ? error.message : '';
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(message);
}
