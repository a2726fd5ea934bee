import { CATEGORIES, COUNTED_AS, DOORS, EVENTS } from '../terms/complaint.js';
import { CLOSING_MOMENTS } from './domain/rows.js';
import { Flag, Id, OneOf, Part, RoleId, Rule, Text, Texts, When, Whole, Words } from './pack-fields.js';
import { SpanFile } from './pack-span-file.js';

// The sections about who takes note of what, and when.

const MOMENTS = [...EVENTS, ...CLOSING_MOMENTS];

export class DoorFile {
  @OneOf(DOORS, '投诉渠道') door!: string;
  @Text('本公司对这一渠道的叫法', 'optional') label?: string;
  @Rule('optional') rule?: string;
}

export class CategoryFile {
  @OneOf(CATEGORIES, '类别') category!: string;
  @Rule() rule!: string;
}

export class ValidityFile {
  @Rule() rule!: string;
  @Flag('true 有效的情形,false 无效的情形') valid!: boolean;
  @Text('什么情形') text!: string;
}

export class TaskFile {
  @Rule() rule!: string;
  @Id('名称') name!: string;
  @When('optional') when?: object;
  @Words(DOORS, { about: '投诉渠道', filled: true, presence: 'optional' }) doors?: string[];
  @OneOf(MOMENTS, '何时提醒') at!: string;
  @OneOf(MOMENTS, '到何时为止', 'optional') until?: string;
  @Text('岗位,或 case-handler(受理人)、return-visitor(回访人)') role!: string;
  @Text('请他留意的事') text!: string;
}

export class ToldFile {
  @RoleId() role!: string;
  @OneOf(EVENTS, '通知他即为此事件') event!: string;
}

export class ProgressFile {
  @Rule() rule!: string;
  @Whole('每几个工作日', { min: 1 }) everyWorkingDays!: number;
}

export class ExtensionFile {
  @Rule() rule!: string;
  @Text('可延期的时限') clock!: string;
  @RoleId() decidedBy!: string;
  @Rule() newRule!: string;
  @Part(() => SpanFile, '延期后的时限,自原起算时间算') newSpan!: SpanFile;
  @Flag('回访时说明原因') causeInVisit!: boolean;
}

export class SentBackFile {
  @Rule('optional') rule?: string;
  @OneOf(['keeps', 'restarts'], '退单期间时限照走,或重新派出时重新起算') clock!: 'keeps' | 'restarts';
  @RoleId() answeredBy!: string;
}

export class IdleFile {
  @Whole('没有进展的工作日数', { min: 1 }) workingDays!: number;
}

export class MarkFile {
  @Rule() rule!: string;
  @Id('名称') name!: string;
  @Text('标记,如 超时、升级') mark!: string;
  @When('optional') when?: object;
  @Texts({ about: '时限', filled: true, presence: 'optional' }) missed?: string[];
  @Part(() => IdleFile, '多久没有进展', 'optional') noProgressFor?: IdleFile;
  @Words(DOORS, { about: '投诉渠道', filled: true, presence: 'optional' }) doors?: string[];
  @Texts({ about: '告知的岗位', filled: true }) tells!: string[];
}

export class AgainFile {
  @Rule('optional') rule?: string;
  @OneOf(COUNTED_AS, '同一客户同一事项再次投诉:计为升级、计一次不满意,或不计') countsAs!: string;
}

export class GroupFile {
  @Rule('optional') rule?: string;
}

export class MattersFile {
  @Whole('向前查找多少天', { min: 1 }) days!: number;
  @Part(() => AgainFile, '同一客户再次投诉') again!: AgainFile;
  @Part(() => GroupFile, '多户同一事项(群诉)', 'optional') group?: GroupFile;
}

export class ClosingFile {
  @Rule() rule!: string;
  @When() when!: object;
  @RoleId() closedBy!: string;
}

export class ConductFile {
  @Rule() rule!: string;
  @Texts({ about: '问候语', filled: true }) greeting!: string[];
  @Texts({ about: '致歉或致谢的词', filled: true }) apologyOrThanks!: string[];
  @Texts({ about: '有所要求的词', filled: true }) asks!: string[];
  @Texts({ about: '表示请求的词', filled: true }) please!: string[];
  @Texts({ about: '结束语', filled: true }) close!: string[];
  @Texts({ about: '不得出现的词' }) never!: string[];
  @Whole('一句话最多多少字', { min: 10 }) sentenceUpTo!: number;
}
