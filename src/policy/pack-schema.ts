import { CATEGORIES, EVENTS, LEVEL_ORDER, THREATS } from '../terms/complaint.js';
import { COUNT_FACTS, FLAG_FACTS, MONEY_FACTS } from './domain/rows.js';
import { fieldsOf, type FileShape, type JsonSchema } from './pack-fields.js';
import { PackFile } from './pack-file.js';

const MONEY = '^\\d+(\\.\\d{1,2})?$';

/** The JSON Schema of a pack file, from the same declarations that check it; editors complete and explain by it. */
export function packSchema(): JsonSchema {
  const shapes = new Map<string, JsonSchema>();
  const refer = (shape: FileShape): JsonSchema => {
    const name = shape.name.replace(/File$/, '');
    if (!shapes.has(name)) {
      // Entered before it is drawn: shapes may hold each other.
      shapes.set(name, {});
      shapes.set(name, draw(shape, refer));
    }
    return { $ref: `#/$defs/${name}` };
  };
  const pack = draw(PackFile, refer);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: '客户投诉处理规则包',
    ...pack,
    $defs: { ...Object.fromEntries([...shapes].sort(([a], [b]) => (a < b ? -1 : 1))), ...conditions() },
  };
}

function draw(shape: FileShape, refer: (shape: FileShape) => JsonSchema): JsonSchema {
  const fields = fieldsOf(shape);
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter((field) => field.presence === 'required').map((field) => field.name),
    properties: Object.fromEntries(
      fields.map((field) => {
        const schema = field.schema(refer);
        return [field.name, field.presence === 'nullable' ? { anyOf: [schema, { type: 'null' }] } : schema];
      }),
    ),
  };
}

const oneOrMore = (words: readonly string[]): JsonSchema => ({
  anyOf: [{ enum: words }, { type: 'array', minItems: 1, items: { enum: words } }],
});
const named = (about: string): JsonSchema => ({
  anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }],
  description: about,
});
const each = (facts: readonly string[], schema: JsonSchema): Record<string, JsonSchema> => Object.fromEntries(facts.map((fact) => [fact, schema]));

/** What may stand in a condition (pack-condition.ts). */
function conditions(): Record<string, JsonSchema> {
  const condition = { $ref: '#/$defs/condition' };
  const list = { type: 'array', minItems: 1, items: condition };
  return {
    condition: {
      type: 'object',
      description: '条件:写在一起的各项须同时成立;没有条件写 {}',
      additionalProperties: false,
      properties: {
        all: list,
        any: list,
        not: condition,
        condition: { type: 'string', description: 'conditions 中命名的条件' },
        kind: oneOrMore(['need', 'complaint']),
        category: oneOrMore(CATEGORIES),
        phase: oneOrMore(['before-handover', 'after-handover']),
        scope: oneOrMore(['project', 'group']),
        ...each(FLAG_FACTS, { type: 'boolean' }),
        ...each(COUNT_FACTS, { $ref: '#/$defs/countRange' }),
        ...each(MONEY_FACTS, { anyOf: [{ $ref: '#/$defs/moneyRange' }, { $ref: '#/$defs/known' }] }),
        importantSince: { $ref: '#/$defs/duration' },
        threats: oneOrMore(THREATS),
        happened: oneOrMore(EVENTS),
        level: oneOrMore(LEVEL_ORDER),
        levelRulesOnly: named('只依据这些规则定级'),
        band: named('金额档'),
        route: named('审批路线'),
      },
    },
    countRange: range({ type: 'integer', minimum: 0 }),
    moneyRange: range({ type: 'string', pattern: MONEY }),
    known: { type: 'object', additionalProperties: false, required: ['known'], properties: { known: { type: 'boolean' } } },
    duration: {
      type: 'object',
      additionalProperties: false,
      required: ['over'],
      properties: {
        over: {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: { months: { type: 'integer', minimum: 0 }, days: { type: 'integer', minimum: 0 } },
        },
      },
    },
  };
}

function range(bound: JsonSchema): JsonSchema {
  const about = { from: '以上(含)', over: '超过(不含)', below: '不满(不含)', upTo: '以下(含)' };
  return {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: Object.fromEntries(Object.entries(about).map(([key, description]) => [key, { ...bound, description }])),
  };
}
