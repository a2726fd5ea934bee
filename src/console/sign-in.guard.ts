import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { needKey } from './simulator-key.js';
import { SETTINGS, type Settings } from './tokens.js';

/** Outside the local channel the console's addresses answer 401 until somebody has signed in (contracts.md §4). */
@Injectable()
export class SignInGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.settings.simulator) throw new HttpException({ code: 'sign-in', message: '请先登录。' }, 401);
    needKey(context, this.settings.simulatorKey);
    return true;
  }
}
