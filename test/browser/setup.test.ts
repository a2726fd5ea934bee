import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { drawChinese, openBrowser } from '../harness/browser.js';
import { startApp, type RunningApp } from '../harness/app.js';
import { PaperPlatform } from '../harness/paper-platform.js';
import { axeFinds, PATIENCE, seesPage, shoots, standsOutSideways } from '../harness/seen-page.js';

/** The set-up page as a new administrator uses it, in a real browser. */
describe('the set-up page', () => {
  const wecom = new PaperPlatform('wecom');
  let app: RunningApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    wecom.lists(['boss', '张老板'], ['lead', '王主管'], ['staff', '李员工'], ['fin', '钱财务']);
    app = await startApp('setup_page', { SIMULATOR: 'off' }, [wecom.opener]);
    await wecom.says('boss', app.service.codes[0]?.code ?? '');
    browser = await openBrowser();
    page = await seesPage(browser, app.url);
  }, 2 * PATIENCE);
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  test('who is not signed in is led to the platforms', async () => {
    await page.getByTestId('sign-in-wecom').waitFor();
    expect(await page.getByTestId('sign-in-wecom').getAttribute('href')).toBe('/api/sign-in/wecom?to=%2F%23setup');
    await shoots(page, 'sign-in-1440');
    expect(await axeFinds(page)).toEqual([]);
  }, PATIENCE);

  test('what is missing stands at the top; people are read from the platform at once', async () => {
    // The platform asks nothing and sends the browser back with a code.
    wecom.codes.set('boss-code', 'boss');
    await page.route('**/api/sign-in/wecom*', async (route) => {
      const answer = await route.fetch({ maxRedirects: 0 });
      const { searchParams } = new URL(answer.headers()['location'] ?? '');
      const back = new URL(searchParams.get('redirectUri') ?? '').pathname;
      await route.fulfill({ response: answer, headers: { ...answer.headers(), location: `${app.url}${back}?code=boss-code&state=${searchParams.get('state') ?? ''}` } });
    });
    await page.getByTestId('sign-in-wecom').click();
    await page.getByTestId('standing').waitFor();
    await drawChinese(page, app.url);
    await page.getByTestId('vacancies').getByText('还没有项目').waitFor();
    expect(await page.getByTestId('go-live').isDisabled()).toBe(true);
    await page.getByTestId('read-people').click();
    await page.getByText('通讯录已同步').waitFor();
    await page.getByText('还有别的公司').click();
    await page.getByLabel('新公司名称').waitFor();
    await shoots(page, 'setup-1440');
    expect(await axeFinds(page)).toEqual([]);
  }, PATIENCE);

  test('a project and the people of a role are saved together', async () => {
    await page.getByLabel('公司名称', { exact: true }).fill('甲物业');
    await page.getByTestId('part-projects').click();
    await page.getByTestId('add-project').click();
    await page.getByLabel('项目名称').fill('滨江一号');
    await page.getByTestId('part-holders').click();
    await page.getByLabel('受理人').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '李员工' }).first().click();
    await page.keyboard.press('Escape');
    await shoots(page, 'setup-holders-1440');
    expect(await axeFinds(page)).toEqual([]);
    await page.getByTestId('setup-save').click();
    await page.getByText('已保存').waitFor();
    await page.getByText('甲物业').first().waitFor();
    expect(await page.getByTestId('vacancies').textContent()).not.toMatch(/还没有项目|受理人/);
  }, PATIENCE);

  test('a file fills the rest, its mistakes are named by line, and the company begins', async () => {
    const roles = await page.locator('.setup-row-role .ant-select').count();
    expect(roles).toBeGreaterThan(3);
    const upload = (text: string) => page.locator('input[type=file]').first().setInputFiles({ name: '岗位.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByTestId('part-holders').click();
    await upload('姓名,账号,岗位,项目\n无名氏,,员工,全部\n');
    await page.getByTestId('setup-trouble').getByText('第 2 行').waitFor();
    const view = await (await page.request.get(`${app.url}/api/setup`)).json() as { roles: { name: string }[] };
    const lines = view.roles.map((role) => `王主管,,${role.name},全部`);
    await upload(`\uFEFF姓名,账号,岗位,项目\r\n张老板,boss,管理员,全部\r\n${lines.join('\r\n')}\r\n"李员工",staff,员工,滨江一号\r\n`);
    await page.getByText('已按文件更新').waitFor();
    await page.getByTestId('go-live').click();
    await page.getByTestId('standing').getByText('已启用,正在受理投诉'.replace(',', '，')).waitFor();
    await page.getByTestId('part-duties').click();
    await page.getByRole('button', { name: '添加值班' }).click();
    await shoots(page, 'setup-duties-1440');
    expect(await axeFinds(page)).toEqual([]);
  }, PATIENCE);

  test('as narrow as a phone nothing stands out sideways', async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    for (const part of ['company', 'projects', 'groups', 'deputies', 'duties', 'holders']) {
      await page.getByTestId(`part-${part}`).click();
      expect([part, await standsOutSideways(page)]).toEqual([part, false]);
    }
    await page.getByTestId('part-holders').click();
    await shoots(page, 'setup-375');
    expect(await axeFinds(page)).toEqual([]);
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-wecom').waitFor();
    await shoots(page, 'sign-in-375');
  }, PATIENCE);
});
