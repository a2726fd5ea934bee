import { SMS_OCCASIONS } from './domain/pack.js';
import { CASE_HANDLER, HANDLER_SUPERIOR, RETURN_VISITOR } from './domain/rows.js';
import type { PackFile } from './pack-file.js';
import { checkNudging } from './pack-nudges-file.js';
import type { ConductFile } from './pack-duties-file.js';
import type { PackSource, Path } from './pack-source.js';

/** Names, roles, clocks and sums of the sections beside level, approval and clocks. */
export function checkDuties(file: PackFile, source: PackSource): void {
  checkDutyRoles(file, source);
  checkDutyTwice(file, source);
  checkClockNames(file, source);
  checkTold(file, source);
  checkReports(file, source);
  checkPercents(file, source);
  checkFilled(file, source);
  checkNudging(file.nudges, source);
  checkMatters(file, source);
  if (file.conduct !== undefined) checkConduct(file.conduct, file.sms, source);
}

type Use = (role: string | undefined, path: Path, beside?: readonly string[]) => void;

function checkDutyRoles(file: PackFile, source: PackSource): void {
  const known = file.roles.map((role) => role.role);
  const use: Use = (role, path, beside = []) => {
    if (role === undefined || known.includes(role) || beside.includes(role)) return;
    source.report(path, `不认识的岗位 '${role}';可用:${[...known, ...beside].join('、')}`);
  };
  file.tasks?.forEach((row, index) => use(row.role, ['tasks', index, 'role'], [CASE_HANDLER, RETURN_VISITOR]));
  file.told?.forEach((row, index) => use(row.role, ['told', index, 'role']));
  use(file.extension?.decidedBy, ['extension', 'decidedBy']);
  use(file.sentBack?.answeredBy, ['sentBack', 'answeredBy']);
  file.marks?.forEach((row, index) => row.tells.forEach((role, at) => use(role, ['marks', index, 'tells', at], [HANDLER_SUPERIOR])));
  file.closing?.forEach((row, index) => use(row.closedBy, ['closing', index, 'closedBy']));
  checkProgrammeRoles(file, use);
}

function checkProgrammeRoles(file: PackFile, use: Use): void {
  const each = (roles: readonly string[] | undefined, path: Path): void => roles?.forEach((role, at) => use(role, [...path, at]));
  file.reports?.forEach((row, index) => {
    use(row.from, ['reports', index, 'from']);
    each(row.to, ['reports', index, 'to']);
  });
  file.surveys?.forEach((row, index) => {
    each(row.by, ['surveys', index, 'by']);
    each(row.to, ['surveys', index, 'to']);
  });
  file.grading?.forEach((row, index) => {
    use(row.submittedBy, ['grading', index, 'submittedBy']);
    use(row.collectedBy, ['grading', index, 'collectedBy']);
    use(row.approvedBy, ['grading', index, 'approvedBy']);
  });
  file.visits?.forEach((row, index) => each(row.by, ['visits', index, 'by']));
  file.registers?.forEach((row, index) => use(row.keptBy, ['registers', index, 'keptBy']));
  file.customers?.forEach((row, index) => use(row.keptBy, ['customers', index, 'keptBy']));
  file.standing?.forEach((row, index) => use(row.role, ['standing', index, 'role']));
}

function checkDutyTwice(file: PackFile, source: PackSource): void {
  const once = (section: string, ids: readonly string[] | undefined, what: string): void => {
    ids?.forEach((id, index) => {
      if (ids.indexOf(id) !== index) source.report([section, index], `${what} '${id}' 出现了两次,应各不相同`);
    });
  };
  once('doors', file.doors?.map((row) => (row.label === undefined ? row.door : `${row.door} ${row.label}`)), '投诉渠道');
  once('categories', file.categories?.map((row) => row.category), '类别');
  once('validity', file.validity?.map((row) => `${row.rule} ${row.valid ? '有效' : '无效'}`), '情形');
  once('told', file.told?.map((row) => row.role), '告知岗位');
  once('tasks', file.tasks?.map((row) => row.name), '留意事项');
  once('marks', file.marks?.map((row) => row.name), '标记');
  for (const section of ['reports', 'surveys', 'grading', 'visits', 'registers', 'customers', 'standing'] as const) {
    once(section, file[section]?.map((row) => row.name), '名称');
  }
}

function checkClockNames(file: PackFile, source: PackSource): void {
  const names = file.clocks.map((clock) => clock.name);
  const use = (name: string, path: Path): void => {
    if (!names.includes(name)) source.report(path, `不认识的时限 '${name}';可用:${names.join('、')}`);
  };
  if (file.extension !== undefined) use(file.extension.clock, ['extension', 'clock']);
  file.marks?.forEach((row, index) => {
    row.missed?.forEach((name, at) => use(name, ['marks', index, 'missed', at]));
    if (row.when === undefined && row.missed === undefined && row.noProgressFor === undefined) {
      source.report(['marks', index], `标记 '${row.name}' 须写 when、missed、noProgressFor 中的至少一项,否则永远不会标上`);
    }
  });
  file.tasks?.forEach((row, index) => {
    if (row.until === row.at) source.report(['tasks', index, 'until'], `留意事项 '${row.name}' 的起止是同一时刻 '${row.at}',永远不会出现`);
  });
}

/** Only telling a person brings these about, so without a row of `told` nothing ever does. */
const TOLD_EVENTS: readonly string[] = ['engineer-told', 'marketing-manager-told', 'customer-manager-told', 'rd-manager-told'];

function checkTold(file: PackFile, source: PackSource): void {
  const told = new Set(file.told?.map((row) => row.event));
  file.clocks.forEach((clock, index) => {
    if (TOLD_EVENTS.includes(clock.startsOn) && !told.has(clock.startsOn)) {
      source.report(['clocks', index, 'startsOn'], `没有什么能启动时限 '${clock.name}':请在 told 中写明通知哪个岗位即为 '${clock.startsOn}'`);
    }
    if (clock.metBy && TOLD_EVENTS.includes(clock.metBy) && !told.has(clock.metBy)) {
      source.report(['clocks', index, 'metBy'], `没有什么能办结时限 '${clock.name}':请在 told 中写明通知哪个岗位即为 '${clock.metBy}'`);
    }
  });
}

function checkReports(file: PackFile, source: PackSource): void {
  file.reports?.forEach((row, index) => {
    const path: Path = ['reports', index];
    if (row.every === 'day' && row.due !== undefined) source.report([...path, 'due'], '每日的报告不写 due;只在工作日报送的写 workingDaysOnly: true');
    if (row.every !== 'day' && row.workingDaysOnly !== undefined) source.report([...path, 'workingDaysOnly'], 'workingDaysOnly 只用于 every: day');
    if (row.due === undefined) return;
    const { day, lastWorkingDay, lastWorkingDayOfFirstWeek } = row.due;
    const given = [day, lastWorkingDay, lastWorkingDayOfFirstWeek].filter((one) => one !== undefined).length;
    if (given !== 1) source.report([...path, 'due'], '须写 day、lastWorkingDay、lastWorkingDayOfFirstWeek 之一');
  });
}

/** Shares of one whole: all rows say theirs, or none does; together they are a hundred. */
function checkPercents(file: PackFile, source: PackSource): void {
  const whole = (parts: readonly (number | undefined)[] | undefined, path: Path, what: string): void => {
    const given = (parts ?? []).filter((part) => part !== undefined);
    if (given.length === 0) return;
    const sum = given.reduce((total, part) => total + part, 0);
    if (given.length !== parts?.length) source.report(path, `${what}要么都写,要么都不写`);
    else if (sum !== 100) source.report(path, `${what}合计为 ${sum},应为 100`);
  };
  file.surveys?.forEach((row, index) => whole(row.indicators?.map((one) => one.weight), ['surveys', index, 'indicators'], '权重'));
  const grades = new Set(file.grading?.flatMap((row) => row.grades.map((one) => one.grade)));
  file.grading?.forEach((row, index) => {
    whole(row.grades.map((one) => one.percent), ['grading', index, 'grades'], '占比');
    if (row.of !== undefined && !grades.has(row.of)) {
      source.report(['grading', index, 'of'], `没有 '${row.of}' 这一级;可用:${[...grades].join('、')}`);
    }
  });
}

function checkFilled(file: PackFile, source: PackSource): void {
  file.surveys?.forEach((row, index) => {
    if (row.sample !== undefined && row.sample.from > row.sample.upTo) source.report(['surveys', index, 'sample'], '抽样的 from 应不大于 upTo');
  });
  file.grading?.forEach((row, index) => {
    if (row.days !== undefined && row.days.from > row.days.upTo) source.report(['grading', index, 'days'], 'days 的 from 应不大于 upTo');
  });
  file.visits?.forEach((row, index) => {
    if (row.within === undefined && row.every === undefined) source.report(['visits', index], `'${row.name}' 须写 within(多久之内)或 every(周期)`);
  });
  file.customers?.forEach((row, index) => {
    if ([row.kinds, row.papers, row.data, row.text].every((part) => part === undefined)) {
      source.report(['customers', index], `'${row.name}' 须写 kinds、papers、data、text 中的至少一项`);
    }
  });
}

/** What raises a case or leads to a higher level is always shown with its rule; a mark is what an escalation shows as. */
function checkMatters({ matters, marks }: PackFile, source: PackSource): void {
  if (matters === undefined || matters.again.countsAs === 'nothing') return;
  if (matters.again.rule === undefined) source.report(['matters', 'again'], `再次投诉计为 '${matters.again.countsAs}' 的,须写 rule(依据哪条规则)`);
  const marked = marks?.some((row) => JSON.stringify(row.when ?? null).includes('"complainedAgain"')) ?? false;
  if (matters.again.countsAs === 'escalation' && !marked) {
    source.report(['matters', 'again', 'countsAs'], "计为升级的,须在 marks 中有一行 when: { complainedAgain: true },否则不会标上");
  }
}

function checkConduct(conduct: ConductFile, sms: object, source: PackSource): void {
  const texts = new Map(Object.entries(sms));
  for (const occasion of SMS_OCCASIONS) {
    const text: unknown = texts.get(occasion);
    if (typeof text !== 'string') continue;
    for (const fault of faultsOfSpeech(text, conduct)) source.report(['sms', occasion], `短信 '${occasion}' ${fault}(${conduct.rule})`);
  }
}

const ENDS_A_SENTENCE = /(?<=[。!?！？])/;

/** What a text to a customer lacks or has too much of by the book's rule on speech. */
function faultsOfSpeech(text: string, conduct: ConductFile): readonly string[] {
  const sentences = text.split(ENDS_A_SENTENCE).filter((sentence) => sentence.trim() !== '');
  const first = sentences[0] ?? '';
  const last = sentences.at(-1) ?? '';
  const has = (words: readonly string[], where: string): boolean => words.some((word) => where.includes(word));
  const or = (words: readonly string[]): string => words.map((word) => `“${word}”`).join('或');
  const asking = sentences.find((sentence) => has(conduct.asks, sentence) && !has(conduct.please, sentence));
  const long = sentences.find((sentence) => sentence.length > conduct.sentenceUpTo);
  const wrong = conduct.never.find((word) => text.includes(word));
  return [
    ...(has(conduct.greeting, first) ? [] : [`开头缺少问候,应有${or(conduct.greeting)}`]),
    ...(has(conduct.apologyOrThanks, text) ? [] : [`缺少致歉或致谢,应有${or(conduct.apologyOrThanks)}`]),
    ...(asking === undefined ? [] : [`有所要求而没有${or(conduct.please)}:${asking}`]),
    ...(has(conduct.close, last) ? [] : [`缺少结束语,最后一句应有${or(conduct.close)}`]),
    ...(wrong === undefined ? [] : [`不应出现“${wrong}”`]),
    ...(long === undefined ? [] : [`一句话超过 ${conduct.sentenceUpTo} 字,请拆短:${long}`]),
  ];
}
