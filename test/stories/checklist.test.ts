import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** Duties no software carries out: put before the right person at the right moment, with no message more than needed. */
let world: World;
beforeAll(async () => {
  world = await World.open('checklist_stories');
});
afterAll(async () => {
  await world.close();
});

const noted = (card: SeenCard | null | undefined): string =>
  (card?.facts ?? [])
    .filter((fact) => fact.label === '请留意')
    .map((fact) => /依据 ([A-Z]+-[A-Za-z0-9]+)/.exec(fact.value)?.[1] ?? fact.value)
    .join(' ');

describe('on the cards that are there anyway', () => {
  let number = '';
  const handlersCard = (who = 'customer-manager1'): Promise<SeenCard> => world.card(who, (one) => one.title === `投诉 ${number}`);

  test('LF-C1, LF-E3: from registration, on the handler’s card', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, `${LEAK},要赔6000`);
    const card = await handlersCard();
    expect(noted(card)).toBe('LF-C1 LF-E3');
    expect(card.facts.find((fact) => fact.label === '请留意')?.value).toMatch(/先安抚情绪.*依据 LF-C1/);
  });

  test('LF-C2, LF-E6: once the customer has been reached', async () => {
    await world.tells('customer-manager1', `${number} 已联系客户`);
    world.expects('customer-manager1', /已联系上客户/);
    world.nothingElse();
    expect(noted(await handlersCard())).toBe('LF-C2 LF-E3 LF-E6');
  });

  test('LF-E5: nothing is paid before the approval, and agreed on after it', async () => {
    await world.tells('customer-manager1', `${number} 方案:更换水管并赔偿6000元`);
    expect((await handlersCard()).facts.filter((fact) => fact.label === '请留意').map((fact) => fact.value)).toEqual(['审批通过前不得赔付(依据 LF-E5)']);
    for (const who of ['finance1', 'project-director1', 'regional-gm1']) await world.taps(who, '同意');
    expect((await handlersCard()).facts.find((fact) => fact.label === '请留意')?.value).toMatch(/先与业主达成协议/);
  });

  test('LF-C3, LF-L2d: the visitor must ask; who was dissatisfied twice is handled as important', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, LEAK);
    for (const words of ['还在漏', '墙面没有修复']) {
      await world.tells('property-cs-manager1', `${number} 处理完毕,换了水管`);
      expect(noted(await world.card('customer-manager1', (one) => one.title === `回访 ${number}` && one.state === 'open'))).toBe('LF-C3');
      expect(noted(await handlersCard('property-cs-manager1'))).not.toMatch(/LF-L2d/);
      await world.taps('customer-manager1', '回访不满意', { title: /^回访/, input: { reason: words } });
    }
    expect(noted(await handlersCard('property-cs-manager1'))).toMatch(/LF-L2d/);
    world.forget();
  });

  test('LF-C4: a customer who rejects the solution is asked what he wants', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    number = await registers(world, `${LEAK},不接受物业的维修方案`);
    expect(noted(await handlersCard())).toMatch(/LF-C4/);
  });
});

describe('what is valid', () => {
  test('LF-V1, LF-V2, LF-V3, LF-V4: stands on the card that asks for 无效', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.tells('property-cs-manager1', `${number} 无效,与事实不符`);
    const card = world.expects('project-director1', /申请按无效处理/).card;
    const shown = (card?.facts ?? []).filter((fact) => /效情形$/.test(fact.label)).map((fact) => `${fact.label} ${/LF-V\d/.exec(fact.value)?.[0] ?? ''}`);
    expect(shown).toEqual(['有效情形 LF-V1', '有效情形 LF-V2', '有效情形 LF-V3', '无效情形 LF-V4']);
    world.forget();
  });
});
