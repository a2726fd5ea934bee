import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from '../harness/browser.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from '../stories/told.js';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Runs in the page: what axe calls serious or worse, one line each. */
const SERIOUS = `axe.run().then(({ violations }) => violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => one.id + ': ' + one.nodes[0]?.html))`;
const SHOTS = 'test-results';
const PATIENCE = 60_000;
const HANDLER = 'property-cs-manager1';

/** 提醒去向 below the overview, and the 待办 card in the chat, in a real browser. */
describe('what became of every nudge', () => {
  let world: World;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
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
    const context = await browser.newContext({ viewport: { width: 1440, height: 1400 }, locale: 'zh-CN', bypassCSP: true, reducedMotion: 'reduce' });
    page = await openPage(context, world.app.url);
    page.setDefaultTimeout(PATIENCE);
    await page.getByTestId('chat-input').waitFor();
  }, 3 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const become = async (person: string): Promise<void> => {
    await page.getByTestId('person-switcher').click();
    await page.getByTestId(`person-option-${person}`).click();
    await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'detached' });
  };
  const axe = async (): Promise<string[]> => {
    await page.evaluate(AXE);
    return page.evaluate<string[]>(SERIOUS);
  };
  const count = async (fate: string): Promise<number> => Number(await page.getByTestId(`nudge-fate-${fate}`).locator('.nudge-fate-count').textContent());

  test('the counts add up to what was due, and choose the lines below', async () => {
    await page.getByTestId('overview').click();
    await become('project-director1');
    await page.locator('.nudge-table').waitFor();
    const due = Number(/应提醒 (\d+) 次/.exec((await page.locator('.nudges-head').textContent()) ?? '')?.[1]);
    let sum = 0;
    for (const fate of ['answered', 'delivered', 'merged', 'moved', 'withdrawn', 'failed', 'underway']) sum += await count(fate);
    expect(sum).toBe(due);
    expect(await page.locator('.nudge-table tbody tr').count()).toBe(due);
    await page.screenshot({ path: `${SHOTS}/nudge-ledger-1440.png` });
    const withdrawn = await count('withdrawn');
    expect(withdrawn).toBeGreaterThan(0);
    await page.getByTestId('nudge-fate-withdrawn').click();
    await page.locator('.nudge-table tbody tr').nth(withdrawn).waitFor({ state: 'detached' });
    expect(new Set(await page.locator('.nudge-table .nudge-tag').allTextContents())).toEqual(new Set(['已撤回']));
    expect(await axe()).toEqual([]);
  }, 2 * PATIENCE);

  test('as narrow as a phone, where nothing stands out sideways', async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    await page.locator('.nudges .case-item').first().waitFor();
    await page.locator('.nudges').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SHOTS}/nudge-ledger-375.png` });
    expect(await axe()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
  }, 2 * PATIENCE);

  test('the 待办 card in the chat', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByTestId('to-chats').click();
    await become(HANDLER);
    await page.getByText('为什么提醒我').last().waitFor();
    await page.screenshot({ path: `${SHOTS}/todo-card-1440.png` });
    expect(await page.getByText('已并入最新待办').count()).toBeGreaterThan(0);
    expect(await axe()).toEqual([]);
  }, 2 * PATIENCE);
});
