import { readCategory } from './categories.js';
import { readHouseholds } from './households.js';
import { RULE_READERS } from './rule-readers.js';
import { readYesNo } from './yes-no.js';

describe('bare answers', () => {
  test.each([['是', true], ['对的', true], ['嗯', true], ['没错', true], ['没问题', true], ['ok', true], ['没有', false], ['不是', false], ['否', false], ['不用了', false], ['没', false]])(
    'yes or no: %s',
    (text, value) => {
      expect(readYesNo(text)?.value).toBe(value);
    },
  );
  test.each(['', '三户', '我再问问他们家具体是什么情况然后告诉你哦'])('neither: %s', (text) => {
    expect(readYesNo(text)).toBeNull();
  });

  test.each([['五户', 5], ['3', 3], ['就他一家', 1], ['没有别人', 1], ['十来户', 10], ['20多户', 20], ['七八户吧', 8], ['大概三四家', 4], ['两户', 2]])('households: %s', (text, value) => {
    expect(readHouseholds(text)?.value).toBe(value);
  });
  test.each(['整层', '不清楚', '好几户', '8000元'])('no count: %s', (text) => {
    expect(readHouseholds(text)).toBeNull();
  });

  test.each([['工程质量', 'engineering'], ['规划设计', 'planning'], ['销售承诺', 'sales'], ['物业', 'property'], ['其他', 'other'], ['4', 'property'], ['是漏水', 'engineering'], ['质量问题', 'engineering']])(
    'category: %s',
    (text, value) => {
      expect(readCategory(text)?.value).toBe(value);
    },
  );
  test.each(['不知道', '', '嗯'])('no category: %s', (text) => {
    expect(readCategory(text)).toBeNull();
  });

  it('reads appointments ahead and alarms for the dialogue', () => {
    const now = Date.parse('2026-03-04T15:00:00+08:00');
    expect(RULE_READERS.readTime('上午9点', now)?.value).toBe(Date.parse('2026-03-05T09:00:00+08:00'));
    expect(RULE_READERS.isEmergency('电梯困人了')).toBe(true);
    expect(RULE_READERS.isEmergency('没有人受伤')).toBe(false);
  });
});
