import { longfor } from './oracle-longfor.js';
import { standard } from './oracle-standard.js';
import type { OracleDecision, WrittenFacts } from './oracle-reading.js';

/**
 * A second reading of the rule books, by someone who had not seen src/policy: plain functions over the facts, with their
 * own calendar. It is slow to change on purpose; where it and a pack differ, the book's sentence decides.
 */
export const expected = (facts: WrittenFacts): OracleDecision => (facts.pack === 'standard' ? standard(facts) : longfor(facts));
