import type { Case } from '../../cases/index.js';
import type { NudgeRules, QuietHours } from '../../clocks/index.js';
import { USUAL_NUDGING, type NudgingRow, type Pack } from '../../policy/index.js';

/** What of a case says at which hours it may be spoken of. */
export type Grave = Pick<Case, 'level'> & { readonly facts: Pick<Case['facts'], 'safety' | 'media'> };

const rowOf = (pack: Pack): NudgingRow => pack.nudging ?? USUAL_NUDGING;

export const quietHoursOf = (pack: Pack): QuietHours => rowOf(pack).quietHours;

/** Cases the book excepts are spoken of at any hour: danger, media, major. */
export function hasNoQuiet(pack: Pack, { level, facts }: Grave): boolean {
  const { except } = rowOf(pack).quietHours;
  return (except.includes('safety') && facts.safety) || (except.includes('media') && facts.media) || (except.includes('major') && level === 'major');
}

/** How the clocks of a case nudge. */
export function nudgeRules(pack: Pack, one: Grave | null): NudgeRules {
  const { hourShares, timesOfDay } = rowOf(pack);
  const [half, most] = hourShares;
  const pattern = { half: half / 100, most: most / 100, timesOfDay };
  return { pattern, quiet: one !== null && hasNoQuiet(pack, one) ? null : quietHoursOf(pack) };
}
