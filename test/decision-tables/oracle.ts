import { jinke } from './oracle-jinke.js';
import { longfor } from './oracle-longfor.js';
import type { OracleDecision, WrittenFacts } from './oracle-reading.js';
import { greentown, nanguang, serviceCentre } from './oracle-smaller-books.js';
import { standard } from './oracle-standard.js';

type Reading = (facts: WrittenFacts) => OracleDecision;

const BOOKS: Readonly<Record<string, Reading>> = {
  'longfor-hangzhou': longfor,
  standard,
  'jinke-commercial': jinke,
  'nanguang-property': nanguang,
  'estate-service-centre': serviceCentre,
  'greentown-group': greentown,
};

/**
 * A second reading of the rule books, by someone who had not seen src/policy: plain functions over the facts, with their
 * own calendar. It is slow to change on purpose; where it and a pack differ, the book's sentence decides.
 */
export function expected(facts: WrittenFacts): OracleDecision {
  const read = BOOKS[facts.pack];
  if (read === undefined) throw new Error(`the oracle has not read ${facts.pack}`);
  return read(facts);
}
