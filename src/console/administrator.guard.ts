import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { House } from '../flow/house.js';
import { isAdministrator } from '../flow/sign-in.js';
import { sessionAt } from './session.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE } from './tokens.js';

/** Whoever is signed in and administrator of his company at this moment; the local channel's company is nobody's to set up. */
@Injectable()
export class AdministratorGuard implements CanActivate {
  constructor(
    @Inject(SignInGuard) private readonly signIn: SignInGuard,
    @Inject(HOUSE) private readonly house: House,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.signIn.canActivate(context);
    const session = sessionAt(context);
    if (session === null) throw new HttpException({ code: 'sign-in', message: '请先登录。' }, 401);
    if (await isAdministrator(this.house, session)) return true;
    throw new HttpException({ code: 'forbidden', message: '设置页由管理员使用。' }, 403);
  }
}
