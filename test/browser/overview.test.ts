import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../harness/browser.js';
import { axeFinds, become, PATIENCE, seesChat, shoots, standsOutSideways } from '../harness/seen-page.js';
import { World } from '../harness/world.js';
import { LEAK, registers } from '../stories/told.js';

/** One more than a page holds. */
const CASES = 21;
const TROUBLES = ['客厅渗水', '墙面空鼓', '电梯故障', '保安态度恶劣', '卫生间漏水', '门窗漏风'];

/** 管理总览 as a manager uses it, in a real browser. */
describe('the overview', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  let first = '';

  beforeAll(async () => {
    world = await World.open('overview_page');
    await world.begins('longfor-hangzhou', '2026-03-02T08:30:00+08:00');
    first = await registers(world, LEAK);
    for (let n = 1; n < CASES - 1; n++) {
      const by = n % 3 === 0 ? 'g2' : 'g1';
      await world.says('staff1', `${n + 3}栋1单元${n}01业主王女士1380013${8100 + n}来电,${TROUBLES[n % TROUBLES.length]}${n % 4 === 0 ? ',要赔8000' : ''}`, { chat: by });
      await world.taps('staff1', '确认登记', { chat: by });
      const number = `LH-20260302-${String(n + 1).padStart(4, '0')}`;
      if (n % 3 === 1) await world.tells('project-director1', `${number} 已联系客户`);
      if (n % 6 === 1) await world.tells('project-director1', `${number} 派单给张伟`);
      if (n % 12 === 1) await world.tells('project-engineer1', `${number} 现场核实完了`);
      if (n % 4 === 0) await world.advances('PT1H');
    }
    const claim = await registers(world, '9栋1单元901业主周先生13800138777来电,厨房漏水,要赔6000');
    await world.tells('customer-manager1', `${claim} 已联系客户`);
    await world.tells('customer-manager1', `${claim} 方案:更换水管并赔偿6000元`);
    browser = await openBrowser();
    page = await seesChat(browser, world.app.url);
  }, 3 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const total = () => page.getByTestId('total');
  const numbers = (): Promise<string[]> => page.locator('.case-number').allTextContents();
  const count = async (left: string): Promise<number> => Number(/\d+/.exec((await page.getByTestId(`time-left-${left}`).locator('.time-left-count').textContent()) ?? '')?.[0]);

  test('who manages no project is told so and sees nothing', async () => {
    await page.getByTestId('overview').click();
    await page.getByText('总览由项目负责人及以上查看').waitFor();
    expect(await page.locator('.case-number').count()).toBe(0);
    await become(page, 'project-director1');
    await total().waitFor();
  }, 2 * PATIENCE);

  test('every open case, the most urgent first, in two pages', async () => {
    expect(await total().textContent()).toBe(String(CASES));
    const listed = await numbers();
    expect(listed).toHaveLength(20);
    expect(listed[0]).toBe(first);
    const counts = [];
    for (const left of ['overdue', 'hours', 'today', 'week', 'later']) counts.push(await count(left));
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(CASES);
    await shoots(page, 'overview-1440');
    await page.getByTitle('2', { exact: true }).click();
    await page.locator('.ant-table-row').nth(1).waitFor({ state: 'detached' });
    expect(await numbers()).toHaveLength(1);
  }, 2 * PATIENCE);

  test('a bar and the filters narrow it; the chart follows all filters but its own', async () => {
    const overdue = await count('overdue');
    expect(overdue).toBeGreaterThan(0);
    await page.getByTestId('time-left-overdue').click();
    await total().filter({ hasText: new RegExp(`^${overdue}$`) }).waitFor();
    expect(await page.getByTestId('time-left-overdue').getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByTestId('filter-overdue').isChecked()).toBe(true);
    await page.getByTestId('filter-clear').click();
    await total().filter({ hasText: new RegExp(`^${CASES}$`) }).waitFor();
    await page.getByTestId('filter-level').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '重要' }).click();
    await total().filter({ hasNotText: new RegExp(`^${CASES}$`) }).waitFor();
    expect(new Set(await page.locator('.ant-table-row .level').allTextContents())).toEqual(new Set(['重要']));
    await page.getByTestId('filter-clear').click();
    await total().filter({ hasText: new RegExp(`^${CASES}$`) }).waitFor();
  }, 2 * PATIENCE);

  test('a column sorts by keyboard, in the store', async () => {
    const head = page.locator('.cases').getByRole('columnheader', { name: '编号' });
    await head.focus();
    await page.keyboard.press('Enter');
    await page.locator('th[aria-sort="ascending"]').filter({ hasText: '编号' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('th[aria-sort="descending"]').filter({ hasText: '编号' }).waitFor();
    await page.locator('.ant-table-row').first().filter({ hasText: `0${CASES}` }).waitFor();
    const listed = await numbers();
    expect(listed).toEqual([...listed].sort().reverse());
  }, 2 * PATIENCE);

  test('axe finds nothing serious, wide and as narrow as a phone, where nothing stands out sideways', async () => {
    expect(await axeFinds(page)).toEqual([]);
    await page.setViewportSize({ width: 375, height: 812 });
    await page.locator('.case-item').first().waitFor();
    await shoots(page, 'overview-375');
    expect(await axeFinds(page)).toEqual([]);
    expect(await standsOutSideways(page)).toBe(false);
    await page.evaluate("document.querySelector('.overview-body').scrollTo(0, 600)");
    await shoots(page, 'overview-375-list');
  }, 2 * PATIENCE);

  test('and back to the chats', async () => {
    await page.getByTestId('to-chats').click();
    await page.getByTestId('chat-input').waitFor();
  }, 2 * PATIENCE);
});
