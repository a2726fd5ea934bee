import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { TenDays } from './ten-days.js';

/** nanguang-property, ten working days, every message with its minute and its person. */
let world: World;
beforeAll(async () => {
  world = await World.open('ten_days_nanguang');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'service-assistant1';
const SUPERVISOR = 'service-supervisor1';
const MANAGER = 'general-manager1';
const [FIRST, SECOND, THIRD] = ['sms:13800138000', 'sms:13800138001', 'sms:13800138002'];

describe('over the Spring Festival of 2026 (off from 15 to 23 February; the Saturdays 14 and 28 worked)', () => {
  const CLAIM = 'NG-20260211-0001';
  const LYING = 'NG-20260212-0001';
  const HOURS = 'NG-20260214-0001';
  let days: TenDays;

  /*
   * CLAIM, received Wednesday 11 February 10:00, 6,000 yuan: important (ST-L1). ST-D2 until 13:00 (11:30). ST-D3 target 3 = 12, 13, 14; 7 = 24, 25,
   * 26, 27 February. NG-A1 the general manager; ST-D4 from the 12th 19:00, without the night: 4 h = the 13th 10:00, 8 h = 14:00, 12 h = 18:00.
   * LYING, received Thursday 12 February 15:00, general. ST-D2 until 18:00 (16:30, 17:24); missed: the assistant and the supervisor, on the next
   * working day the general manager, who heads everything. ST-D3 target the 13th, until the 24th. NG-P9 the 24th, 27th, 3 March.
   */
  test('11 to 13 February: a claim waits for the general manager, another complaint is left lying', async () => {
    days = await TenDays.begin(world, 'nanguang-property', '2026-02-11T10:00:00+08:00');
    await days.comesIn('3栋2单元1501业主王女士13800138000来电,厨房漏水,要赔6000', { number: CLAIM, handler: HANDLER, level: '重要', sms: FIRST });
    await days.until('02-11T12:00', [['02-11T11:30', HANDLER, /提醒.*首次联系客户,2月11日 13:00前.*ST-D2/]]);
    await days.isReached(HANDLER, CLAIM);
    await days.until('02-12T15:00', []);
    await days.comesIn('6栋2单元1602业主赵女士13800138002来电,保安态度恶劣', { number: LYING, handler: HANDLER, level: '一般', sms: THIRD });
    await days.until('02-12T19:00', [
      ['02-12T16:30', HANDLER, /提醒.*首次联系客户,2月12日 18:00前/],
      ['02-12T17:24', HANDLER, /提醒.*首次联系客户.*还剩36 分钟/],
      ['02-12T18:00', HANDLER, /超时.*首次联系客户,应于2月12日 18:00前完成,现已超时/],
      ['02-12T18:00', SUPERVISOR, /超时.*首次联系客户.*尚未完成,请督促/],
    ]);
    await days.acts((one) => one.tells(HANDLER, `${CLAIM} 方案:更换水管并赔偿6000元`), [
      [HANDLER, /方案已提交,由总经理审批/],
      [MANAGER, /赔付审批/],
    ]);
    await days.until('02-13T18:30', [
      ['02-13T09:00', MANAGER, /升级提醒.*首次联系客户.*现报总经理/],
      ['02-13T09:00', HANDLER, /提醒.*投诉处理完毕,2月24日 23:59前.*ST-D3/],
      ['02-13T10:00', MANAGER, /提醒.*等您审批,请在2月13日 18:00前决定.*ST-D4/],
      ['02-13T14:00', MANAGER, /提醒.*等您审批,请在2月13日 18:00前决定/],
      ['02-13T15:00', HANDLER, /提醒.*投诉处理完毕,2月24日 23:59前/],
      ['02-13T18:00', MANAGER, /超时.*等您审批已超过时限.*也可代为决定.*ST-D4/],
      ['02-13T18:00', 'general-manager1-deputy', /赔付审批 · 总经理.*超时代审/],
    ]);
    await days.acts((one) => one.taps(MANAGER, '同意'), [
      [HANDLER, /已同意/],
      [HANDLER, /方案已批准,拟赔付 ¥6,000\.00/],
    ]);
  });

  /*
   * HOURS, received Saturday 14 February 19:30. ST-D2 until 22:30: 21:00 and 21:54 lie in quiet hours that end after it, so the assistant hears at
   * 20:59, the duty person at both hours. NG-V1: handled the 15th, visited within 3 calendar days, the 18th, a day off, nudged there all the same.
   */
  test('14 to 18 February: an evening before the holiday; a return visit in it', async () => {
    await days.until('02-14T19:30', [
      ['02-14T09:00', HANDLER, /提醒.*投诉处理完毕,2月27日 23:59前.*ST-D3/],
      ['02-14T10:00', FIRST, /最新进展:处理方案已确定,正在落实/],
      ['02-14T15:00', HANDLER, /提醒.*投诉处理完毕,2月27日 23:59前/],
    ]);
    await days.comesIn('5栋2单元1502业主李女士13800138001来电,客厅渗水', { number: HOURS, handler: HANDLER, level: '一般', sms: SECOND });
    await days.until('02-14T22:10', [
      ['02-14T20:59', HANDLER, /提醒.*首次联系客户,2月14日 22:30前/],
      ['02-14T21:00', 'duty1', /提醒.*首次联系客户,2月14日 22:30前.*还剩1 小时 30 分钟/],
      ['02-14T21:54', 'duty1', /提醒.*首次联系客户.*还剩36 分钟/],
    ]);
    await days.isReached(HANDLER, HOURS);
    await days.until('02-15T11:00', []);
    await days.isHandled(HANDLER, `${HOURS} 处理完毕,已止水`, HANDLER, SECOND);
    await days.until('02-18T15:30', [
      ['02-18T09:00', HANDLER, /提醒.*回访客户,2月18日 23:59前.*NG-V1/],
      ['02-18T09:00', 'duty1', /提醒.*回访客户/],
      ['02-18T15:00', HANDLER, /提醒.*回访客户.*还剩8 小时/],
      ['02-18T15:00', 'duty1', /提醒.*回访客户/],
    ]);
    await days.isSatisfied(HANDLER, HOURS);
  });

  /* CLAIM handled the 24th, NG-V1 until the 27th; dissatisfied on the 26th (NG-P11): reopened. Its ST-D3 was met on the 24th and stays met. */
  test('24 February to 3 March: dissatisfied, handled again, satisfied; the other one goes on lying', async () => {
    await days.until('02-24T16:00', [
      ['02-24T09:00', HANDLER, /提醒.*投诉处理完毕,2月24日 23:59前.*还剩14 小时/],
      ['02-24T10:00', THIRD, /最新进展:已受理,正在核实/],
      ['02-24T15:00', HANDLER, /提醒.*投诉处理完毕,2月24日 23:59前.*还剩8 小时/],
    ]);
    await days.isPaid(HANDLER, CLAIM, 6000);
    await days.isHandled(HANDLER, `${CLAIM} 处理完毕`, HANDLER, FIRST);
    await days.until('02-26T10:30', [
      ['02-25T08:00', HANDLER, /超时.*投诉处理完毕,应于2月24日 23:59前完成,现已超时/],
      ['02-25T08:00', SUPERVISOR, /超时.*投诉处理完毕.*尚未完成,请督促/],
      ['02-25T09:00', MANAGER, /升级提醒.*投诉处理完毕.*现报总经理/],
      ['02-26T10:00', FIRST, /最新进展:已处理完毕,等待回访/],
    ]);
    await days.acts((one) => one.taps(HANDLER, '回访不满意', { title: new RegExp(`^回访 ${CLAIM}`), input: { reason: '还在漏' } }), [[SUPERVISOR, /回访不满意.第 1 次.*还在漏/]]);
    await days.until('02-27T11:00', [
      ['02-27T10:00', THIRD, /最新进展:已受理/],
    ]);
    await days.isHandled(HANDLER, `${CLAIM} 处理完毕,重新做了防水`, HANDLER, FIRST);
    await days.until('02-28T10:30', []);
    await days.isSatisfied(HANDLER, CLAIM);
    await days.until('03-03T18:00', [['03-03T10:00', THIRD, /最新进展:已受理/]]);
  });

  test('the general manager’s mornings', async () => {
    expect(days.digests(MANAGER)).toEqual(['02-12 1 0 0 0', '02-13 2 1 0 1', '02-14 2 1 0 0', '02-24 2 1 0 0', '02-25 2 1 0 0', '02-26 2 1 0 0', '02-27 2 1 0 0', '02-28 2 1 0 0', '03-02 1 1 0 0', '03-03 1 1 0 0']);
    await world.ends();
  });
});

describe('over October of 2026 (Sunday 20 September worked, 25 to 27 September and 1 to 7 October off, Saturday 10 October worked)', () => {
  const CLAIM = 'NG-20260920-0001';
  const HOURS = 'NG-20260924-0001';
  const LYING = 'NG-20260928-0001';
  let days: TenDays;

  /*
   * CLAIM, received Sunday 20 September 10:00, 4,000 yuan: general (ST-L1). ST-D3 target 1 = the 21st, 3 = 21, 22, 23 September. NG-A1 the supervisor;
   * ST-D4 from the 22nd 20:00: 4 h = the 23rd 11:00. NG-P9 the 23rd. NG-V1 until the 26th, a day off.
   */
  test('20 to 24 September: a small claim is approved by the supervisor and handled on its last day', async () => {
    days = await TenDays.begin(world, 'nanguang-property', '2026-09-20T10:00:00+08:00');
    await days.comesIn('3栋2单元1501业主王女士13800138000来电,厨房漏水,要赔4000', { number: CLAIM, handler: HANDLER, level: '一般', sms: FIRST });
    await days.isReached(HANDLER, CLAIM);
    await days.until('09-22T20:00', [
      ['09-21T09:00', HANDLER, /提醒.*投诉处理完毕,9月23日 23:59前.*ST-D3/],
      ['09-21T15:00', HANDLER, /提醒.*投诉处理完毕,9月23日 23:59前/],
    ]);
    await days.acts((one) => one.tells(HANDLER, `${CLAIM} 方案:更换水管并赔偿4000元`), [
      [HANDLER, /方案已提交,由客户服务主任审批/],
      [SUPERVISOR, /赔付审批/],
    ]);
    await days.until('09-23T11:30', [
      ['09-23T09:00', HANDLER, /提醒.*投诉处理完毕,9月23日 23:59前.*还剩14 小时/],
      ['09-23T10:00', FIRST, /最新进展:处理方案正在审核/],
      ['09-23T11:00', SUPERVISOR, /提醒.*等您审批,请在9月23日 19:00前决定.*ST-D4/],
    ]);
    await days.acts((one) => one.taps(SUPERVISOR, '同意'), [
      [HANDLER, /已同意/],
      [HANDLER, /方案已批准,拟赔付 ¥4,000\.00/],
    ]);
    await days.isPaid(HANDLER, CLAIM, 4000);
    await days.until('09-23T17:00', [['09-23T15:00', HANDLER, /提醒.*投诉处理完毕.*还剩8 小时/]]);
    await days.isHandled(HANDLER, `${CLAIM} 处理完毕`, HANDLER, FIRST);
    await days.until('09-24T20:30', []);
  });

  /*
   * HOURS, received Thursday 24 September 20:30. ST-D2 until 23:30: the assistant at 20:59, the duty person at 22:00, 22:54 and of the miss; the others
   * of the miss at 08:00. Called on the 25th: no rung. ST-D3 target 1 = the 28th, 3 = 30 September. NG-P9 the 30th. NG-V1 until 3 October.
   */
  test('24 to 26 September: missed at night, told in the morning; three calls of the visit fail', async () => {
    await days.comesIn('5栋2单元1502业主李女士13800138001来电,客厅渗水', { number: HOURS, handler: HANDLER, level: '一般', sms: SECOND });
    await days.until('09-25T09:00', [
      ['09-24T20:59', HANDLER, /提醒.*首次联系客户,9月24日 23:30前/],
      ['09-24T22:00', 'duty1', /提醒.*首次联系客户.*还剩1 小时 30 分钟/],
      ['09-24T22:54', 'duty1', /提醒.*首次联系客户.*还剩36 分钟/],
      ['09-24T23:30', 'duty1', /超时.*首次联系客户.*请值班人先处理/],
      ['09-25T08:00', HANDLER, /超时.*首次联系客户,应于9月24日 23:30前完成,现已超时/],
      ['09-25T08:00', SUPERVISOR, /超时.*首次联系客户.*尚未完成,请督促/],
    ]);
    await days.isReached(HANDLER, HOURS);
    await days.until('09-26T09:30', [
      ['09-26T09:00', HANDLER, /提醒.*回访客户,9月26日 23:59前.*NG-V1/],
      ['09-26T09:00', 'duty1', /提醒.*回访客户/],
    ]);
    const calls = (said: Parameters<TenDays['acts']>[1]): Promise<void> => days.acts((one) => one.taps(HANDLER, '联系不上', { title: new RegExp(`^回访 ${CLAIM}`) }), said);
    await calls([]);
    await days.until('09-26T11:00', []);
    await calls([]);
    await days.until('09-26T13:00', []);
    await calls([[FIRST, /进行回访.*是否满意/]]);
    await days.until('09-26T16:00', [
      ['09-26T15:00', HANDLER, /提醒.*回访客户.*还剩8 小时/],
      ['09-26T15:00', 'duty1', /提醒.*回访客户/],
    ]);
    await days.isSatisfied(HANDLER, CLAIM);
  });

  /*
   * LYING, received Monday 28 September 10:00, 8,000 yuan: important. ST-D2 until 13:00 (11:30, 12:24). ST-D3 target 3 = 29, 30 September, 8 October;
   * 7 = 13 October. NG-P9 8 October.
   */
  test('28 September to 10 October: one is handled and visited on a day off, one climbs to the general manager', async () => {
    await days.until('09-28T10:00', [['09-28T09:00', HANDLER, /提醒.*投诉处理完毕,9月30日 23:59前.*ST-D3/]]);
    await days.goesTo(HANDLER, HOURS, 'responsible-department1');
    await days.comesIn('6栋2单元1602业主赵女士13800138002来电,保安态度恶劣,要赔8000', { number: LYING, handler: HANDLER, level: '重要', sms: THIRD });
    await days.until('09-30T10:30', [
      ['09-28T11:30', HANDLER, /提醒.*首次联系客户,9月28日 13:00前/],
      ['09-28T12:24', HANDLER, /提醒.*首次联系客户.*还剩36 分钟/],
      ['09-28T13:00', HANDLER, /超时.*首次联系客户.*现已超时/],
      ['09-28T13:00', SUPERVISOR, /超时.*首次联系客户.*尚未完成,请督促/],
      ['09-28T15:00', HANDLER, /提醒.*投诉处理完毕,9月30日 23:59前/],
      ['09-29T09:00', MANAGER, /升级提醒.*首次联系客户.*现报总经理/],
      ['09-30T09:00', HANDLER, /提醒.*投诉处理完毕,9月30日 23:59前.*还剩14 小时/],
      ['09-30T10:00', SECOND, /最新进展:已安排专人核实/],
    ]);
    await days.isHandled(HANDLER, `${HOURS} 处理完毕,已止水`, HANDLER, SECOND);
    await days.until('10-03T15:30', [
      ['10-03T09:00', HANDLER, /提醒.*回访客户,10月3日 23:59前.*NG-V1/],
      ['10-03T09:00', 'duty1', /提醒.*回访客户/],
      ['10-03T15:00', HANDLER, /提醒.*回访客户.*还剩8 小时/],
      ['10-03T15:00', 'duty1', /提醒.*回访客户/],
    ]);
    await days.isSatisfied(HANDLER, HOURS);
    await days.until('10-10T18:00', [
      ['10-08T09:00', HANDLER, /提醒.*投诉处理完毕,10月13日 23:59前/],
      ['10-08T10:00', THIRD, /最新进展:已受理,正在核实/],
      ['10-08T15:00', HANDLER, /提醒.*投诉处理完毕,10月13日 23:59前/],
    ]);
  });

  test('the general manager’s mornings', async () => {
    expect(days.digests(MANAGER)).toEqual(['09-21 1 0 0 0', '09-22 1 0 0 0', '09-23 1 0 1 1', '09-24 1 0 0 0', '09-28 1 0 0 0', '09-29 2 1 0 0', '09-30 2 1 1 0', '10-08 1 1 0 0', '10-09 1 1 0 0', '10-10 1 1 0 0']);
    await world.ends();
  });
});
