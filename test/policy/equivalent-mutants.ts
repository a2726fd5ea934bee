/** A change to a pack that changes no answer, and why; the walk over all boundary facts proves it (equivalence.ts). */
export interface EquivalentMutant {
  readonly mutant: string;
  readonly because: string;
}

export const EQUIVALENT: Readonly<Record<string, readonly EquivalentMutant[]>> = {
  'longfor-hangzhou': [
    { mutant: 'raise LF-A14 to B: level with major', because: 'a major case is raised to the higher band C anyway' },
    { mutant: 'route sales: word with engineering', because: 'the routes above have taken every engineering case' },
    { mutant: 'route planning: word with engineering', because: 'the routes above have taken every engineering case' },
    { mutant: 'route planning: word with sales', because: 'the route above has taken every sales case' },
    { mutant: 'handler 4 LF-E4: word with engineering', because: 'the row above has taken every engineering case whose team is gone' },
  ],
  'jinke-commercial': [
    { mutant: 'level row JK-L1b: largerAmount to 500002', because: 'a cent above 5,000 is important by JK-L2c, and only the highest level is listed' },
    { mutant: 'level row JK-L1b: largerAmount as compensation', because: 'the two differ only where the claim is larger; above 5,000 it is important, below both are small' },
    { mutant: 'route major: level with need', because: 'the route above has taken every need' },
  ],
  standard: [
    { mutant: 'raise ST-A5 to B: level with major', because: 'a major case is raised to the higher band C anyway' },
    { mutant: 'clock handle-complaint: word with need', because: 'the clock has no span for the level of a need' },
  ],
};
