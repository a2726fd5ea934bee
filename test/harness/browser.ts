import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { chromium as launcher, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** A real Chromium from the npm registry; no system package is needed. */
export async function openBrowser(): Promise<Browser> {
  return launcher.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    headless: true,
  });
}

const require = createRequire(import.meta.url);
const FONT_CSS = require.resolve('@fontsource/noto-sans-sc/400.css');

/**
 * A page with Chinese glyphs: the machine may have no Chinese font, a user's has. The font is served to the page from
 * the package and exists in tests only.
 */
export async function openPage(context: BrowserContext, url: string, path = ''): Promise<Page> {
  const page = await context.newPage();
  const folder = FONT_CSS.replace(/400\.css$/, '');
  await page.route('**/test-font/**', async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').slice(2).join('/');
    await route.fulfill({ body: readFileSync(folder + name), contentType: 'font/woff2' });
  });
  await page.goto(url + path);
  await drawChinese(page, url);
  return page;
}

/** Again after every page that was loaded since. */
export async function drawChinese(page: Page, url: string): Promise<void> {
  const css = readFileSync(FONT_CSS, 'utf8').replaceAll('./files/', `${url}/test-font/files/`);
  await page.addStyleTag({ content: `${css} *{font-family:'Noto Sans SC',sans-serif !important}` });
}
