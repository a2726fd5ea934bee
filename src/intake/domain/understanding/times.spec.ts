import { formatInstant } from '../../../terms/instants.js';
import { findReceivedAt, findTimes, readTime } from './times.js';
import { plain } from './writing.js';

/** A Wednesday. */
const NOW = Date.parse('2026-03-04T15:00:00+08:00');
const received = (text: string): string | null | undefined => {
  const line = plain(text);
  const found = findReceivedAt(line, findTimes(line), NOW);
  return found === null ? undefined : found.value === null ? null : formatInstant(found.value).slice(0, 16);
};

describe('when the customer came or called', () => {
  test.each([
    ['上午9点半打来的', '2026-03-04T09:30'], ['昨天下午三点来电', '2026-03-03T15:00'], ['昨天3点来电', '2026-03-03T15:00'], ['今早8:20打电话来', '2026-03-04T08:20'],
    ['3月2日上午10点来访', '2026-03-02T10:00'], ['三月二号上午十点来访', '2026-03-02T10:00'], ['3号上午九点来电', '2026-03-03T09:00'], ['刚刚来电', '2026-03-04T15:00'],
    ['半小时前打来电话', '2026-03-04T14:30'], ['十分钟前来前台', '2026-03-04T14:50'], ['两个小时前来电', '2026-03-04T13:00'], ['昨晚十点来过电话', '2026-03-03T22:00'],
    ['晚上10点打来的', '2026-03-03T22:00'], ['两点来电', '2026-03-04T14:00'], ['9点半打来', '2026-03-04T09:30'], ['中午12点半来电', '2026-03-04T12:30'],
    ['早上7点三刻业主来电反映漏水', '2026-03-04T07:45'], ['上周五下午2点来访', '2026-02-27T14:00'], ['周一上午9点来电', '2026-03-02T09:00'],
    ['来电时间14:05', '2026-03-04T14:05'], ['上午9点半 3-2-1501业主来电', '2026-03-04T09:30'], ['12月31日上午9点来电', '2025-12-31T09:00'],
    ['2026-3-1 10:20来电', '2026-03-01T10:20'], ['凌晨1点10分来电', '2026-03-04T01:10'], ['前天下午4点多来前台投诉', '2026-03-02T16:00'], ['2点打的', '2026-03-04T14:00'],
  ])('%s', (text, at) => {
    expect(received(text)).toBe(at);
  });

  test.each(['昨天来电', '今天上午业主来电', '上周五下午来访'])('%s is too vague: the bot asks', (text) => {
    expect(received(text)).toBeNull();
  });

  test.each(['预约明天上午9点上门维修', '昨晚8点开始漏水', '10号楼业主来电', '漏了三天', '三楼1501来电', '2月30日上午9点来电', '厨房漏水', '昨天下午5点停水', '25点来电'])(
    '%s says nothing of it',
    (text) => {
      expect(received(text) ?? undefined).toBeUndefined();
    },
  );
});

describe('a time given as an answer', () => {
  const ahead = (text: string): string | undefined => {
    const read = readTime(text, NOW, 'future');
    return read ? formatInstant(read.value).slice(0, 16) : undefined;
  };
  test.each([
    ['明天上午10点', '2026-03-05T10:00'], ['后天下午三点', '2026-03-06T15:00'], ['下周一9点', '2026-03-09T09:00'], ['上午9点', '2026-03-05T09:00'], ['10点', '2026-03-05T10:00'],
    ['今天下午5点半', '2026-03-04T17:30'], ['16:30', '2026-03-04T16:30'], ['3月10日下午2点', '2026-03-10T14:00'], ['两小时后', '2026-03-04T17:00'], ['周五上午10点', '2026-03-06T10:00'],
  ])('ahead: %s', (text, at) => {
    expect(ahead(text)).toBe(at);
  });

  it('looks back unless told to look ahead', () => {
    expect(readTime('上午9点', NOW)?.value).toBe(Date.parse('2026-03-04T09:00:00+08:00'));
    expect(readTime('不知道', NOW)).toBeNull();
  });
});
