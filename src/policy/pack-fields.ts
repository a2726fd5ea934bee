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
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/**
 * The kinds of field a pack file has. Each decorator says it twice from one source: to class-validator, which reads the file, and as
 * JSON Schema, which guides the editor (pack.schema.json).
 */
export type JsonSchema = Readonly<Record<string, unknown>>;
export type FileShape = new () => object;
/** How the schema names the definition of another shape. */
export type Refer = (shape: FileShape) => JsonSchema;
/** `optional` may be left out but not be null; `nullable` may be both. */
export type Presence = 'required' | 'optional' | 'nullable';

export interface Field {
  readonly name: string;
  readonly presence: Presence;
  readonly schema: (refer: Refer) => JsonSchema;
}

const declared = new Map<object, Field[]>();

/** The fields of a shape in the order they are written, those of what it extends first. */
export function fieldsOf(shape: object): readonly Field[] {
  const above: unknown = Object.getPrototypeOf(shape);
  const inherited = typeof above === 'function' ? fieldsOf(above) : [];
  return [...inherited, ...(declared.get(shape) ?? [])];
}

const NULLABLE: readonly PropertyDecorator[] = [IsOptional()];
const LEFT_OUT: readonly PropertyDecorator[] = [ValidateIf((_, value) => value !== undefined)];

function field(checks: readonly PropertyDecorator[], schema: Field['schema'], presence: Presence): PropertyDecorator {
  return (target, key) => {
    const guard = presence === 'required' ? [] : presence === 'nullable' ? NULLABLE : LEFT_OUT;
    for (const decorate of [...guard, ...checks]) decorate(target, key);
    const shape = target.constructor;
    const known = declared.get(shape) ?? [];
    declared.set(shape, [...known, { name: String(key), presence, schema }]);
  };
}

const message = (text: string): { message: string } => ({ message: text });
const eachMessage = (text: string): { each: true; message: string } => ({ each: true, message: text });
const LIST = '应为列表(每行以 - 开头)';
const MAP = '应为 key: value(名称和内容)的形式';

/** Chinese words a person reads. */
export const Text = (about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsString(message('应为文字')), IsNotEmpty(message(`不能为空,请写${about}`))],
    () => ({ type: 'string', minLength: 1, description: about }),
    presence,
  );

/** A word of a given form, e.g. an id. */
export const Word = (pattern: RegExp, right: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsString(message(right)), Matches(pattern, message(right))],
    () => ({ type: 'string', pattern: pattern.source, description: right }),
    presence,
  );

export const Id = (about: string, presence: Presence = 'required'): PropertyDecorator =>
  Word(/^[a-z][a-z0-9-]*$/, `${about}:应为小写字母、数字和连字符,如 finance-director`, presence);

export const Rule = (presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsString(message('须写规则编号')), IsNotEmpty(message('须写规则编号'))],
    () => ({ type: 'string', minLength: 1, description: '规则编号,须在 ruleTexts 中有中文说明' }),
    presence,
  );

export const RoleId = (presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsString(message('须写岗位名称'))],
    () => ({ type: 'string', description: '岗位,须在 roles 中' }),
    presence,
  );

export const OneOf = (words: readonly (string | true)[], about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsIn([...words], message(`只能是 ${words.join('、')}(${about})`))],
    () => ({ enum: [...words], description: about }),
    presence,
  );

export const Flag = (about: string, presence: Presence = 'required'): PropertyDecorator =>
  field([IsBoolean(message('应为 true 或 false'))], () => ({ type: 'boolean', description: about }), presence);

export interface Bounds {
  readonly min: number;
  readonly max?: number;
}

export const Whole = (about: string, { min, max }: Bounds, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [
      IsInt(message('应为整数')),
      Min(min, message(`应为 ${min} 或以上`)),
      ...(max === undefined ? [] : [Max(max, message(`应为 ${max} 或以下`))]),
    ],
    () => ({ type: 'integer', minimum: min, ...(max === undefined ? {} : { maximum: max }), description: about }),
    presence,
  );

export const Hours = (about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsNumber({}, message('应为小时数')), IsPositive(message('应大于 0'))],
    () => ({ type: 'number', exclusiveMinimum: 0, description: about }),
    presence,
  );

/** Yuan as text, so that no parser makes a float of it. */
export const Money = (about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsString(message('金额须写成带引号的文字,如 "5000.00"'))],
    () => ({ type: 'string', pattern: '^\\d+(\\.\\d{1,2})?$', description: about }),
    presence,
  );

interface ListKind {
  readonly about: string;
  /** At least one. */
  readonly filled?: true;
  readonly presence?: Presence;
}

const list = (checks: readonly PropertyDecorator[], items: Field['schema'], { about, filled, presence }: ListKind): PropertyDecorator =>
  field(
    [IsArray(message(LIST)), ...(filled ? [ArrayNotEmpty(message(`至少要有一个${about}`))] : []), ...checks],
    (refer) => ({ type: 'array', ...(filled ? { minItems: 1 } : {}), items: items(refer), description: about }),
    presence ?? 'required',
  );

export const Texts = (kind: ListKind): PropertyDecorator =>
  list(
    [IsString(eachMessage('应为文字的列表')), IsNotEmpty(eachMessage('列表中不能有空的文字'))],
    () => ({ type: 'string', minLength: 1 }),
    kind,
  );

export const Words = (words: readonly string[], kind: ListKind): PropertyDecorator =>
  list([IsIn([...words], eachMessage(`只能是 ${words.join('、')}`))], () => ({ enum: [...words] }), kind);

/** 00:00 to 23:59. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

export const TimesOfDay = (kind: ListKind): PropertyDecorator =>
  list(
    [IsString(eachMessage('应为带引号的时刻的列表,如 "09:00"')), Matches(TIME_OF_DAY, eachMessage('应为带引号的时刻的列表,如 "09:00"'))],
    () => ({ type: 'string', pattern: TIME_OF_DAY.source }),
    kind,
  );

export const WholeNumbers = ({ min, max }: Required<Bounds>, kind: ListKind): PropertyDecorator =>
  list(
    [IsInt(eachMessage('应为整数的列表')), Min(min, eachMessage(`应为 ${min} 或以上`)), Max(max, eachMessage(`应为 ${max} 或以下`))],
    () => ({ type: 'integer', minimum: min, maximum: max }),
    kind,
  );

export const HourList = (kind: ListKind): PropertyDecorator =>
  list([IsPositive(eachMessage('应为大于 0 的小时数'))], () => ({ type: 'number', exclusiveMinimum: 0 }), kind);

export const Rows = (shape: () => FileShape, kind: ListKind): PropertyDecorator =>
  list([ValidateNested(eachMessage(MAP)), Type(shape)], (refer) => refer(shape()), kind);

export const Part = (shape: () => FileShape, about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsObject(message(MAP)), ValidateNested(message(MAP)), Type(shape)],
    (refer) => ({ description: about, ...refer(shape()) }),
    presence,
  );

/** A condition; what may stand in it is read by pack-condition.ts. */
export const When = (presence: Presence = 'required'): PropertyDecorator =>
  field([IsObject(message(MAP))], () => ({ $ref: '#/$defs/condition' }), presence);

/** Names with conditions or texts behind them. */
export const Named = (behind: JsonSchema, about: string, presence: Presence = 'required'): PropertyDecorator =>
  field(
    [IsObject(message(MAP))],
    () => ({ type: 'object', additionalProperties: behind, description: about }),
    presence,
  );
