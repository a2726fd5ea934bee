import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Min,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';

// The shape of a pack file, as written by people. What the words in it may be is checked in pack-compile.ts.

const each = (message: string): ValidationOptions => ({ each: true, message });
const because = (message: string): ValidationOptions => ({ message });
/** Left out is fine, null is not: only where the type says null may it be written. */
const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
const TEXT = '应为文字';
const TEXTS = '应为文字的列表';
const LIST = '应为列表(每行以 - 开头)';
const MAP = '应为“名称: 内容”的形式';
const FLAG = '应为 true 或 false';
const WHOLE = '应为整数';

export class RoleFile {
  @IsString(because(TEXT)) @Matches(/^[a-z][a-z0-9-]*$/, because('应为小写字母、数字和连字符,如 finance-director'))
  role!: string;
  @IsString(because(TEXT)) @IsNotEmpty(because('不能为空,请写中文岗位名')) name!: string;
  @IsOptional() @IsString(because('应为上级岗位的名称,没有上级写 null')) superior?: string | null;
  @MayBeLeftOut() @IsBoolean(because(FLAG)) committee?: boolean;
  @MayBeLeftOut() @IsBoolean(because(FLAG)) finance?: boolean;
}

export class DutiesFile {
  @IsString(because('须写岗位名称')) handler!: string;
  @IsString(because('须写岗位名称')) supervisor!: string;
  @IsString(because('须写岗位名称')) projectHead!: string;
  @IsString(because('须写岗位名称')) returnVisitor!: string;
  @IsString(because('须写岗位名称')) levelLowering!: string;
  @IsString(because('须写岗位名称')) majorLevelLowering!: string;
}

export class LevelRuleFile {
  @IsOptional() @IsString(because('应为规则编号')) rule?: string | null;
  @MayBeLeftOut() @IsString(because(TEXT)) level?: string;
}

export class LevelRowFile {
  @MayBeLeftOut() @IsString(because(TEXT)) row?: string;
  @IsString(because('须写规则编号')) rule!: string;
  @IsString(because(TEXT)) level!: string;
  @IsObject(because(MAP)) when!: object;
  @MayBeLeftOut() @IsString(because(TEXT)) text?: string;
}

export class LevelsFile {
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => LevelRuleFile) fallback!: LevelRuleFile;
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => LevelRuleFile) need!: LevelRuleFile;
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => LevelRuleFile) invalid!: LevelRuleFile;
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => LevelRowFile) rows!: LevelRowFile[];
}

export class BandFile {
  @IsString(because(TEXT)) band!: string;
  @MayBeLeftOut() @IsString(because('金额须写成带引号的文字,如 "5000.00"')) from?: string;
  @MayBeLeftOut() @IsString(because('金额须写成带引号的文字,如 "5000.00"')) over?: string;
  @MayBeLeftOut() @IsString(because('金额须写成带引号的文字,如 "5000.00"')) below?: string;
  @MayBeLeftOut() @IsString(because('金额须写成带引号的文字,如 "5000.00"')) upTo?: string;
}

export class StepFile {
  @MayBeLeftOut() @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个岗位')) @IsString(each(TEXTS))
  review?: string[];
  @MayBeLeftOut() @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个岗位')) @IsString(each(TEXTS))
  approve?: string[];
  @MayBeLeftOut() @IsIn(['all', 'any', 'majority'], because('只能是 all(会签)、any(或签)、majority(多数)')) join?: string;
}

export class RouteBandFile {
  @IsString(because(TEXT)) band!: string;
  @IsString(because('须写规则编号')) rule!: string;
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => StepFile) steps!: StepFile[];
  @MayBeLeftOut() @IsArray(because(LIST)) @IsString(each(TEXTS)) copies?: string[];
}

export class RouteFile {
  @IsString(because(TEXT)) route!: string;
  @IsObject(because(MAP)) when!: object;
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => RouteBandFile) bands!: RouteBandFile[];
}

export class RaiseFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsObject(because(MAP)) when!: object;
  @IsString(because(TEXT)) toBand!: string;
}

export class ReviewerFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsObject(because(MAP)) when!: object;
  @IsString(because('须写岗位名称')) role!: string;
}

export class ReaderFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsObject(because(MAP)) when!: object;
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个岗位')) @IsString(each(TEXTS)) roles!: string[];
}

export class ApprovalFile {
  @IsIn(['sum', 'larger'], because('只能是 sum(赔偿加维修)或 larger(索赔与拟赔取大)')) money!: 'sum' | 'larger';
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个金额档')) @ValidateNested(each(MAP)) @Type(() => BandFile)
  bands!: BandFile[];
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一条审批路线')) @ValidateNested(each(MAP)) @Type(() => RouteFile)
  routes!: RouteFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => RaiseFile) raises!: RaiseFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => ReviewerFile) reviewers!: ReviewerFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => ReaderFile) readers!: ReaderFile[];
}

export class FilingFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsObject(because(MAP)) when!: object;
  @IsString(because('须写岗位名称')) role!: string;
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一种方式'))
  @IsIn(['chat', 'sms', 'phone'], each('只能是 chat、sms、phone'))
  channels!: ('chat' | 'sms' | 'phone')[];
}

export class HandlerFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsObject(because(MAP)) when!: object;
  @IsString(because('须写岗位名称')) role!: string;
}

export class SpanFile {
  @MayBeLeftOut() @IsNumber({}, because('应为小时数')) @IsPositive(because('应大于 0')) hours?: number;
  @MayBeLeftOut() @IsBoolean(because(FLAG)) nightExcluded?: boolean;
  @MayBeLeftOut() @IsInt(because(WHOLE)) @Min(1, because('应为 1 或以上')) workingDays?: number;
  @MayBeLeftOut() @IsInt(because(WHOLE)) @Min(0, because('应为 0 或以上')) calendarDays?: number;
  @MayBeLeftOut() @IsInt(because(WHOLE)) @Min(1, because('应为 1 或以上')) months?: number;
  @MayBeLeftOut() @IsInt(because(WHOLE)) @Min(1, because('应为 1 或以上')) target?: number;
}

export class SpanByLevelFile {
  @MayBeLeftOut() @ValidateNested(because(MAP)) @Type(() => SpanFile) need?: SpanFile;
  @MayBeLeftOut() @ValidateNested(because(MAP)) @Type(() => SpanFile) general?: SpanFile;
  @MayBeLeftOut() @ValidateNested(because(MAP)) @Type(() => SpanFile) important?: SpanFile;
  @MayBeLeftOut() @ValidateNested(because(MAP)) @Type(() => SpanFile) major?: SpanFile;
}

export class ClockFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsString(because(TEXT)) name!: string;
  @IsString(because(TEXT)) @IsNotEmpty(because('不能为空,请写要做的事')) label!: string;
  @MayBeLeftOut() @IsObject(because(MAP)) when?: object;
  @IsString(because('须写起算的事件')) startsOn!: string;
  @MayBeLeftOut() @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => SpanFile) span?: SpanFile;
  @MayBeLeftOut() @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => SpanByLevelFile) spanByLevel?: SpanByLevelFile;
  @IsOptional() @IsString(because('应为事件名称,没有写 null')) metBy?: string | null;
  @IsString(because('须写岗位名称')) responsible!: string;
  @MayBeLeftOut() @IsIn(['clocks', 'approvals', 'follow-ups'], because('只能是 clocks、approvals、follow-ups'))
  keeper?: 'clocks' | 'approvals' | 'follow-ups';
}

export class ApprovalLimitFile {
  @IsString(because('须写规则编号')) rule!: string;
  @IsIn(['run', 'step'], because('只能是 run(整个审批)或 step(每一步)')) scope!: 'run' | 'step';
  @IsNumber({}, because('应为小时数')) @IsPositive(because('应大于 0')) hours!: number;
  @IsBoolean(because(FLAG)) nightExcluded!: boolean;
  @IsArray(because(LIST)) @IsPositive(each('应为大于 0 的小时数')) nudgeHours!: number[];
}

export class PackFile {
  @IsString(because(TEXT)) @Matches(/^[a-z][a-z0-9-]*$/, because('应为小写字母、数字和连字符')) id!: string;
  @IsString(because('应为带引号的文字,如 "2026.1.0"')) version!: string;
  @IsString(because(TEXT)) @IsNotEmpty(because('不能为空')) title!: string;
  @IsString(because(TEXT)) @Matches(/^[A-Z]{2,6}$/, because('应为 2 至 6 个大写字母')) numberPrefix!: string;
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个岗位')) @ValidateNested(each(MAP)) @Type(() => RoleFile)
  roles!: RoleFile[];
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => DutiesFile) duties!: DutiesFile;
  @MayBeLeftOut() @IsObject(because(MAP)) conditions?: object;
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => LevelsFile) levels!: LevelsFile;
  @IsObject(because(MAP)) @ValidateNested(because(MAP)) @Type(() => ApprovalFile) approval!: ApprovalFile;
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => FilingFile) filings!: FilingFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => HandlerFile) handlers!: HandlerFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => ClockFile) clocks!: ClockFile[];
  @IsArray(because(LIST)) @ValidateNested(each(MAP)) @Type(() => ApprovalLimitFile) approvalLimits!: ApprovalLimitFile[];
  @IsObject(because(MAP)) sms!: object;
  @IsOptional() @IsInt(because(WHOLE)) @Min(1, because('应为 1 或以上')) progressEveryWorkingDays?: number | null;
  @IsArray(because(LIST)) @ArrayNotEmpty(because('至少要有一个问题')) @IsString(each(TEXTS)) returnVisitQuestions!: string[];
  @IsObject(because(MAP)) ruleTexts!: object;
}
