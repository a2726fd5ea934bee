import { SMS_OCCASIONS } from './domain/pack.js';
import type { Pack } from './domain/rows.js';
import type { PackFile, RouteBandFile, StepFile } from './pack-file.js';
import { checkDuties } from './pack-check-duties.js';
import { checkReach } from './pack-check-reach.js';
import { placesOfRules } from './pack-rules.js';
import type { PackSource, Path } from './pack-source.js';

const SMS_VARIABLES = ['称呼', '编号', '项目', '事项', '公司', '电话', '时间', '进展'];

/** What no single row shows: names that lead nowhere, rows given twice, gaps between bands, routes nobody approves. */
export function checkPack(file: PackFile, pack: Pack, source: PackSource): void {
  checkRoles(file, source);
  checkRoleUses(file, source);
  checkTwice(file, source);
  checkBands(pack, source);
  checkRoutes(file, pack, source);
  checkClocks(file, source);
  checkTexts(file, source);
  checkRuleTexts(file, source);
  checkDuties(file, source);
  // What is reached can only be tried with a pack that is whole.
  if (source.mistakes.length === 0) checkReach(pack, source);
}

function checkRoles(file: PackFile, source: PackSource): void {
  const known = new Map(file.roles.map((role) => [role.role, role]));
  file.roles.forEach((role, index) => {
    const path: Path = ['roles', index];
    if (role.superior && !known.has(role.superior)) {
      source.report([...path, 'superior'], unknownRole(role.superior, file));
    }
    if (role.superior && role.committee) source.report([...path, 'superior'], '委员会没有上级,应写 superior: null');
    const seen = new Set<string>();
    for (let at = role.role; known.get(at)?.superior; at = known.get(at)?.superior ?? '') {
      if (seen.has(at)) {
        source.report([...path, 'superior'], `岗位 '${role.role}' 的上级绕成了圈,应有一个岗位写 superior: null`);
        break;
      }
      seen.add(at);
    }
  });
}

const unknownRole = (role: string, file: PackFile): string =>
  `不认识的岗位 '${role}';可用:${file.roles.map((known) => known.role).join('、')}`;

function checkRoleUses(file: PackFile, source: PackSource): void {
  const known = new Set(file.roles.map((role) => role.role));
  const use = (role: string, path: Path): void => {
    if (!known.has(role)) source.report(path, unknownRole(role, file));
  };
  for (const [duty, role] of Object.entries(file.duties)) use(String(role), ['duties', duty]);
  file.filings.forEach((row, index) => use(row.role, ['filings', index, 'role']));
  file.handlers.forEach((row, index) => use(row.role, ['handlers', index, 'role']));
  file.clocks.forEach((row, index) => use(row.responsible, ['clocks', index, 'responsible']));
  file.approval.reviewers.forEach((row, index) => use(row.role, ['approval', 'reviewers', index, 'role']));
  file.approval.readers.forEach((row, index) =>
    row.roles.forEach((role, place) => use(role, ['approval', 'readers', index, 'roles', place])),
  );
  forEachRouteBand(file, (band, path) => {
    band.copies?.forEach((role, place) => use(role, [...path, 'copies', place]));
    band.steps.forEach((step, index) => {
      step.review?.forEach((role, place) => use(role, [...path, 'steps', index, 'review', place]));
      step.approve?.forEach((role, place) => use(role, [...path, 'steps', index, 'approve', place]));
    });
  });
}

function forEachRouteBand(file: PackFile, visit: (band: RouteBandFile, path: Path) => void): void {
  file.approval.routes.forEach((route, index) =>
    route.bands.forEach((band, place) => visit(band, ['approval', 'routes', index, 'bands', place])),
  );
}

function checkTwice(file: PackFile, source: PackSource): void {
  const once = (ids: readonly string[], path: (index: number) => Path, what: string): void => {
    ids.forEach((id, index) => {
      if (ids.indexOf(id) !== index) source.report(path(index), `${what} '${id}' 出现了两次,应各不相同`);
    });
  };
  once(file.roles.map((row) => row.role), (index) => ['roles', index], '岗位');
  once(file.levels.rows.map((row) => row.row ?? row.rule), (index) => ['levels', 'rows', index], '定级行');
  once(file.approval.bands.map((row) => row.band), (index) => ['approval', 'bands', index], '金额档');
  once(file.approval.routes.map((row) => row.route), (index) => ['approval', 'routes', index], '审批路线');
  once(file.approval.raises.map((row) => `${row.rule}→${row.toBand}`), (index) => ['approval', 'raises', index], '提档行');
  once(file.approval.reviewers.map((row) => row.rule), (index) => ['approval', 'reviewers', index], '加审行');
  once(file.approval.readers.map((row) => row.rule), (index) => ['approval', 'readers', index], '会看行');
  once(file.filings.map((row) => row.rule), (index) => ['filings', index], '备案行');
  once(file.clocks.map((row) => row.name), (index) => ['clocks', index], '时限');
  once(file.approvalLimits.map((row) => row.rule), (index) => ['approvalLimits', index], '审批时限');
  file.approval.routes.forEach((route, index) =>
    once(route.bands.map((band) => band.band), (place) => ['approval', 'routes', index, 'bands', place], '金额档'),
  );
  checkRuleInOneRoute(file, source);
}

/** One rule may fill several bands of a route (LF-A13), and two routes only where both are wholly its own (GT-A1). */
function checkRuleInOneRoute(file: PackFile, source: PackSource): void {
  const wholly = file.approval.routes.map((route) => new Set(route.bands.map((band) => band.rule)).size === 1);
  const home = new Map<string, number>();
  file.approval.routes.forEach((route, index) =>
    route.bands.forEach((band, place) => {
      const first = home.get(band.rule) ?? index;
      home.set(band.rule, first);
      if (first === index || (wholly[first] === true && wholly[index] === true)) return;
      source.report(
        ['approval', 'routes', index, 'bands', place, 'rule'],
        `规则 '${band.rule}' 已用于路线 '${file.approval.routes[first]?.route ?? ''}',同一规则只应写在一条路线里`,
      );
    }),
  );
}

/** The bands must cover every amount from 0 on, each once. */
function checkBands(pack: Pack, source: PackSource): void {
  const { bands } = pack.approval;
  bands.forEach((band, index) => {
    const path: Path = ['approval', 'bands', index];
    const expected = index === 0 ? 0 : bands[index - 1]?.to;
    const before = index === 0 ? '第一档应从 "0.00" 起' : `应紧接上一档 '${bands[index - 1]?.band ?? ''}' 的上限`;
    if (expected === null || (expected !== undefined && band.from < expected)) {
      source.report(path, `金额档 '${band.band}' 与上一档重叠,${before}`);
    } else if (expected !== undefined && band.from > expected) {
      source.report(path, `金额档 '${band.band}' 之前有空缺,${before}`);
    }
    if (index === bands.length - 1 && band.to !== null) {
      source.report(path, `最后一档 '${band.band}' 不应有上限,否则更大的金额无人审批`);
    }
  });
}

function checkRoutes(file: PackFile, pack: Pack, source: PackSource): void {
  const bands = file.approval.bands.map((band) => band.band);
  file.approval.routes.forEach((route, index) => {
    const has = route.bands.map((band) => band.band);
    for (const missing of bands.filter((band) => !has.includes(band))) {
      source.report(['approval', 'routes', index], `路线 '${route.route}' 缺少金额档 '${missing}'`);
    }
  });
  const last = pack.approval.routes.at(-1);
  if (last && !(last.when.test === 'all' && last.when.of.length === 0)) {
    source.report(['approval', 'routes', pack.approval.routes.length - 1, 'when'], '最后一条路线应写 when: {},使每件投诉都有人审批');
  }
  file.approval.raises.forEach((raise, index) => {
    if (!bands.includes(raise.toBand)) {
      source.report(['approval', 'raises', index, 'toBand'], `不认识的金额档 '${raise.toBand}';可用:${bands.join('、')}`);
    }
  });
  forEachRouteBand(file, (band, path) => {
    if (!bands.includes(band.band)) {
      source.report([...path, 'band'], `不认识的金额档 '${band.band}';可用:${bands.join('、')}`);
    }
    checkSteps(band, path, file, source);
  });
}

function checkSteps(band: RouteBandFile, path: Path, file: PackFile, source: PackSource): void {
  if (band.steps.at(-1)?.approve === undefined) {
    source.report([...path, 'steps'], `'${band.rule}' 没有审批人:最后一步应为 approve`);
  }
  let approving = false;
  band.steps.forEach((step, index) => {
    const at = [...path, 'steps', index];
    if ((step.review === undefined) === (step.approve === undefined)) {
      source.report(at, '每一步须写 review(审核)或 approve(审批)之一');
    }
    if (step.review !== undefined && approving) source.report(at, '审核应排在审批之前');
    approving ||= step.approve !== undefined;
    checkJoin(step, at, file, source);
  });
}

function checkJoin(step: StepFile, path: Path, file: PackFile, source: PackSource): void {
  const roles = step.approve ?? step.review ?? [];
  const committees = roles.filter((role) => file.roles.some((known) => known.role === role && known.committee === true));
  if (committees.length > 0 && (roles.length !== 1 || step.join !== 'majority')) {
    source.report(path, '委员会应单独成一步,并写 join: majority');
  }
  if (committees.length === 0 && step.join === 'majority') source.report(path, '只有委员会可用 join: majority');
}

function checkClocks(file: PackFile, source: PackSource): void {
  file.clocks.forEach((clock, index) => {
    if (!clock.metBy && (clock.keeper ?? 'clocks') === 'clocks') {
      source.report(['clocks', index, 'metBy'], `没有什么能办结时限 '${clock.name}':请写 metBy,或写明由 approvals 或 follow-ups 来管(keeper)`);
    }
    if (clock.metBy === clock.startsOn) {
      source.report(['clocks', index, 'metBy'], `时限 '${clock.name}' 起算和办结是同一事件 '${clock.startsOn}'`);
    }
  });
  file.approvalLimits.forEach((limit, index) => {
    if (limit.nudgeHours.some((hours) => hours >= limit.hours)) {
      source.report(['approvalLimits', index, 'nudgeHours'], `催办应早于时限 ${limit.hours} 小时`);
    }
    if (!file.clocks.some((clock) => clock.rule === limit.rule)) {
      source.report(['approvalLimits', index, 'rule'], `审批时限 '${limit.rule}' 在 clocks 中没有对应的时限`);
    }
  });
}

function checkTexts(file: PackFile, source: PackSource): void {
  const given = new Map(Object.entries(file.sms));
  for (const occasion of SMS_OCCASIONS) {
    const text: unknown = given.get(occasion);
    if (typeof text !== 'string' || text.trim() === '') {
      source.report(['sms', occasion], `缺少短信模板 '${occasion}'`);
      continue;
    }
    const names = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
    for (const name of names.filter((candidate) => !SMS_VARIABLES.includes(candidate))) {
      source.report(['sms', occasion], `短信模板中不认识的变量 '{${name}}';可用:${SMS_VARIABLES.join('、')}`);
    }
    if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) source.report(['sms', occasion], '短信模板的大括号不成对');
  }
  for (const name of [...given.keys()].filter((key) => !SMS_OCCASIONS.some((occasion) => occasion === key))) {
    source.report(['sms', name], `不认识的短信场合 '${name}';可用:${SMS_OCCASIONS.join('、')}`);
  }
}

/** Every rule a row names must have its Chinese text, or no card could show its basis. */
function checkRuleTexts(file: PackFile, source: PackSource): void {
  const texts = new Map(Object.entries(file.ruleTexts));
  for (const [rule, text] of texts) {
    if (typeof text !== 'string' || text.trim() === '') source.report(['ruleTexts', rule], `规则 '${rule}' 应有中文说明`);
  }
  for (const { rule, path } of placesOfRules(source.content)) {
    if (!texts.has(rule)) source.report(path, `规则 '${rule}' 在 ruleTexts 中没有中文说明,请补上`);
  }
}
