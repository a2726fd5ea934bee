import { Controller, Get, HttpException, Inject, Query, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ledgerFile, type LedgerAsk } from '../flow/ledger-file.js';
import type { House } from '../flow/house.js';
import { LedgerQuery } from './dto/simulator-requests.js';
import { orRefuse } from './refusals.js';
import { askerOf, CurrentSession } from './session.js';
import type { Session } from '../directory/index.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE } from './tokens.js';

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** 台账 as a file. */
@ApiTags('台账')
@Controller('api')
@UseGuards(SignInGuard)
export class LedgerController {
  constructor(@Inject(HOUSE) private readonly house: House) {}

  @Get('ledger.csv')
  csv(@Query() query: LedgerQuery, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    return this.file('csv', query, session);
  }

  @Get('ledger.xlsx')
  xlsx(@Query() query: LedgerQuery, @CurrentSession() session: Session | null): Promise<StreamableFile> {
    return this.file('xlsx', query, session);
  }

  private async file(format: 'csv' | 'xlsx', query: LedgerQuery, session: Session | null): Promise<StreamableFile> {
    const { companyId, personId: as } = askerOf(session, query.as);
    const ask: LedgerAsk = { companyId, format, as, from: query.from ?? null, to: query.to ?? null };
    const file = orRefuse(await ledgerFile(this.house, ask));
    if (file === null) throw new HttpException({ code: 'no-company', message: '还没有公司数据。' }, 404);
    return new StreamableFile(file.body, {
      type: TYPES[format],
      disposition: `attachment; filename="ledger.${format}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  }
}
