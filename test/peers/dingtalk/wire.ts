/** A call as it came in. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const ok = (body: object): Answer => ({ status: 200, body });
/** The new API. */
export const refused = (code: string, status = 400): Answer => ({ status, body: { requestid: 'r-1', code, message: code } });
/** The old one says it with HTTP 200. */
export const oldRefused = (errcode: number, errmsg: string): Answer => ({ status: 200, body: { errcode, errmsg, request_id: 'r-1' } });
export const oldOk = (result: unknown): Answer => ({ status: 200, body: { errcode: 0, errmsg: 'ok', result, request_id: 'r-1' } });

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const texts = (value: unknown): readonly string[] | null => (Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value) : null);

/** A field the platform does not know, or null. */
export function strangeField(body: Fields, known: readonly string[]): string | null {
  return Object.keys(body).find((name) => !known.includes(name)) ?? null;
}
