import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Case } from '../../src/cases/index.js';
import {
  COLUMNS,
  ledgerCsv,
  ledgerPage,
  ledgerRows,
  ledgerXlsx,
  monthInFigures,
  XLSX_MOST_ROWS,
  type LedgerQuery,
  type LedgerRow,
} from '../../src/ledger/index.js';
import { sqlTime } from '../../src/platform/database/source.js';
import { DAY, HOUR, MINUTE } from '../../src/terms/instants.js';
import { at, goesOn, newCase, newCompany, openRoom, said, START, type Room } from './record-room.js';

const PEOPLE: Readonly<Record<string, string>> = { staff1: '王芳', handler1: '刘洋', finance1: '褚云', engineer1: '张伟' };
const QUERY: LedgerQuery = {
  from: at('03-01T00:00:00'),
  until: at('04-01T00:00:00'),
  nameOf: (id) => PEOPLE[id] ?? '已离职人员',
  projectNameOf: (id) => (id === 'p1' ? '滨江一号' : '项目待补'),
  ruleText: (rule) => (rule === 'LF-L2e' ? '客户要求赔偿' : null),
};

let room: Room;
beforeAll(async () => {
  room = await openRoom('ledger');
});
afterAll(() => room.leave());

async function rowsOf(companyId: string, query: Partial<LedgerQuery> = {}): Promise<LedgerRow[]> {
  return room.database.withoutTransaction(async (tx) => {
    const rows: LedgerRow[] = [];
    for await (const page of ledgerRows(tx, companyId, { ...QUERY, ...query })) rows.push(...page);
    return rows;
  });
}

async function* pages(...rows: LedgerRow[]): AsyncGenerator<readonly LedgerRow[]> {
  yield rows;
}

/** A case that was handled, found wanting by the customer, handled again and closed. */
async function wholeCase(companyId: string): Promise<Case> {
  const one = await newCase(room, companyId);
  await room.run(
    `insert into clock (id, company_id, case_id, name, rule, label, starts_on, met_by, unit, responsible_role, state, started_at, due_at,
       missed_at, derivation)
     values (gen_random_uuid(), $1, $2, 'check-site', 'LF-D2', '现场核实', 'received', 'site-checked', 'hours', 'project-engineer',
       'missed', $3, $3, $3, '{}')`,
    [companyId, one.id, sqlTime(START)],
  );
  await room.run(
    `insert into approval_run (id, company_id, case_id, state, plan, amount, submitted_by, rules, copies, opened_at, closed_at)
     values (gen_random_uuid(), $1, $2, 'rejected', '', 900000, 'handler1', '{}', '{}', $3, $3),
            (gen_random_uuid(), $1, $2, 'approved', '', 600000, 'handler1', '{}', '{}', $3, $4)`,
    [companyId, one.id, sqlTime(START), sqlTime(START + HOUR)],
  );
  const payments = [200_000, 400_000].map((amount) => ({ at: START + 6 * HOUR, by: 'handler1', amount, files: [] }));
  const facts = { ...one.facts, proposedAmount: 600_000, households: 5, dissatisfiedTimes: 1 };
  return goesOn(
    room,
    one,
    { state: 'closed', closedAt: START + 9 * HOUR, level: 'major', facts, handling: { ...one.handling, result: '更换水管,赔6000元', payments } },
    [
      said(1, 'handler1', 'contacted', { words: '客户电话 13912345678' }),
      said(2, 'handler1', 'dispatched', { to: 'engineer1' }),
      said(3, 'handler1', 'households', { households: 5 }),
      said(3, 'bot', 'level-decided', { from: 'important', to: 'major', rules: ['LF-L3b'] }),
      said(4, 'handler1', 'plan-submitted', { plan: '更换水管', amount: 600_000 }),
      said(4, 'clock', 'approval-overdue', { rule: 'LF-A16' }),
      said(5, 'finance1', 'approval-decided', { verdict: 'agree', reason: null }),
      said(6, 'handler1', 'agreement-kept', { amount: null, files: [] }),
      said(6, 'handler1', 'payment', { amount: 200_000, paid: 200_000, files: [] }),
      said(6, 'handler1', 'handled', { words: '' }),
      said(7, 'handler1', 'visited', { satisfied: false, words: '又漏了' }),
      said(7, 'handler1', 'reopened', { dissatisfiedTimes: 1 }),
      said(8, 'handler1', 'handled', { words: '重做防水' }),
      said(9, 'handler1', 'visited', { satisfied: true, words: '满意' }),
      said(9, 'bot', 'sms', { template: 'return-visit' }),
      said(9, 'handler1', 'closed'),
      said(9, 'bot', 'sms-refused', { code: 'x' }),
    ],
  );
}

describe('a line of the ledger', () => {
  it('holds the columns of the record form and of the complaint ledger, headings once each', () => {
    const headings = COLUMNS.map((column) => column.heading);
    expect(new Set(headings).size).toBe(headings.length);
    for (const asked of [
      '日期', '编号', '来访/来电方式', '项目', '房号', '业主姓名', '投诉内容', '处理经过', '处理结果', // LF-R2
      '性质', '类别', '级别', '级别依据', '户数', '诉求金额(元)', '拟赔付金额(元)', '批准金额(元)', '受理人', '登记时间', '首次联系时间',
      '处理完毕时间', '回访时间', '回访结果', '不满意次数', '超时次数', '超时事项', '是否升级', '状态', '结案时间', // JK-R2
    ]) {
      expect(headings).toContain(asked);
    }
  });

  it('tells a case from its record, clocks and approvals', async () => {
    const companyId = await newCompany(room);
    const one = await wholeCase(companyId);
    const [row] = await rowsOf(companyId);
    expect(row).toEqual({
      number: one.number,
      receivedAt: START - 20 * MINUTE,
      registeredAt: START,
      registeredBy: '王芳',
      kind: '投诉',
      category: '工程质量',
      level: '重大',
      levelBasis: 'LF-L3b',
      project: '滨江一号',
      rooms: '3-2-1501',
      customer: '王女士',
      phone: '138****8000',
      doors: '来电',
      content: '厨房漏水第三次了,要赔8000',
      households: 5,
      claimedAmount: 800_000,
      proposedAmount: 600_000,
      approvedAmount: 600_000,
      paidAmount: 600_000,
      handler: '刘洋',
      contactedAt: START + HOUR,
      course: [
        '3月2日 10:00 王芳 登记',
        '3月2日 10:00 定为重要',
        '3月2日 11:00 刘洋 已联系客户:客户电话 139****5678',
        '3月2日 12:00 刘洋 派单给张伟',
        '3月2日 13:00 刘洋 共5户反映',
        '3月2日 13:00 级别由重要改为重大',
        '3月2日 14:00 刘洋 提交方案:更换水管,¥6,000.00',
        '3月2日 14:00 审批超过时限',
        '3月2日 15:00 褚云 同意方案',
        '3月2日 16:00 刘洋 赔付协议已存档',
        '3月2日 16:00 刘洋 付款 ¥2,000.00,凭证已存档',
        '3月2日 16:00 刘洋 处理完毕',
        '3月2日 17:00 刘洋 回访不满意:又漏了',
        '3月2日 17:00 刘洋 重新处理',
        '3月2日 18:00 刘洋 处理完毕:重做防水',
        '3月2日 19:00 刘洋 回访满意:满意',
        '3月2日 19:00 短信告知客户:回访',
        '3月2日 19:00 刘洋 结案',
      ].join('\n'),
      result: '更换水管,赔6000元',
      handledAt: START + 8 * HOUR,
      visitedAt: START + 9 * HOUR,
      visitResult: '满意',
      rating: '',
      outsideNumber: '',
      outsideDueAt: null,
      related: '',
      dissatisfiedTimes: 1,
      overdueTimes: 2,
      overdueItems: '现场核实、审批',
      raised: '是(级别由重要改为重大)',
      marks: '',
      state: '已结案',
      closedAt: START + 9 * HOUR,
    });
  });

  it('leaves empty what has not happened, and says why a case is invalid', async () => {
    const companyId = await newCompany(room);
    const one = await newCase(room, companyId, { customerPhone: null, customerName: null, handlerId: null, projectId: null });
    const other = await newCase(room, companyId);
    await goesOn(room, other, { state: 'invalid', level: 'invalid', closedAt: START + HOUR }, [
      said(1, 'handler1', 'invalid', { reason: '与事实不符' }),
      said(1, 'bot', 'level-decided', { from: 'important', to: 'invalid', rules: ['LF-V4'] }),
    ]);
    const [fresh, invalid] = await rowsOf(companyId);
    expect(fresh).toMatchObject({ number: one.number, phone: '', customer: '', handler: '', project: '项目待补', result: '', visitResult: '' });
    expect(fresh).toMatchObject({ contactedAt: null, handledAt: null, closedAt: null, approvedAmount: null, overdueItems: '', raised: '否' });
    expect(fresh).toMatchObject({ levelBasis: 'LF-L2e 客户要求赔偿' });
    expect(invalid).toMatchObject({ number: other.number, state: '无效', level: '无效', result: '无效:与事实不符', raised: '否' });
  });
});

describe('many cases', () => {
  it('come in pages, oldest first, none twice and none left out', async () => {
    const companyId = await newCompany(room);
    const one = await newCase(room, companyId);
    await newCase(room, await newCompany(room));
    // Twenty at the same instant: a page's end falls between equals.
    await room.run(
      `insert into complaint select gen_random_uuid(), company_id, 'LH-20260302-' || (1000 + n), project_id, channel, chat_id, state, kind,
         level, category, reporter_id, handler_id, subject, content, customer_name, customer_phone, rooms, doors, facts, decision, pack_hash,
         handling, registered_at + (n / 20) * interval '1 minute', closed_at, head_seq, head_hash
       from complaint, generate_series(1, 450) as n where id = $1`,
      [one.id],
    );
    const numbers = (await rowsOf(companyId)).map((row) => row.number);
    expect(numbers).toHaveLength(451);
    expect(new Set(numbers).size).toBe(451);
    expect(numbers).toEqual([...numbers].sort());
    const first = await room.database.withoutTransaction((tx) => ledgerPage(tx, companyId, QUERY));
    expect(first.rows).toHaveLength(200);
    expect(first.next?.number).toBe(numbers[199]);
  });

  it('are those registered in [from, until)', async () => {
    const companyId = await newCompany(room);
    for (const time of ['03-02T10:00:00', '03-03T10:00:00', '03-04T10:00:00']) await newCase(room, companyId, { registeredAt: at(time) });
    const rows = await rowsOf(companyId, { from: at('03-03T10:00:00'), until: at('03-04T10:00:00') });
    expect(rows.map((row) => row.number)).toEqual(['LH-20260303-0001']);
  });
});

describe('the month in figures', () => {
  it('counts what was registered in the Shanghai month, as it stands now', async () => {
    const companyId = await newCompany(room);
    await wholeCase(companyId);
    await newCase(room, companyId, { kind: 'need', level: 'need' });
    await newCase(room, companyId, { registeredAt: at('03-01T00:00:00') });
    await newCase(room, companyId, { registeredAt: at('03-01T00:00:00') - 1 });
    await newCase(room, companyId, { registeredAt: at('04-01T00:00:00') });
    const invalid = await newCase(room, companyId, { registeredAt: at('03-31T23:59:59') });
    await goesOn(room, invalid, { state: 'invalid', level: 'invalid', closedAt: START + 31 * DAY }, []);
    const figures = await room.database.withoutTransaction((tx) => monthInFigures(tx, companyId, at('03-15T12:00:00')));
    expect(figures).toEqual({
      registered: 4,
      complaints: 3,
      needs: 1,
      open: 2,
      closed: 1,
      invalid: 1,
      important: 1,
      major: 1,
      dissatisfied: 1,
    });
  });
});

describe('as a file', () => {
  async function sample(change: Partial<LedgerRow> = {}): Promise<LedgerRow> {
    const companyId = await newCompany(room);
    await wholeCase(companyId);
    const [row] = await rowsOf(companyId);
    if (row === undefined) throw new Error('no row');
    return { ...row, ...change };
  }

  it('CSV opens in Excel: byte order mark, Chinese headings, one line a case, sums and times readable', async () => {
    const bytes = await buffer(ledgerCsv(pages(await sample({ course: '', content: '漏水' }))));
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [head, line, ...rest] = bytes.subarray(3).toString('utf8').split('\r\n');
    expect(head).toMatch(/^编号,日期,登记时间/);
    expect(line).toContain('2026-03-02,2026-03-02 10:00,');
    expect(line).toContain(',8000.00,6000.00,6000.00,');
    expect(line).toContain('138****8000');
    expect(rest).toEqual(['']);
  });

  it('CSV holds no cell that a spreadsheet would run', async () => {
    for (const evil of ['=1+1', '+86', '-2', '@SUM(A1)', ' =cmd|x', '\t=1', '＝1']) {
      const csv = await text(ledgerCsv(pages(await sample({ content: evil, customer: evil, result: evil }))));
      const cells = csv.split('\r\n')[1]?.split(',') ?? [];
      expect(cells.filter((cell) => /^"?\s*[=+\-@＝]/.test(cell))).toEqual([]);
      expect(cells.filter((cell) => cell.includes(`'${evil.trim()}`))).toHaveLength(3);
    }
  });

  it('CSV passes an error of the rows on, and lets go of them when its reader leaves', async () => {
    const row = await sample();
    async function* failing(): AsyncGenerator<readonly LedgerRow[]> {
      yield [row];
      throw new Error('the database went away');
    }
    await expect(text(ledgerCsv(failing()))).rejects.toThrow('the database went away');
    let ended = false;
    async function* endless(): AsyncGenerator<readonly LedgerRow[]> {
      try {
        for (;;) yield [row];
      } finally {
        ended = true;
      }
    }
    const file = ledgerCsv(endless());
    await once(file, 'readable');
    file.destroy();
    await once(file, 'close');
    expect(ended).toBe(true);
  });

  it('workbook has real dates, numbers and text, a frozen heading and widths', async () => {
    const made = await ledgerXlsx(pages(await sample({ content: '=1+1\u0000\u0008' })));
    if (!made.ok) throw new Error(made.message);
    const files = unzipped(made.value);
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    const strings = files.get('xl/sharedStrings.xml') ?? sheet;
    expect(files.get('xl/workbook.xml')).toContain('投诉台账');
    expect(sheet).toContain('state="frozen"');
    expect(sheet.match(/<col /g)).toHaveLength(COLUMNS.length);
    expect(sheet).toContain('<v>8000</v>');
    // 2026-03-02 10:00 in Shanghai as Excel counts days.
    expect(sheet).toContain(`<v>${46083 + 10 / 24}`.slice(0, 14));
    expect(sheet).not.toContain('<f>');
    expect(strings).toContain('=1+1');
    expect(['\u0000', '\u0008'].filter((control) => strings.includes(control))).toEqual([]);
  });

  it('workbook refuses more than it can hold, in words', async () => {
    const row = await sample();
    async function* many(): AsyncGenerator<readonly LedgerRow[]> {
      for (let count = 0; count <= XLSX_MOST_ROWS; count += 5000) yield Array<LedgerRow>(5000).fill(row);
    }
    expect(await ledgerXlsx(many())).toMatchObject({ ok: false, code: 'too-many' });
  });
});

/** The files of a zip archive, by its central directory. */
function unzipped(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    const [method, size, nameLength, start] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const body = zip.subarray(from, from + size);
    files.set(name, (method === 0 ? body : inflateRawSync(body)).toString('utf8'));
  }
  return files;
}
