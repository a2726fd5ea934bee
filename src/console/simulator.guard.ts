import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from './tokens.js';

/** While the local channel is off, its addresses do not exist; with a key set, the key is asked for. */
@Injectable()
export class SimulatorGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.settings.simulator) throw new HttpException({ code: 'not-found', message: '没有这个地址。' }, 404);
    const key = this.settings.simulatorKey;
    if (key === null) return true;
    const given = context.switchToHttp().getRequest<FastifyRequest>().headers['x-simulator-key'];
    if (typeof given === 'string' && sameSecret(given, key)) return true;
    throw new HttpException({ code: 'unauthorised', message: '需要模拟通道的密钥。' }, 401);
  }
}

/** Hashed first, so that the comparison takes the same time for any length. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
