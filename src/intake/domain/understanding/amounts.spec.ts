import { findWantsMoney, readAmount } from './amounts.js';
import { readMoney } from './money-said.js';
import { understand } from './understand.js';

const context = { now: Date.parse('2026-03-04T15:00:00+08:00'), projects: [] };
const yuan = (text: string): number | null => {
  const { amount } = understand(`投诉漏水,${text}`, context);
  return amount === null ? null : amount / 100;
};

describe('the sum a customer asks for', () => {
  test.each([
    ['要赔8000', 8000], ['要赔 8000', 8000], ['索赔8千', 8000], ['赔八千块', 8000], ['要求赔偿1.2w', 12000], ['要1.2万', 12000],
    ['要一万二', 12000], ['赔三万五六', 36000], ['要求赔偿伍仟元整', 5000], ['赔偿￥8,000.00', 8000], ['要八百', 800],
    ['要求赔3到5万', 50000], ['赔5000-8000', 8000], ['赔五千到八千', 8000], ['赔3、5万', 50000], ['要两三千', 3000],
    ['赔偿损失八千五百元', 8500], ['精神损失费1000元', 1000], ['损失大概两万', 20000], ['泡坏地板8000块', 8000],
    ['不是8000是1.2万', 12000], ['原来要8000现在涨到1.5万', 15000], ['赔他两百五', 250], ['20多户每户要赔5000', 5000],
    ['业主要两万,我们只同意赔5000', 20000], ['公司愿意赔500,业主要2000', 2000], ['要公司赔3万', 30000], ['赔十二块五', 12.5],
    ['要求退还多收的1500元', 1500], ['一共损失了3万5', 35000], ['共计22.4万元要退', 224000], ['要赔医药费3200', 3200], ['赔维修费12000元+误工费3000元', 15000],
  ])('%s', (text, value) => {
    expect(yuan(text)).toBe(value);
  });

  test.each([
    '房价3800元/平', '每平米3800元', '物业费每平2.5元', '物业费2.5元/平', '每月200元停车费', '面积89平', '1栋3单元', '3月5日来的', '第三次了',
    '电话13800138000', '房子两百多万买的', '20多户要赔', '要赔几万块', '我们只同意赔500', '小区投资8亿', '12345转来', '住1501室',
    '要来两次', '2019年买的', '三点五十来的', '赔钱', '地上有20块砖', '等了3个月', '停车费一次5元',
  ])('%s names no claim', (text) => {
    expect(yuan(text)).toBeNull();
  });

  it('says that the sum is missing when money is wanted without one', () => {
    expect(understand('业主要求赔偿', context).missing).toContain('amount');
    expect(understand('业主不要赔偿,只要道歉', context).missing).not.toContain('amount');
    expect(understand('业主要赔8000', context).missing).not.toContain('amount');
    expect(findWantsMoney('没提赔偿')).toMatchObject({ value: false });
  });

  it('asks when two sums compete', () => {
    expect(understand('投诉漏水,地板赔5000,家具赔8000', context).missing).toContain('amount');
  });
});

describe('a sum that is none', () => {
  test.each(['最后说要赔99999999999999999999元', '要赔8千5百万亿元', '改口要10000000000000元'])('%s is beyond all money', (text) => {
    expect(yuan(text)).toBeNull();
    expect(readAmount(text)).toBeNull();
  });

  test.each(['要赔-8000元', '赔偿：-8000元', '要赔 -8000元', '要赔负8000元'])('%s is asked about, and no answer', (text) => {
    expect(understand(`投诉漏水,${text}`, context).missing).toContain('amount');
    expect(readAmount(text)).toBeNull();
  });

  test.each(['-5000', '- 5000元', '负五千'])('%s is no answer', (text) => {
    expect(readAmount(text)).toBeNull();
  });
});

describe('a bare answer to how much', () => {
  test.each([
    ['2万', 20000], ['大概五六千', 6000], ['就八千吧', 8000], ['12000', 12000], ['两千元', 2000], ['三五千', 5000], ['1.2w左右', 12000],
    ['不要钱', 0], ['没有', 0], ['没提', 0],
  ])('%s', (text, value) => {
    expect(readAmount(text)).toEqual({ value: value * 100, evidence: expect.any(String) as string });
  });

  test.each(['不知道', '五户', '三次', '3栋', '', '看情况'])('%s is no sum', (text) => {
    expect(readAmount(text)).toBeNull();
  });
});

describe('money as written', () => {
  test.each([
    ['壹拾壹元壹角壹分', 11.11], ['玖仟陆佰陆拾伍圆壹角捌分', 9665.18], ['五元三毛', 5.3], ['三块零四', 3.04], ['一百块钱', 100], ['¥300', 300],
    ['8亿元', 8e8], ['人民币 8千元', 8000], ['八九千元', 9000], ['5000元到8000元', 8000],
  ])('%s', (text, value) => {
    expect(readMoney(text)).toBe(value);
  });
});
