import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { OVERVIEW_SORTS, TIME_LEFT, type OverviewSort, type TimeLeft } from '../../terms/overview.js';
import { LEVEL_ORDER, type Level } from '../../terms/complaint.js';
import { PageQuery } from './page-query.js';

const ID = /^[\w.:@-]{1,80}$/;

export class OverviewQuery extends PageQuery {
  @ApiPropertyOptional({ description: '查看人编号(仅模拟通道);默认管理人员' })
  @IsOptional()
  @Matches(ID)
  as?: string;

  @ApiPropertyOptional({ description: '项目编号' })
  @IsOptional()
  @Matches(ID)
  project?: string;

  @ApiPropertyOptional({ description: '级别', enum: LEVEL_ORDER })
  @IsOptional()
  @IsIn(LEVEL_ORDER)
  level?: Level;

  @ApiPropertyOptional({ description: '受理人编号' })
  @IsOptional()
  @Matches(ID)
  handler?: string;

  @ApiPropertyOptional({ description: '剩余时间', enum: TIME_LEFT })
  @IsOptional()
  @IsIn(TIME_LEFT)
  left?: TimeLeft;

  @ApiPropertyOptional({ description: '排序', enum: OVERVIEW_SORTS, default: 'due' })
  @IsOptional()
  @IsIn(OVERVIEW_SORTS)
  sort?: OverviewSort;

  @ApiPropertyOptional({ description: '方向', enum: ['asc', 'desc'], default: 'asc' })
  @IsOptional()
  @IsIn(['asc', 'desc'])
  order?: 'asc' | 'desc';
}
