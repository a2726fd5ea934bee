import { SUBJECT_LENGTH, subjectOf } from './subject.js';

describe('the subject of a report', () => {
  const subjects: readonly (readonly [string, string])[] = [
    ['3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台', '厨房漏水'],
    ['5栋电梯又坏了', '电梯故障'],
    ['5栋电梯困人了', '电梯困人'],
    ['楼下烧烤店油烟太大', '烧烤店油烟扰民'],
    ['业主王建国投诉保安态度恶劣', '保安服务态度'],
    ['A座2301窗户关不严', '窗户开关不畅'],
    ['车位被占', '车位停放占用'],
    ['房产证办不下来', '房产证迟迟未办'],
    ['沙盘和实际不一致', '沙盘与承诺不符'],
    ['业主要求退定金5万', '定金退款纠纷'],
    ['交房延期半年', '逾期交房'],
    ['隔壁装修噪音', '装修噪音扰民'],
    ['外墙砖掉下来砸到车', '外墙砖坠落'],
    ['楼上楼下整层都没水了', '停水'],
    ['燃气泄漏', '燃气泄漏'],
    ['采光被遮挡', '遮挡采光'],
    ['楼道堆放杂物', '楼道堆放杂物'],
  ];
  it.each(subjects)('%s → %s', (text, subject) => {
    expect(subjectOf(text, null, [])).toBe(subject);
  });

  it.each([
    '业主李明要求赔偿两万元',
    '13800138000打来的',
    '李总说要见项目总',
    '3栋2单元1501王女士要退5万元',
    '王建国在3-2-1501等回复',
  ])('shows no person, room, phone or sum of: %s', (text) => {
    const subject = subjectOf(text, null, ['李明', '王建国']);
    expect(subject).not.toMatch(/\d|王|李|万|元/);
    expect([...subject].length).toBeLessThanOrEqual(SUBJECT_LENGTH);
    expect(subject).not.toBe('');
  });

  it('falls back on the category', () => {
    expect(subjectOf('王女士13800138000', 'property', [])).toBe('物业管理问题');
    expect(subjectOf('', null, [])).toBe('客户来诉');
  });
});
