import {
  PERIODS,
  REGISTERED,
  type CustomerRow,
  type GradingRow,
  type Period,
  type RegisterRow,
  type ReportDue,
  type ReportRow,
  type StandingRow,
  type SurveyIndicator,
  type SurveyRow,
  type VisitRow,
} from './domain/programme.js';
import { Flag, Id, OneOf, Part, RoleId, Rows, Text, Texts, TIME_OF_DAY, Whole, WholeNumbers, Word } from './pack-fields.js';
import { SpanFile } from './pack-span-file.js';

// The sections that are data only until their machinery comes: every row with its rules, its name and its Chinese label.

class ProgrammeRowFile {
  @Texts({ about: '规则编号', filled: true }) rules!: string[];
  @Id('名称') name!: string;
  @Text('中文名称') label!: string;
}

const OPTIONAL = 'optional';
const PERCENT = { min: 1, max: 100 } as const;

export class ReportDueFile implements ReportDue {
  @OneOf(['of-period', 'following'], '周期的最后一个月,或其次月') month!: 'of-period' | 'following';
  @Whole('几日', { min: 1, max: 31 }, OPTIONAL) day?: number;
  @OneOf([true], '最后一个工作日', OPTIONAL) lastWorkingDay?: true;
  @OneOf([true], '第一周的最后一个工作日', OPTIONAL) lastWorkingDayOfFirstWeek?: true;
}

export class ReportFile extends ProgrammeRowFile implements ReportRow {
  @OneOf(PERIODS, '周期') every!: Period;
  @Flag('只在工作日', OPTIONAL) workingDaysOnly?: boolean;
  @Part(() => ReportDueFile, '何时报送', OPTIONAL) due?: ReportDueFile;
  @Word(TIME_OF_DAY, '应为带引号的时刻,如 "09:00"', OPTIONAL) time?: string;
  @RoleId(OPTIONAL) from?: string;
  @Texts({ about: '报送岗位', filled: true }) to!: string[];
}

export class IndicatorFile implements SurveyIndicator {
  @Text('指标') name!: string;
  @Whole('权重(百分比)', PERCENT, OPTIONAL) weight?: number;
  @Texts({ about: '细项', filled: true, presence: OPTIONAL }) parts?: string[];
}

export class SampleFile {
  @Whole('至少几个', { min: 1 }) from!: number;
  @Whole('至多几个', { min: 1 }) upTo!: number;
  @Text('从什么中抽取') of!: string;
  @OneOf(['random', 'chosen'], '随机或选定') drawn!: 'random' | 'chosen';
}

export class SurveyFile extends ProgrammeRowFile implements SurveyRow {
  @OneOf(PERIODS, '周期', OPTIONAL) every?: Period;
  @Whole('最低回收率', PERCENT, OPTIONAL) minimumReturnPercent?: number;
  @Rows(() => IndicatorFile, { about: '指标', filled: true, presence: OPTIONAL }) indicators?: IndicatorFile[];
  @Part(() => SampleFile, '抽样', OPTIONAL) sample?: SampleFile;
  @Texts({ about: '服务种类', filled: true, presence: OPTIONAL }) kinds?: string[];
  @Flag('调查前发通知', OPTIONAL) noticeBefore?: boolean;
  @Text('结果如何跟进', OPTIONAL) followUp?: string;
  @Texts({ about: '调查岗位', filled: true, presence: OPTIONAL }) by?: string[];
  @Texts({ about: '报送岗位', filled: true, presence: OPTIONAL }) to?: string[];
}

export class GradeFile {
  @Text('级') grade!: string;
  @Whole('占比', PERCENT, OPTIONAL) percent?: number;
}

export class MonthDaysFile {
  @Whole('自几日', { min: 1, max: 31 }) from!: number;
  @Whole('至几日', { min: 1, max: 31 }) upTo!: number;
}

export class GradingFile extends ProgrammeRowFile implements GradingRow {
  @Text('对哪一级再分级', OPTIONAL) of?: string;
  @Rows(() => GradeFile, { about: '级', filled: true }) grades!: GradeFile[];
  @Texts({ about: '依据', filled: true, presence: OPTIONAL }) criteria?: string[];
  @WholeNumbers({ min: 1, max: 12 }, { about: '月份', filled: true, presence: OPTIONAL }) months?: number[];
  @Part(() => MonthDaysFile, '几日至几日', OPTIONAL) days?: MonthDaysFile;
  @Whole('新项目几个月内首次分级', { min: 1 }, OPTIONAL) firstWithinMonths?: number;
  @RoleId(OPTIONAL) submittedBy?: string;
  @RoleId(OPTIONAL) collectedBy?: string;
  @RoleId(OPTIONAL) approvedBy?: string;
  @Text('说明', OPTIONAL) text?: string;
}

export class VisitFile extends ProgrammeRowFile implements VisitRow {
  @Text('在什么之后,或按什么计划') occasion!: string;
  @Part(() => SpanFile, '多久之内', OPTIONAL) within?: SpanFile;
  @OneOf(PERIODS, '周期', OPTIONAL) every?: Period;
  @Whole('回访率', PERCENT, OPTIONAL) percent?: number;
  @Texts({ about: '回访岗位', filled: true, presence: OPTIONAL }) by?: string[];
  @Texts({ about: '方式', filled: true, presence: OPTIONAL }) ways?: string[];
  @Texts({ about: '要问的事', filled: true, presence: OPTIONAL }) asks?: string[];
  @Text('说明', OPTIONAL) text?: string;
}

export class RegisterFile extends ProgrammeRowFile implements RegisterRow {
  @OneOf(REGISTERED, '登记什么') of!: RegisterRow['of'];
  @Texts({ about: '栏目', filled: true }) columns!: string[];
  @RoleId(OPTIONAL) keptBy?: string;
  @Whole('登记或处理率', PERCENT, OPTIONAL) percent?: number;
  @Text('说明', OPTIONAL) text?: string;
}

export class CustomerFile extends ProgrammeRowFile implements CustomerRow {
  @Texts({ about: '客户种类', filled: true, presence: OPTIONAL }) kinds?: string[];
  @Texts({ about: '档案资料', filled: true, presence: OPTIONAL }) papers?: string[];
  @Texts({ about: '客户信息', filled: true, presence: OPTIONAL }) data?: string[];
  @RoleId(OPTIONAL) keptBy?: string;
  @Text('说明', OPTIONAL) text?: string;
}

export class StandingFile extends ProgrammeRowFile implements StandingRow {
  @Text('做什么') text!: string;
  @RoleId(OPTIONAL) role?: string;
  @OneOf(PERIODS, '周期', OPTIONAL) every?: Period;
}
