import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as cases from '../../src/cases/index.js';
import * as clocks from '../../src/clocks/index.js';
import { simulatorCompany } from '../../src/flow/door.js';
import { open } from '../../src/platform/database/open.js';
import { formatInstant } from '../../src/terms/instants.js';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, registers, valueOf } from './told.js';

/** The level is decided again at every fact that comes in; it rises by itself and falls only by the person with the right role. */
let world: World;
beforeAll(async () => {
  world = await World.open('redecision_stories');
});
afterAll(async () => {
  await world.close();
});

const MORNING = '2026-03-02T09:00:00+08:00';

const cardOf = (person: string, number: string): Promise<SeenCard> => world.card(person, (one) => one.title === `投诉 ${number}`);

interface Stand {
  readonly level: string;
  readonly rules: readonly string[];
  readonly packHash: string;
  /** Of the running clocks: rule and due time. */
  readonly running: readonly string[];
  readonly filings: readonly string[];
}

async function standing(number: string): Promise<Stand> {
  const { house } = world.app.service;
  const company = await simulatorCompany(house);
  return house.work.inTransaction(async (tx) => {
    const one = await cases.lockCaseByNumber(tx, company?.head.id ?? '', number);
    if (one === null) throw new Error(`no case ${number}`);
    const all = await clocks.clocksOf(tx, one.id);
    const running = all.filter((clock) => clock.state === 'running').map((clock) => `${clock.rule} ${formatInstant(clock.dueAt).slice(5, 16)}`);
    return { level: one.level, rules: one.decision.levelRules, packHash: one.packHash, running, filings: one.decision.filings.map(({ rule }) => rule) };
  });
}

describe('rises by itself', () => {
  test('LF-L2b: the second dissatisfaction; the handler hears why', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    const number = await registers(world, LEAK);
    // Who visits is another than who handles: what the customer said comes from him, both times.
    await world.tells('property-cs-manager1', `${number} 已联系客户`);
    await world.tells('property-cs-manager1', `${number} 处理完毕`);
    await world.tells('customer-manager1', `${number} 回访不满意,嫌慢`);
    await world.tells('property-cs-manager1', `${number} 处理完毕`);
    expect(await standing(number)).toMatchObject({ level: 'general', rules: ['LF-L1'] });
    world.forget();
    await world.tells('customer-manager1', `${number} 回访不满意,还是漏`);
    expect(world.expects('property-cs-manager1', /由一般升为重要/).text).toMatch(/LF-L2b/);
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'important', rules: ['LF-L2b'] });
    expect((await standing(number)).running.join()).toMatch(/LF-D15 06-02T23:59/);
    await world.ends();
  });

  test('LF-L2c: the third failed talk', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    const number = await registers(world, LEAK);
    for (const words of ['第一次沟通未果', '协商未成']) await world.tells('property-cs-manager1', `${number} ${words}`);
    world.expects('property-cs-manager1', /第 1 次协商未成/);
    world.expects('property-cs-manager1', /第 2 次协商未成/);
    world.nothingElse();
    await world.tells('property-cs-manager1', `${number} 又没谈拢`);
    world.expects('property-cs-manager1', /第 3 次协商未成/);
    world.expects('property-cs-manager1', /由一般升为重要.*LF-L2c/);
    expect(await standing(number)).toMatchObject({ level: 'important', rules: ['LF-L2c'] });
    await world.ends();
  });

  test('LF-L3b: the fifth household; filed, and handed to the customer centre', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 又有3户反映`);
    world.expects('property-cs-manager1', /现共 4 户/);
    world.nothingElse();
    await world.tells('property-cs-manager1', `${number} 又有1户反映`);
    world.expects('property-cs-manager1', /现共 5 户/);
    world.expects('property-cs-manager1', /由一般升为重大.*LF-L3b/);
    world.expects('regional-gm1', /备案.*LF-A15/);
    world.expects('customer-manager1', /转由您受理.*级别.重大/);
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'major', rules: ['LF-L3b'], filings: ['LF-A15'] });
    await world.ends();
  });

  test('LF-L3e: over three months important; not a second earlier, also when it was handled and opened again', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T10:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔800`);
    expect(await standing(number)).toMatchObject({ level: 'important' });
    await world.movesTo('2026-05-20T10:00:00+08:00');
    // Its clock LF-D15 was met by this; the complaint is not done with.
    for (const words of ['处理完毕', '回访不满意,又漏了']) await world.tells('customer-manager1', `${number} ${words}`);
    await world.movesTo('2026-06-02T23:59:59+08:00');
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'important' });
    await world.movesTo('2026-06-03T00:00:00+08:00');
    world.expects('customer-manager1', /由重要升为重大.*LF-L3e/);
    world.expects('regional-gm1', /备案.*LF-A15/);
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'major', rules: ['LF-L3e'] });
    await world.ends();
  });

  test('ST-L1 ST-A5 ST-D3: the media report; the open run is void, the stricter route opens, the deadline moves', async () => {
    await world.begins('standard', MORNING);
    const number = await registers(world, LEAK);
    await world.tells('handler1', `${number} 方案:换水管并赔偿3000元`);
    const first = world.expects('functional-head1', /赔付审批/).card;
    world.forget();
    expect((await standing(number)).running).toContain('ST-D3 03-05T23:59');
    await world.tells('handler1', `${number} 媒体已报道`);
    world.expects('handler1', /媒体已曝光/);
    world.expects('handler1', /由一般升为重大.*ST-L1/);
    expect(await world.card('functional-head1', (one) => one.id === first?.id)).toMatchObject({ state: 'void', buttons: [] });
    expect(world.expects('finance1', /赔付审核/).card?.basis).toContain('ST-A5');
    world.expects('project-director1', /赔付审核/);
    world.forget();
    const stand = await standing(number);
    expect(stand).toMatchObject({ level: 'major', rules: ['ST-L1'] });
    expect(stand.running).toContain('ST-D3 03-23T23:59');
    await world.ends();
  });

  test.each([
    ['two dissatisfactions', ['处理完毕', '回访不满意,嫌慢', '处理完毕', '回访不满意,还是漏']],
    ['three failed talks', ['协商未成', '协商未成', '协商未成']],
    ['five households', ['又有4户反映']],
  ])('ST-L1: %s make it important', async (_, said) => {
    await world.begins('standard', MORNING);
    const number = await registers(world, LEAK);
    for (const words of said) await world.tells('handler1', `${number} ${words}`);
    world.expects('handler1', /由一般升为重要.*ST-L1/);
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'important', rules: ['ST-L1'] });
    await world.ends();
  });
});

describe('falls only by the person with the right role', () => {
  let number = '';

  test('others are refused by name; a reason is asked for', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 又有4户反映`);
    world.forget();
    // A major one is the general manager's.
    for (const person of ['customer-manager1', 'property-cs-manager1', 'project-director1', 'staff1']) {
      await world.tells(person, `${number} 降级为一般,只有一户`);
      expect(world.expects(person, /的降级由/).text).toMatch(/地区公司总经理卫青决定/);
    }
    await world.tells('regional-gm1', `${number} 降级为一般`);
    world.expects('regional-gm1', /请写一句降级的原因/);
    await world.tells('regional-gm1', '经核实只涉及一户');
    world.expects('regional-gm1', /级别已由重大降为一般/);
    world.expects('customer-manager1', /由重大降为一般.原因.经核实只涉及一户/);
    expect(await standing(number)).toMatchObject({ level: 'general', rules: ['LF-L1'], filings: [] });
    const card = await cardOf('customer-manager1', number);
    expect(card.basis).toEqual(['LF-L1']);
    expect(valueOf(card, '降级说明')).toMatch(/卫青.*由重大降为一般:经核实只涉及一户/);
    await world.ends();
  });

  test('said in a group, the answer is private', async () => {
    await world.says('regional-gm1', `${number} 级别降为一般,重复`);
    world.expects('g1', /已发到您的私聊/);
    world.expects('regional-gm1', /的降级由项目总监冯涛决定/);
    await world.says('project-director1', `${number} 级别降为一般,重复`);
    world.expects('g1', /已发到您的私聊/);
    world.expects('project-director1', /现在是一般.不能降为一般/);
    await world.ends();
  });

  test('what was there already raises it no more, at no act and at no hour', async () => {
    await world.tells('customer-manager1', `${number} 已联系客户`);
    await world.tells('customer-manager1', `${number} 补充:客户态度缓和`);
    await world.tells('customer-manager1', `${number} 又没谈拢`);
    await world.movesTo('2026-03-04T12:00:00+08:00');
    expect(await standing(number)).toMatchObject({ level: 'general', rules: ['LF-L1'] });
    world.forget();
    await world.ends();
  });

  test('what is new raises it again: a first and another one', async () => {
    await world.tells('customer-manager1', `${number} 标记 明显过失`);
    world.expects('customer-manager1', /由一般升为重要.*LF-L2a/);
    world.forget();
    // An important one is the project director's.
    await world.tells('regional-gm1', `${number} 降级为一般,只是误会`);
    expect(world.expects('regional-gm1', /的降级由/).text).toMatch(/项目总监冯涛决定/);
    await world.tells('project-director1', `${number} 降级为一般,只是误会`);
    world.expects('project-director1', /级别已由重要降为一般/);
    world.forget();
    expect((await standing(number)).running.join()).not.toMatch(/LF-D15/);
    await world.tells('customer-manager1', `${number} 又有1户反映`);
    world.expects('customer-manager1', /由一般升为重大.*LF-L3b/);
    world.expects('regional-gm1', /备案.*LF-A15/);
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'major', rules: ['LF-L3b'] });
    await world.ends();
  });

  test('from major to important: the months of LF-L3e count from then', async () => {
    await world.movesTo('2026-03-06T10:00:00+08:00');
    world.forget();
    await world.tells('regional-gm1', `${number} 级别由重大降为重要,已安抚五户`);
    world.expects('regional-gm1', /已由重大降为重要/);
    expect(await standing(number)).toMatchObject({ level: 'important', rules: ['LF-L2a'] });
    await world.movesTo('2026-06-06T23:59:59+08:00');
    world.forget();
    expect(await standing(number)).toMatchObject({ level: 'important' });
    await world.movesTo('2026-06-07T00:00:00+08:00');
    world.expects('customer-manager1', /由重要升为重大.*LF-L3e/);
    world.forget();
    await world.ends();
  });

  test('a deadline that lowering makes shorter than the time gone by makes nobody late at once', async () => {
    await world.begins('standard', MORNING);
    number = await registers(world, `${LEAK},要赔8000`);
    await world.tells('handler1', `${number} 已联系客户`);
    await world.movesTo('2026-03-10T10:00:00+08:00');
    world.forget();
    expect((await standing(number)).running).toContain('ST-D3 03-11T23:59');
    await world.tells('project-director1', `${number} 降级为一般,客户只要修好,不再要钱`);
    world.expects('project-director1', /已由重要降为一般/);
    world.expects('handler1', /由重要降为一般/);
    world.nothingElse();
    expect((await standing(number)).running).toContain('ST-D3 03-10T23:59');
    await world.movesTo('2026-03-11T08:00:00+08:00');
    world.expects('handler1', /超时.*ST-D3/);
    world.forget();
    await world.ends();
  });
});

describe('a case keeps the version that judged it', () => {
  test('another version of the book at the company changes nothing of the cases it has', async () => {
    await world.begins('longfor-hangzhou', MORNING);
    const number = await registers(world, LEAK);
    const { house } = world.app.service;
    const company = await simulatorCompany(house);
    const before = (await standing(number)).packHash;
    expect(before).toBe(company?.head.packHash);
    const other = house.packs.hashOf('standard');
    await house.work.inTransaction((tx) => open(tx).run('update company set pack_hash = $2 where id = $1', [company?.head.id, other]));
    await world.tells('property-cs-manager1', `${number} 又有4户反映`);
    world.expects('property-cs-manager1', /由一般升为重大.*LF-L3b/);
    world.forget();
    expect(await standing(number)).toMatchObject({ packHash: before, level: 'major', rules: ['LF-L3b'], filings: ['LF-A15'] });
    const next = await registers(world, '4栋1单元202业主李先生13700137000来电,厨房漏水,又有4户反映');
    expect(await standing(next)).toMatchObject({ packHash: other });
  });
});
