import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import { World, type SeenCard } from '../harness/world.js';
import { LEAK, PHONE, registers } from '../stories/told.js';

/** Many at one moment: no number twice, no decision twice, no message twice, and nothing stuck. */
let world: World;
beforeAll(async () => {
  world = await World.open('concurrency', { MESSAGES_PER_MINUTE: '1000', SMS_DAILY_PER_STAFF: '1000', SMS_DAILY_PER_NUMBER: '1000' });
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00'));

const rows = <T extends object>(sql: string): Promise<T[]> =>
  world.app.service.house.work.withoutTransaction((tx) => open(tx).rows<T>(sql, []));

const OF_COMPANY = `company_id = (select id from company where retired_at is null)`;

interface TapAnswer {
  readonly accepted: boolean;
  readonly message: string;
}

const taps = (card: SeenCard, by: string, action: string, more: object = {}): Promise<TapAnswer> =>
  world.post(`/cards/${card.id}/taps`, { by, action, ...more }) as Promise<TapAnswer>;

const accepted = (answers: readonly TapAnswer[]): number => answers.filter((one) => one.accepted).length;

test('fifty confirmations at one moment give fifty numbers without a gap', async () => {
  const people = (await world.get<{ id: string }[]>('/people')).map((one) => one.id);
  const lanes = Array.from({ length: 50 }, (_, index) => ({
    person: people[index % people.length] ?? '',
    chat: index < people.length ? 'g1' : 'g2',
    index,
  }));
  await Promise.all(
    lanes.map(({ person, chat, index }) =>
      world.post('/messages', { chat, from: person, text: `${index + 1}栋1单元101业主张先生139${String(10_000_000 + index)}来电,厨房漏水` }),
    ),
  );
  await world.settled();
  const cards = await Promise.all(['g1', 'g2'].map((chat) => world.get<{ card: SeenCard | null; to: string | null }[]>(`/chats/${chat}/messages?after=0`)));
  const drafts = cards.flat().flatMap((one) => (one.card?.title === '投诉草稿' ? [one.card] : []));
  expect(drafts).toHaveLength(50);
  const owners = await rows<{ id: string; owner: string }>(`select id, split_part(subject_id, ':', 1) as owner from card where subject_kind = 'draft' and ${OF_COMPANY}`);
  const answers = await Promise.all(drafts.map((draft) => taps(draft, owners.find((one) => one.id === draft.id)?.owner ?? '', 'confirm')));
  expect(accepted(answers)).toBe(50);
  await world.settled();
  const numbers = (await rows<{ number: string }>(`select number from complaint where ${OF_COMPANY} order by number`)).map((one) => one.number);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => `LH-20260302-${String(index + 1).padStart(4, '0')}`));
  expect(await world.get<object[]>('/sms?after=0')).toHaveLength(50);
  world.forget();
  await world.ends();
});

test('sixteen taps on one draft register it once', async () => {
  await world.says('staff1', LEAK);
  const draft = world.expects('g1', /投诉草稿/).card;
  if (draft === null) throw new Error('no draft');
  const answers = await Promise.all(Array.from({ length: 16 }, () => taps(draft, 'staff1', 'confirm')));
  expect(accepted(answers)).toBe(1);
  await world.settled();
  expect(await rows(`select 1 from complaint where ${OF_COMPANY}`)).toHaveLength(1);
  expect(await world.get<object[]>('/sms?after=0')).toHaveLength(1);
  world.forget();
  await world.ends();
});

describe('an approval', () => {
  const submits = async (sum: string): Promise<string> => {
    const number = await registers(world, `${LEAK},要赔8000`);
    await world.tells('customer-manager1', `${number} 方案:赔偿${sum}元`);
    return number;
  };
  const cardOf = (person: string): Promise<SeenCard> => world.card(person, (one) => one.title.startsWith('赔付') && one.state === 'open');

  test('sixteen taps of one person at one moment are one decision', async () => {
    await submits('6000');
    const card = await cardOf('finance1');
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => taps(card, 'finance1', index % 2 === 0 ? 'approve' : 'reject', { input: { reason: '再议' } })));
    expect(accepted(answers)).toBe(1);
    for (const one of answers.filter((each) => !each.accepted)) expect(one.message).toMatch(/褚云/);
    await world.settled();
    expect(await rows(`select 1 from approval_decision where ${OF_COMPANY}`)).toHaveLength(1);
    world.forget();
    await world.ends();
  });

  test('three members and thirteen others tap at once: each member once, and the rest refused', async () => {
    await submits('30000');
    for (const person of ['finance1', 'project-director1', 'regional-gm1']) await world.taps(person, '同意');
    const members = ['compensation-committee1', 'compensation-committee2', 'compensation-committee3'];
    const cards = await Promise.all(members.map((member) => cardOf(member)));
    const others = ['staff1', 'staff2', 'finance1', 'regional-gm1', 'project-director1', 'customer-manager1', 'duty1'];
    const wanted = [...cards.flatMap((card, index) => [members[index] ?? '', members[index] ?? ''].map((by) => ({ card, by }))), ...others.flatMap((by) => cards.slice(0, 1).map((card) => ({ card, by })))];
    const answers = await Promise.all(wanted.map(({ card, by }) => taps(card, by, 'approve').then((answer) => ({ ...answer, by }))));
    const counted = answers.filter((one) => one.accepted).map((one) => one.by);
    // The second vote for settles it; the third may have come too late.
    expect(new Set(counted).size).toBe(counted.length);
    expect(counted.length).toBeGreaterThanOrEqual(2);
    for (const by of counted) expect(members).toContain(by);
    await world.settled();
    world.expects('customer-manager1', /方案已批准/);
    world.forget();
    await world.ends();
  });

  test('decided and void at one moment: the new plan’s run is open, and nothing is approved of the old', async () => {
    const number = await submits('4000');
    const card = await cardOf('project-director1');
    const [decided] = await Promise.all([
      taps(card, 'project-director1', 'approve'),
      world.post('/messages', { chat: 'customer-manager1', from: 'customer-manager1', text: `${number} 方案:赔偿9000元` }),
    ]);
    await world.settled();
    expect(typeof decided.accepted).toBe('boolean');
    expect(await rows(`select 1 from approval_run where state = 'open' and ${OF_COMPANY}`)).toHaveLength(1);
    expect((await cardOf('finance1')).basis).toEqual(['LF-A5']);
    world.forget();
    await world.ends();
  });
});

describe('the same message again', () => {
  test('by its client’s id it is taken once, also twenty times at once, and each is answered alike', async () => {
    const body = { chat: 'g1', from: 'staff1', text: LEAK, clientMsgId: 'm-1' };
    const answers = (await Promise.all(Array.from({ length: 20 }, () => world.post('/messages', body)))) as { messageId: string }[];
    expect(new Set(answers.map((one) => one.messageId)).size).toBe(1);
    await world.settled();
    expect(world.drain('g1').filter((one) => one.card?.title === '投诉草稿')).toHaveLength(1);
    const said = await world.get<{ from: string }[]>('/chats/g1/messages?after=0');
    expect(said.filter((one) => one.from === 'staff1')).toHaveLength(1);
    expect(await world.post('/messages', body)).toEqual(answers[0]);
    await world.settled();
    world.nothingElse();
    // Another person's message may carry the same id.
    await world.post('/messages', { ...body, from: 'staff2', text: '帮助' });
    await world.settled();
    world.expects('g1', /登记和跟进/);
    await world.ends();
  });

  test('a tap as well', async () => {
    await world.says('staff1', LEAK);
    const draft = world.expects('g1', /投诉草稿/).card;
    if (draft === null) throw new Error('no draft');
    const answers = await Promise.all(Array.from({ length: 10 }, () => taps(draft, 'staff1', 'confirm', { clientMsgId: 't-1' })));
    expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify({ accepted: true, message: '已登记 LH-20260302-0001' })]));
    await world.settled();
    world.forget();
    await world.ends();
  });
});

test('one person’s burst in one chat is worked in the order it was sent', async () => {
  const number = await registers(world, LEAK, 'staff2');
  for (let count = 1; count <= 25; count++) {
    await world.post('/messages', { chat: 'staff1', from: 'staff1', text: `${number} 补充:第${count}条` });
  }
  await world.settled();
  const [kept] = await rows<{ content: string }>(`select content from complaint where ${OF_COMPANY}`);
  expect((kept?.content.match(/第\d+条/g) ?? []).join()).toBe(Array.from({ length: 25 }, (_, index) => `第${index + 1}条`).join());
  world.forget();
  await world.ends();
});

test('thirty acts of many people on one case at once all count, one after another', async () => {
  const number = await registers(world, LEAK);
  await Promise.all(
    ['staff1', 'staff2', 'customer-manager1', 'property-cs-manager1', 'project-director1'].flatMap((person) =>
      Array.from({ length: 6 }, () => world.post('/messages', { chat: person, from: person, text: `${number} 又有1户反映` })),
    ),
  );
  await world.settled();
  const [one] = await rows<{ households: number; level: string }>(`select (facts ->> 'households')::int as households, level from complaint where ${OF_COMPANY}`);
  expect(one).toEqual({ households: 31, level: 'major' });
  expect(world.drain('regional-gm1').filter((each) => each.text.includes('备案'))).toHaveLength(1);
  world.forget();
  await world.ends();
});

test('the clock moved by many at once goes forward by all of them, and each deadline speaks once', async () => {
  await registers(world, LEAK);
  await Promise.all(Array.from({ length: 6 }, () => world.post('/clock', { advance: 'PT1H' })));
  await world.settled();
  expect(await world.get<{ now: string }>('/clock')).toMatchObject({ now: '2026-03-02T15:00:00+08:00' });
  expect(world.drain('property-cs-manager1').filter((one) => /提醒.*首次联系客户/.test(one.text))).toHaveLength(2);
  expect(world.drain('project-director1').filter((one) => one.text.includes('超时'))).toHaveLength(1);
  expect(world.drain(`sms:${PHONE}`)).toEqual([]);
  world.forget();
  await world.ends();
});
