import { noticeHint, readNotice } from './calendar-notice.js';
import { calendarBook, calendarOf, changedDays, proveDay, type CalendarYear } from './domain/calendar-year.js';
import { nationalCalendar, publishedYears } from './national-calendar.js';

const GOOD = {
  year: 2027,
  title: '国务院办公厅关于2027年部分节假日安排的通知',
  number: '国办发明电〔2026〕9号',
  holidays: [
    { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
    { name: '春节', from: '2027-02-05', to: '2027-02-12' },
    { name: '清明节', from: '2027-04-03', to: '2027-04-05' },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-05' },
    { name: '端午节', from: '2027-06-09' },
    { name: '国庆节、中秋节', from: '2027-09-30', to: '2027-10-07' },
  ],
  workdays: ['2027-01-31', '2027-02-14'],
};
const ASK = { year: 2027, own: false };

function wrong(change: object, ask = ASK): string {
  const read = readNotice({ ...GOOD, ...change }, ask);
  return read.ok ? 'read' : read.message;
}

function read(json: unknown = GOOD, ask = ASK): CalendarYear {
  const found = readNotice(json, ask);
  if (!found.ok) throw new Error(found.message);
  return found.value;
}

test('a whole notice is read day by day, with what makes each day so', () => {
  const year = read();
  expect(Object.keys(year.off)).toHaveLength(3 + 8 + 3 + 5 + 1 + 8);
  expect(year.off['2027-02-12']).toBe('春节');
  expect(year.work).toEqual({ '2027-01-31': '调休上班', '2027-02-14': '调休上班' });
});

test.each([
  ['another year', { year: 2026 }, '文件里的年份是 2026,要载入的是 2027'],
  ['an unknown key', { holiday: [] }, "不认识的项 'holiday';可用"],
  ['no source to cite', { number: undefined }, '缺少出处'],
  ['a festival left out', { holidays: GOOD.holidays.filter(({ name }) => name !== '端午节') }, '缺少端午节的放假日期;请按通知补上'],
  ['a day off by law that is not', { holidays: GOOD.holidays.map((one) => (one.name === '劳动节' ? { ...one, from: '2027-05-02' } : one)) }, '2027-05-01 是劳动节,依法放假'],
  ['a day of another year', { workdays: ['2028-01-08'] }, '2028-01-08 不在 2027 年;这一天请放进 2028 年的文件'],
  ['a day no calendar has', { workdays: ['2027-02-29'] }, '日期 "2027-02-29" 不存在'],
  ['a make-up day that is worked anyway', { workdays: ['2027-05-07'] }, '2027-05-07 是星期五,本来就上班;调休上班日应是周末,离它最近的是 2027-05-08、2027-05-09'],
  ['a day both off and worked', { workdays: ['2027-01-02'] }, '2027-01-02 列了两次'],
  ['an end before its beginning', { holidays: [...GOOD.holidays, { name: '元旦', from: '2027-03-03', to: '2027-03-02' }] }, '2027-03-03 晚于 2027-03-02'],
  ['a holiday of a month', { holidays: [...GOOD.holidays, { name: '元旦', from: '2027-03-03', to: '2027-04-02' }] }, '超过 15 天'],
  ['a holiday without a name', { holidays: [{ from: '2027-03-03' }] }, 'holidays 第 1 项:缺少 name'],
  ['holidays that are no list', { holidays: {} }, 'holidays:应为列表'],
])('%s is refused with what would be right', (_, change, message) => {
  expect(wrong(change)).toContain(message);
});

test('anything but an object is refused', () => {
  for (const json of [null, [], 'x', 7]) expect(readNotice(json, ASK)).toMatchObject({ ok: false, code: 'calendar-invalid' });
});

test('the days may come one by one, with the address of the notice', () => {
  const days = Object.entries(read().off).map(([date, name]) => ({ name, date, isOffDay: true }));
  const worked = { name: '春节', date: '2027-02-14', isOffDay: false };
  const year = read({ $schema: 'x', year: 2027, papers: ['https://www.gov.cn/2027'], days: [...days, worked] });
  expect(year).toMatchObject({ title: GOOD.title, source: 'https://www.gov.cn/2027', off: read().off, work: { '2027-02-14': '春节调休上班' } });
});

test('a company names single days of any kind, under a title of its own', () => {
  const ask = { year: 2026, own: true };
  const own = { year: 2026, title: '停电检修', holidays: [{ name: '检修', from: '2026-03-05' }], workdays: [{ date: '2026-03-07', reason: '补班' }] };
  expect(read(own, ask)).toMatchObject({ off: { '2026-03-05': '检修' }, work: { '2026-03-07': '补班' } });
  expect(wrong({ ...own, title: undefined }, ask)).toContain('缺少标题');
  expect(wrong({ year: 2026, title: 'x', number: undefined, holidays: [], workdays: [] }, ask)).toContain('文件里没有一天');
});

/** Where the two fall together the published data has one name for them (2020, 2025). */
const TOGETHER: Readonly<Record<string, string>> = { 国庆节: '国庆节、中秋节' };

test('every published year is sound, and its days balance', () => {
  for (const year of publishedYears().filter((one) => one.year >= 2014)) {
    const holidays = Object.entries(year.off).map(([from, name]) => ({ name: TOGETHER[name] ?? name, from }));
    const again = readNotice({ year: year.year, number: 'x', holidays, workdays: Object.keys(year.work) }, { year: year.year, own: false });
    expect({ year: year.year, again: again.ok ? 'sound' : again.message }).toEqual({ year: year.year, again: 'sound' });
  }
  expect(publishedYears().map(noticeHint)).toEqual(publishedYears().map(() => null));
  expect(noticeHint({ ...read(), work: {} })).toMatch(/请再核对:周一至周五放假 \d+ 天,周末上班 0 天/);
});

test('the calendar that proves a day gives the same answer as the one that counts', () => {
  const own = read({ year: 2026, title: 'x', holidays: [{ name: '检修', from: '2026-03-05' }], workdays: ['2026-03-07'] }, { year: 2026, own: true });
  const book = calendarBook(publishedYears(), [own]);
  const calendar = calendarOf(book);
  for (let at = Date.parse('2025-01-01Z'); at < Date.parse('2027-01-01Z'); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    expect(proveDay(book, day).working).toBe(calendar.isWorkingDay(day));
  }
  expect(proveDay(book, '2026-03-05')).toMatchObject({ working: false, because: '检修放假(《x》)' });
  expect(proveDay(book, '2027-03-05')).toMatchObject({ working: true, certain: false, because: '工作日(2027 年放假安排尚未载入,暂按周一至周五推算)' });
  expect(nationalCalendar().isWorkingDay('2026-03-05')).toBe(true);
});

test('what an amendment changes is each day that is worked or off otherwise', () => {
  const before = calendarBook(publishedYears(), []);
  const [amended] = publishedYears().filter(({ year }) => year === 2026);
  if (amended === undefined) throw new Error('no 2026');
  const { '2026-05-05': _given, ...off } = amended.off;
  const after = calendarBook([...publishedYears(), { ...amended, off }], []);
  expect(changedDays(before, after, 2026).map(({ now }) => [now.day, now.working])).toEqual([['2026-05-05', true]]);
  expect(changedDays(before, calendarBook([...publishedYears(), read()], []), 2027)).toHaveLength(365);
  expect(changedDays(before, before, 2026)).toEqual([]);
});
