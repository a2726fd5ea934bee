import { DAY, addDays, dayOf, formatInstant, type Day, type Instant } from '../../terms/instants.js';
import { suspendedSoFar } from './budget.js';
import type { Clock, ClockState } from './clock.js';

/** What a day is and what makes it so; the calendar lives in policy/, so it is passed in. */
export interface ProofDay {
  readonly working: boolean;
  /** 星期六. */
  readonly weekday: string;
  /** 春节放假(《…通知》,国办发明电〔2025〕7号). */
  readonly because: string;
}

/** What a proof draws on beside the clock itself. */
export interface ProofSources {
  readonly day: (day: Day) => ProofDay;
  /** longfor-hangzhou 2026.1.0. */
  readonly pack: string;
  readonly ruleText: string | null;
  /** 收到, 通知项目工程师. */
  readonly startName: string;
  readonly nameOf: (personId: string) => string;
}

const STATE_WORDS: Readonly<Record<ClockState, string>> = {
  running: '在走',
  paused: '已暂停',
  met: '已按时完成',
  missed: '已超时',
  cancelled: '已取消',
};

/** An instant to the second, as a proof needs it: 2026-03-02 10:00:00. */
export const showSecond = (at: Instant): string => formatInstant(at).slice(0, 19).replace('T', ' ');

/**
 * How a clock's due time comes about, line by line, in Chinese: rule and version, start, each day walked and what makes it
 * worked or off, suspensions, extensions, the due time. It can be checked with a calendar on the wall.
 */
export function proveDue(clock: Clock, sources: ProofSources): string[] {
  const { derivation } = clock;
  return [
    `【${clock.label}】${clock.name},${STATE_WORDS[clock.state]}`,
    `依据 ${derivation.rule}${sources.ruleText === null ? '' : `:${sources.ruleText}`}(制度包 ${sources.pack})`,
    `起算:${sources.startName} ${showSecond(derivation.start.at)} ${sources.day(dayOf(derivation.start.at)).weekday}${clock.unit === 'hours' ? '' : ',当天不计'}`,
    `时限:${derivation.span}`,
    ...walked(clock, sources),
    `制度时限:${showSecond(derivation.plannedDueAt)}${clock.unit === 'hours' ? '' : '(到这一天结束为止,最后一秒内完成仍算按时)'}`,
    ...(derivation.plannedTargetAt === null ? [] : [`其中目标:${showSecond(derivation.plannedTargetAt)},先提醒`]),
    ...pauses(clock, sources),
    ...extensions(clock, sources),
    ...derivation.moves.map((move) => `变动:${showSecond(move.at)} 由 ${showSecond(move.fromDueAt)} 改为 ${showSecond(move.toDueAt)},依据 ${move.rule}`),
    `到期:${showSecond(clock.dueAt)}`,
    ...ended(clock),
  ];
}

function walked(clock: Clock, sources: ProofSources): string[] {
  const { start, plannedDueAt, span } = clock.derivation;
  if (clock.unit === 'hours') return [`  ${showSecond(start.at)} 加 ${span},夜间和节假日都计算在内`];
  if (clock.unit === 'months') return ['  到月份相加后的同一天为止;那个月没有这一天的,到月末为止'];
  const days = daysAfter(dayOf(start.at), dayOf(plannedDueAt));
  const lines = countedDays(clock, days, sources);
  const counted = days.filter((day) => clock.unit !== 'working-days' || sources.day(day).working).length;
  const agrees = clock.unit !== 'working-days' || counted === 0 || span === `${counted}个工作日`;
  return agrees ? lines : [...lines, `  注意:按日历数得 ${counted} 个工作日,与所记的${span}不符,请联系维护人员核对`];
}

/** Every day with what it is, and its number where it counts. */
function countedDays(clock: Clock, days: readonly Day[], { day: look }: ProofSources): string[] {
  let counted = 0;
  return days.map((day) => {
    const { working, weekday, because } = look(day);
    if (clock.unit === 'working-days' && !working) return `  ${day} ${weekday} ${because},不计`;
    counted += 1;
    return `  ${day} ${weekday} ${clock.unit === 'working-days' ? because : '自然日'},第 ${counted} 天`;
  });
}

function daysAfter(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

function pauses(clock: Clock, sources: ProofSources): string[] {
  if (clock.suspensions.length === 0) return [];
  const lines = clock.suspensions.map(({ from, until, plannedUntil, reason, by }) => {
    const end = until === null ? `还没有恢复,最迟 ${showSecond(plannedUntil)}` : showSecond(until);
    return `暂停:${showSecond(from)} 至 ${end},${sources.nameOf(by)},${reason}`;
  });
  const amount = suspendedSoFar(clock, { isWorkingDay: (day) => sources.day(day).working });
  return [...lines, `暂停共 ${spanWords(clock, amount)},时限顺延同样长`];
}

function spanWords(clock: Clock, amount: number): string {
  if (clock.unit === 'hours') return duration(amount);
  return `${amount} 个${clock.unit === 'working-days' ? '工作日' : '自然日'}`;
}

function duration(millis: number): string {
  const minutes = Math.round(millis / 60_000);
  const [days, hours, rest] = [Math.floor(millis / DAY), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [days > 0 ? `${days} 天` : '', hours > 0 ? `${hours} 小时` : '', rest > 0 ? `${rest} 分钟` : ''].filter((part) => part !== '');
  return parts.length === 0 ? '不到 1 分钟' : parts.join(' ');
}

const extensions = (clock: Clock, sources: ProofSources): string[] =>
  clock.derivation.extensions.map(({ at, dueAt, reason, by }) => `延期:${showSecond(at)} ${sources.nameOf(by)}准予延到 ${showSecond(dueAt)},${reason}`);

function ended(clock: Clock): string[] {
  const { statedDoneAt } = clock.derivation;
  const stated = statedDoneAt === null ? '' : `(事后补报为 ${showSecond(statedDoneAt)} 完成)`;
  if (clock.state === 'met' && clock.doneAt !== null) return [`完成:${showSecond(clock.doneAt)},按时`];
  if (clock.state !== 'missed') return [];
  return [clock.doneAt === null ? '至今未完成' : `完成:${showSecond(clock.doneAt)},超时${stated}`];
}
