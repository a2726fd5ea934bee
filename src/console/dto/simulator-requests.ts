import { Type } from 'class-transformer';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';

/** PostgreSQL text takes no NUL. */
const NO_NUL = /^[^\0]+$/;
const ID = /^[\w.:-]{1,64}$/;
/** 20 MB as base64, with line breaks. */
const MOST_BASE64 = 28_500_000;

export class AttachmentRequest {
  @ApiProperty({ description: '文件名' })
  @IsString()
  @MaxLength(255)
  name!: string;

  @ApiProperty({ description: '类型,以文件内容为准' })
  @IsString()
  @MaxLength(128)
  mime!: string;

  @ApiProperty({ description: '内容(base64),最大 20 MB' })
  @IsString()
  @MaxLength(MOST_BASE64)
  base64!: string;
}

export class MessageRequest {
  @ApiProperty({ description: '会话编号,如 g1;私聊为本人编号' })
  @Matches(ID)
  chat!: string;

  @ApiProperty({ description: '发言人编号' })
  @Matches(ID)
  from!: string;

  @ApiPropertyOptional({ description: '内容,最大 64 KB' })
  @IsOptional()
  @IsString()
  text?: string;

  @ApiPropertyOptional({ type: [AttachmentRequest] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(9)
  @ValidateNested({ each: true })
  @Type(() => AttachmentRequest)
  attachments?: AttachmentRequest[];

  @ApiPropertyOptional({ description: '客户端消息编号:同一编号只收一次' })
  @IsOptional()
  @IsString()
  @Matches(NO_NUL)
  @MaxLength(128)
  clientMsgId?: string | null;
}

export class TapInput {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  person?: string;

  @IsOptional()
  @IsString()
  @MaxLength(16_000)
  text?: string;
}

export class TapRequest {
  @ApiProperty({ description: '点击人编号' })
  @Matches(ID)
  by!: string;

  @ApiProperty({ description: '按钮' })
  @Matches(/^[\w:.-]{1,80}$/)
  action!: string;

  @ApiPropertyOptional({ type: TapInput, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TapInput)
  input?: TapInput | null;

  @ApiPropertyOptional({ description: '客户端点击编号:同一编号只收一次' })
  @IsOptional()
  @IsString()
  @Matches(NO_NUL)
  @MaxLength(128)
  clientMsgId?: string | null;
}

export class ClockRequest {
  @ApiPropertyOptional({ description: '前进多久,如 PT3H、P1D' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  advance?: string | null;

  @ApiPropertyOptional({ description: '前进到(带时区的时间)' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string | null;
}

export class ResetRequest {
  @ApiPropertyOptional({ description: '制度包', default: 'longfor-hangzhou' })
  @IsOptional()
  @Matches(/^[\w-]{1,64}$/)
  pack?: string | null;

  @ApiPropertyOptional({ description: '开始时间(带时区)' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  at?: string | null;
}

export class AfterQuery {
  @ApiPropertyOptional({ description: '只要这个序号之后的' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

export class LedgerQuery {
  @ApiPropertyOptional({ description: '查看人编号(仅模拟通道);默认项目负责人' })
  @IsOptional()
  @Matches(ID)
  as?: string;

  @ApiPropertyOptional({ description: '起始日,如 2026-03-01' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  from?: string;

  @ApiPropertyOptional({ description: '截止日(含)' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  to?: string;

}
