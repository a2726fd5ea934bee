import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AREA_NAMES, auditAll } from '../../src/flow/audit.js';
import { open } from '../../src/platform/database/open.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE, registers, valueOf } from './told.js';

/** The customer's own side: the links in his SMS, what he sees there, and what it does when he says so. */
let world: World;
beforeAll(async () => {
  world = await World.open('customer_links', { PUBLIC_URL: 'https://kesu.example.cn/' });
});
afterAll(async () => {
  await world.close();
});

const HANDLER = 'property-cs-manager1';
const VISITOR = 'customer-manager1';
const HEAD = 'project-director1';

interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function opens(path: string): Promise<Page> {
  const answer = await fetch(world.app.url + path, { redirect: 'manual' });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** Sends the page's form as a phone does: its own hidden fields, and what was filled in. Returns where it leads. */
async function sends(path: string, fields: Record<string, string>, page?: Page): Promise<Page> {
  const shown = page ?? (await opens(path));
  const hidden = Object.fromEntries([...shown.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
  const answer = await fetch(world.app.url + path, { method: 'POST', body: new URLSearchParams({ ...hidden, ...fields }), redirect: 'manual' });
  await world.settled();
  if (answer.status !== 303) return { status: answer.status, text: await answer.text(), headers: answer.headers };
  return opens(answer.headers.get('location') ?? '');
}

const pathIn = (text: string, door: 'p' | 'r'): string => new RegExp(`https://kesu\\.example\\.cn(/${door}/[\\w-]{34})(?![\\w-])`).exec(text)?.[1] ?? '';

async function begins(pack = 'longfor-hangzhou', at = '2026-03-02T09:00:00+08:00'): Promise<{ number: string; progress: string }> {
  await world.begins(pack, at);
  await world.says('staff1', LEAK);
  const answer = await world.taps('staff1', '确认登记', { chat: 'g1' });
  const sms = world.expectsSms(PHONE, /已登记/);
  world.forget();
  return { number: /[A-Z]+-\d{8}-\d{4}/.exec(answer.message)?.[0] ?? '', progress: pathIn(sms.text, 'p') };
}

async function finishes(number: string): Promise<string> {
  await world.tells(HANDLER, `${number} 处理完毕,换了水管`);
  const sms = world.expectsSms(PHONE, /已处理完毕.*请您评价/);
  world.expects(HANDLER, /转回访/);
  expect(world.expects(VISITOR, new RegExp(`回访 ${number}`)).card?.basis).toEqual(['LF-D14']);
  world.forget();
  return pathIn(sms.text, 'r');
}

describe('the link to the progress', () => {
  let number = '';
  let progress = '';

  test('every SMS carries number, name, call-back phone and the link; its path is at most 40 characters', async () => {
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    await world.says('staff1', LEAK);
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    const registered = world.expectsSms(PHONE, /已登记/).text;
    await world.tells(HANDLER, 'LH-20260302-0001 联系不上');
    const unreachable = world.expectsSms(PHONE, /未能与您接通/).text;
    for (const text of [registered, unreachable]) {
      expect(text).toMatch(/王女士/);
      expect(text).toMatch(/LH-20260302-0001/);
      expect(text).toMatch(/400-000-0000/);
      expect(pathIn(text, 'p').length).toBe(37);
      expect(text).not.toMatch(/\/r\//);
    }
    number = 'LH-20260302-0001';
    progress = pathIn(registered, 'p');
    world.forget();
  });

  test('shows in kind words how it stands, without sums, people, rooms or phones, and loads nothing', async () => {
    await world.tells(HANDLER, `${number} 派单给张伟`);
    await world.tells(HANDLER, `${number} 方案:更换水管并赔偿6000元`);
    world.forget();
    const page = await opens(progress);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/办理进展.*LH-20260302-0001.*正在处理.*处理方案正在审核.*最晚3月5日/s);
    expect(page.text).toMatch(/href="tel:400-000-0000"/);
    expect(page.text).not.toMatch(/6000|1380|1501|王女士|张伟|水管|赔|漏水/);
    expect(page.text).not.toMatch(/<script|<img|<link|src=|@import|url\(/);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect([page.headers.get('x-robots-tag'), page.headers.get('referrer-policy'), page.headers.get('set-cookie')]).toEqual(['noindex, nofollow', 'no-referrer', null]);
  });

  test('仍未解决 before the end chases once a state: handler and supervisor in private, and it stands in the record', async () => {
    const old = await opens(progress);
    const after = await sends(progress, { words: '还在漏\n  打13912345678找我' });
    expect(after.text).toMatch(/已收到您的意见/);
    for (const who of [HANDLER, HEAD]) expect(world.expects(who, /客户催办.*LH-20260302-0001.*仍未解决:还在漏 打139\*\*\*\*5678找我.*尽快联系/).card).toBeNull();
    world.nothingElse();
    await sends(progress, { words: '再按一次' }, old);
    await world.ends();
    // What happens next is another state, in which he may press again; the old page then does nothing.
    await world.tells(HANDLER, `${number} 撤回审批`);
    world.forget();
    await sends(progress, { words: '旧页面' }, old);
    world.nothingElse();
    await sends(progress, { words: '' });
    world.expects(HANDLER, /客户催办/);
    world.expects(HEAD, /客户催办/);
    await world.ends();
  });

  test('a wrong, altered or foreign link is one kind sentence, the same for all; only its own pages take forms', async () => {
    const other = `${progress.slice(0, -1)}${progress.endsWith('A') ? 'B' : 'A'}`;
    const wrong = ['/p/x', other, progress.replace('/p/', '/r/'), `${progress}A`, '/r/%E5%AE%A2', `/p/${'A'.repeat(34)}`];
    const pages = await Promise.all(wrong.map(opens));
    expect(new Set(pages.map((page) => `${page.status} ${page.text}`)).size).toBe(1);
    expect(pages[0]?.status).toBe(404);
    expect(pages[0]?.text).toMatch(/链接已经失效.*请致电/);
    const posted = await fetch(world.app.url + other, { method: 'POST', body: new URLSearchParams({ words: 'x' }) });
    expect([posted.status, await posted.text()]).toEqual([404, pages[0]?.text]);
    const elsewhere = await fetch(`${world.app.url}/api/simulator/settle`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
    expect(elsewhere.status).toBe(415);
    const big = await fetch(world.app.url + progress, { method: 'POST', body: new URLSearchParams({ words: '长'.repeat(3000) }) });
    expect(big.status).toBe(413);
    world.nothingElse();
  });

  test('a form sent over and over is asked to wait', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 8; time++) statuses.push((await fetch(world.app.url + progress, { method: 'POST', body: new URLSearchParams({}), redirect: 'manual' })).status);
    expect(statuses.at(-1)).toBe(429);
    await world.settled();
    await world.ends();
  });
});

describe('the rating', () => {
  test('不满意 by link reopens the case and counts; the link is used up, and the next closing asks anew', async () => {
    const { number } = await begins();
    const rating = await finishes(number);
    expect((await opens(rating)).text).toMatch(/您对处理结果满意吗.*value="satisfied" required.*基本满意.*不满意/s);
    expect((await sends(rating, { words: '没选' })).text).toMatch(/请先选择是否满意/);
    world.nothingElse();
    const after = await sends(rating, { score: 'dissatisfied', words: '墙面<b>没修' });
    expect(after.text).toMatch(/您的评价：不满意.*很抱歉/s);
    for (const who of [HANDLER, HEAD]) world.expects(who, /客户在线评价不满意\(第 1 次\),已重新处理.*客户说:墙面<b>没修/);
    world.nothingElse();
    await sends(rating, { score: 'satisfied' });
    world.nothingElse();
    expect((await opens(rating)).text).toMatch(/您的评价：不满意/);
    const next = await finishes(number);
    expect(next).not.toBe(rating);
    await world.taps(VISITOR, '回访满意', { title: /^回访/, input: { text: '这次修好了' } });
    world.expects('g1', /回访满意,已结案/);
    const ledger = await (await fetch(`${world.app.url}/api/ledger.csv`)).text();
    expect(ledger.split('\n')[0]).toContain('客户评价');
    expect(ledger).toMatch(/客户在线评价不满意:墙面<b>没修/);
    world.forget();
    await world.ends();
  });

  test('a good rating is shown to the visitor, who still rings; on the card and in the ledger', async () => {
    const { number } = await begins();
    const rating = await finishes(number);
    await sends(rating, { score: 'fair', words: '慢了点' });
    world.expects(HANDLER, /客户在线评价:基本满意.客户说:慢了点$/);
    world.expects(VISITOR, /客户在线评价:基本满意.*仍请电话回访/);
    world.nothingElse();
    expect(valueOf(await world.card(VISITOR, (card) => card.title === `回访 ${number}`), '客户评价')).toBe('基本满意:慢了点');
    expect(await (await fetch(`${world.app.url}/api/ledger.csv`)).text()).toMatch(/,基本满意,/);
    await world.ends();
  });

  test('asked once, reminded once on the third day, over after seven: 未评价 on the record', async () => {
    const { number } = await begins();
    const rating = await finishes(number);
    await world.movesTo('2026-03-05T10:00:00+08:00');
    expect(pathIn(world.expectsSms(PHONE, /进行回访.*请您评价/).text, 'r')).toBe(rating);
    world.forget();
    await world.movesTo('2026-03-09T09:00:00+08:00');
    expect(world.drain(`sms:${PHONE}`)).toEqual([]);
    world.expects(VISITOR, /7 天内没有在线评价,已记为未评价,请继续电话回访/);
    expect((await opens(rating)).status).toBe(404);
    expect((await sends(rating, { score: 'satisfied' }, { status: 0, text: '', headers: new Headers() })).status).toBe(404);
    expect(await (await fetch(`${world.app.url}/api/ledger.csv`)).text()).toMatch(/,未评价,/);
    world.forget();
    await world.ends();
  });

  test('仍未解决 after the close opens it again; thirty days later the link is over', async () => {
    const { number, progress } = await begins();
    await finishes(number);
    await world.taps(VISITOR, '回访满意', { title: /^回访/, input: { text: '好' } });
    world.forget();
    const page = await sends(progress, { words: '又漏了' });
    expect(page.text).toMatch(/正在重新处理/);
    for (const who of [HANDLER, HEAD]) world.expects(who, /仍未解决\(第 1 次\),已重新处理.*客户说:又漏了/);
    world.nothingElse();
    const rating = await finishes(number);
    expect(rating).not.toBe('');
    await world.taps(VISITOR, '回访满意', { title: /^回访/, input: { text: '好' } });
    await world.advances('P29D');
    expect((await opens(progress)).text).toMatch(/已办结/);
    await world.advances('P1D');
    expect((await opens(progress)).status).toBe(404);
    world.forget();
    await world.ends();
  });
});

/** What reconcile says of return visits with a fault planted, which is then taken back. */
async function findsWith(fault: string): Promise<string[]> {
  const { house } = world.app.service;
  const found: string[] = [];
  const back = new Error('taken back');
  const planted = house.work.inTransaction(async (tx) => {
    await open(tx).run(fault);
    for await (const one of auditAll(tx, { machineNow: null })) if (one.area === 'visit') found.push(`${AREA_NAMES[one.area]} ${one.row}:${one.fault}`);
    throw back;
  });
  await expect(planted).rejects.toBe(back);
  // The companies of the stories before have a case of the same number.
  return [...new Set(found)];
}

describe('the return visit', () => {
  test('is another’s than the handler’s: what the handler records of his own work is refused', async () => {
    const { number } = await begins();
    await finishes(number);
    await world.tells(HANDLER, `${number} 回访满意`);
    world.expects(HANDLER, /由.*回访并记录结果/);
    await world.ends();
  });

  test('a finished case after which nobody asks is found by reconcile: a miss on the record is enough', async () => {
    const { number } = await begins();
    await finishes(number);
    expect(await findsWith('select 1')).toEqual([]);
    expect(await findsWith("update clock set state = 'cancelled' where met_by = 'visited'")).toEqual([`回访 ${number}:已处理完毕,却没有安排回访,也没有回访或未访到的记录`]);
    expect(await findsWith("update clock set state = 'cancelled', missed_at = due_at where met_by = 'visited'")).toEqual([]);
    await world.ends();
  });

  test('three failed calls are a recorded miss and one SMS with the rating link; a good rating then closes', async () => {
    const { number } = await begins();
    const rating = await finishes(number);
    for (const time of [1, 2]) {
      await world.taps(VISITOR, '联系不上', { title: /^回访/ });
      world.nothingElse();
      expect(time).toBeLessThan(3);
    }
    await world.taps(VISITOR, '联系不上', { title: /^回访/ });
    expect(pathIn(world.expectsSms(PHONE, /进行回访.*是否满意.*请您评价/).text, 'r')).toBe(rating);
    world.nothingElse();
    await world.movesTo('2026-03-05T10:30:00+08:00');
    expect(world.drain(`sms:${PHONE}`).filter((one) => /请您评价/.test(one.text))).toEqual([]);
    world.forget();
    await sends(rating, { score: 'satisfied', words: '谢谢' });
    world.expects('g1', /客户已评价,已结案/);
    world.expects(HANDLER, /客户在线评价:满意/);
    world.nothingElse();
    expect(valueOf(await world.card(HANDLER, (card) => card.title === `投诉 ${number}`), '状态')).toBe('已结案');
    await world.ends();
  });
});

test('a third failed call an hour after the reminder is a recorded miss; the same words do not go out again that day', async () => {
  const { number } = await begins();
  await finishes(number);
  await world.movesTo('2026-03-05T10:00:00+08:00');
  world.expectsSms(PHONE, /进行回访.*请您评价/);
  world.forget();
  let said = '';
  for (const time of [1, 2, 3]) {
    await world.movesTo(`2026-03-05T10:${time}0:00+08:00`);
    said = (await world.taps(VISITOR, '联系不上', { title: /^回访/ })).message;
  }
  expect(said).toMatch(new RegExp(`${number} 回访 3 次没有联系上,之前已发过短信`));
  world.nothingElse();
  await world.ends();
});

test('a case closed over its dissatisfied customer by the book stays closed: he is rung', async () => {
  await world.begins('nanguang-property', '2026-03-02T09:00:00+08:00');
  const number = await registers(world, LEAK);
  const handler = 'service-assistant1';
  let progress = '';
  for (let time = 0; time < 3; time++) {
    await world.tells(handler, `${number} 处理完毕,重做防水`);
    const sms = world.drain(`sms:${PHONE}`).at(-1);
    if (sms !== undefined) progress = pathIn(sms.text, 'p');
    await world.tells(handler, `${number} 回访不满意,还在漏`);
  }
  await world.tells('service-supervisor1', `${number} 结案,理由:已按方案办理完,客户仍不接受`);
  world.forget();
  const page = await sends(progress, { words: '不接受' });
  expect(page.text).toMatch(/已收到您的意见/);
  world.expects(handler, /客户催办.*不接受.请致电客户说明/);
  world.expects('service-supervisor1', /客户催办/);
  expect(valueOf(await world.card(handler, (card) => card.title === `投诉 ${number}`), '状态')).toBe('已结案');
  await world.ends();
});
