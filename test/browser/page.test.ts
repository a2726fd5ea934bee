import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.js';
import { PHOTO } from '../harness/photo.js';
import { axeFinds, become, PATIENCE, seesChat, shoots } from '../harness/seen-page.js';
import { World } from '../harness/world.js';

/** The page as a newcomer uses it, in a real browser. */
describe('the chat page', () => {
  let world: World;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    world = await World.open('page');
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    browser = await openBrowser();
    page = await seesChat(browser, world.app.url);
  }, 2 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const log = () => page.getByRole('log');

  test('talk: the example is sent and the bot asks', async () => {
    await become(page, 'staff1');
    await page.getByTestId('chat-item-g1').click();
    // The composer belongs to the chat: it is written in once that chat is the one shown.
    await page.getByTestId('chat-title').filter({ hasText: '滨江一号客服群' }).waitFor();
    await page.getByTestId('chat-input').fill('3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台');
    await page.getByTestId('chat-input').press('Enter');
    await log().getByText('怎么称呼').waitFor();
    await page.getByTestId('chat-input').fill('王女士 13800138000');
    await page.getByTestId('chat-send').click();
    await log().getByRole('button', { name: '确认登记' }).waitFor();
    await shoots(page, '1-draft');
  }, 2 * PATIENCE);

  test('confirm: the number appears in the group and the customer’s phone rings', async () => {
    await log().getByRole('button', { name: '确认登记' }).click();
    await log().getByText(/已登记：LH-20260302-0001/).waitFor();
    await page.getByTestId('phone-13800138000').getByText('王女士您好').waitFor();
    await shoots(page, '2-registered');
  }, 2 * PATIENCE);

  test('approve: the finance director looks at the picture and taps 同意', async () => {
    await world.tells('customer-manager1', 'LH-20260302-0001 补充:现场照片', [PHOTO]);
    await world.tells('customer-manager1', 'LH-20260302-0001 方案:更换水管并赔偿6000元');
    await become(page, 'finance1');
    await page.getByTestId('chat-item-finance1').click();
    await log().getByText('赔付审核').first().waitFor();
    const picture = log().getByTestId('card-picture');
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate('(image) => image.decode()');
    await shoots(page, '3-approval');
    await log().getByTestId('card-action-approve').click();
    await log().getByText(/已由 褚云/).waitFor();
  }, 2 * PATIENCE);

  test('the clock is moved on and a nudge arrives', async () => {
    await become(page, 'project-director1');
    const before = await page.getByTestId('clock-now').textContent();
    await page.getByTestId('clock-next-workday').click();
    await page.getByTestId('clock-now').filter({ hasNotText: before ?? '' }).waitFor();
    await shoots(page, '4-next-day');
  }, 2 * PATIENCE);

  test('axe finds nothing serious, wide and as narrow as a phone', async () => {
    for (const [width, height] of [
      [1440, 900],
      [375, 812],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await axeFinds(page)).toEqual([]);
      await shoots(page, `5-${width}`);
    }
  }, 2 * PATIENCE);
});
