import { SMS_OCCASIONS } from './domain/pack.js';
import { ClosingFile, CategoryFile, ConductFile, DoorFile, ExtensionFile, MarkFile, MattersFile, ProgressFile, SentBackFile, TaskFile, ToldFile, ValidityFile } from './pack-duties-file.js';
import { Flag, HourList, Hours, Id, Money, Named, OneOf, Part, RoleId, Rows, Rule, Text, Texts, When, Whole, Word, Words } from './pack-fields.js';
import { NudgesFile } from './pack-nudges-file.js';
import { CustomerFile, GradingFile, RegisterFile, ReportFile, StandingFile, SurveyFile, VisitFile } from './pack-programme-file.js';
import { SpanByLevelFile, SpanFile } from './pack-span-file.js';

// The shape of a pack file, as written by people. What the words in it may be is checked in pack-compile.ts.

export class RoleFile {
  @Id('岗位') role!: string;
  @Text('中文岗位名') name!: string;
  @Text('上级岗位,没有上级写 null', 'nullable') superior?: string | null;
  @Flag('委员会,多人表决', 'optional') committee?: boolean;
  @Flag('财务岗位,不与他人的步骤合并', 'optional') finance?: boolean;
}

export class DutiesFile {
  @RoleId() handler!: string;
  @RoleId() supervisor!: string;
  @RoleId() projectHead!: string;
  @RoleId() returnVisitor!: string;
  @RoleId() levelLowering!: string;
  @RoleId() majorLevelLowering!: string;
}

export class LevelRuleFile {
  @Rule('nullable') rule?: string | null;
  @Text('级别', 'optional') level?: string;
}

export class LevelRowFile {
  @Text('本行的名称,一条规则写成几行时用', 'optional') row?: string;
  @Rule() rule!: string;
  @Text('级别') level!: string;
  @When() when!: object;
  @Text('本行的中文说明', 'optional') text?: string;
}

export class LevelsFile {
  @Part(() => LevelRuleFile, '没有一行符合时的级别') fallback!: LevelRuleFile;
  @Part(() => LevelRuleFile, '需求的级别') need!: LevelRuleFile;
  @Part(() => LevelRuleFile, '无效投诉所依据的规则') invalid!: LevelRuleFile;
  @Rows(() => LevelRowFile, { about: '定级行' }) rows!: LevelRowFile[];
}

export class BandFile {
  @Text('金额档') band!: string;
  @Money('以上(含)', 'optional') from?: string;
  @Money('超过(不含)', 'optional') over?: string;
  @Money('不满(不含)', 'optional') below?: string;
  @Money('以下(含)', 'optional') upTo?: string;
}

export class StepFile {
  @Texts({ about: '岗位', filled: true, presence: 'optional' }) review?: string[];
  @Texts({ about: '岗位', filled: true, presence: 'optional' }) approve?: string[];
  @OneOf(['all', 'any', 'majority'], '会签、或签、多数', 'optional') join?: string;
}

export class RouteBandFile {
  @Text('金额档') band!: string;
  @Rule() rule!: string;
  @Texts({ about: '同样指向这些步骤的其他规则编号', filled: true, presence: 'optional' }) alsoRules?: string[];
  @Rows(() => StepFile, { about: '步骤' }) steps!: StepFile[];
  @Texts({ about: '抄送岗位', presence: 'optional' }) copies?: string[];
}

export class RouteFile {
  @Text('审批路线') route!: string;
  @When() when!: object;
  @Rows(() => RouteBandFile, { about: '金额档' }) bands!: RouteBandFile[];
}

export class RaiseFile {
  @Rule() rule!: string;
  @When() when!: object;
  @Text('至少按哪一档') toBand!: string;
}

export class ReviewerFile {
  @Rule() rule!: string;
  @When() when!: object;
  @RoleId() role!: string;
}

export class ReaderFile {
  @Rule() rule!: string;
  @When() when!: object;
  @Texts({ about: '岗位', filled: true }) roles!: string[];
}

export class SplittingFile {
  @Whole('几天内的金额合计(拆单)', { min: 1 }) days!: number;
  @Flag('按合计走审批路线;false 只在卡片上提示') choosesRoute!: boolean;
}

export class ApprovalFile {
  @OneOf(['sum', 'larger'], '赔偿加维修,或索赔与拟赔取大') money!: 'sum' | 'larger';
  @Rows(() => BandFile, { about: '金额档', filled: true }) bands!: BandFile[];
  @Rows(() => RouteFile, { about: '审批路线', filled: true }) routes!: RouteFile[];
  @Rows(() => RaiseFile, { about: '提档行' }) raises!: RaiseFile[];
  @Rows(() => ReviewerFile, { about: '加审行' }) reviewers!: ReviewerFile[];
  @Rows(() => ReaderFile, { about: '会看行' }) readers!: ReaderFile[];
  @Part(() => SplittingFile, '同一客户、房号或事项的金额合计;不写为 90 天、只提示', 'optional') splitting?: SplittingFile;
  @Flag('金额未上升时,重新送审沿用已同意的步骤', 'optional') keepAgreedSteps?: boolean;
  @Flag('不涉及赔付的审批可批量同意', 'optional') batchApproval?: boolean;
}

export class FilingFile {
  @Rule() rule!: string;
  @When() when!: object;
  @RoleId() role!: string;
  @Words(['chat', 'sms', 'phone'], { about: '方式', filled: true }) channels!: ('chat' | 'sms' | 'phone')[];
}

export class HandlerFile {
  @Rule() rule!: string;
  @When() when!: object;
  @RoleId() role!: string;
}

export class ClockFile {
  @Rule() rule!: string;
  @Text('时限的名称') name!: string;
  @Text('要做的事') label!: string;
  @When('optional') when?: object;
  @Text('起算的事件') startsOn!: string;
  @Part(() => SpanFile, '时限', 'optional') span?: SpanFile;
  @Part(() => SpanByLevelFile, '各级别的时限', 'optional') spanByLevel?: SpanByLevelFile;
  @Text('办结它的事件,没有写 null', 'nullable') metBy?: string | null;
  @Flag('致电未接通、短信已发出也算办结', 'optional') metByCallAndSms?: boolean;
  @RoleId() responsible!: string;
  @OneOf(['clocks', 'approvals', 'follow-ups'], '由时限、审批、跟进中的哪一个来管', 'optional')
  keeper?: 'clocks' | 'approvals' | 'follow-ups';
}

export class ApprovalLimitFile {
  @Rule() rule!: string;
  @OneOf(['run', 'step'], '整个审批或每一步') scope!: 'run' | 'step';
  @Hours('时限小时数') hours!: number;
  @Flag('夜间 21:00 至次日 8:00 不计') nightExcluded!: boolean;
  @HourList({ about: '起算后多少小时催办' }) nudgeHours!: number[];
}

const TEXT = { type: 'string', minLength: 1 } as const;

export class PackFile {
  @Id('规则包') id!: string;
  @Text('带引号的版本,如 "2026.1.0"') version!: string;
  @Text('制度名称') title!: string;
  @Word(/^[A-Z]{2,6}$/, '编号前缀:应为 2 至 6 个大写字母') numberPrefix!: string;
  @Rows(() => RoleFile, { about: '岗位', filled: true }) roles!: RoleFile[];
  @Part(() => DutiesFile, '日常工作各由哪个岗位承担') duties!: DutiesFile;
  @Named({ $ref: '#/$defs/condition' }, '命名的条件', 'optional') conditions?: object;
  @Rows(() => DoorFile, { about: '投诉渠道', presence: 'optional' }) doors?: DoorFile[];
  @Rows(() => CategoryFile, { about: '类别', presence: 'optional' }) categories?: CategoryFile[];
  @Rows(() => ValidityFile, { about: '有效与无效的情形', presence: 'optional' }) validity?: ValidityFile[];
  @Part(() => LevelsFile, '定级') levels!: LevelsFile;
  @Part(() => ApprovalFile, '审批') approval!: ApprovalFile;
  @Rows(() => FilingFile, { about: '备案' }) filings!: FilingFile[];
  @Rows(() => HandlerFile, { about: '受理岗位' }) handlers!: HandlerFile[];
  @Rows(() => ToldFile, { about: '通知谁即为何事件', presence: 'optional' }) told?: ToldFile[];
  @Rows(() => ClockFile, { about: '时限' }) clocks!: ClockFile[];
  @Part(() => NudgesFile, '何时提醒与免打扰时段;不写为 50%、80%、09:00、15:00、21:00-08:00', 'optional') nudges?: NudgesFile;
  @Rows(() => ApprovalLimitFile, { about: '审批时限' }) approvalLimits!: ApprovalLimitFile[];
  @Part(() => ExtensionFile, '延期', 'optional') extension?: ExtensionFile;
  @Part(() => SentBackFile, '退单', 'optional') sentBack?: SentBackFile;
  @Part(() => MattersFile, '再次投诉与群诉;不写为 90 天、只提示', 'optional') matters?: MattersFile;
  @Rows(() => MarkFile, { about: '超时、升级标记', presence: 'optional' }) marks?: MarkFile[];
  @Rows(() => ClosingFile, { about: '由谁附理由结案', presence: 'optional' }) closing?: ClosingFile[];
  @Rows(() => TaskFile, { about: '留意事项', presence: 'optional' }) tasks?: TaskFile[];
  @Named(TEXT, `短信模板:${SMS_OCCASIONS.join('、')}`) sms!: object;
  @Part(() => ConductFile, '对客户的用语', 'optional') conduct?: ConductFile;
  @Part(() => ProgressFile, '未办结时向客户通报进展', 'optional') progress?: ProgressFile;
  @Texts({ about: '回访问题', filled: true }) returnVisitQuestions!: string[];
  @Rows(() => ReportFile, { about: '报告', presence: 'optional' }) reports?: ReportFile[];
  @Rows(() => SurveyFile, { about: '满意度调查', presence: 'optional' }) surveys?: SurveyFile[];
  @Rows(() => GradingFile, { about: '客户分级', presence: 'optional' }) grading?: GradingFile[];
  @Rows(() => VisitFile, { about: '例行回访', presence: 'optional' }) visits?: VisitFile[];
  @Rows(() => RegisterFile, { about: '台账', presence: 'optional' }) registers?: RegisterFile[];
  @Rows(() => CustomerFile, { about: '客户资料', presence: 'optional' }) customers?: CustomerFile[];
  @Rows(() => StandingFile, { about: '常设工作', presence: 'optional' }) standing?: StandingFile[];
  @Named(TEXT, '每条规则的中文说明') ruleTexts!: object;
}
