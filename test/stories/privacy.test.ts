import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AGREEMENT, PHOTO, SECOND_VOUCHER, VOUCHER } from '../harness/photo.js';
import { simulatorCompany } from '../../src/flow/door.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from './told.js';
import { withoutIds } from '../harness/without-ids.js';

/** Contractors sit in the groups: what is private stays private, whatever is done there. */
let world: World;
beforeAll(async () => {
  world = await World.open('privacy_stories');
});
afterAll(async () => {
  await world.close();
});

/** Level and why, sums, rooms, names of customers and phones. */
const PRIVATE = /一般|重要|重大|级别|LF-|ST-[A-Z]|8,?000|6,?000|6000|1501|王女士|138\d|138\*|赔付 ¥|财务|总监/;

interface Shown {
  readonly from: string;
  readonly text: string;
  readonly card: object | null;
}

/** Everything the bot has in a chat now, cards as they are drawn now. */
const shownIn = async (chat: string): Promise<string[]> =>
  (await world.get<Shown[]>(`/chats/${chat}/messages?after=0`)).filter((one) => one.from === 'bot').map((one) => withoutIds(`${one.text} ${JSON.stringify(one.card)}`));

describe('the whole main job said in the group', () => {
  test('the group never sees a level, a sum, a room, a name or a phone', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = 'LH-20260302-0001';
    const steps: [string, string, object[]?][] = [
      ['staff1', `${LEAK}第三次了,要赔8000,不给就找电视台`],
      ['staff1', '不对,是1502'],
      ['staff1', '确认'],
      ['staff1', `查询 ${number}`],
      ['customer-manager1', `${number} 联系不上客户`],
      ['customer-manager1', `${number} 已联系客户,王女士13800138000说要赔8000`],
      ['customer-manager1', `${number} 派单给张伟`],
      ['project-engineer1', `${number} 接单`],
      ['project-engineer1', `${number} 约明天下午3点上门`],
      ['project-engineer1', `${number} 到场了`, [PHOTO]],
      ['project-engineer1', `${number} 现场核实完了,1501王女士家水管老化`],
      ['customer-manager1', `${number} 申请延期到3月20日,王女士出差`],
      ['customer-manager1', `${number} 方案:更换水管并赔偿6000元`],
      ['customer-manager1', `${number} 又有4户反映`],
      ['customer-manager1', `${number} 客户电话改成13900139000`],
      ['customer-manager1', `${number} 补充:王女士要8000`],
      ['customer-manager1', `${number} 第一次协商未成`],
      ['customer-manager1', '我的待办'],
      ['project-director1', '查询台账'],
      ['finance1', '我的审批'],
    ];
    for (const [person, words, attachments = []] of steps) await world.says(person, words, { attachments });
    for (const person of ['finance1', 'project-director1', 'regional-gm1', 'compensation-committee1', 'compensation-committee2']) {
      expect(await world.taps(person, '同意', { title: /赔付/ })).toMatchObject({ accepted: true });
    }
    await world.says('customer-manager1', `${number} 上传协议`, { attachments: [AGREEMENT] });
    await world.says('customer-manager1', `${number} 付款凭证 2000元`, { attachments: [VOUCHER] });
    for (const words of ['处理完毕,赔了6000', '回访不满意,王女士嫌少', '处理完毕', '回访满意']) await world.says('customer-manager1', `${number} ${words}`);
    await world.says('customer-manager1', `${number} 付款凭证 4000元`, { attachments: [SECOND_VOUCHER] });
    const shown = await shownIn('g1');
    expect(shown.length).toBeGreaterThan(steps.length);
    expect(shown.filter((one) => PRIVATE.test(one))).toEqual([]);
    expect(shown.slice(-2).join()).toMatch(/已结案/);
    world.forget();
    await world.ends();
  });

  test('as little for a case nobody confirmed, one that is invalid, and a danger', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', `${LEAK},要赔8000`);
    await world.says('staff2', '3栋2单元1501王女士13800138000说燃气泄漏');
    await world.advances('P1D');
    await world.says('project-director1', 'LH-20260303-0001 无效,王女士没有要8000');
    await world.says('project-director1', 'LH-20260303-0002 回访满意');
    const shown = await shownIn('g1');
    // The bot's own words in an alarm name the project's head, by no case of his.
    expect(shown.filter((one) => PRIVATE.test(one.replace('项目负责人', '')))).toEqual([]);
    expect(shown.join()).toMatch(/待核登记/);
    world.forget();
    await world.ends();
  });
});

describe('who may see what', () => {
  let number = '';
  beforeAll(async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, `${LEAK},要赔8000`);
  });

  test('an unknown number and one of another book get the same answer', async () => {
    await world.tells('staff2', '查询 LH-20260302-0999');
    const unknown = world.expects('staff2', /没有找到这个编号/).text;
    await world.tells('staff2', '查询 ST-20260302-0001');
    expect(world.expects('staff2', /./).text).toBe(unknown);
    await world.tells('staff2', 'LH-20260302-0999 处理完毕');
    expect(world.expects('staff2', /./).text).toBe(unknown);
    await world.ends();
  });

  test('a number of the company that was before is unknown as well', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.tells('project-director1', `查询 ${number}`);
    world.expects('project-director1', /没有找到这个编号/);
    world.nothingElse();
    number = await registers(world, `${LEAK},要赔8000,希望一周内修好`);
  });

  test('the front desk sees where a case stands, no sums and no level', async () => {
    await world.tells('staff2', `查询 ${number}`);
    const said = world.drain('staff2');
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toMatch(new RegExp(`${number} 滨江一号 厨房漏水.已登记.受理人 刘洋`));
    expect(withoutIds(said)).not.toMatch(PRIVATE);
    await world.ends();
  });

  test('the engineer sent to the site sees the room and no sums', async () => {
    await world.tells('customer-manager1', `${number} 派单给张伟`);
    world.expects('customer-manager1', /已派给/);
    const card = JSON.stringify(world.expects('project-engineer1', /派单/).card);
    expect(card).toMatch(/3-2-1501/);
    expect(card).toMatch(/厨房漏水.希望一周内修好/);
    expect(card).not.toMatch(/8,000|要赔|重要/);
    await world.ends();
  });

  test('the ledger is for managers, in chat and as a file; phones are masked in it', async () => {
    await world.says('staff1', '查询台账');
    world.expects('g1', /已发到您的私聊/);
    world.expects('staff1', /台账由项目负责人及以上查看/);
    await world.tells('regional-gm1', '查询台账');
    world.expects('regional-gm1', /本月台账.登记 1 件/);
    for (const person of ['staff1', 'project-engineer1', 'nobody']) {
      for (const format of ['csv', 'xlsx']) {
        expect((await fetch(`${world.app.url}/api/ledger.${format}?as=${person}`)).status).toBe(403);
      }
    }
    const file = await (await fetch(`${world.app.url}/api/ledger.csv`)).text();
    expect(file).toContain(number);
    expect(file).not.toContain('13800138000');
    await world.ends();
  });

  test('nobody reads or speaks in another’s private chat, or taps his card', async () => {
    await expect(world.post('/messages', { chat: 'finance1', from: 'staff1', text: '我的审批' })).rejects.toThrow(/403.*不能在别人的私聊里发言/);
    const card = await world.card('customer-manager1', (one) => one.title === `投诉 ${number}`);
    expect(await world.tapsCard(card.id, 'staff2', 'contacted')).toMatchObject({ accepted: false, message: expect.stringMatching(/刘洋/) });
    await world.ends();
  });
});

describe('two projects with people of their own', () => {
  const MANAGER = 'property-cs-manager1';
  /** As a house has it whose second project has a manager of its own. */
  async function staff2Manages(): Promise<void> {
    const id = (await simulatorCompany(world.app.service.house))?.head.id ?? '';
    const projectOf = (group: string): string => `(select project_id from chat where company_id = $1 and id = '${group}')`;
    await world.app.service.house.work.inTransaction(async (tx) => {
      await open(tx).run(`update role_holding set project_id = ${projectOf('g1')} where company_id = $1 and person_id = '${MANAGER}'`, [id]);
      await open(tx).run(`insert into role_holding (company_id, person_id, role, project_id) values ($1, 'staff2', 'property-cs-manager', ${projectOf('g2')})`, [id]);
      await open(tx).run('update company set directory_version = directory_version + 1 where id = $1', [id]);
    });
  }

  test('a case is told to those of its project, and to nobody of the other', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await staff2Manages();
    const told: string[][] = [];
    const reports = { g1: LEAK, g2: '5栋1单元302业主李先生13900139000来电,楼道灯坏了一周没人修' };
    for (const [chat, words] of Object.entries(reports)) {
      await world.says('staff1', words, { chat });
      await world.taps('staff1', '确认登记', { chat });
      told.push([MANAGER, 'staff2'].filter((person) => world.drain(person).length > 0));
      world.forget();
    }
    expect(told).toEqual([[MANAGER], ['staff2']]);
  });
});
