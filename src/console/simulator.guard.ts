import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { needKey } from './simulator-key.js';
import { SETTINGS, type Settings } from './tokens.js';

/** While the local channel is off, its addresses do not exist; with a key set, the key is asked for. */
@Injectable()
export class SimulatorGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.settings.simulator) throw new HttpException({ code: 'not-found', message: '没有这个地址。' }, 404);
    needKey(context, this.settings.simulatorKey);
    return true;
  }
}
