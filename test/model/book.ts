/** The approval ladders of two books for an engineering complaint, written from the books and not from the packs (LF-A4 to LF-A6, LF-A14; ST-A1 to ST-A5). */

export interface Need {
  readonly roles: readonly string[];
  readonly join: 'all' | 'majority';
}

export interface Matter {
  /** Proposed, in yuan. */
  readonly amount: number;
  readonly households: number;
  readonly media: boolean;
}

export interface Book {
  readonly pack: string;
  readonly complaint: string;
  readonly handler: string;
  readonly administrator: string;
  /** May hand in a plan beside the handler. */
  readonly otherPlanners: readonly string[];
  readonly route: (matter: Matter) => readonly Need[];
  readonly committee: string;
  readonly finance: string;
  readonly superiors: Readonly<Record<string, string>>;
  /** Whether a step's deputies may decide only after twelve hours of the run, or of the step. */
  readonly limit: 'run' | 'step';
}

const all = (...roles: string[]): Need => ({ roles, join: 'all' });
const COMMITTEE: Need = { roles: ['compensation-committee'], join: 'majority' };

function longfor({ amount, households, media }: Matter): readonly Need[] {
  const major = households >= 5 || media;
  if (amount >= 20_000 || major) return [all('finance-director'), all('project-director'), all('regional-gm'), COMMITTEE];
  if (amount >= 5_000) return [all('finance-director'), all('project-director'), all('regional-gm')];
  return [all('project-director')];
}

function standard({ amount, households, media }: Matter): readonly Need[] {
  const major = households >= 10 || media;
  const joint = all('finance-director', 'project-director');
  if (amount >= 50_000) return [joint, all('general-manager'), COMMITTEE, all('service-executive')];
  if (amount >= 20_000 || major) return [joint, all('general-manager'), COMMITTEE];
  if (amount >= 5_000 || households >= 5) return [joint, all('general-manager')];
  return [all('functional-head')];
}

export const LONGFOR: Book = {
  pack: 'longfor-hangzhou',
  complaint: '3栋2单元1501业主王女士13800138000来电,厨房漏水,要赔8000',
  handler: 'customer-manager1',
  administrator: 'regional-gm1',
  otherPlanners: ['project-director1'],
  route: longfor,
  committee: 'compensation-committee',
  finance: 'finance-director',
  superiors: { 'project-director': 'regional-gm', 'finance-director': 'regional-gm', 'regional-gm': 'group-gm' },
  limit: 'run',
};

export const STANDARD: Book = {
  pack: 'standard',
  complaint: '3栋2单元1501业主王女士13800138000来电,厨房漏水',
  handler: 'handler1',
  administrator: 'general-manager1',
  otherPlanners: ['functional-head1', 'project-director1'],
  route: standard,
  committee: 'compensation-committee',
  finance: 'finance-director',
  superiors: { 'functional-head': 'project-director', 'project-director': 'general-manager', 'finance-director': 'general-manager', 'general-manager': 'service-executive' },
  limit: 'step',
};
