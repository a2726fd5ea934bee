import { request } from 'node:http';
import { request as requestTls } from 'node:https';

/** A call as it goes out. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Reply {
  readonly status: number;
  /** Null when it was no JSON: DingTalk’s gateway answers in HTML where it shuts somebody out. */
  readonly body: unknown;
  /** As it came. */
  readonly text: string;
}

/** It never reached the platform: surely nothing was done. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

/** Shorter than delivery's own limit, so that the reason is known and not only the delay. */
const PATIENCE = 4000;

/** Errors of the way there: no address, no connection, no trust. Anything later may have reached it. */
const ON_THE_WAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Throws `NotReached`, or another error when nobody knows whether it was done. */
export function exchange({ method, url, headers, body }: Call): Promise<Reply> {
  const content = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const more = content === null ? {} : { 'content-type': 'application/json', 'content-length': String(content.length) };
  const to = new URL(url);
  return new Promise((resolve, reject) => {
    // Not `fetch`: that takes three times the processor for a call as small as these (measured).
    const asked = (to.protocol === 'https:' ? requestTls : request)(to, {
      method,
      // Some gateways answer in XML unless told otherwise. A kept connection that the other side closes would make a message unknown for nothing.
      agent: false,
      headers: { accept: 'application/json', connection: 'close', ...headers, ...more },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const failed = (error: unknown): void => reject(withoutAddress(error));
    asked.on('error', failed);
    asked.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, body: parsed(text), text });
      });
    });
    asked.end(content ?? undefined);
  });
}

/** Nobody outside this machine opens it. */
export const isLoopback = (url: string): boolean => /^(?:127\.\d+\.\d+\.\d+|localhost|0\.0\.0\.0|\[::1?\])$/.test(new URL(url).hostname);

export interface Download {
  readonly status: number;
  readonly headers: Headers;
  /** Null when it is longer than allowed. */
  readonly body: Buffer | null;
}

/** A file of at most `most` bytes. No redirects: where it lies was said by the platform, not by whoever answers there. */
export async function download(url: string, most: number): Promise<Download> {
  try {
    const response = await fetch(url, { redirect: 'manual', headers: { connection: 'close' }, signal: AbortSignal.timeout(20_000) });
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > most) return { status: response.status, headers: response.headers, body: null };
      parts.push(part);
    }
    return { status: response.status, headers: response.headers, body: Buffer.concat(parts) };
  } catch (error) {
    throw withoutAddress(error);
  }
}

/** The library's own words may quote the address, which holds tokens. */
function withoutAddress(error: unknown): Error {
  const code = codeOf(error);
  if (code !== null && ON_THE_WAY.has(code)) return new NotReached(code);
  return new Error(`no answer (${code ?? (error instanceof Error ? error.name : 'unknown')})`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The first code in the chain of causes; the errors of several addresses of one name stand side by side. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, cause, errors } = error as { readonly code?: unknown; readonly cause?: unknown; readonly errors?: unknown };
  if (typeof code === 'string') return code;
  return codeOf(cause) ?? (Array.isArray(errors) ? codeOf(errors[0]) : null);
}
