import { createParamDecorator, HttpException, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Session } from '../directory/index.js';

/** `__Host-`: set by this host alone, over HTTPS, for all of it. */
export const SESSION_COOKIE = '__Host-kesu';
export const SIGN_IN_COOKIE = '__Host-kesu-sign-in';

/** HttpOnly: no script reads it. Lax: no other page's form brings it along. */
export const cookie = (name: string, value: string, seconds: number): string => `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`;

export function cookieOf(request: Pick<FastifyRequest, 'headers'>, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined && value !== '') return value;
  }
  return null;
}

/** Who asks: somebody signed in, or on the local channel whoever `as` names. */
export interface Asker {
  /** Null: the company of the local channel. */
  readonly companyId: string | null;
  readonly personId: string | null;
}

const sessions = new WeakMap<FastifyRequest['raw'], Session>();

export const rememberSession = (request: FastifyRequest, session: Session): void => void sessions.set(request.raw, session);

/** Whose session the request came with; null on the local channel. */
export const sessionAt = (context: ExecutionContext): Session | null => sessions.get(context.switchToHttp().getRequest<FastifyRequest>().raw) ?? null;

/** What the guard found. Only behind a guard. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): Session | null => sessionAt(context));

/** Whoever is signed in asks for himself, whatever the address says. */
export const askerOf = (session: Session | null, as: string | undefined): Asker =>
  session === null ? { companyId: null, personId: as ?? null } : { companyId: session.companyId, personId: session.personId };

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A write has to come from a page of ours: the browser says which page sends it. */
export function needOwnOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method)) return;
  const { origin, host } = request.headers;
  const own = new URL(publicUrl).origin;
  if (origin === own || (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host)) return;
  // A page that gives no referrer gives no origin either ("null"); no page can say this of itself.
  if (request.headers['sec-fetch-site'] === 'same-origin') return;
  throw new HttpException({ code: 'origin', message: '请在客诉助手自己的页面上操作。' }, 403);
}
