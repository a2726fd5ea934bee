import { Controller, Get, Header, HttpException, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { backlog } from '../flow/backlog.js';
import type { House } from '../flow/house.js';
import { HOUSE } from './tokens.js';

@ApiTags('运行')
@Controller()
export class HealthController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  /** The process is up; says nothing of what it depends on. */
  @Get('healthz')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** Work can be taken: the database answers. */
  @Get('readyz')
  async ready(): Promise<{ readonly status: 'ready' }> {
    try {
      await backlog(this.house);
      return { status: 'ready' };
    } catch {
      throw new HttpException({ code: 'not-ready', message: '数据库暂时连不上,恢复后自动继续。' }, 503);
    }
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(): Promise<string> {
    return this.house.metrics.text(await backlog(this.house));
  }
}
