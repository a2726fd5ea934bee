import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World } from '../harness/world.js';
import { TenDays } from './ten-days.js';

/** jinke-commercial, ten working days, every message with its minute and its person. */
let world: World;
beforeAll(async () => {
  world = await World.open('ten_days_jinke');
});
afterAll(async () => {
  await world.close();
});

const MANAGERS = ['project-cs-lead1', 'commercial-cs-vp1', 'cs-centre-executive1'];
const RESPONSIBLE = 'responsible-person1';

describe('over the Spring Festival of 2026 (off from 15 to 23 February; the Saturdays 14 and 28 worked)', () => {
  const CLAIM = 'JK-20260211-0001';
  const LYING = 'JK-20260212-0001';
  const HOURS = 'JK-20260214-0001';
  const [FIRST, SECOND, THIRD] = ['sms:13800138000', 'sms:13800138001', 'sms:13800138002'];
  let days: TenDays;

  /*
   * CLAIM, received Wednesday 11 February 10:00, 8,000 yuan: important (JK-L2c), filed with the unit (JK-A4), taken by the responsible person
   * (JK-D12). JK-D5 until 13:00 (11:30, 12:24). JK-D8 target 3 = 12, 13, 14; 7 = 24, 25, 26, 27 February. JK-A2 the vice president; ST-D4 from
   * the 13th 19:00: 4 counted hours = 2 to 21:00 and 2 from 08:00 = the 14th 10:00; 12 h = 18:00. ST-D5 progress the 14th, 26th.
   * LYING, received Thursday 12 February 15:00, general (JK-L1a). JK-D5 until 18:00 (16:30, 17:24); missed: the responsible person, his superior
   * (project-cs-lead, the project's head, so that the ladder stays with him). JK-D7 target 1 = the 13th, 3 = 13, 14, 24 February.
   * JK-D10 no progress for 3 working days: from the 25th 00:00, told at 08:00. ST-D5 24th, 27th, 3 March.
   */
  test('11 to 13 February: a claim is filed and answered, another complaint is left lying', async () => {
    days = await TenDays.begin(world, 'jinke-commercial', '2026-02-11T10:00:00+08:00');
    await days.comesIn('3栋2单元1501业主王女士13800138000来电,厨房漏水,要赔8000', { number: CLAIM, handler: RESPONSIBLE, level: '重要', sms: FIRST }, [['crm-unit1', /备案.*JK-A4/]]);
    await days.until('02-11T12:00', [['02-11T11:30', RESPONSIBLE, /提醒.*首次电话联系客户,2月11日 13:00前.*JK-D5/]]);
    await days.isReached(RESPONSIBLE, CLAIM);
    await days.until('02-12T15:00', []);
    await days.comesIn('6栋2单元1602业主赵女士13800138002来电,保安态度恶劣', { number: LYING, handler: RESPONSIBLE, level: '一般', sms: THIRD });
    await days.until('02-13T19:00', [
      ['02-12T16:30', RESPONSIBLE, /提醒.*首次电话联系客户,2月12日 18:00前/],
      ['02-12T17:24', RESPONSIBLE, /提醒.*首次电话联系客户.*还剩36 分钟/],
      ['02-12T18:00', RESPONSIBLE, /超时.*首次电话联系客户,应于2月12日 18:00前完成,现已超时/],
      ['02-12T18:00', 'project-cs-lead1', /超时.*首次电话联系客户.*尚未完成,请督促/],
      ['02-13T09:00', 'project-cs-lead1', /升级提醒.*首次电话联系客户.*现报项目客户服务分管负责人/],
      ['02-13T09:00', RESPONSIBLE, /提醒.*一般投诉处理完毕,2月24日 23:59前.*JK-D7/],
      ['02-13T15:00', RESPONSIBLE, /提醒.*一般投诉处理完毕,2月24日 23:59前/],
    ]);
    await days.acts((one) => one.tells(RESPONSIBLE, `${CLAIM} 方案:更换水管并赔偿6000元`), [
      [RESPONSIBLE, /方案已提交,由商业事业部分管客服副总审批/],
      ['commercial-cs-vp1', /赔付审批/],
    ]);
  });

  /*
   * HOURS, a need (JK-T1), received Saturday 14 February 14:00 by its handler. JK-D1 until 15:00 (14:30, 14:48), JK-D2 until 17:00 (15:30, 16:24),
   * JK-D3 by the end of the next day, a day off: 09:00 and 15:00 to the handler too, the next working morning being too late, and the duty person.
   */
  test('14 and 15 February: approved on the worked Saturday; a need within its hours, visited on the next day', async () => {
    await days.until('02-14T11:00', [
      ['02-14T09:00', RESPONSIBLE, /提醒.*重要投诉处理完毕,2月27日 23:59前.*JK-D8/],
      ['02-14T10:00', 'commercial-cs-vp1', /提醒.*等您审批,请在2月14日 18:00前决定.*ST-D4/],
      ['02-14T10:00', FIRST, /最新进展:处理方案正在审核/],
    ]);
    await days.acts((one) => one.taps('commercial-cs-vp1', '同意'), [
      [RESPONSIBLE, /赵敏已同意/],
      [RESPONSIBLE, /方案已批准,拟赔付 ¥6,000\.00/],
      ['crm-unit1', /备案.*方案已批准.*JK-A4/],
    ]);
    await days.until('02-14T14:00', []);
    await days.comesIn('5栋2单元1502业主李女士13800138001来电,申请更换门禁卡,按需求登记', { number: HOURS, handler: 'handler1', level: '需求', sms: SECOND });
    await days.until('02-14T14:40', [['02-14T14:30', 'handler1', /提醒.*联系责任部门,2月14日 15:00前.*JK-D1/]]);
    await days.goesTo('handler1', HOURS, 'floor-lead1');
    await days.until('02-14T16:00', [
      ['02-14T15:00', RESPONSIBLE, /提醒.*重要投诉处理完毕,2月27日 23:59前/],
      ['02-14T15:30', 'handler1', /提醒.*办结需求,2月14日 17:00前.*JK-D2/],
    ]);
    await days.isHandled('handler1', `${HOURS} 处理完毕,门禁卡已换`, 'handler1', SECOND);
    await days.until('02-15T16:00', [
      ['02-15T09:00', 'handler1', /提醒.*次日内回访客户并填写台账,2月15日 23:59前.*JK-D3/],
      ['02-15T09:00', 'duty1', /提醒.*次日内回访客户/],
      ['02-15T15:00', 'handler1', /提醒.*次日内回访客户.*还剩8 小时/],
      ['02-15T15:00', 'duty1', /提醒.*次日内回访客户/],
    ]);
    await days.isSatisfied('handler1', HOURS);
  });

  /* The claim handled the 24th 16:00; the visit of a complaint within 3 calendar days (ST-D5): the 27th, by who took it in, not who handled it. */
  test('16 to 27 February: silence, then late on both counts of JK-D10; the claim is handled and visited', async () => {
    await days.until('02-24T16:00', [
      ['02-24T09:00', RESPONSIBLE, /提醒.*一般投诉处理完毕,2月24日 23:59前.*还剩14 小时/],
      ['02-24T10:00', THIRD, /最新进展:已受理,正在核实/],
      ['02-24T15:00', RESPONSIBLE, /提醒.*一般投诉处理完毕.*还剩8 小时/],
    ]);
    await days.isPaid(RESPONSIBLE, CLAIM, 6000);
    await days.isHandled(RESPONSIBLE, `${CLAIM} 处理完毕`, 'handler1', FIRST);
    await days.until('02-27T11:00', [
      ['02-25T08:00', RESPONSIBLE, /超时.*一般投诉处理完毕,应于2月24日 23:59前完成,现已超时.*JK-D7/],
      ['02-25T08:00', 'project-cs-lead1', /超时.*一般投诉处理完毕.*请督促[\s\S]*标记为“超时”:一般投诉处理完毕已过2月24日 23:59[\s\S]*标记为“超时”:3 个工作日没有进展记录.*JK-D10/],
      ['02-25T09:00', 'project-cs-lead1', /升级提醒.*一般投诉处理完毕.*现报项目客户服务分管负责人/],
      ['02-26T10:00', FIRST, /最新进展:已处理完毕,等待回访/],
      ['02-27T09:00', 'handler1', /提醒.*回访客户,2月27日 23:59前.*ST-D5/],
      ['02-27T10:00', THIRD, /最新进展:已受理/],
    ]);
    await days.isSatisfied('handler1', CLAIM);
  });

  test('to 3 March', async () => {
    await days.until('03-03T18:00', [
      ['03-03T10:00', THIRD, /最新进展:已受理/],
    ]);
  });

  test('the managers’ mornings', async () => {
    for (const person of MANAGERS) {
      expect(days.digests(person)).toEqual(['02-12 1 0 0 0', '02-13 2 1 0 0', '02-14 2 1 0 1', '02-24 2 1 0 0', '02-25 2 1 0 0', '02-26 2 1 0 0', '02-27 2 1 1 0', '02-28 1 1 0 0', '03-02 1 1 0 0', '03-03 1 1 0 0']);
    }
    await world.ends();
  });
});

describe('over October of 2026 (Sunday 20 September worked, 25 to 27 September and 1 to 7 October off, Saturday 10 October worked)', () => {
  const MAJOR = 'JK-20260920-0001';
  const NEED = 'JK-20260924-0001';
  const LYING = 'JK-20260929-0001';
  const [FIRST, SECOND, THIRD] = ['sms:13800138000', 'sms:13800138001', 'sms:13800138002'];
  let days: TenDays;

  /*
   * MAJOR, received Sunday 20 September 10:00, 50,000 yuan (JK-L3b), filed with the board (JK-A5). A call that fails at 11:00 and its SMS meet JK-D5;
   * JK-D6 again until the 21st 11:00: 23:00 and 06:12, at their hours, since a major case knows no quiet ones. JK-D9 target 7 = 21, 22, 23, 24, 28,
   * 29, 30 September, 15 = 16 October. JK-D10: the last progress on the 21st, so late from the 25th 00:00. ST-D5 the 23rd, 29th, 9 October.
   * JK-A5 cs-centre-executive; ST-D4 from the 29th 11:00: 15:00, 19:00, until the 30th 10:00.
   */
  test('20 to 24 September: a major claim whose customer is not reached; nothing is recorded for three working days', async () => {
    days = await TenDays.begin(world, 'jinke-commercial', '2026-09-20T10:00:00+08:00');
    days.exceptsAtNight(RESPONSIBLE, 'project-cs-lead1');
    await days.comesIn('3栋2单元1501业主王女士13800138000来电,厨房漏水,要赔5万', { number: MAJOR, handler: RESPONSIBLE, level: '重大', sms: FIRST }, [['board1', /备案.*JK-A5/]]);
    await days.until('09-20T11:00', []);
    await days.acts((one) => one.tells(RESPONSIBLE, `${MAJOR} 联系不上客户`), [
      [RESPONSIBLE, /联系不上.*已给客户发短信/],
      [FIRST, /王女士您好.*未能接通.*回电/],
    ]);
    await days.until('09-21T09:30', [
      ['09-20T23:00', RESPONSIBLE, /提醒.*再次致电客户,9月21日 11:00前.*JK-D6/],
      ['09-20T23:00', 'duty1', /提醒.*再次致电客户/],
      ['09-21T06:12', RESPONSIBLE, /提醒.*再次致电客户.*还剩4 小时 48 分钟/],
      ['09-21T06:12', 'duty1', /提醒.*再次致电客户/],
    ]);
    await days.isReached(RESPONSIBLE, MAJOR);
    await days.until('09-24T16:00', [['09-23T10:00', FIRST, /最新进展:已受理,正在核实/]]);
  });

  /*
   * NEED, received Thursday 24 September 16:00. JK-D2 until 19:00 (17:30). Extended by the project's lead (JK-D4) into JK-D7, counted from the day it
   * came in: target 1 = the 28th, 3 = 28, 29, 30 September. JK-D3 by the end of 1 October, a day off.
   */
  test('24 to 29 September: a need is extended; the major case is marked late at midnight; a third one comes and is left lying', async () => {
    await days.comesIn('5栋2单元1502业主李女士13800138001来电,申请更换门禁卡,按需求登记', { number: NEED, handler: 'handler1', level: '需求', sms: SECOND });
    await days.goesTo('handler1', NEED, 'floor-lead1');
    await days.until('09-24T17:40', [['09-24T17:30', 'handler1', /提醒.*办结需求,9月24日 19:00前.*JK-D2/]]);
    await days.acts((one) => one.tells('handler1', `${NEED} 暂停到9月30日,等门禁卡到货`), [
      ['handler1', /延期.办结需求延到9月30日 23:59.申请已发给/],
      ['project-cs-lead1', /申请延期/],
    ]);
    await days.until('09-24T18:00', []);
    await days.acts((one) => one.taps('project-cs-lead1', '同意'), [['handler1', /延期.*已由.*同意/]]);
    await days.until('09-29T11:00', [
      ['09-25T00:00', 'project-cs-lead1', /超时.*标记为“超时”:3 个工作日没有进展记录.*JK-D10/],
      ['09-28T09:00', 'handler1', /提醒.*办结需求,9月30日 23:59前.*JK-D7/],
      ['09-28T15:00', 'handler1', /提醒.*办结需求,9月30日 23:59前/],
      ['09-29T10:00', FIRST, /最新进展:已受理,正在核实/],
    ]);
    await days.acts((one) => one.tells(RESPONSIBLE, `${MAJOR} 方案:全屋重做防水并赔偿30000元`), [
      [RESPONSIBLE, /方案已提交,由客服职能中心分管高管审批/],
      ['cs-centre-executive1', /赔付审批/],
    ]);
    await days.until('09-29T16:00', [['09-29T15:00', 'cs-centre-executive1', /提醒.*等您审批,请在9月30日 10:00前决定.*ST-D4/]]);
    await days.comesIn('6栋2单元1602业主赵女士13800138002来电,保安态度恶劣', { number: LYING, handler: RESPONSIBLE, level: '一般', sms: THIRD });
  });

  /* LYING, received Tuesday 29 September 16:00. JK-D5 until 19:00. JK-D7 target 1 = the 30th, 3 = 30 September, 8, 9 October. JK-D10 from 10 October. */
  test('29 September to 1 October: approved, the need is done and visited on a day off', async () => {
    await days.until('09-30T09:30', [
      ['09-29T17:30', RESPONSIBLE, /提醒.*首次电话联系客户,9月29日 19:00前/],
      ['09-29T18:24', RESPONSIBLE, /提醒.*首次电话联系客户.*还剩36 分钟/],
      ['09-29T19:00', RESPONSIBLE, /超时.*首次电话联系客户.*现已超时/],
      ['09-29T19:00', 'project-cs-lead1', /超时.*首次电话联系客户.*尚未完成,请督促/],
      ['09-29T19:00', 'cs-centre-executive1', /提醒.*等您审批,请在9月30日 10:00前决定/],
      ['09-30T09:00', RESPONSIBLE, /3 项[\s\S]*超时.*首次电话联系客户[\s\S]*提醒.*一般投诉处理完毕,10月9日 23:59前[\s\S]*提醒.*重大投诉处理完毕,10月16日 23:59前.*JK-D9/],
      ['09-30T09:00', 'project-cs-lead1', /升级提醒.*首次电话联系客户.*现报项目客户服务分管负责人/],
      ['09-30T09:00', 'handler1', /提醒.*办结需求,9月30日 23:59前.*还剩14 小时/],
    ]);
    await days.acts((one) => one.taps('cs-centre-executive1', '同意'), [
      [RESPONSIBLE, /已同意/],
      [RESPONSIBLE, /方案已批准,拟赔付 ¥30,000\.00/],
      ['board1', /备案.*方案已批准.*JK-A5/],
    ]);
    await days.until('09-30T16:00', [
      ['09-30T15:00', RESPONSIBLE, /3 项[\s\S]*超时.*首次电话联系客户[\s\S]*提醒.*一般投诉处理完毕,10月9日 23:59前[\s\S]*提醒.*重大投诉处理完毕,10月16日 23:59前.*JK-D9/],
      ['09-30T15:00', 'handler1', /提醒.*办结需求.*还剩8 小时/],
    ]);
    await days.isHandled('handler1', `${NEED} 处理完毕,门禁卡已换`, 'handler1', SECOND);
    await days.until('10-01T10:00', [
      ['10-01T09:00', 'handler1', /提醒.*次日内回访客户并填写台账,10月1日 23:59前/],
      ['10-01T09:00', 'duty1', /提醒.*次日内回访客户/],
    ]);
    await days.isSatisfied('handler1', NEED);
  });

  test('8 to 10 October: the major case is handled and visited; the one that lies is late on both counts', async () => {
    await days.until('10-08T10:00', []);
    await days.isPaid(RESPONSIBLE, MAJOR, 30000);
    await days.isHandled(RESPONSIBLE, `${MAJOR} 处理完毕`, 'handler1', FIRST);
    await days.until('10-09T11:00', [
      ['10-09T09:00', RESPONSIBLE, /提醒.*一般投诉处理完毕,10月9日 23:59前/],
      ['10-09T10:00', FIRST, /最新进展:已处理完毕,等待回访/],
      ['10-09T10:00', THIRD, /最新进展:已受理,正在核实/],
    ]);
    await days.isSatisfied('handler1', MAJOR);
    await days.until('10-10T18:00', [
      ['10-09T15:00', RESPONSIBLE, /提醒.*一般投诉处理完毕.*还剩8 小时/],
      ['10-10T08:00', RESPONSIBLE, /超时.*一般投诉处理完毕,应于10月9日 23:59前完成,现已超时/],
      ['10-10T08:00', 'project-cs-lead1', /超时.*一般投诉处理完毕.*请督促[\s\S]*标记为“超时”[\s\S]*3 个工作日没有进展记录/],
      ['10-10T09:00', 'project-cs-lead1', /升级提醒.*一般投诉处理完毕/],
    ]);
  });

  test('the managers’ mornings', async () => {
    for (const person of MANAGERS) {
      expect(days.digests(person)).toEqual(['09-21 1 0 1 0', '09-22 1 0 0 0', '09-23 1 0 0 0', '09-24 1 0 0 0', '09-28 2 0 0 0 上周放宽处理 1 项', '09-29 2 0 0 0', '09-30 3 1 1 1', '10-08 2 1 0 0', '10-09 2 1 0 0', '10-10 1 1 0 0']);
    }
    await world.ends();
  });
});
