import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, MaxLength } from 'class-validator';

const ID = /^[\w.:@-]{1,80}$/;

export class PaperQuery {
  @ApiPropertyOptional({ description: '查看人编号(仅模拟通道);默认项目负责人' })
  @IsOptional()
  @Matches(ID)
  as?: string;

  @ApiPropertyOptional({ description: '签名链接:公司' })
  @IsOptional()
  @Matches(ID)
  company?: string;

  @ApiPropertyOptional({ description: '签名链接:查看人' })
  @IsOptional()
  @Matches(ID)
  reader?: string;

  @ApiPropertyOptional({ description: '签名链接:失效时间' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  expires?: number;

  @ApiPropertyOptional({ description: '签名链接:签名' })
  @IsOptional()
  @MaxLength(100)
  signature?: string;
}
