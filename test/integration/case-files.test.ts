import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sealHeads } from '../../src/cases/index.js';
import { zipped, type ZipEntry } from '../../src/cases/pack/zip.js';
import { runEvidence } from '../../src/cli/evidence-command.js';
import { AGREEMENT, PHOTO, VOUCHER } from '../harness/photo.js';
import { World } from '../harness/world.js';

/** What a case leaves on paper: the approval form, and the evidence pack with its verifier. */
let world: World;
let folder: string;
const number = 'LH-20260302-0001';
const handler = 'customer-manager1';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'case-files-'));
  world = await World.open('case_files');
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  await world.says('staff1', '3栋2单元1501王女士13800138000来电,厨房漏水,要赔8000', { attachments: [PHOTO] });
  await world.taps('staff1', '确认登记', { chat: 'g1' });
  await world.tells(handler, `${number} 已联系客户,电话13800138000`);
  await world.tells(handler, `${number} 方案:更换水管并赔偿6000元`);
  await world.taps('finance1', '同意', { input: { reason: '按批次付款' } });
  await world.taps('project-director1', '同意');
  await world.taps('regional-gm1', '同意');
  await world.tells(handler, `${number} 上传协议`, [AGREEMENT]);
  await world.tells(handler, `${number} 付款凭证 6000元`, [VOUCHER]);
  await world.tells(handler, `${number} 联系不上`);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string): Promise<Response> => fetch(path.startsWith('http') ? path : `${world.app.url}${path}`);

/** The link in the newest private message that has one; it points to where the test runs. */
async function linkTold(person: string, words: RegExp): Promise<string> {
  const { text } = world.expects(person, words);
  const address = new URL(/https?:\S+/.exec(text)?.[0] ?? '');
  return `${world.app.url}${address.pathname}${address.search}`;
}

describe('the approval form (审批单)', () => {
  test('by its link: every step with person and time, the sum in figures and capitals, the rules', async () => {
    world.forget();
    await world.tells('finance1', `${number} 审批单`);
    const link = await linkTold('finance1', /审批单\(链接/);
    world.expects('finance1', /审批单已发到您的私聊/);
    world.nothingElse();
    const page = await get(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const html = await page.text();
    for (const words of ['赔付审批单', number, '滨江一号', '3-2-1501', '人民币陆仟元整', '¥6,000.00', '褚云', '冯涛', '卫青', '同意', 'LF-A', '2026-03-02 09:00', '已批准']) {
      expect(html).toContain(words);
    }
    // Who asked for money stands in the file of the case, not on a paper that goes round.
    expect(html).not.toMatch(/13800138000|王女士/);
    const pdf = await get(link.replace('/form?', '/form.pdf?'));
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeGreaterThan(20_000);
    expect(bytes.length).toBeLessThan(300_000);
    // The same form at the same moment is the same file.
    expect(Buffer.from(await (await get(link.replace('/form?', '/form.pdf?'))).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('the handler and heads of the project may read it, others may not, and a forged link opens nothing', async () => {
    world.forget();
    await world.tells(handler, `${number} 审批单`);
    const link = await linkTold(handler, /审批单\(链接/);
    await world.tells('staff2', `${number} 审批单`);
    world.expects('staff2', /由受理人、审批人和项目负责人查看/);
    const path = new URL(link).pathname;
    expect((await get(`${path}?as=project-director1`)).status).toBe(200);
    expect((await get(`${path}?as=staff2`)).status).toBe(403);
    expect((await get(link.replace(`reader=${handler}`, 'reader=regional-gm1'))).status).toBe(403);
    expect((await get(link.replace(/expires=\d+/, 'expires=9999999999999'))).status).toBe(403);
    expect((await get('/api/approvals/00000000-0000-4000-8000-000000000000/form')).status).toBe(404);
    expect((await get('/api/approvals/x/form.pdf')).status).toBe(404);
    world.forget();
  });
});

const VERIFIER = 'src/cases/pack/verify.mjs';

function verified(path: string): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFIER, path], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

let packs = 0;
function kept(bytes: Buffer): string {
  const file = join(folder, `pack-${packs++}.zip`);
  writeFileSync(file, bytes);
  return file;
}

/** The files of a pack, by the directory at its end. */
function filesOf(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, length] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const from = at + 30 + length;
    files.set(zip.toString('latin1', at + 30, from), zip.subarray(from, from + size));
    at = from + size;
  }
  return files;
}

async function packedAgain(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const [name, body] of files) yield { name, body };
  }
  const parts: Buffer[] = [];
  for await (const part of zipped(entries())) parts.push(part);
  return Buffer.concat(parts);
}

const changed = (body: Buffer, at: number): Buffer => {
  const copy = Buffer.from(body);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('the evidence pack (证据包)', () => {
  let pack: Buffer;
  beforeAll(async () => {
    const { house } = world.app.service;
    await house.work.inTransaction((tx) => sealHeads(tx, null, house.machine.now()));
    world.forget();
    await world.tells(handler, `${number} 导出证据包`);
    const answer = await get(await linkTold(handler, /证据包\(链接/));
    expect(answer.status).toBe(200);
    pack = Buffer.from(await answer.arrayBuffer());
  });

  test('holds the whole case, and its own verifier finds it whole', () => {
    const files = filesOf(pack);
    const names = [...files.keys()];
    for (const name of ['index.html', 'case', 'record', 'seals', 'approvals', 'deadlines', 'sms', 'messages', 'cards', 'attachments', 'manifest']) {
      expect(names.some((one) => one === name || one === `${name}.json`)).toBe(true);
    }
    expect(names.filter((name) => name.startsWith('attachments/'))).toHaveLength(2);
    const record = JSON.parse(String(files.get('record.json'))) as { entries: { kind: string }[] };
    expect(record.entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['registered', 'approval-decided', 'agreement-kept', 'payment', 'evidence-exported']));
    expect(String(files.get('deadlines.json'))).toContain('LF-D');
    expect(JSON.parse(String(files.get('sms.json')))).not.toEqual([]);
    const page = String(files.get('index.html'));
    for (const words of ['办理记录', '时限推算', '客户短信', '¥6,000.00', '封存']) expect(page).toContain(words);
    const found = verified(kept(pack));
    expect(found.said).toMatch(/✓ 办理记录 \d+ 条,首尾相连[^]*✓ 封存 \d+ 次[^]*✓ 附件 2 个[^]*清单指纹 [0-9a-f]{64}/);
    expect(found.code).toBe(0);
  });

  test('one byte altered in any file is named', async () => {
    const files = filesOf(pack);
    for (const [name, body] of files) {
      const found = verified(kept(await packedAgain(new Map([...files, [name, changed(body, Math.floor(body.length / 2))]]))));
      expect([name, found.code]).toEqual([name, 1]);
      expect(found.said).toContain(name.startsWith('manifest') ? 'manifest' : name);
    }
  });

  test('a byte altered anywhere in the archive is found', () => {
    // One process for all of them: every 61st byte, and every byte of the first and last thousand.
    const script = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { verifyPack } from '${pathToFileURL(VERIFIER).href}';
      const [, file, scratch] = process.argv;
      const pack = readFileSync(file);
      const missed = [];
      for (let at = 0; at < pack.length; at += at < 1000 || at > pack.length - 1000 ? 1 : 61) {
        pack[at] ^= 1;
        writeFileSync(scratch, pack);
        if (verifyPack(scratch).holds) missed.push(at);
        pack[at] ^= 1;
      }
      process.stdout.write(JSON.stringify(missed));`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script, kept(pack), join(folder, 'scratch.zip')], { encoding: 'utf8' });
    expect(ran).toMatchObject({ stdout: '[]', stderr: '' });
    expect(verified(kept(pack.subarray(0, pack.length - 1))).code).toBe(1);
    expect(verified(kept(Buffer.concat([pack, Buffer.from('x')]))).code).toBe(1);
  });

  /** Sheets as their reader sees them; the tests below change one thing in one of them. */
  interface Sheets {
    readonly 'record.json': { readonly entries: { kind: string; actor: string; payload: { amount?: number } }[] };
    readonly 'case.json': { readonly sums: { paid: number } };
    readonly 'seals.json': { caseSeq: number }[];
    readonly 'approvals.json': { amount: number; readonly steps: { readonly decisions: { decidedBy: string }[] }[] }[];
    readonly 'attachments.json': { hash: string }[];
  }

  const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
  const SHEETS: readonly (keyof Sheets)[] = ['record.json', 'case.json', 'seals.json', 'approvals.json', 'attachments.json'];

  /** Whoever knows how the list is made can make it anew; the record still says what happened. */
  async function forged(change: (sheets: Sheets) => void): Promise<{ readonly code: number | null; readonly said: string }> {
    const files = filesOf(pack);
    const sheets = Object.fromEntries(SHEETS.map((name) => [name, JSON.parse(String(files.get(name))) as unknown])) as unknown as Sheets;
    change(sheets);
    for (const name of SHEETS) files.set(name, Buffer.from(JSON.stringify(sheets[name])));
    const manifest = JSON.parse(String(files.get('manifest.json'))) as { files: { path: string; size: number; sha256: string }[] };
    for (const one of manifest.files) {
      const body = files.get(one.path) ?? Buffer.alloc(0);
      Object.assign(one, { size: body.length, sha256: sha256(body) });
    }
    const list = Buffer.from(JSON.stringify(manifest));
    files.set('manifest.json', list);
    files.set('manifest.sha256', Buffer.from(`${sha256(list)}  manifest.json\n`));
    return verified(kept(await packedAgain(files)));
  }

  test('with a list made anew it is whole, as long as nothing else is changed', async () => {
    expect(await forged(() => undefined)).toMatchObject({ code: 0 });
  });

  test.each<readonly [string, RegExp, (sheets: Sheets) => void]>([
    ['an actor', /办理记录第 2 条的时间、经办人、类别或指纹被改过/, ({ 'record.json': { entries } }) => void Object.assign(entries[1] ?? {}, { actor: 'staff2' })],
    [
      'a sum in the record',
      /办理记录第 \d+ 条的内容被改过/,
      ({ 'record.json': { entries } }) => void Object.assign(entries.find(({ kind }) => kind === 'payment')?.payload ?? {}, { amount: 500_000 }),
    ],
    ['an entry taken out', /办理记录第 3 条不见了/, ({ 'record.json': { entries } }) => void entries.splice(2, 1)],
    ['the last entry taken out', /最后一条与案件上记的不符/, ({ 'record.json': { entries } }) => void entries.pop()],
    ['a seal', /封存日志第 \d+ 行被改过/, ({ 'seals.json': seals }) => void Object.assign(seals[0] ?? {}, { caseSeq: 1 })],
    ['an approved sum', /金额与办理记录不符/, ({ 'approvals.json': runs }) => void Object.assign(runs[0] ?? {}, { amount: 900_000 })],
    [
      'a decision',
      /第 1 步的决定与办理记录不符/,
      ({ 'approvals.json': runs }) => void Object.assign(runs[0]?.steps[0]?.decisions[0] ?? {}, { decidedBy: 'staff1' }),
    ],
    ['the paid sum', /已付金额与办理记录不符/, ({ 'case.json': { sums } }) => void Object.assign(sums, { paid: 1 })],
    ['an attachment’s hash', /附件“.+”的内容被改过/, ({ 'attachments.json': files }) => void Object.assign(files[0] ?? {}, { hash: 'a'.repeat(64) })],
  ])('with a list made anew, %s is named', async (_, words, change) => {
    const found = await forged(change);
    expect(found.said).toMatch(words);
    expect(found.code).toBe(1);
  });

  test('a head of the project gets it with the phone hidden: the chain still holds', async () => {
    const answer = await get(`/api/cases/${number}/evidence-pack?as=project-director1`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.includes('13800138000')).toBe(false);
    expect(pack.includes('13800138000')).toBe(true);
    const found = verified(kept(bytes));
    expect(found.said).toMatch(/其中 \d+ 条按查看权限隐去了电话/);
    expect(found.code).toBe(0);
    expect((await get(`/api/cases/${number}/evidence-pack?as=staff2`)).status).toBe(403);
    expect((await get('/api/cases/LH-20260302-0999/evidence-pack')).status).toBe(404);
  });

  test('the command writes the same pack from the store', async () => {
    const file = join(folder, 'by-command.zip');
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const { host, port, user, password, database } = world.app.database.address;
    const databaseUrl = `postgres://${user ?? ''}:${encodeURIComponent(password ?? '')}@/${database ?? ''}?host=${encodeURIComponent(host ?? '')}&port=${port ?? 5432}`;
    const parts = { configuration: () => ({ databaseUrl, dataDir: folder, migrate: false }), machineNow: () => world.app.service.house.machine.now(), newId: () => '', output, errors };
    expect(await runEvidence([number, file], parts)).toBe(0);
    expect(String(output.read())).toMatch(/清单指纹 [0-9a-f]{64}/);
    expect(verified(file)).toMatchObject({ code: 0 });
    expect(readFileSync(file).includes('13800138000')).toBe(true);
    expect(await runEvidence([number, file], parts)).toBe(1);
    expect(String(errors.read())).toMatch(/已经存在/);
    expect(await runEvidence(['LH-20260302-0999', join(folder, 'none.zip')], parts)).toBe(1);
    expect(await runEvidence([], parts)).toBe(2);
  });
});
