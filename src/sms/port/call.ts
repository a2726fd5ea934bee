import type { SmsAnswer } from './sms.js';

export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  /** Null when it was no JSON. */
  readonly body: unknown;
}

/** The call never reached the provider: surely nothing was sent. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

/** Shorter than delivery's own limit, so that the reason is known and not only the delay. */
const PATIENCE = 5000;

/** Errors of the way there: no address, no connection, no trust. Anything later may have reached the provider. */
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

/** One POST, tried once: no provider recognises a repeated SMS. Throws `NotReached`, or another error when nobody knows. */
export async function post({ url, headers, body }: Call): Promise<Reply> {
  try {
    // A connection of its own: one that was kept open and closed by the other side would make an SMS unknown for nothing.
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, connection: 'close' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    const code = codeOf(error);
    if (code !== null && ON_THE_WAY.has(code)) throw new NotReached(code);
    // The library's own words may quote the address with the customer's number.
    throw new Error(`no answer (${code ?? (error instanceof Error ? error.name : 'unknown')})`);
  }
}

/** For a provider that could not be reached. */
export function notReached(provider: string, error: unknown): SmsAnswer {
  if (!(error instanceof NotReached)) throw error;
  const words = `${provider}:连不上短信服务(${error.message}),请检查网络和服务地址`;
  return { result: 'later', error: words, alarm: words, elsewhere: true };
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
