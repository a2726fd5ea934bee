import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { House } from '../flow/house.js';
import { sessionOf } from '../flow/sign-in.js';
import { cookieOf, needOwnOrigin, rememberSession, SESSION_COOKIE } from './session.js';
import { needKey } from './simulator-key.js';
import { HOUSE, SETTINGS, type Settings } from './tokens.js';

/** The console's addresses answer 401 until somebody has signed in; on the local channel everybody may ask (contracts.md §4). */
@Injectable()
export class SignInGuard implements CanActivate {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(HOUSE) private readonly house: House,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const id = cookieOf(request, SESSION_COOKIE);
    const session = id === null ? null : await sessionOf(this.house, id);
    if (session !== null) {
      needOwnOrigin(request, this.house.publicUrl);
      rememberSession(request, session);
      return true;
    }
    if (!this.settings.simulator) throw new HttpException({ code: 'sign-in', message: '请先登录。' }, 401);
    needKey(context, this.settings.simulatorKey);
    return true;
  }
}
