import { HOUR, MINUTE } from '../terms/instants.js';
import { NO_QUIET_FOR, type NoQuietFor, type NudgingRow } from './domain/nudging.js';
import { Part, TimesOfDay, WholeNumbers, Word, Words, TIME_OF_DAY } from './pack-fields.js';
import type { PackSource } from './pack-source.js';

// When clocks nudge, and the hours in which only the duty person is disturbed.

const TIME = '应为带引号的时刻,如 "21:00"';

export class QuietHoursFile {
  @Word(TIME_OF_DAY, TIME) from!: string;
  @Word(TIME_OF_DAY, TIME) to!: string;
  @Words(NO_QUIET_FOR, { about: '不受此限的情形:安全、媒体、重大', presence: 'optional' }) except?: NoQuietFor[];
}

export class NudgesFile {
  @WholeNumbers({ min: 1, max: 99 }, { about: '小时时限用去百分之几时提醒,两个数', filled: true, presence: 'optional' }) hourShares?: number[];
  @TimesOfDay({ about: '按天的时限在目标日和最后一日的提醒时刻', filled: true, presence: 'optional' }) timesOfDay?: string[];
  @Part(() => QuietHoursFile, '免打扰时段,此间只提醒值班人', 'optional') quietHours?: QuietHoursFile;
}

/** What is left out is as usual. */
export function compileNudging(file: NudgesFile, usual: NudgingRow): NudgingRow {
  const [first, second] = file.hourShares ?? usual.hourShares;
  const { quietHours } = file;
  return {
    hourShares: [first ?? usual.hourShares[0], second ?? usual.hourShares[1]],
    timesOfDay: file.timesOfDay?.map(millis) ?? usual.timesOfDay,
    quietHours:
      quietHours === undefined
        ? usual.quietHours
        : { from: millis(quietHours.from), to: millis(quietHours.to), except: quietHours.except ?? usual.quietHours.except },
  };
}

export function checkNudging(file: NudgesFile | undefined, source: PackSource): void {
  if (file === undefined) return;
  const { hourShares, timesOfDay, quietHours } = file;
  if (hourShares !== undefined && (hourShares.length !== 2 || (hourShares[0] ?? 0) >= (hourShares[1] ?? 0))) {
    source.report(['nudges', 'hourShares'], '须写两个由小到大的百分数,如 [50, 80]');
  }
  if (timesOfDay?.some((time, index) => index > 0 && time <= (timesOfDay[index - 1] ?? '')) === true) {
    source.report(['nudges', 'timesOfDay'], '时刻须由早到晚,且各不相同');
  }
  if (quietHours === undefined) return;
  if (quietHours.from === quietHours.to) source.report(['nudges', 'quietHours'], 'from 与 to 不能相同');
  const quiet = (time: string): boolean =>
    quietHours.from < quietHours.to ? time >= quietHours.from && time < quietHours.to : time >= quietHours.from || time < quietHours.to;
  timesOfDay?.forEach((time, index) => {
    if (quiet(time)) source.report(['nudges', 'timesOfDay', index], `'${time}' 在免打扰时段 ${quietHours.from}-${quietHours.to} 之内`);
  });
}

function millis(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * HOUR + minutes * MINUTE;
}
