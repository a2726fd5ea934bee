import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inflateRawSync } from 'node:zlib';
import * as directory from '../../src/directory/index.js';
import { syncDirectory } from '../../src/flow/directory-sync.js';
import { furtherCompany, goLive, saveSetup, setupOf } from '../../src/flow/setup.js';
import { startApp, type RunningApp } from '../harness/app.js';
import { PHOTO } from '../harness/photo.js';
import { PaperPlatform } from '../harness/paper-platform.js';
import { comesBack, signsIn } from '../harness/signed-in.js';

const REPORT = '滨江一号3栋2单元1501王女士13800138000来电,厨房漏水,要求赔8000';

/** Two companies of one organisation with equal projects, rooms, phones and numbers: no door shows one to the other. */
describe('two companies in one service', () => {
  const wecom = new PaperPlatform('wecom');
  let app: RunningApp;
  const ids = { a: '', b: '' };
  const cookies = { a: '', b: '' };
  let number = '';

  const settled = async (): Promise<void> => {
    for (const id of Object.values(ids)) await app.service.workers.settle(id);
  };
  const get = (path: string, cookie: string): Promise<Response> => fetch(`${app.url}${path}`, { headers: { cookie } });
  const asks = async (userId: string, text: string): Promise<string> => {
    wecom.sheets.length = 0;
    await wecom.says(userId, text);
    await settled();
    return wecom.takes(userId).map((one) => one.text).join('\n');
  };
  const open = async (which: 'a' | 'b', code: string): Promise<void> => {
    const by = { companyId: ids[which], personId: `wecom-lead-${which}` };
    const { house } = app.service;
    expect(await wecom.says(`lead-${which}`, code)).toBe('stored');
    const view = await setupOf(house, by);
    // Nobody approves his own plan.
    const heads = which === 'b' ? [by.personId, 'wecom-head-b'] : [by.personId];
    const holdings = view.roles.flatMap((role) => heads.map((person) => ({ person, role: role.id, project: '*' })));
    const projects = [{ id: '', name: '滨江一号', nicknames: [], buildings: [] }];
    const saved = await saveSetup(house, by, { ...view, name: `${which}物业`, projects, holdings });
    if (!saved.ok) throw new Error(saved.message);
    expect(await goLive(house, by)).toMatchObject({ ok: true });
  };

  beforeAll(async () => {
    const inA = { departments: ['2'] };
    const inB = { departments: ['31'] };
    wecom.departments = ['2', '3', '31'].map((id) => ({ id, name: id, parent: id === '31' ? '3' : null }));
    wecom.lists(['lead-a', '甲主管', inA], ['lead-b', '乙主管', inB], ['head-b', '乙总监', inB], ['staff-a', '甲员工', inA], ['staff-b', '乙员工', inB]);
    app = await startApp('companies_apart', { SIMULATOR: 'off' }, [wecom.opener]);
    const { house } = app.service;
    const [first] = await house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', 'wecom-corp'));
    ids.a = first?.companyId ?? '';
    const platform = app.service.platforms.find('wecom');
    if (platform !== null) await syncDirectory(house, platform);
    await open('a', app.service.codes[0]?.code ?? '');
    // Everybody was of the first company until its administrator said whose the others are.
    const second = await furtherCompany(house, { companyId: ids.a, personId: 'wecom-lead-a' }, { name: '乙', channel: 'wecom', departments: ['3'] });
    if (!second.ok) throw new Error(second.message);
    const companies = await house.doors.withoutTransaction((tx) => directory.companiesOf(tx, 'wecom', 'wecom-corp'));
    ids.b = companies.find((one) => one.companyId !== ids.a)?.companyId ?? '';
    if (platform !== null) await syncDirectory(house, platform);
    await open('b', second.value.code);
    cookies.a = (await signsIn(app.url, wecom, 'lead-a')).cookie;
    cookies.b = (await signsIn(app.url, wecom, 'lead-b')).cookie;
    for (const which of ['a', 'b'] as const) {
      await wecom.says(`staff-${which}`, which === 'a' ? REPORT : REPORT.replace('厨房漏水', '电梯困人'));
      await settled();
      const draft = wecom.takes(`staff-${which}`).find((one) => one.cardId !== null);
      const done = await wecom.taps(`staff-${which}`, draft?.cardId ?? '', draft?.buttons[0] ?? '');
      number = /ST-\d{8}-\d{4}/.exec(done.message)?.[0] ?? '';
    }
    await settled();
  });
  afterAll(async () => {
    await app.stop();
  });

  test('both gave the same number to the same room and phone', async () => {
    const rows = await app.service.house.doors.dataSource.query<object[]>('select company_id, number, customer_phone, rooms from complaint order by company_id');
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => JSON.stringify({ ...row, company_id: '' }))).size).toBe(1);
  });

  test('a query in chat finds one’s own case, and an outsider’s number is as unknown as any', async () => {
    expect(await asks('lead-a', number)).toMatch(/厨房漏水/);
    expect(await asks('lead-b', number)).toMatch(/电梯困人/);
    await wecom.says('staff-b', REPORT.replace('厨房漏水', '墙面渗水').replace('1501', '1502'));
    await settled();
    const draft = wecom.takes('staff-b').find((one) => one.cardId !== null && one.buttons.includes('confirm'));
    const done = await wecom.taps('staff-b', draft?.cardId ?? '', 'confirm');
    const foreign = /ST-\d{8}-\d{4}/.exec(done.message)?.[0] ?? '';
    expect(foreign).not.toBe(number);
    const unknown = number.replace(/\d{4}$/, '0999');
    expect((await asks('lead-a', foreign)).replaceAll(foreign, '#')).toBe((await asks('lead-a', unknown)).replaceAll(unknown, '#'));
    expect(await asks('lead-a', `${foreign} 处理完毕`)).not.toMatch(/墙面/);
  });

  test('lists and reports name nothing of the other', async () => {
    for (const words of ['我的待办', '今天到期', '谁手上最多', '台账', '13800138000', '3-2-1501', '电梯困人']) {
      expect(await asks('lead-a', words)).not.toMatch(/电梯困人.*ST-|墙面渗水|乙主管|乙员工/);
    }
  });

  test('the console shows each its own: overview, ledger, delivery, whatever `as` says', async () => {
    const overview = (await (await get('/api/overview?as=wecom-lead-b', cookies.a)).json()) as { rows: { subject: string }[]; total: number; handlers: { name: string }[] };
    expect(overview.rows.map((one) => one.subject)).toEqual(['厨房漏水']);
    expect(JSON.stringify(overview)).not.toMatch(/乙/);
    const other = (await (await get('/api/overview', cookies.b)).json()) as { total: number };
    expect(other.total).toBe(2);
    for (const path of ['/api/ledger.csv', '/api/delivery.csv', '/api/delivery']) {
      const answer = await get(`${path}?as=wecom-lead-b`, cookies.a);
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/电梯困人|墙面渗水|乙主管|乙员工/);
    }
    for (const table of ['projects', 'holders', 'deputies', 'duties', 'people']) {
      const file = await get(`/api/setup/${table}.csv`, cookies.a);
      expect([table, file.status, /乙|-b/.test(await file.text())]).toEqual([table, 200, false]);
    }
    const sheets = await Promise.all([cookies.a, cookies.b].map(async (cookie) => (await get('/api/ledger.xlsx?as=wecom-lead-b', cookie)).arrayBuffer()));
    expect(sheets.map((one) => one.byteLength > 1000)).toEqual([true, true]);
    for (const [place, workbook] of sheets.entries()) {
      const words = wordsOf(Buffer.from(workbook));
      expect([words.includes('厨房漏水'), words.includes('电梯困人')]).toEqual([place === 0, place === 1]);
    }
    expect((await get('/api/ledger.csv', '')).status).toBe(401);
    expect((await get('/api/overview?as=wecom-lead-a', '__Host-kesu=0000')).status).toBe(401);
  });

  test('papers of the other are answered as unknown ones', async () => {
    const foreign = number.replace(/\d{4}$/, '0002');
    const none = number.replace(/\d{4}$/, '0999');
    const [one, other] = await Promise.all([foreign, none].map(async (each) => (await get(`/api/cases/${each}/evidence-pack`, cookies.a)).text()));
    expect(one).toBe(other);
    expect((await get(`/api/cases/${foreign}/evidence-pack`, cookies.b)).status).toBe(200);
  });

  test('an approval form, a pack, a picture and a customer’s page of the other, asked for by their real ids: the answers to ids that nobody has', async () => {
    const { house } = app.service;
    const rows = <Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> => house.doors.dataSource.query<Row[]>(sql, [...values]);
    const foreign = number.replace(/\d{4}$/, '0002');
    const none = number.replace(/\d{4}$/, '0999');
    wecom.files.set('stain', { name: '乙墙面.png', mime: 'image/png', body: Buffer.from(PHOTO.base64, 'base64') });
    await wecom.says('staff-b', `${foreign} 现场照片`, { media: [{ kind: 'image', name: null, ref: { id: 'stain' } }] });
    await settled();
    await asks('lead-b', `${foreign} 方案:铲除墙面重做并赔偿6000元`);
    const [run] = await rows<{ id: string; case_id: string }>('select id, case_id from approval_run where company_id = $1', [ids.b]);
    const [picture] = await rows<{ hash: string }>('select hash from evidence where company_id = $1', [ids.b]);
    if (run === undefined || picture === undefined) throw new Error('no form or no picture');
    const nobody = run.id.replace(/^.{8}/, '00000000');
    const path = (address: string): string => new URL(address, app.url).pathname + new URL(address, app.url).search;

    /** What can be told apart: everything but the id that was asked for, the hour, and the request's own number. */
    const answerTo = async (address: string, cookie = '', init: RequestInit = {}): Promise<string> => {
      const answer = await fetch(`${app.url}${address}`, { redirect: 'manual', ...init, headers: { cookie } });
      const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      return JSON.stringify([answer.status, headers, await answer.text()]);
    };
    const known: string[] = [];
    const alike = async (real: string, made: string, cookie = '', init: RequestInit = {}): Promise<void> => {
      const [one, other] = [await answerTo(real, cookie, init), await answerTo(made, cookie, init)];
      expect([real, one]).toEqual([real, other]);
      expect(one).toMatch(/^\[40[34],/);
      expect(one).not.toMatch(/乙|墙面|1502|6,000|6000|王女士|13800138000/);
      known.push(real);
    };

    // Its own people open all of it.
    for (const address of [`/api/approvals/${run.id}/form`, `/api/approvals/${run.id}/form.pdf`, `/api/cases/${foreign}/evidence-pack`]) expect([address, (await get(address, cookies.b)).status]).toEqual([address, 200]);
    expect((await get(path(house.evidenceLink(ids.b, picture.hash)), '')).status).toBe(200);
    expect(await (await get(`/p/${house.customerLinks.token('p', run.case_id)}`, '')).text()).toContain('b物业');

    // Signed in to the other company, by whatever name.
    for (const file of ['form', 'form.pdf', 'form?as=wecom-lead-b', 'form.pdf?as=wecom-head-b']) await alike(`/api/approvals/${run.id}/${file}`, `/api/approvals/${nobody}/${file}`, cookies.a);
    for (const as of ['', '?as=wecom-lead-b']) await alike(`/api/cases/${foreign}/evidence-pack${as}`, `/api/cases/${none}/evidence-pack${as}`, cookies.a);
    // By a link that the service signed for somebody of that company.
    for (const reader of ['wecom-lead-a', 'wecom-lead-b']) {
      const link = (what: string): string => path(house.paperLink(ids.a, reader, what));
      await alike(link(`/api/approvals/${run.id}/form`), link(`/api/approvals/${nobody}/form`));
      await alike(link(`/api/approvals/${run.id}/form`).replace('/form?', '/form.pdf?'), link(`/api/approvals/${nobody}/form`).replace('/form?', '/form.pdf?'));
      await alike(link(`/api/cases/${foreign}/evidence-pack`), link(`/api/cases/${none}/evidence-pack`));
    }
    await alike(path(house.evidenceLink(ids.a, picture.hash)), path(house.evidenceLink(ids.a, '0'.repeat(64))));
    // By the other's link, turned to oneself.
    const theirs = path(house.paperLink(ids.b, 'wecom-lead-b', `/api/approvals/${run.id}/form`));
    const madeUp = path(house.paperLink(ids.b, 'wecom-lead-b', `/api/approvals/${nobody}/form`));
    await alike(theirs.replace(ids.b, ids.a), madeUp.replace(ids.b, ids.a), cookies.a);
    await alike(path(house.evidenceLink(ids.b, picture.hash)).replace(ids.b, ids.a), path(house.evidenceLink(ids.b, '0'.repeat(64))).replace(ids.b, ids.a), cookies.a);
    // A customer's link holds the case's id: under another's signature, or behind the door of the other kind, it leads nowhere.
    const [own] = await rows<{ id: string }>('select id from complaint where company_id = $1', [ids.a]);
    const sealed = house.customerLinks.token('p', own?.id ?? '').slice(-12);
    const forged = `${house.customerLinks.token('p', run.case_id).slice(0, -12)}${sealed}`;
    const empty = `${house.customerLinks.token('p', nobody).slice(0, -12)}${sealed}`;
    for (const method of ['GET', 'POST']) {
      await alike(`/p/${forged}`, `/p/${empty}`, cookies.a, { method });
      await alike(`/r/${house.customerLinks.token('p', run.case_id)}`, `/r/${empty}`, cookies.a, { method });
    }
    expect(known).toHaveLength(19);
  });

  test('a card of the other cannot be tapped, nor his group be spoken in', async () => {
    const [card] = await app.service.house.doors.dataSource.query<{ id: string }[]>('select id from card where company_id = $1 limit 1', [ids.b]);
    expect(await wecom.taps('lead-a', card?.id ?? '', 'confirm')).toMatchObject({ accepted: false, message: expect.stringMatching(/失效/), card: null });
    expect(await wecom.says('lead-b', '绑定 滨江一号', { group: 'GB' })).toBe('stored');
    expect(await wecom.says('lead-a', REPORT, { group: 'GB' })).toBe('unknown-sender');
  });

  test('the set-up page shows and takes one’s own people and groups only', async () => {
    const view = (await (await get('/api/setup', cookies.a)).json()) as Record<string, unknown>;
    expect(JSON.stringify(view)).not.toMatch(/乙|GB|lead-b/);
    const put = (body: object, headers: Record<string, string>): Promise<Response> =>
      fetch(`${app.url}/api/setup`, { method: 'PUT', body: JSON.stringify(body), headers: { cookie: cookies.a, 'content-type': 'application/json', ...headers } });
    const { version, name, pack, projects, holdings, deputies, duties, groups } = view;
    const wanted = { version, name, pack, projects, holdings, deputies, duties, groups };
    const theirs = { ...wanted, holdings: [...(holdings as object[]), { person: 'wecom-lead-b', role: 'staff', project: '*' }] };
    expect(await (await put(theirs, { origin: app.url })).text()).toMatch(/人员名单里没有 wecom-lead-b/);
    const bound = { ...wanted, groups: [{ channel: 'wecom', id: 'GB', project: '*' }] };
    expect((await put(bound, { origin: app.url })).status).toBe(200);
    expect(JSON.stringify(await (await get('/api/setup', cookies.a)).json())).not.toMatch(/GB/);
    expect((await put(wanted, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await put(wanted, {})).status).toBe(403);
  });

  test('a sign-in counts once, in the browser it was begun in, for people we know', async () => {
    const begun = await fetch(`${app.url}/api/sign-in/wecom`, { redirect: 'manual' });
    expect(begun.headers.getSetCookie()[0]).toMatch(/^__Host-kesu-sign-in=[0-9a-f]{64}; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    wecom.codes.set('x', 'lead-a');
    expect(await comesBack(app.url, 'wecom', { code: 'x', state, cookie: '__Host-kesu-sign-in=other' })).toEqual({ cookie: '', whole: '', location: '/#sign-in-state' });
    const signedIn = await comesBack(app.url, 'wecom', { code: 'x', state, cookie });
    expect([signedIn.location, signedIn.whole]).toEqual(['/#setup', expect.stringMatching(/^__Host-kesu=[0-9a-f]{64}; Path=\/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax$/)]);
    wecom.codes.set('x', 'lead-a');
    expect((await comesBack(app.url, 'wecom', { code: 'x', state, cookie })).location).toBe('/#sign-in-state');
    expect((await signsIn(app.url, wecom, 'nobody')).location).toBe('/#sign-in-unknown');
    const [row] = await app.service.house.doors.dataSource.query<{ id_hash: string }[]>('select id_hash from console_session limit 1');
    expect(cookies.a).not.toContain(row?.id_hash ?? '');
  });

  test('a session ends with eight idle hours, seven days, sign-out, and at once for a leaver', async () => {
    const status = async (cookie: string): Promise<number> => (await get('/api/me', cookie)).status;
    const { dataSource } = app.service.house.doors;
    const shifted = async (column: string, span: string, during: () => Promise<void>): Promise<void> => {
      await dataSource.query(`update console_session set ${column} = ${column} - $1::interval`, [span]);
      await during();
    };
    const mine = (await signsIn(app.url, wecom, 'staff-a')).cookie;
    await shifted('seen_at', '7 hours 59 minutes', async () => expect(await status(mine)).toBe(200));
    await shifted('seen_at', '8 hours', async () => expect(await status(mine)).toBe(401));
    const old = (await signsIn(app.url, wecom, 'staff-a')).cookie;
    await shifted('began_at', '7 days', async () => expect(await status(old)).toBe(401));
    const out = (await signsIn(app.url, wecom, 'staff-a')).cookie;
    expect((await fetch(`${app.url}/api/sign-out`, { method: 'POST', headers: { cookie: out, origin: app.url } })).status).toBe(204);
    expect(await status(out)).toBe(401);
    const leaver = (await signsIn(app.url, wecom, 'staff-a')).cookie;
    expect(await status(leaver)).toBe(200);
    await wecom.leaves('staff-a');
    expect(await status(leaver)).toBe(401);
    expect((await get('/api/setup', (await signsIn(app.url, wecom, 'staff-b')).cookie)).status).toBe(403);
  });
});

/** Every part of a workbook, unpacked, by its central directory. */
function wordsOf(zip: Buffer): string {
  const parts: string[] = [];
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    const [method, size, start] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const body = zip.subarray(from, from + size);
    parts.push((method === 0 ? body : inflateRawSync(body)).toString('utf8'));
  }
  return parts.join();
}
