import { HttpException, type ExecutionContext } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Where a key is set, everything the local channel shows is behind it, the ledger too. */
export function needKey(context: ExecutionContext, key: string | null): void {
  if (key === null) return;
  const given = context.switchToHttp().getRequest<FastifyRequest>().headers['x-simulator-key'];
  if (typeof given === 'string' && sameSecret(given, key)) return;
  throw new HttpException({ code: 'unauthorised', message: '需要模拟通道的密钥。' }, 401);
}

/** Hashed first, so that the comparison takes the same time for any length. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
