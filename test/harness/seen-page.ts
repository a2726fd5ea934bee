import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './browser.js';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = 'test-results';
/** Generous, because a busy machine draws Chinese pages slowly; a state that never comes still ends the test. */
export const PATIENCE = 90_000;

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly path?: string;
  readonly touch?: boolean;
}

/**
 * A page as somebody who asked for less motion sees it: a colour half way between two states is nobody's design, and axe
 * must not measure it.
 */
export async function seesPage(browser: Browser, url: string, { width = 1440, height = 900, path = '', touch = false }: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'zh-CN',
    bypassCSP: true,
    reducedMotion: 'reduce',
    hasTouch: touch,
  });
  const page = await openPage(context, url, path);
  page.setDefaultTimeout(PATIENCE);
  return page;
}

/** Everything the newcomer's page has is there. */
export async function seesChat(browser: Browser, url: string, look: Look = {}): Promise<Page> {
  const page = await seesPage(browser, url, look);
  await page.getByTestId('chat-input').waitFor();
  return page;
}

/** Chooses at the top whose page it is. */
export async function become(page: Page, person: string): Promise<void> {
  await page.getByTestId('person-switcher').click();
  await page.getByTestId(`person-option-${person}`).click();
  await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'detached' });
}

export async function shoots(page: Page, name: string, fullPage = false): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });
}

type Impact = 'any' | 'serious';

/** What axe finds, one line each: everything, or only what it calls serious or worse. */
export async function axeFinds(page: Page, impact: Impact = 'serious'): Promise<string[]> {
  // A button still at work is paler on purpose.
  await page.locator('.ant-btn-loading').waitFor({ state: 'detached' });
  await page.evaluate(AXE);
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter((one) => ${impact === 'any'} || ['serious', 'critical'].includes(one.impact))
    .map((one) => one.id + ': ' + one.nodes[0]?.html))`);
}

export const standsOutSideways = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
