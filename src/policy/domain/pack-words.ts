import { LEVEL_NAMES, type Level } from '../../terms/complaint.js';
import { bandWords, conditionWords } from './condition-words.js';
import { eventName } from './explain.js';
import type { Condition, Pack, Range, Span, StepRow } from './rows.js';

/** Anything a pack holds, in words: shapes that mean something are said as people say them, the rest value by value. */
export function valueWords(value: unknown, pack: Pack): string {
  if (value === null || value === undefined || value === '') return '无';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return pack.roles[value]?.name ?? LEVEL_NAMES[value as Level] ?? eventName(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return listWords(value, pack);
  if (typeof value !== 'object') return '有变化';
  if (isCondition(value)) return conditionWords(value);
  if (isStep(value)) return stepWords(value, pack);
  if (isSpan(value)) return spanWords(value);
  if (isRange(value)) return bandWords(value);
  const parts = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return parts.map(([key, part]) => `${fieldName(key)} ${valueWords(part, pack)}`).join(',') || '无';
}

const isCondition = (value: object): value is Condition => 'test' in value;
const isStep = (value: object): value is StepRow => 'mode' in value && 'roles' in value && 'join' in value;
const isSpan = (value: object): value is Span => 'unit' in value && 'length' in value;
const isRange = (value: object): value is Range =>
  'from' in value && typeof value.from === 'number' && 'to' in value && (value.to === null || typeof value.to === 'number');

function listWords(list: readonly unknown[], pack: Pack): string {
  if (list.length === 0) return '无';
  const simple = list.every((one) => typeof one !== 'object');
  return list.map((one) => valueWords(one, pack)).join(simple ? '、' : ';');
}

const JOIN_WORDS = { all: '会签', any: '或签', majority: '过半数同意' } as const;

/** 财务总监、项目总监审核(会签). */
export function stepWords({ mode, roles, join }: StepRow, pack: Pack): string {
  const names = roles.map((role) => pack.roles[role]?.name ?? role).join('、');
  const how = roles.length > 1 || join === 'majority' ? `(${JOIN_WORDS[join]})` : '';
  return `${names}${mode === 'review' ? '审核' : '审批'}${how}`;
}

export function spanWords(span: Span): string {
  switch (span.unit) {
    case 'hours':
      return `${span.length} 小时${span.nightExcluded ? '(21:00 至次日 8:00 不计)' : ''}`;
    case 'months':
      return `${span.length} 个月`;
    case 'working-days':
      return `${span.length} 个工作日${span.target === null ? '' : `(目标 ${span.target} 个)`}`;
    case 'calendar-days':
      return span.length === 0 ? '当天' : `${span.length} 天${span.target === null ? '' : `(目标 ${span.target} 天)`}`;
  }
}

/** The span of a clock at every level; said once where it is the same at all. */
export function spansWords(spans: Readonly<Partial<Record<Level, Span>>>): string {
  const each = Object.entries(spans).map(([level, span]) => [LEVEL_NAMES[level as Level], spanWords(span)] as const);
  const [first] = each;
  if (first === undefined) return '无';
  if (each.every(([, words]) => words === first[1])) return `${first[1]}(${each.map(([level]) => level).join('、')})`;
  return each.map(([level, words]) => `${level} ${words}`).join(',');
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  name: '名称', label: '名称', title: '标题', text: '文字', role: '岗位', roles: '岗位', rule: '依据', rules: '依据', level: '级别', when: '条件',
  superior: '上级', committee: '委员会', finance: '财务岗', handler: '受理人', supervisor: '督办人', projectHead: '项目负责人',
  returnVisitor: '回访人', levelLowering: '降级决定人', majorLevelLowering: '重大投诉降级决定人', metBy: '办结于', responsible: '责任岗位', unit: '单位',
  keeper: '管理方式', startsOn: '起算于', spans: '时限', steps: '步骤', copies: '抄送', channels: '方式', toBand: '升至金额档', join: '签法', mode: '方式',
  hours: '小时', nightExcluded: '夜间不计', nudgeHours: '提醒(小时)', scope: '范围', fallback: '其他投诉', need: '需求', invalid: '无效',
  door: '来源', doors: '来源', category: '类别', valid: '有效', at: '时点', until: '截至', event: '事件', every: '周期', time: '时间', from: '发自', to: '发给',
  weight: '权重', indicators: '指标', grades: '等级', percent: '比例', days: '天数', choosesRoute: '决定审批路线', reason: '原因',
};

/** A field of a pack as people call it; its own name where it has no other. */
export const fieldName = (key: string): string => FIELD_NAMES[key] ?? key;
