import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import { World, type Seen, type SeenCard } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** One living 待办 card per person: it rings, can be acted on where it stands, says why it came, and loses what is done. */
let world: World;
beforeAll(async () => {
  world = await World.open('todo_card_stories');
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
const SECOND = '5栋2单元1502业主李女士13800138001来电,客厅渗水';

const at = (seen: Seen): string => seen.at.slice(5, 16);
const todos = async (person: string): Promise<readonly SeenCard[]> => {
  const messages = await world.get<{ card: SeenCard | null }[]>(`/chats/${person}/messages?after=0`);
  return messages.flatMap(({ card }) => (card?.title.startsWith('待办提醒') === true ? [card] : []));
};
const living = async (person: string): Promise<SeenCard | undefined> => (await todos(person)).at(-1);
const MARKS: Readonly<Record<string, string>> = { '，': ',', '；': ';', '：': ':', '（': '(', '）': ')' };
/** What the card says, with the punctuation of a keyboard. */
const says = (card: SeenCard | undefined): string => (card?.facts.map(({ value }) => value).join('\n') ?? '').replace(/[，；：（）]/gu, (mark) => MARKS[mark] ?? mark);

describe('the card', () => {
  test('lists what waits; a newer nudge posts a new one, and the one before says so', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.advances('PT20M');
    const second = await registers(world, SECOND);
    await world.movesTo('2026-03-02T10:30:00+08:00');
    expect(at(world.expects(HANDLER, new RegExp(`^【提醒】${first}.*首次联系客户`)))).toBe('03-02T10:30');
    const only = await living(HANDLER);
    expect(only).toMatchObject({ title: '待办提醒', state: 'open' });
    expect(only?.basis).toHaveLength(1);
    await world.movesTo('2026-03-02T10:55:00+08:00');
    const rung = world.expects(HANDLER, /2 项/);
    expect(at(rung)).toBe('03-02T10:50');
    expect(rung.text).toMatch(new RegExp(`1\\. 【提醒】${first}[\\s\\S]*2\\. 【提醒】${second}`));
    const [before, now] = await todos(HANDLER);
    expect(before).toMatchObject({ state: 'void', buttons: [] });
    expect(says(before)).toBe('已并入最新待办');
    expect(now).toMatchObject({ title: '待办提醒 · 2 项', state: 'open' });
    world.nothingElse();
  });

  test('is left alone by an act after which only the time left would read otherwise', async () => {
    const [first] = await numbers(HANDLER);
    const before = await living(HANDLER);
    await world.advances('PT2M');
    await world.tells(HANDLER, `${first} 补充:业主又来电话催`);
    world.forget();
    expect(await living(HANDLER)).toEqual(before);
  });

  test('loses a line in place when somebody acts, and at last says that all is done', async () => {
    const [first, second] = await numbers(HANDLER);
    await world.taps(HANDLER, '第 1 项已联系客户');
    const left = await living(HANDLER);
    expect(left?.title).toBe('待办提醒');
    expect(says(left)).toContain(second);
    expect(says(left)).not.toContain(first);
    // Anybody's act counts.
    await world.tells('project-director1', `${second} 已联系客户`);
    world.expects('project-director1', /已联系上/);
    expect(await living(HANDLER)).toMatchObject({ state: 'done', buttons: [], facts: [{ label: '说明', value: '都办完了' }] });
    await world.movesTo('2026-03-02T12:00:00+08:00');
    world.forget();
    await world.ends();
  });

  test('is tapped by its person only; a collapsed one no more', async () => {
    const [before] = await todos(HANDLER);
    expect(await world.tapsCard(before?.id ?? '', HANDLER, 'snooze:30')).toMatchObject({ accepted: false });
    expect(await world.tapsCard(before?.id ?? '', 'staff1', 'why')).toMatchObject({ accepted: false });
    await world.ends();
  });

  test('a deadline that passes turns its line into 【超时】; work done late takes it off', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-02T12:00:01+08:00');
    expect(says(await living(HANDLER))).toMatch(/^【超时】.*首次联系客户,应于3月2日 12:00前完成/);
    await world.tells(HANDLER, `${number} 已联系客户`);
    expect(says(await living(HANDLER))).toBe('都办完了');
    world.forget();
    await world.ends();
  });
});

/** The numbers on a person's living card, in order. */
const numbers = async (person: string): Promise<readonly [string, string]> => {
  const [first = '', second = ''] = says(await living(person)).match(/[A-Z]+-\d{8}-\d+/g) ?? [];
  return [first, second];
};

describe('稍后提醒', () => {
  beforeAll(async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await registers(world, LEAK);
    await world.movesTo('2026-03-02T10:31:00+08:00');
    world.expects(HANDLER, /提醒.*首次联系客户/);
    world.nothingElse();
  });

  test('past the due time is refused, with the latest time there is', async () => {
    const card = await living(HANDLER);
    expect(card?.buttons.map(({ label }) => label).filter((label) => label.endsWith('后提醒'))).toEqual(['30 分钟后提醒', '1 小时后提醒']);
    await world.tells(HANDLER, '稍后提醒 2小时');
    world.expects(HANDLER, /12:00到期,最晚可推后到3月2日 11:59/);
    await world.tells(HANDLER, '稍后提醒 3小时');
    world.expects(HANDLER, /最多推后 2 小时/);
  });

  test('by button: what would come before then comes then, once, and the card says when', async () => {
    expect(await world.taps(HANDLER, '1 小时后提醒')).toMatchObject({ accepted: true });
    expect(says(await living(HANDLER))).toContain('3月2日 11:31再提醒');
    // 80 % would be at 11:24.
    await world.movesTo('2026-03-02T11:30:00+08:00');
    world.nothingElse();
    await world.movesTo('2026-03-02T11:35:00+08:00');
    expect(at(world.expects(HANDLER, /提醒.*首次联系客户.*还剩29 分钟/))).toBe('03-02T11:31');
    world.nothingElse();
  });

  test('what is overdue cannot be put off: the card says so and offers no such button', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const late = await registers(world, LEAK);
    await world.movesTo('2026-03-02T12:00:01+08:00');
    world.forget();
    const card = await living(HANDLER);
    expect(says(card)).toMatch(new RegExp(`【超时】${late}.*[^]*已超时的不能推后`));
    expect(card?.buttons.map(({ label }) => label).filter((label) => label.endsWith('后提醒'))).toEqual([]);
    await world.tells(HANDLER, `${late} 稍后提醒 30分钟`);
    world.expects(HANDLER, /已超时,不能再推后,请马上处理/);
    await world.ends();
  });
});

describe('稍后提醒 in words', () => {
  test('for one case; acted on before, it never comes', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-02T11:35:00+08:00');
    world.forget();
    await world.tells(HANDLER, `${number} 稍后提醒 十分钟`);
    world.expects(HANDLER, /3月2日 11:45再提醒您/);
    expect(await snoozesWaiting()).toBe(1);
    await world.tells(HANDLER, `${number} 已联系客户`);
    world.expects(HANDLER, /已联系上/);
    expect(await snoozesWaiting()).toBe(0);
    await world.movesTo('2026-03-02T13:00:00+08:00');
    world.forget();
    expect(says(await living(HANDLER))).toBe('都办完了');
    await world.ends();
  });
});

/** What 稍后提醒 has put into the queue. */
const snoozesWaiting = async (): Promise<number | undefined> => {
  const [row] = await world.app.service.house.work.withoutTransaction((tx) =>
    open(tx).rows<{ count: number }>(`select count(*) as count from timer where kind = 'nudge-snoozed' and state = 'waiting'`),
  );
  return row?.count;
};

describe('稍后提醒 at night', () => {
  /** 现场核实 within 24 hours (LF-D2): the engineer is nudged after twelve. */
  const dispatchedAt = async (time: string): Promise<string> => {
    await world.begins('longfor-hangzhou', `2026-03-02T${time}:00+08:00`);
    const number = await registers(world, LEAK);
    await world.tells(HANDLER, `${number} 已联系客户`);
    await world.tells(HANDLER, `${number} 派单给张伟`);
    return number;
  };

  test('comes after the quiet hours', async () => {
    await dispatchedAt('08:30');
    await world.movesTo('2026-03-02T20:31:00+08:00');
    world.forget();
    const done = await world.taps('project-engineer1', '1 小时后提醒');
    expect(done).toMatchObject({ accepted: true });
    expect(done.message).toMatch(/3月3日 08:00再提醒您.*夜间免打扰/);
    await world.movesTo('2026-03-03T08:01:00+08:00');
    const rung = world.drain('project-engineer1');
    expect(rung.map(at)).toEqual(['03-03T08:00']);
    expect(rung[0]?.text).toMatch(/^【提醒】.*现场核实/);
    world.forget();
    await world.ends();
  });

  test('is refused where the due time comes before they end', async () => {
    const number = await dispatchedAt('07:30');
    await world.movesTo('2026-03-02T19:31:00+08:00');
    world.forget();
    await world.tells('project-engineer1', `${number} 稍后提醒 2小时`);
    world.expects('project-engineer1', /3月3日 07:30到期,此前是夜间免打扰时段,不能推后/);
    await world.tells('project-engineer1', `${number} 稍后提醒 30分钟`);
    world.expects('project-engineer1', /3月2日 20:01再提醒您/);
    world.forget();
    await world.ends();
  });
});

describe('为什么提醒我', () => {
  test('which clock, by which rule, how it came about, why him, how often, and what comes next', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, LEAK);
    await world.movesTo('2026-03-02T10:31:00+08:00');
    world.expects(HANDLER, /提醒.*首次联系客户/);
    expect(await world.taps(HANDLER, '为什么提醒我')).toMatchObject({ accepted: true });
    const why = world.expects(HANDLER, /首次联系客户/).text;
    expect(why).toMatch(/【首次联系客户】[\s\S]*依据 .+:.+/);
    expect(why).toMatch(/起算:.*2026-03-02 09:00:00[\s\S]*到期:2026-03-02 12:00:00/);
    expect(why).toMatch(/为什么是您:.*您是滨江一号的/);
    expect(why).toContain('已提醒您 1 次:3月2日 10:30');
    expect(why).toMatch(/接下来:3月2日 11:24再提醒;3月2日 12:00到期,逾期记为超时并告知/);
    await world.tells(HANDLER, `${number} 为什么提醒我`);
    expect(world.expects(HANDLER, /首次联系客户/).text).toBe(why);
    await world.says(HANDLER, '为什么提醒我', { chat: 'g1' });
    world.expects('g1', /已发到您的私聊/);
    world.expects(HANDLER, /首次联系客户/);
    await world.tells('finance1', '为什么提醒我');
    world.expects('finance1', /没有待办提醒/);
    await world.ends();
  });

  test('an approval too; its cards by a button', async () => {
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
    const number = await registers(world, `${LEAK},要赔6000`);
    await world.tells('handler1', `${number} 已联系客户`);
    await world.tells('handler1', `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    await world.movesTo('2026-03-02T13:30:00+08:00');
    world.expects('finance1', /^【提醒】.*等您审核/);
    world.forget();
    await world.taps('finance1', '为什么提醒我');
    world.expects('finance1', /第 1 步审核[\s\S]*依据 ST-A2[\s\S]*这一步由/);
    await world.taps('finance1', '发审批卡片');
    world.expects('finance1', /^等您审批的有 1 项/);
    world.expects('finance1', /^赔付审核/);
    await world.taps('finance1', '同意');
    expect(says(await living('finance1'))).toBe('都办完了');
    // He has voted, the project's head has not.
    expect(says(await living('project-director1'))).toContain('等您审核');
    world.forget();
    await world.ends();
  });
});

describe('where the channel cannot change a card', () => {
  test('a nudge is words, with all the rest', async () => {
    const { house } = world.app.service;
    const able = house.changesCards;
    Object.assign(house, { changesCards: () => false });
    try {
      await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
      const number = await registers(world, LEAK);
      await world.advances('PT4M');
      await registers(world, SECOND);
      await world.movesTo('2026-03-02T10:31:00+08:00');
      expect(world.expects(HANDLER, /^您有 2 项待办/).card).toBeNull();
      expect(await todos(HANDLER)).toEqual([]);
      await world.tells(HANDLER, `${number} 稍后提醒 半小时`);
      world.expects(HANDLER, /3月2日 11:01再提醒您/);
      await world.tells(HANDLER, `${number} 为什么提醒我`);
      world.expects(HANDLER, /已提醒您 1 次:3月2日 10:30/);
      await world.tells(HANDLER, `${number} 已联系客户`);
      world.expects(HANDLER, /已联系上/);
      await world.movesTo('2026-03-02T11:20:00+08:00');
      world.nothingElse();
      await world.ends();
    } finally {
      Object.assign(house, { changesCards: able });
    }
  });
});

describe('the delivery ledger', () => {
  interface Ledger {
    readonly due: number;
    readonly difference: number;
    readonly counts: readonly { readonly fate: string; readonly count: number }[];
    readonly rows: readonly { readonly fate: string | null; readonly note: string; readonly number: string; readonly dueAt: string }[];
  }
  const ledger = async (search: string): Promise<{ readonly status: number; readonly body: Ledger }> => {
    const answer = await fetch(`${world.app.url}/api/delivery?${search}`);
    return { status: answer.status, body: (await answer.json()) as Ledger };
  };

  test('accounts for every nudge that was due', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.advances('PT4M');
    const second = await registers(world, SECOND);
    await world.movesTo('2026-03-02T10:40:00+08:00');
    await world.taps(HANDLER, '1 小时后提醒');
    await world.tells(HANDLER, `${first} 已联系客户`);
    await world.movesTo('2026-03-02T12:00:00+08:00');
    await world.tells(HANDLER, `${second} 已联系客户`);
    const { body } = await ledger('from=2026-03-02&to=2026-03-02&size=100');
    expect(body.difference).toBe(0);
    const counts = Object.fromEntries(body.counts.map(({ fate, count }) => [fate, count]));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(body.due);
    expect(body.rows).toHaveLength(body.due);
    expect(counts).toMatchObject({ failed: 0, underway: 0 });
    const fates = (number: string): string[] => body.rows.filter((row) => row.number === number).map(({ dueAt, fate }) => `${dueAt.slice(11, 16)} ${fate}`);
    // 10:30 for the first took the second along; both were put off to 11:40, with what 80 % would have said before.
    expect(fates(first)).toEqual(['11:40 withdrawn', '11:24 moved', '10:30 answered']);
    expect(fates(second)).toEqual(['11:40 answered', '11:28 moved', '10:34 merged']);
    world.forget();
    await world.ends();
  });

  test('is for who manages projects; as a file too; a wrong period is said so', async () => {
    expect(await ledger('as=staff1')).toMatchObject({ status: 403 });
    expect(await ledger('as=project-director1')).toMatchObject({ status: 200, body: { difference: 0 } });
    expect(await ledger('from=2026-03-03&to=2026-03-02')).toMatchObject({ status: 400 });
    const file = await fetch(`${world.app.url}/api/delivery.csv?from=2026-03-02&to=2026-03-02`);
    const text = await file.text();
    expect(text).toMatch(/^\uFEFF?应提醒时间,编号/);
    expect(text.split('\r\n').length).toBeGreaterThan(5);
  });
});
