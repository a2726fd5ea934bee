import { isRecord } from './pack-condition.js';
import type { Path } from './pack-source.js';

/** One place of a pack file that names a rule. */
export interface RulePlace {
  readonly rule: string;
  readonly path: Path;
}

const NAMES_A_RULE: ReadonlySet<string> = new Set(['rule', 'newRule']);

/** Every place that names a rule, in the order of the file; the texts of the rules are no places. */
export function placesOfRules(content: unknown, around: Path = []): readonly RulePlace[] {
  if (Array.isArray(content)) return content.flatMap((part: unknown, index) => placesOfRules(part, [...around, index]));
  if (!isRecord(content)) return [];
  return Object.entries(content).flatMap(([key, value]) => {
    const path = [...around, key];
    if (around.length === 0 && key === 'ruleTexts') return [];
    if (NAMES_A_RULE.has(key)) return typeof value === 'string' ? [{ rule: value, path }] : [];
    if ((key === 'rules' || key === 'alsoRules') && Array.isArray(value)) {
      return value.flatMap((rule: unknown, index) => (typeof rule === 'string' ? [{ rule, path: [...path, index] }] : []));
    }
    return placesOfRules(value, path);
  });
}
