import { Controller, Get, Header, HttpException, Inject, Query, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { House } from '../flow/house.js';
import { nudgeLedgerFile, nudgeLedgerFor } from '../flow/nudge-ledger.js';
import type { NudgeLedger } from '../terms/nudge-ledger.js';
import { NudgeLedgerQuery } from './dto/nudge-ledger-query.js';
import { orRefuse } from './refusals.js';
import { askerOf, CurrentSession } from './session.js';
import type { Session } from '../directory/index.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE } from './tokens.js';

/** 提醒去向: every nudge that was due, and what became of it. */
@ApiTags('提醒去向')
@Controller('api')
@UseGuards(SignInGuard)
export class NudgeLedgerController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('delivery')
  @Header('cache-control', 'private, no-store')
  async ledger(@Query() query: NudgeLedgerQuery, @CurrentSession() session: Session | null): Promise<NudgeLedger> {
    const { from = null, to = null, fate = null, page = 1, size = 20 } = query;
    const { companyId, personId: as } = askerOf(session, query.as);
    const found = orRefuse(await nudgeLedgerFor(this.house, { companyId, as, from, to, fate, page, size }));
    if (found === null) throw new HttpException({ code: 'no-company', message: '还没有公司数据。' }, 404);
    return found;
  }

  @Get('delivery.csv')
  async csv(@Query() query: NudgeLedgerQuery, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    const { from = null, to = null } = query;
    const { companyId, personId: as } = askerOf(session, query.as);
    const file = orRefuse(await nudgeLedgerFile(this.house, { companyId, as, from, to }));
    if (file === null) throw new HttpException({ code: 'no-company', message: '还没有公司数据。' }, 404);
    return new StreamableFile(file.body, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="delivery.csv"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  }
}
