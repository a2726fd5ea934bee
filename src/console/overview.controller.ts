import { Controller, Get, Header, HttpException, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { House } from '../flow/house.js';
import { overviewFor } from '../flow/overview.js';
import type { Overview } from '../terms/overview.js';
import { OverviewQuery } from './dto/overview-query.js';
import { orRefuse } from './refusals.js';
import { askerOf, CurrentSession } from './session.js';
import type { Session } from '../directory/index.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE } from './tokens.js';

/** 管理总览: open cases by the time they have left. */
@ApiTags('总览')
@Controller('api')
@UseGuards(SignInGuard)
export class OverviewController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('overview')
  @Header('cache-control', 'private, no-store')
  async overview(@Query() query: OverviewQuery, @CurrentSession() session: Session | null): Promise<Overview> {
    const { companyId, personId: as } = askerOf(session, query.as);
    const { project = null, level = null, handler = null, left = null, sort = 'due', order, page = 1, size = 20 } = query;
    const found = orRefuse(await overviewFor(this.house, { companyId, as, project, level, handler, left, sort, descending: order === 'desc', page, size }));
    if (found === null) throw new HttpException({ code: 'no-company', message: '还没有公司数据。' }, 404);
    return found;
  }
}
