import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { NUDGE_FATES, type NudgeFate } from '../../terms/nudge-ledger.js';
import { PageQuery } from './page-query.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export class NudgeLedgerQuery extends PageQuery {
  @ApiPropertyOptional({ description: '查看人编号(仅模拟通道);默认管理人员' })
  @IsOptional()
  @Matches(/^[\w.:@-]{1,80}$/)
  as?: string;

  @ApiPropertyOptional({ description: '起始日,如 2026-03-01;默认截止日前六天' })
  @IsOptional()
  @Matches(DAY)
  from?: string;

  @ApiPropertyOptional({ description: '截止日(含);默认今天' })
  @IsOptional()
  @Matches(DAY)
  to?: string;

  @ApiPropertyOptional({ description: '去向', enum: NUDGE_FATES })
  @IsOptional()
  @IsIn(NUDGE_FATES)
  fate?: NudgeFate;
}
