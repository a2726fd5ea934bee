import { readFileSync } from 'node:fs';
import { loadPacks, readPack, PACKS_FOLDER } from './load-pack.js';
import { canonicalPack, packHash, restorePack } from './pack-hash.js';

const text = readFileSync(`${PACKS_FOLDER}/longfor-hangzhou.yaml`, 'utf8');
const lineOf = (words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;

/** Changes one place of the good pack and gives what the loader says of it. */
function spoil(found: string, put: string): { line: number; said: string; lines: number[] } {
  expect(text.split(found).length).toBeGreaterThan(1);
  const { pack, mistakes } = readPack('p.yaml', text.replace(found, () => put));
  expect(pack === null).toBe(true);
  return {
    line: lineOf(found),
    said: mistakes.map((mistake) => `${mistake.line}: ${mistake.message}`).join('\n'),
    lines: mistakes.map((mistake) => mistake.line),
  };
}

test('the packs that are shipped are good', () => {
  const packs = loadPacks();
  expect(packs.ok ? [...packs.value.keys()] : packs.message).toEqual(expect.arrayContaining(['longfor-hangzhou', 'standard']));
});

test('a folder without packs is refused', () => {
  expect(loadPacks(['/nowhere'])).toMatchObject({ ok: false, code: 'packs-invalid' });
});

test.each([
  ['an unknown key', 'numberPrefix: LH', 'numberPrefx: LH', "不认识的项 'numberPrefx'"],
  ['a missing key', 'numberPrefix: LH', '', "'numberPrefix':缺少此项"],
  ['a text with a comma inside braces', 'text: 明显违反法律、行业或公司规定', 'text: 明显违反法律,或公司规定', '加上引号'],
  ['a key of a row', 'startsOn: received', 'startOn: received', "不认识的项 'startOn'"],
  ['a wrong kind of value', 'finance: true }', 'finance: 1 }', '应为 true 或 false'],
  ['an unknown superior', 'superior: rd-director', 'superior: rd-chief', "不认识的岗位 'rd-chief'"],
  ['superiors in a circle', 'name: 集团总经理, superior: null', 'name: 集团总经理, superior: regional-gm', '绕成了圈'],
  ['an unknown approver', 'approve: [marketing-director]', 'approve: [marketing-boss]', "不认识的岗位 'marketing-boss'"],
  ['an unknown duty holder', 'supervisor: project-director', 'supervisor: nobody', "不认识的岗位 'nobody'"],
  ['a role given twice', 'role: brand-dept', 'role: group-gm', "岗位 'group-gm' 出现了两次"],
  ['a level row given twice', 'rule: LF-L2b, level', 'rule: LF-L2a, level', "定级行 'LF-L2a' 出现了两次"],
  ['a clock given twice', 'name: check-site', 'name: tell-engineer', "时限 'tell-engineer' 出现了两次"],
  ['a rule in two routes', 'rule: LF-A7,', 'rule: LF-A4,', "规则 'LF-A4' 已用于路线"],
  ['a gap between bands', 'from: "5000.00", below', 'from: "5000.01", below', '有空缺'],
  ['bands that overlap', 'from: "5000.00", below', 'from: "4999.99", below', '重叠'],
  ['a gap by brackets', 'from: "5000.00", below', 'over: "5000.00", below', '有空缺'],
  ['a last band with an end', 'from: "20000.00" }\n  routes', 'from: "20000.00", upTo: "50000.00" }\n  routes', '不应有上限'],
  ['money that is a number', 'from: "0.00"', 'from: 0', '带引号'],
  ['money in a condition that is a number', 'claimedAmount: { from: "20000.00" } }', 'claimedAmount: { from: 20000 } }', '5000.00'],
  ['a route without an approver', 'steps: [{ approve: [marketing-director] }]', 'steps: [{ review: [marketing-director] }]', '没有审批人'],
  ['a committee that does not vote', 'approve: [compensation-committee], join: majority }', 'approve: [compensation-committee] }', 'join: majority'],
  ['a route that misses a band', '{ band: A, rule: LF-A13', '{ band: B, rule: LF-A13', "缺少金额档 'A'"],
  ['a last route with a condition', 'when: {}\n      bands', 'when: { safety: true }\n      bands', '最后一条路线'],
  ['a raise to no band', 'toBand: C }', 'toBand: D }', "不认识的金额档 'D'"],
  ['an unknown fact', 'when: { plainMistake: true }', 'when: { bigMistake: true }', "不认识的事实 'bigMistake'"],
  ['an unknown value', 'when: { category: sales }\n      bands', 'when: { category: selling }\n      bands', "不认识的值 'selling'"],
  ['a level before it is judged', 'when: { plainMistake: true }', 'when: { level: major }', "还没有判定 'level'"],
  ['an unknown named condition', 'level: important, when: { condition: claims-or-refuses }', 'level: important, when: { condition: claims }', "没有名为 'claims'"],
  ['an unknown level', 'rule: LF-L3a, level: major', 'rule: LF-L3a, level: huge', "不认识的级别 'huge'"],
  ['a clock that nothing starts', 'startsOn: engineer-told', 'startsOn: engineer-called', '没有什么能启动'],
  ['a clock met by nothing known', 'metBy: site-checked', 'metBy: site-seen', "不认识的事件 'site-seen'"],
  ['a clock that is met as it starts', 'metBy: site-checked', 'metBy: engineer-told', '同一事件'],
  ['a clock without a span', '    span: { hours: 48 }\n', '', 'span 或 spanByLevel'],
  ['a span of two units', 'span: { hours: 48 }', 'span: { hours: 48, months: 1 }', '之一'],
  ['a target beyond the end', 'general: { workingDays: 3, target: 1 }', 'general: { workingDays: 3, target: 3 }', 'target'],
  ['a template with an unknown variable', '最新进展:{进展}', '最新进展:{进度}', "'{进度}'"],
  ['a template with an open brace', '最新进展:{进展}', '最新进展:{进展', '不成对'],
  ['a missing template', 'appointment: "', 'appointed: "', "缺少短信模板 'appointment'"],
  ['a rule without its text', '  LF-L3a: 已经或可能危及客户人身安全\n', '', "规则 'LF-L3a' 在 ruleTexts 中没有中文说明"],
  ['a clock that nothing stops', 'metBy: site-checked\n    responsible: project-engineer', 'responsible: project-engineer', '没有什么能办结'],
  ['a clock whose start nobody is told of', '  - { role: project-engineer, event: engineer-told }\n', '', '请在 told 中写明'],
  ['an unknown moment of a task', 'until: customer-reached\n    role: case-handler\n    text: 先安抚', 'until: customer-happy\n    role: case-handler\n    text: 先安抚', '只能是'],
  ['an unknown role of a task', 'role: return-visitor', 'role: return-caller', "不认识的岗位 'return-caller'"],
  ['a task given twice', 'name: read-file-first', 'name: settle-feeling-first', "留意事项 'settle-feeling-first' 出现了两次"],
  ['a task that ends as it begins', 'at: handled\n    until: visited', 'at: handled\n    until: handled', '永远不会出现'],
  ['a category given twice', 'category: planning, rule: LF-K2', 'category: engineering, rule: LF-K2', "类别 'engineering' 出现了两次"],
  ['a rule of the programme without its text', 'rules: [LF-R2]', 'rules: [LF-R9]', "规则 'LF-R9' 在 ruleTexts 中没有中文说明"],
  ['a report to nobody known', 'to: [regional-gm, project-director, m', 'to: [regional-boss, project-director, m', "不认识的岗位 'regional-boss'"],
  ['a report due on two days', 'due: { month: following, day: 5 }', 'due: { month: following, day: 5, lastWorkingDay: true }', '之一'],
  ['an SMS without a greeting', 'unreachable: "{称呼}您好,', 'unreachable: "{称呼},', '缺少问候'],
  ['an SMS without thanks', '您关于{事项}的反映已登记,编号{编号}。给您带来不便,我们深表歉意。如需补充情况,请致电{电话}。{公司}感谢您的监督,', '您关于{事项}的反映已登记,编号{编号}。如需补充情况,请致电{电话}。{公司}', '缺少致歉或致谢'],
  ['an SMS that asks without 请', '如需改期请致电', '如需改期致电', '有所要求'],
  ['an SMS without a close', '打扰之处敬请谅解,祝您生活愉快!', '打扰之处敬请谅解。', '缺少结束语'],
  ['an SMS that lectures', '最新进展:{进展}', '您必须知道:{进展}', '不应出现“必须”'],
  ['an SMS of endless sentences', '(编号{编号})最新进展:{进展}。', '(编号{编号})最新进展:{进展},我们已经安排人员到现场查看情况并与相关部门商定下一步的处理办法,', '请拆短'],
  ['a level row that cannot hold', 'when: { plainMistake: true }', 'when: { plainMistake: true, not: { plainMistake: true } }', "定级行 'LF-L2a':这一行的条件永远不会成立"],
  ['a level row that a higher one shadows', 'when: { failedTalks: { from: 3 } }', 'when: { claimedAmount: { from: "30000.00" } }', "定级行 'LF-L2c':条件成立时总有更前或更高"],
  ['a route that a former one shadows', 'route: sales\n      when: { category: sales }', 'route: sales\n      when: { category: engineering, claimedAmount: { known: true } }', "审批路线 'sales':条件成立时总有更前"],
  ['a handler that a former one shadows', 'when: { teamGone: true, category: planning }', 'when: { teamGone: true, category: engineering, level: general }', "受理行 'LF-E4':条件成立时总有更前"],
  ['a raise that never lifts', 'when: { unitReturn: true }, toBand: B', 'when: { unitReturn: true, level: major }, toBand: B', "提档行 'LF-A17':条件成立时总有"],
  ['a raise of what lies there anyway', 'when: { unitReturn: true }, toBand: B', 'when: { unitReturn: true, routeAmount: { from: "5000.00" } }, toBand: B', "提档行 'LF-A17':条件成立时总有"],
  ['a raise to the lowest band', 'when: { unitReturn: true }, toBand: B', 'when: { unitReturn: true }, toBand: A', '最低一档'],
  ['a filing that cannot be', 'when: { level: major }, role: regional-gm', 'when: { level: major, band: A }, role: regional-gm', "'LF-A15':这一行的条件永远不会成立"],
  ['a clock that cannot run', 'when: { category: planning }\n    startsOn: received', 'when: { category: planning, route: sales }\n    startsOn: received', "时限 'contact-customer-manager':这一行的条件永远不会成立"],
  ['a task that cannot come', 'when: { refused: true }\n    role', 'when: { refused: true, level: need }\n    role', "'ask-what-he-wants':这一行的条件永远不会成立"],
  ['a nudge share that does not rise', 'approvalLimits:', 'nudges: { hourShares: [80, 50] }\napprovalLimits:', '由小到大的百分数'],
  ['a nudge time without quotes', 'approvalLimits:', 'nudges: { timesOfDay: [9] }\napprovalLimits:', '带引号的时刻'],
  ['a nudge time that does not exist', 'approvalLimits:', 'nudges: { timesOfDay: ["24:00"] }\napprovalLimits:', '带引号的时刻'],
  ['nudge times out of order', 'approvalLimits:', 'nudges: { timesOfDay: ["15:00", "09:00"] }\napprovalLimits:', '由早到晚'],
  ['a nudge time in quiet hours', 'approvalLimits:', 'nudges: { timesOfDay: ["07:30"], quietHours: { from: "21:00", to: "08:00" } }\napprovalLimits:', '在免打扰时段'],
  ['quiet hours without an end', 'approvalLimits:', 'nudges: { quietHours: { from: "21:00" } }\napprovalLimits:', "'to':缺少此项"],
  ['quiet hours of no length', 'approvalLimits:', 'nudges: { quietHours: { from: "21:00", to: "21:00" } }\napprovalLimits:', '不能相同'],
  ['an unknown exception from quiet hours', 'approvalLimits:', 'nudges: { quietHours: { from: "21:00", to: "08:00", except: [rain] } }\napprovalLimits:', '只能是 safety、media、major'],
  ['a nudge after the end', 'nudgeHours: [4, 8]', 'nudgeHours: [4, 12]', '催办应早于'],
  ['a key given twice', 'title: ', 'id: again\ntitle: ', '两个相同的名称'],
  ['broken YAML', 'duties:', 'duties: [', 'YAML 格式有误'],
  ['an alias that runs in a circle', 'duties:', 'again: &all [*all]\nduties:', '不能用别名'],
  ['aliases that unfold to millions', 'duties:', `a0: &a0 [x]\n${Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}x]`).join('\n')}\nduties:`, '不能用别名'],
  ['a list for a name', 'duties:', '? [a, b]\n: c\nduties:', '名称应为文字'],
  ['a name that objects have', 'duties:', '__proto__: { id: x }\nduties:', "不认识的项 '__proto__'"],
])('%s is named with its line', (_, found, put, message) => {
  expect(spoil(found, put).said).toContain(message);
});

test.each([
  ['superior: rd-director', 'superior: rd-chief'],
  ['when: { plainMistake: true }', 'when: { bigMistake: true }'],
  ['startsOn: engineer-told', 'startsOn: engineer-called'],
  ['approve: [marketing-director]', 'approve: [marketing-boss]'],
  ['最新进展:{进展}', '最新进展:{进度}'],
])('the line of %s', (found, put) => {
  const { line, lines } = spoil(found, put);
  expect(lines).toContain(line);
});

test('every mistake of a file is told at once', () => {
  const broken = text.replace('superior: rd-director', 'superior: rd-chief').replace('numberPrefix: LH', 'numberPrefix: LH\ncolour: red');
  const said = readPack('p.yaml', broken).mistakes.map((mistake) => mistake.message).join('\n');
  expect(said).toContain("'rd-chief'");
  expect(said).toContain("'colour'");
});

test.each(['', '[]', 'just words', '- 1'])('%j is no pack', (content) => {
  expect(readPack('p.yaml', content)).toMatchObject({ pack: null, mistakes: [{ file: 'p.yaml' }] });
});

test('the hash is of what the pack says, not of how it is written', () => {
  const { pack } = readPack('p.yaml', text);
  const same = readPack('p.yaml', `# another comment\n${text}`).pack;
  const other = readPack('p.yaml', text.replace('households: { from: 5 }', 'households: { from: 6 }')).pack;
  if (!pack || !same || !other) throw new Error('packs must load');
  expect(packHash(same)).toBe(packHash(pack));
  expect(packHash(other)).not.toBe(packHash(pack));
  expect(packHash(pack)).toMatch(/^[0-9a-f]{64}$/);
});

test('a stored pack is read back whole, and not when it was altered', () => {
  const { pack } = readPack('p.yaml', text);
  if (!pack) throw new Error('pack must load');
  const stored = canonicalPack(pack);
  expect(restorePack(stored, packHash(pack))).toEqual({ ok: true, value: pack });
  expect(restorePack(stored.replace('500000', '600000'), packHash(pack))).toMatchObject({ ok: false, code: 'pack-altered' });
});

test('a pack may bring its own nudges and quiet hours; what it leaves out is as usual, and silence changes nothing of its content', () => {
  const put = 'nudges: { timesOfDay: ["10:00"], quietHours: { from: "22:00", to: "07:30", except: [safety] } }\napprovalLimits:';
  const { pack } = readPack('p.yaml', text.replace('approvalLimits:', () => put));
  expect(pack?.nudging).toEqual({ hourShares: [50, 80], timesOfDay: [36_000_000], quietHours: { from: 79_200_000, to: 27_000_000, except: ['safety'] } });
  expect(readPack('p.yaml', text).pack?.nudging).toBeUndefined();
});
