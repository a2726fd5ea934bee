import { readFileSync } from 'node:fs';
import { COLUMNS } from '../../src/ledger/domain/columns.js';
import { loadPacks, parseFacts, PACKS_FOLDER, readPack, tasksNow, type Moment, type Pack } from '../../src/policy/index.js';
import { judgeLevel } from '../../src/policy/domain/level.js';
import type { Door, Facts } from '../../src/terms/complaint.js';

// Worked out by hand from the books: who is to be reminded of what, from when on, until when, and in which cases only.

const packs = loadPacks();
const ids = packs.ok ? [...packs.value.keys()] : [];
const packOf = (id: string): Pack => {
  const pack = packs.ok ? packs.value.get(id) : undefined;
  if (!pack) throw new Error(packs.ok ? `no pack ${id}` : packs.message);
  return pack;
};

function factsOf(pack: string, more: object): Facts {
  const read = parseFacts({ pack, kind: 'complaint', receivedAt: '2026-03-02T10:00:00+08:00', ...more });
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

interface Duty {
  readonly who: string;
  readonly from: Moment;
  readonly until: Moment;
  readonly words: RegExp;
  /** Facts of a case that has the duty, and of one that has not. */
  readonly has?: object;
  readonly not?: object;
  readonly doors?: readonly Door[];
}

const HANDLER = 'case-handler';
const VISITOR = 'return-visitor';
const NEED = { kind: 'need' };

const DUTIES: readonly (readonly [pack: string, rule: string, duty: Duty])[] = [
  ['longfor-hangzhou', 'LF-C1', { who: HANDLER, from: 'registered', until: 'customer-reached', words: /先安抚情绪/ }],
  ['longfor-hangzhou', 'LF-C2', { who: HANDLER, from: 'customer-reached', until: 'plan-received', words: /照片、当事人、证人/ }],
  ['longfor-hangzhou', 'LF-C3', { who: VISITOR, from: 'handled', until: 'visited', words: /必须询问客户是否满意/ }],
  ['longfor-hangzhou', 'LF-C4', { who: HANDLER, from: 'registered', until: 'handled', words: /诉求/, has: { refused: true }, not: {} }],
  ['longfor-hangzhou', 'LF-E3', { who: HANDLER, from: 'registered', until: 'plan-received', words: /图片、视频/ }],
  ['longfor-hangzhou', 'LF-E5', { who: HANDLER, from: 'approved', until: 'handled', words: /达成协议/ }],
  ['longfor-hangzhou', 'LF-E5', { who: HANDLER, from: 'plan-received', until: 'approved', words: /不得赔付/ }],
  ['longfor-hangzhou', 'LF-E6', { who: HANDLER, from: 'customer-reached', until: 'plan-received', words: /责任部门调查/ }],
  ['longfor-hangzhou', 'LF-L2d', { who: HANDLER, from: 'registered', until: 'handled', words: /重要投诉/, has: { dissatisfiedTimes: 2 }, not: { dissatisfiedTimes: 1 } }],
  ['jinke-commercial', 'JK-A3', { who: HANDLER, from: 'registered', until: 'closed', words: /电话/, has: { threats: ['media'] }, not: { households: 4 } }],
  ['jinke-commercial', 'JK-D3', { who: VISITOR, from: 'handled', until: 'visited', words: /台账/, has: NEED, not: {} }],
  ['jinke-commercial', 'JK-D4', { who: HANDLER, from: 'department-contacted', until: 'handled', words: /延期/, has: NEED, not: {} }],
  ['jinke-commercial', 'JK-D10', { who: HANDLER, from: 'registered', until: 'handled', words: /超时/, doors: ['audit'], not: NEED }],
  ['jinke-commercial', 'JK-E1', { who: HANDLER, from: 'registered', until: 'customer-reached', words: /何人、何地、何事/ }],
  ['jinke-commercial', 'JK-E2', { who: 'city-crm-handler', from: 'registered', until: 'closed', words: /由您录入/, doors: ['audit'], not: { category: 'property' } }],
  ['jinke-commercial', 'JK-E2', { who: 'call-centre', from: 'registered', until: 'closed', words: /物业服务/, doors: ['audit'], has: { category: 'property' }, not: {} }],
  ['jinke-commercial', 'JK-E3', { who: HANDLER, from: 'registered', until: 'handled', words: /按时关闭/, doors: ['call'] }],
  ['jinke-commercial', 'JK-E4', { who: HANDLER, from: 'registered', until: 'handled', words: /其余各户的房号/, has: { households: 5 }, not: { households: 4 } }],
  ['jinke-commercial', 'JK-E5', { who: HANDLER, from: 'registered', until: 'handled', words: /风险识别单/, has: { media: true }, not: {} }],
  ['nanguang-property', 'NG-P2', { who: HANDLER, from: 'registered', until: 'department-contacted', words: /处理单/ }],
  ['nanguang-property', 'NG-P4', { who: HANDLER, from: 'department-contacted', until: 'site-checked', words: /现场/ }],
  ['nanguang-property', 'NG-P5', { who: HANDLER, from: 'registered', until: 'plan-received', words: /当场解决/ }],
  ['nanguang-property', 'NG-P6', { who: HANDLER, from: 'department-contacted', until: 'handled', words: /限期整改/ }],
  ['nanguang-property', 'NG-P7', { who: 'general-manager', from: 'registered', until: 'plan-received', words: /召集/, has: { needsCoordination: true }, not: {} }],
  ['nanguang-property', 'NG-P7', { who: 'general-manager', from: 'registered', until: 'plan-received', words: /召集/, has: { safety: true }, not: {} }],
  ['nanguang-property', 'NG-P8', { who: HANDLER, from: 'handled', until: 'visited', words: /口头或书面/ }],
  ['nanguang-property', 'NG-P10', { who: HANDLER, from: 'handled', until: 'closed', words: /归档/ }],
  ['nanguang-property', 'NG-P11', { who: VISITOR, from: 'handled', until: 'visited', words: /直至客户满意/ }],
  ['nanguang-property', 'NG-P12', { who: HANDLER, from: 'registered', until: 'customer-reached', words: /请示/ }],
  ['nanguang-property', 'NG-V6', { who: VISITOR, from: 'handled', until: 'visited', words: /回访记录/ }],
  ['estate-service-centre', 'SC-A3', { who: HANDLER, from: 'registered', until: 'handled', words: /主管/ }],
  ['estate-service-centre', 'SC-A4', { who: HANDLER, from: 'registered', until: 'handled', words: /逐级上报/, has: { households: 5 }, not: { households: 4 } }],
  ['estate-service-centre', 'SC-A4', { who: 'complaint-supervisor', from: 'registered', until: 'handled', words: /督促/, has: { safety: true }, not: {} }],
  ['estate-service-centre', 'SC-A4', { who: 'department-manager', from: 'registered', until: 'handled', words: /关注/, has: { groupRisk: true }, not: {} }],
  ['estate-service-centre', 'SC-C2', { who: HANDLER, from: 'registered', until: 'handled', words: /保密/ }],
  ['estate-service-centre', 'SC-C3', { who: HANDLER, from: 'registered', until: 'handled', words: /上报/, has: { plainMistake: true }, not: {} }],
  ['estate-service-centre', 'SC-C4', { who: HANDLER, from: 'customer-reached', until: 'handled', words: /准确/ }],
  ['estate-service-centre', 'SC-P2', { who: HANDLER, from: 'registered', until: 'department-contacted', words: /协调/ }],
  ['estate-service-centre', 'SC-P5', { who: HANDLER, from: 'registered', until: 'customer-reached', words: /知识库/ }],
  ['estate-service-centre', 'SC-P7', { who: HANDLER, from: 'registered', until: 'handled', words: /首问负责/ }],
  ['greentown-group', 'GT-C3', { who: HANDLER, from: 'registered', until: 'handled', words: /保密/ }],
  ['greentown-group', 'GT-N1', { who: HANDLER, from: 'department-contacted', until: 'handled', words: /整改/ }],
  ['greentown-group', 'GT-N1', { who: HANDLER, from: 'handled', until: 'closed', words: /纠正或预防/ }],
  ['greentown-group', 'GT-P1', { who: 'group-service', from: 'registered', until: 'handled', words: /指导/, has: { safety: true }, not: { safety: true, scope: 'group' } }],
];

/** Who is reminded of this rule in these words. */
function reminded(packId: string, rule: string, words: RegExp, seen: { moments: readonly Moment[]; facts: object; doors: readonly Door[] }): readonly string[] {
  const pack = packOf(packId);
  const facts = factsOf(packId, seen.facts);
  const now = tasksNow(pack, { facts, verdict: judgeLevel(pack, facts), doors: seen.doors, moments: new Set(seen.moments) });
  return now.filter((task) => task.rule === rule && words.test(task.text)).map((task) => task.role);
}

test.each(DUTIES)('%s: %s is somebody’s to remember', (packId, rule, { who, from, until, words, has = {}, not, doors = [] }) => {
  const seen = { moments: [from], facts: has, doors };
  expect(reminded(packId, rule, words, seen)).toEqual([who]);
  expect(reminded(packId, rule, words, { ...seen, moments: [] })).toEqual([]);
  // Nobody is reminded about an ended case; whatever has no end of its own ends with it.
  if (until !== 'closed') expect(reminded(packId, rule, words, { ...seen, moments: [from, until] })).toEqual([]);
  if (not !== undefined) expect(reminded(packId, rule, words, { ...seen, facts: not })).toEqual([]);
  if (doors.length > 0) expect(reminded(packId, rule, words, { ...seen, doors: ['letter'] })).toEqual([]);
});

test('every task of every pack stands in the table above', () => {
  const listed = new Set(DUTIES.map(([pack, rule]) => `${pack} ${rule}`));
  const all = ids.flatMap((id) => packOf(id).tasks.map((task) => `${id} ${task.rule}`));
  expect(all.filter((task) => !listed.has(task))).toEqual([]);
});

describe.each(ids)('%s: SC-C1', (id) => {
  const text = readFileSync(`${PACKS_FOLDER}/${id}.yaml`, 'utf8');
  const said = (changed: string): string => readPack('p.yaml', changed).mistakes.map((mistake) => mistake.message).join('\n');

  test('holds every SMS text to its rule on speech', () => {
    expect(said(text)).toBe('');
    expect(said(text.replace('  registered: "{称呼}您好', '  registered: "{称呼}'))).toMatch(/'registered'.*问候.*SC-C1/);
    expect(said(text.replaceAll(/祝您[^"\n]*"/g, '再见。"'))).toMatch(/'registered'.*结束语.*SC-C1/);
  });
});

test('what a register of cases asks for is a column of the ledger: LF-R2, JK-R2 of jinke-commercial', () => {
  const headings = COLUMNS.map((column) => column.heading);
  const asked = ids.flatMap((id) => packOf(id).programme.registers.filter((row) => row.of === 'case').flatMap((row) => row.columns));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((column) => !headings.includes(column))).toEqual([]);
});
