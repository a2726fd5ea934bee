import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SETTINGS, type Settings } from './tokens.js';

/** Outside the local channel the console's addresses answer 401 until somebody has signed in (contracts.md §4). */
@Injectable()
export class SignInGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(_context: ExecutionContext): boolean {
    if (this.settings.simulator) return true;
    throw new HttpException({ code: 'sign-in', message: '请先登录。' }, 401);
  }
}
