import type { CaseEvent, Category, Level } from './complaint.js';
import type { Fen } from './money.js';

/** What somebody wants to know of the rule book. */
export const RULE_TOPICS = ['approval', 'filing', 'deadline', 'level', 'handler', 'lowering', 'validity'] as const;
export type RuleTopic = (typeof RULE_TOPICS)[number];

/** A question about the rules, as it was asked; what it leaves out is null. */
export interface RuleQuestion {
  readonly topic: RuleTopic;
  readonly category: Category | null;
  readonly level: Level | null;
  /** From `from`; below `to`, which is null where there is no end, and equals `from` where one sum was named. */
  readonly amount: { readonly from: Fen; readonly to: Fen | null } | null;
  readonly households: number | null;
  /** What a deadline is asked of: the event that meets it, or the approval. */
  readonly event: CaseEvent | 'approved' | null;
  /** What was said to have happened. */
  readonly flags: readonly ('safety' | 'media' | 'litigation')[];
}
