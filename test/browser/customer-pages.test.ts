import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { drawChinese, openBrowser } from '../harness/browser.js';
import { axeFinds, PATIENCE, seesPage, shoots, standsOutSideways } from '../harness/seen-page.js';
import { World } from '../harness/world.js';
import { LEAK, PHONE } from '../stories/told.js';

/** The customer's pages on a phone and on a wide screen, by finger and by keyboard. */
describe('customer pages', () => {
  let world: World;
  let browser: Browser;
  let progress = '';
  let rating = '';

  beforeAll(async () => {
    world = await World.open('customer_pages', { PUBLIC_URL: 'https://kesu.example.cn' });
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    browser = await openBrowser();
  }, 2 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const pathIn = (text: string, door: string): string => new RegExp(`/${door}/[\\w-]{34}`).exec(text)?.[0] ?? '';

  const shows = (width: number, path: string): Promise<Page> => seesPage(browser, world.app.url, { width, height: 812, path, touch: width < 500 });

  async function isClean(page: Page, shot: string): Promise<void> {
    await drawChinese(page, world.app.url);
    await page.evaluate('document.fonts.ready');
    await shoots(page, `customer-${shot}`, true);
    expect([shot, await axeFinds(page, 'any')]).toEqual([shot, []]);
    expect([shot, await standsOutSideways(page)]).toEqual([shot, false]);
  }

  test('progress: axe clean and never wider than the screen, 仍未解决 by keyboard alone', async () => {
    await world.says('staff1', LEAK);
    await world.taps('staff1', '确认登记', { chat: 'g1' });
    progress = pathIn(world.expectsSms(PHONE, /已登记/).text, 'p');
    for (const width of [320, 375, 1440]) await isClean(await shows(width, progress), `progress-${width}`);
    const page = await shows(375, progress);
    await page.keyboard.press('Tab');
    await page.keyboard.type('还在漏水');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('已收到您的意见').waitFor();
    await world.settled();
    world.expects('property-cs-manager1', /客户催办.*还在漏水/);
    await isClean(page, 'progress-said-375');
  }, 2 * PATIENCE);

  test('rating: a choice is needed, made with the keyboard, thanked for once', async () => {
    await world.tells('property-cs-manager1', 'LH-20260302-0001 处理完毕');
    rating = pathIn(world.expectsSms(PHONE, /请您评价/).text, 'r');
    for (const width of [320, 375, 1440]) await isClean(await shows(width, rating), `rating-${width}`);
    const page = await shows(375, rating);
    await page.getByRole('button', { name: '提交评价' }).tap();
    await page.getByRole('group', { name: '您对处理结果满意吗？' }).waitFor();
    await page.getByLabel('满意', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('慢了点');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('您的评价：基本满意').waitFor();
    await isClean(page, 'rated-375');
    await page.getByRole('link', { name: '查看办理进展' }).click();
    await page.getByText('已处理完毕，等待回访', { exact: true }).first().waitFor();
    await world.settled();
    world.expects('property-cs-manager1', /客户在线评价:基本满意.客户说:慢了点/);
  }, 2 * PATIENCE);

  test('a link that opens nothing', async () => {
    await isClean(await shows(375, `/p/${'x'.repeat(34)}`), 'gone-375');
  }, PATIENCE);
});
