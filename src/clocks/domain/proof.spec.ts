import { endOfDay } from '../../terms/instants.js';
import { proveDue, type ProofSources } from './proof.js';
import { at, duty, plan, started, weekday } from './specimens.spec-data.js';
import { done } from './acts.js';

const sources: ProofSources = {
  day: (day) => ({ working: weekday(day), weekday: '星期几', because: weekday(day) ? '工作日' : '周末休息' }),
  pack: 'x 1',
  ruleText: '现场核实',
  startName: '收到',
  nameOf: (id) => id,
};
const days = (unit: 'calendar-days' | 'working-days' | 'months', due: string) =>
  started({ duties: { 'check-site': duty(unit) }, plans: [plan(endOfDay(due))] });

test('a working-day clock walks each day to the end of its last one', () => {
  const lines = proveDue(days('working-days', '2026-03-09'), sources);
  expect(lines).toEqual([
    '【现场核实】check-site,在走',
    '依据 X-D1:现场核实(制度包 x 1)',
    '起算:收到 2026-03-02 10:00:00 星期几,当天不计',
    '时限:5个工作日',
    '  2026-03-03 星期几 工作日,第 1 天',
    '  2026-03-04 星期几 工作日,第 2 天',
    '  2026-03-05 星期几 工作日,第 3 天',
    '  2026-03-06 星期几 工作日,第 4 天',
    '  2026-03-07 星期几 周末休息,不计',
    '  2026-03-08 星期几 周末休息,不计',
    '  2026-03-09 星期几 工作日,第 5 天',
    '制度时限:2026-03-09 23:59:59(到这一天结束为止,最后一秒内完成仍算按时)',
    '到期:2026-03-09 23:59:59',
  ]);
});

test('a range that ends at the end of a day is due then, not the next morning', () => {
  const clock = days('calendar-days', '2026-03-03');
  const lastSecond = done(clock, at('03-03T23:59:59') + 999, at('03-03T23:59:59') + 999, { isWorkingDay: weekday });
  expect(proveDue(lastSecond, sources).at(-1)).toBe('完成:2026-03-03 23:59:59,按时');
  const late = done(clock, at('03-04T00:00:00'), at('03-04T00:00:00'), { isWorkingDay: weekday });
  expect(proveDue(late, sources).at(-1)).toBe('完成:2026-03-04 00:00:00,超时');
});

test('calendar days count holidays, months name their day, hours run through the night', () => {
  expect(proveDue(days('calendar-days', '2026-03-08'), sources)).toContain('  2026-03-08 星期几 自然日,第 6 天');
  expect(proveDue(days('months', '2026-04-02'), sources)).toContain('  到月份相加后的同一天为止;那个月没有这一天的,到月末为止');
  expect(proveDue(started(), sources)).toContain('  2026-03-02 10:00:00 加 10小时,夜间和节假日都计算在内');
});

test('a calendar that no longer gives what was counted is said to differ', () => {
  const other = { ...sources, day: (day: string) => ({ ...sources.day(day), working: weekday(day) && day !== '2026-03-05' }) };
  expect(proveDue(days('working-days', '2026-03-09'), other)).toContain('  注意:按日历数得 4 个工作日,与所记的5个工作日不符,请联系维护人员核对');
});
