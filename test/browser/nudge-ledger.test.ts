import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.js';
import { axeFinds, become, PATIENCE, seesChat, shoots, standsOutSideways } from '../harness/seen-page.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from '../stories/told.js';

const HANDLER = 'property-cs-manager1';

/** 提醒去向 below the overview, and the 待办 card in the chat, in a real browser. */
describe('what became of every nudge', () => {
  let world: World;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    world = await World.open('nudge_ledger_page');
    await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const first = await registers(world, LEAK);
    await world.advances('PT4M');
    await registers(world, '5栋2单元1502业主李女士13800138001来电,客厅渗水');
    await world.movesTo('2026-03-02T10:40:00+08:00');
    await world.tells(HANDLER, `${first} 已联系客户`);
    await world.taps(HANDLER, '30 分钟后提醒');
    await world.movesTo('2026-03-02T11:40:00+08:00');
    browser = await openBrowser();
    page = await seesChat(browser, world.app.url, { height: 1400 });
  }, 3 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const count = async (fate: string): Promise<number> => Number(await page.getByTestId(`nudge-fate-${fate}`).locator('.nudge-fate-count').textContent());

  test('the counts add up to what was due, and choose the lines below', async () => {
    await page.getByTestId('overview').click();
    await become(page, 'project-director1');
    await page.locator('.nudge-table').waitFor();
    const due = Number(/应提醒 (\d+) 次/.exec((await page.locator('.nudges-head').textContent()) ?? '')?.[1]);
    let sum = 0;
    for (const fate of ['answered', 'delivered', 'merged', 'moved', 'withdrawn', 'failed', 'underway']) sum += await count(fate);
    expect(sum).toBe(due);
    expect(await page.locator('.nudge-table tbody tr').count()).toBe(due);
    await shoots(page, 'nudge-ledger-1440');
    const withdrawn = await count('withdrawn');
    expect(withdrawn).toBeGreaterThan(0);
    await page.getByTestId('nudge-fate-withdrawn').click();
    await page.locator('.nudge-table tbody tr').nth(withdrawn).waitFor({ state: 'detached' });
    expect(new Set(await page.locator('.nudge-table .nudge-tag').allTextContents())).toEqual(new Set(['已撤回']));
    expect(await axeFinds(page)).toEqual([]);
  }, 2 * PATIENCE);

  test('as narrow as a phone, where nothing stands out sideways', async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    await page.locator('.nudges .case-item').first().waitFor();
    await page.locator('.nudges').scrollIntoViewIfNeeded();
    await shoots(page, 'nudge-ledger-375');
    expect(await axeFinds(page)).toEqual([]);
    expect(await standsOutSideways(page)).toBe(false);
  }, 2 * PATIENCE);

  test('the 待办 card in the chat', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByTestId('to-chats').click();
    await become(page, HANDLER);
    await page.getByText('为什么提醒我').last().waitFor();
    await shoots(page, 'todo-card-1440');
    expect(await page.getByText('已并入最新待办').count()).toBeGreaterThan(0);
    expect(await axeFinds(page)).toEqual([]);
  }, 2 * PATIENCE);
});
