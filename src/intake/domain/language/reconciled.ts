import type { Slot, Understanding } from '../../../terms/understanding.js';
import type { ModelReading } from './answer.js';

/** As sure as rules and model together are. */
const BOTH_SAY_SO = 0.97;
/** The rules were in doubt, the model was not. */
const MODEL_SAYS_SO = 0.8;
/** They contradict each other: asked about. */
const THEY_DISAGREE = 0.5;

/**
 * One understanding out of what the grammars and the model found. Numbers are the grammars': where they read one it stands, and the
 * model only fills in what they did not see. The model adds a danger, a threat, a refusal; it never takes away what the rules found, so
 * that words which speak to the model cannot silence a report. Where the two name different categories, the bot asks.
 */
export function reconciled(rules: Understanding, model: ModelReading): Understanding {
  const category = categoryOf(rules, model);
  const kind = kindOf(rules, model);
  const evidence: Partial<Record<Slot, string>> = { ...model.evidence, ...rules.evidence };
  const media = claimOf(rules, model, 'media');
  const litigation = claimOf(rules, model, 'litigation');
  const amount = kind === 'none' ? rules.amount : (rules.amount ?? model.amount);
  const merged: Understanding = {
    ...rules,
    kind,
    noneKind: kind === 'none' ? (rules.noneKind ?? model.noneKind) : null,
    ...category,
    amount,
    households: rules.households ?? model.households,
    media: media === null ? rules.media : true,
    mediaState: media,
    litigation: litigation === null ? rules.litigation : true,
    litigationState: litigation,
    safety: flagOf(rules, model, 'safety'),
    repeat: flagOf(rules, model, 'repeat'),
    refused: flagOf(rules, model, 'refused'),
    receivedAt: rules.receivedAt ?? model.receivedAt,
    project: rules.project ?? model.project,
    name: rules.name ?? model.name,
    doors: rules.doors.length > 0 ? rules.doors : model.doors,
    evidence,
  };
  return { ...merged, missing: missingOf(rules, model, merged), evidence: evidenceOf(merged, evidence) };
}

/** A plain report stays one, whatever the model says; it settles what the rules doubted or did not see. */
function kindOf(rules: Understanding, model: ModelReading): Understanding['kind'] {
  if (model.kind === null || model.kind === rules.kind) return rules.kind;
  if (rules.kind === 'none') return model.kind;
  // A complaint is never quietly taken for less.
  return rules.missing.includes('kind') && model.kind !== 'none' ? model.kind : rules.kind;
}

function categoryOf(rules: Understanding, model: ModelReading): Pick<Understanding, 'category' | 'categoryConfidence'> {
  const { category, categoryConfidence } = rules;
  if (model.category === null) return { category, categoryConfidence };
  if (category === null || (rules.missing.includes('category') && model.category !== category)) return { category: model.category, categoryConfidence: MODEL_SAYS_SO };
  if (model.category === category) return { category, categoryConfidence: BOTH_SAY_SO };
  return { category, categoryConfidence: THEY_DISAGREE };
}

/** Where the rules found no word of it, the model may; what is denied in so many words stays denied. */
function flagOf(rules: Understanding, model: ModelReading, slot: 'safety' | 'repeat' | 'refused'): boolean | null {
  return rules[slot] === true || rules.evidence[slot] !== undefined ? rules[slot] : (model[slot] ?? rules[slot]);
}

/** What the rules found stands, a plain denial too; else what the model found. */
function claimOf(rules: Understanding, model: ModelReading, slot: 'media' | 'litigation'): Understanding['mediaState'] {
  const state = slot === 'media' ? 'mediaState' : 'litigationState';
  return rules[state] !== null || rules.evidence[slot] !== undefined ? rules[state] : model[state];
}

function missingOf(rules: Understanding, model: ModelReading, merged: Understanding): readonly Slot[] {
  const doubted = new Set<Slot>(rules.missing);
  if (merged.category !== null && merged.categoryConfidence !== THEY_DISAGREE) doubted.delete('category');
  else if (merged.kind !== 'none') doubted.add('category');
  if (model.kind !== null && model.kind === merged.kind) doubted.delete('kind');
  for (const slot of ['project', 'name', 'households', 'receivedAt'] as const) if (rules[slot] === null && merged[slot] !== null) doubted.delete(slot);
  if (rules.amount === null && merged.amount !== null) doubted.delete('amount');
  return [...doubted];
}

/** Words only for slots that are filled. */
function evidenceOf(merged: Understanding, found: Readonly<Partial<Record<Slot, string>>>): Understanding['evidence'] {
  return Object.fromEntries(Object.entries(found).filter(([slot]) => {
    const value = merged[slot as Slot];
    return value !== null && !(Array.isArray(value) && value.length === 0);
  }));
}
