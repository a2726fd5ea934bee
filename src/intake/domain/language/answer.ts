import { CATEGORIES, DOORS, type Category, type Door, type Kind } from '../../../terms/complaint.js';
import { parseInstant, type Instant } from '../../../terms/instants.js';
import { parseYuan, type Fen } from '../../../terms/money.js';
import { MODEL_SLOTS, type ModelSlot } from './prompt.js';

/** What a model says a message says: only what stands on words of the message itself. */
export interface ModelReading {
  readonly kind: Kind | 'none' | null;
  readonly noneKind: 'inquiry' | 'suggestion' | null;
  readonly category: Category | null;
  readonly amount: Fen | null;
  readonly households: number | null;
  readonly mediaState: 'happened' | 'threatened' | null;
  readonly litigationState: 'happened' | 'threatened' | null;
  readonly safety: boolean | null;
  readonly repeat: boolean | null;
  readonly refused: boolean | null;
  readonly receivedAt: Instant | null;
  readonly project: string | null;
  readonly name: string | null;
  readonly doors: readonly Door[];
  readonly evidence: Readonly<Partial<Record<ModelSlot, string>>>;
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf = <T extends string>(all: readonly T[], value: unknown): T | null => all.find((one) => one === value) ?? null;
const MOST_HOUSEHOLDS = 100_000;

/** Spaces and punctuation a model sets otherwise make no other words. */
const bare = (text: string): string => text.normalize('NFKC').replace(/[\s,.:;!?、。“”"'【】[\]()]/g, '');

/**
 * Reads a model's answer against the message it is about; null where it is no object of the schema's form. A slot whose evidence does
 * not stand in the message is left out: the model made it up. `restored` puts hidden personal data back.
 */
export function readModelAnswer(answer: unknown, text: string, restored: (text: string) => string): ModelReading | null {
  if (!isJson(answer) || !isJson(answer['evidence']) || typeof answer['kind'] !== 'string') return null;
  const evidence = evidenceIn(answer['evidence'], text, restored);
  const held = <T>(slot: ModelSlot, value: T | null): T | null => (evidence[slot] === undefined ? null : value);
  const words = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' && value.length <= 40 ? restored(value.trim()) : null);
  const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
  const states = ['happened', 'threatened'] as const;
  return {
    // What a message is as a whole stands on all its words.
    kind: oneOf(['complaint', 'need', 'none'] as const, answer['kind']),
    noneKind: oneOf(['inquiry', 'suggestion'] as const, answer['noneKind']),
    category: oneOf(CATEGORIES, answer['category']),
    amount: held('amount', typeof answer['amount'] === 'string' ? parseYuan(answer['amount']) : null),
    households: held('households', householdsOf(answer['households'])),
    mediaState: held('media', oneOf(states, answer['mediaState'])),
    litigationState: held('litigation', oneOf(states, answer['litigationState'])),
    safety: held('safety', flag(answer['safety'])),
    repeat: held('repeat', flag(answer['repeat'])),
    refused: held('refused', flag(answer['refused'])),
    receivedAt: held('receivedAt', typeof answer['receivedAt'] === 'string' ? parseInstant(answer['receivedAt']) : null),
    project: held('project', words(answer['project'])),
    name: held('name', words(answer['name'])),
    doors: evidence.doors === undefined || !Array.isArray(answer['doors']) ? [] : answer['doors'].flatMap((one) => oneOf(DOORS, one) ?? []),
    evidence,
  };
}

const householdsOf = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_HOUSEHOLDS ? value : null);

function evidenceIn(value: Json, text: string, restored: (text: string) => string): ModelReading['evidence'] {
  const whole = bare(text);
  const found: Partial<Record<ModelSlot, string>> = {};
  for (const slot of MODEL_SLOTS) {
    const words = value[slot];
    if (typeof words !== 'string') continue;
    const said = restored(words).trim();
    if (said !== '' && bare(said) !== '' && whole.includes(bare(said))) found[slot] = said;
  }
  return found;
}
