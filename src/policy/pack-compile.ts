import { LEVEL_ORDER, type Level } from '../terms/complaint.js';
import type { PackOperations, RolePlan, SmsOccasion, ClockDuty } from './domain/pack.js';
import type {
  ApprovalRows,
  Band,
  ClockRow,
  Condition,
  LevelRow,
  LevelRows,
  Pack,
  RouteRow,
  Span,
  StepRow,
} from './domain/rows.js';
import { compileDuties } from './pack-compile-duties.js';
import { ALWAYS, readCondition, readFenRange, type ConditionContext, type Stage } from './pack-condition.js';
import type { ClockFile, LevelsFile, PackFile, RouteFile, StepFile } from './pack-file.js';
import type { SpanFile } from './pack-span-file.js';
import type { PackSource, Path } from './pack-source.js';
import { readEvent, readStart } from './pack-words.js';

/** Turns a file of the right shape into a pack; mistakes in conditions, bounds, spans and events are reported. */
export function compilePack(file: PackFile, source: PackSource): Pack {
  const context = conditionContext(file, source);
  const when = (written: object | undefined, path: Path, stage: Stage): Condition =>
    written === undefined ? ALWAYS : readCondition(written, path, stage, context);
  return {
    ...operations(file, source),
    ...compileDuties(file, { when, span: (written, path) => compileSpan(written, path, source) }),
    levels: compileLevels(file.levels, source, when),
    approval: compileApproval(file, source, when),
    filings: file.filings.map((row, index) => ({
      role: row.role,
      channels: row.channels,
      rule: row.rule,
      when: when(row.when, ['filings', index, 'when'], 'route'),
    })),
    clockRows: file.clocks.map((row, index) => compileClock(row, ['clocks', index], source, when)),
    handlers: file.handlers.map((row, index) => ({
      rule: row.rule,
      role: row.role,
      when: when(row.when, ['handlers', index, 'when'], 'route'),
    })),
  };
}

type ReadWhen = (written: object | undefined, path: Path, stage: Stage) => Condition;

function conditionContext(file: PackFile, source: PackSource): ConditionContext {
  const named = new Map<string, Condition>();
  const context: ConditionContext = {
    report: (path, message) => source.report(path, message),
    named,
    levelRules: new Set([...file.levels.rows.map((row) => row.rule), ...(file.levels.fallback.rule ? [file.levels.fallback.rule] : [])]),
    bands: file.approval.bands.map((band) => band.band),
    routes: file.approval.routes.map((route) => route.route),
  };
  // A named condition may use those written above it.
  for (const [name, written] of Object.entries(file.conditions ?? {})) {
    named.set(name, readCondition(written, ['conditions', name], 'facts', context));
  }
  return context;
}

function operations(file: PackFile, source: PackSource): PackOperations {
  return {
    id: file.id,
    version: file.version,
    title: file.title,
    numberPrefix: file.numberPrefix,
    roles: Object.fromEntries(
      file.roles.map((role): [string, RolePlan] => [
        role.role,
        {
          name: role.name,
          superior: role.superior ?? null,
          committee: role.committee ?? false,
          finance: role.finance ?? false,
        },
      ]),
    ),
    duties: {
      handler: file.duties.handler,
      supervisor: file.duties.supervisor,
      projectHead: file.duties.projectHead,
      returnVisitor: file.duties.returnVisitor,
      levelLowering: file.duties.levelLowering,
      majorLevelLowering: file.duties.majorLevelLowering,
    },
    clocks: Object.fromEntries(
      file.clocks.map((clock, index): [string, ClockDuty] => [clock.name, clockDuty(clock, ['clocks', index], source)]),
    ),
    approvalLimits: file.approvalLimits.map(({ rule, scope, hours, nightExcluded, nudgeHours }) => ({
      rule,
      scope,
      hours,
      nightExcluded,
      nudgeHours,
    })),
    sms: { ...file.sms } as Record<SmsOccasion, string>,
    progressEveryWorkingDays: file.progress?.everyWorkingDays ?? null,
    returnVisitQuestions: file.returnVisitQuestions,
    ruleTexts: Object.fromEntries(Object.entries(file.ruleTexts).map(([rule, text]) => [rule, String(text)])),
  };
}

function clockDuty(clock: ClockFile, path: Path, source: PackSource): ClockDuty {
  const byLevel = clock.spanByLevel;
  const written = clock.span ?? byLevel?.need ?? byLevel?.general ?? byLevel?.important ?? byLevel?.major;
  return {
    rule: clock.rule,
    name: clock.name,
    label: clock.label,
    metBy: readEvent(clock.metBy, [...path, 'metBy'], source),
    ...(clock.metByCallAndSms === true ? { metByCallAndSms: true as const } : {}),
    responsible: clock.responsible,
    unit: written ? unitOf(written) : 'hours',
    keeper: clock.keeper ?? 'clocks',
  };
}

function unitOf(span: SpanFile): ClockDuty['unit'] {
  if (span.workingDays !== undefined) return 'working-days';
  if (span.calendarDays !== undefined) return 'calendar-days';
  return span.months !== undefined ? 'months' : 'hours';
}

function readLevel(word: string | undefined, path: Path, source: PackSource): Level {
  const level = LEVEL_ORDER.find((candidate) => candidate === word);
  if (level !== undefined) return level;
  source.report(path, `不认识的级别 '${word ?? ''}';可用:${LEVEL_ORDER.join('、')}`);
  return 'general';
}

function compileLevels(file: LevelsFile, source: PackSource, when: ReadWhen): LevelRows {
  if (!file.fallback.rule) source.report(['levels', 'fallback'], '须写未达到任何一条时依据的规则编号 rule');
  return {
    fallback: {
      level: readLevel(file.fallback.level, ['levels', 'fallback', 'level'], source),
      rule: file.fallback.rule ?? '',
    },
    need: { level: readLevel(file.need.level, ['levels', 'need', 'level'], source), rule: file.need.rule ?? null },
    invalid: { rule: file.invalid.rule ?? null },
    rows: file.rows.map(
      (row, index): LevelRow => ({
        row: row.row ?? row.rule,
        rule: row.rule,
        level: readLevel(row.level, ['levels', 'rows', index, 'level'], source),
        when: when(row.when, ['levels', 'rows', index, 'when'], 'facts'),
        text: row.text ?? null,
      }),
    ),
  };
}

function compileApproval(file: PackFile, source: PackSource, when: ReadWhen): ApprovalRows {
  const { approval } = file;
  const at = (list: string, index: number, key: string): Path => ['approval', list, index, key];
  return {
    money: approval.money,
    splitting: approval.splitting ?? { days: 90, choosesRoute: false },
    keepAgreedSteps: approval.keepAgreedSteps ?? false,
    batchApproval: approval.batchApproval ?? false,
    bands: approval.bands.map((written, index): Band => {
      const { band, ...bounds } = written;
      const given = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));
      return { band, ...readFenRange(given, ['approval', 'bands', index], source) };
    }),
    routes: approval.routes.map((route, index) => compileRoute(route, approval.bands.map((band) => band.band), when(route.when, at('routes', index, 'when'), 'level'))),
    raises: approval.raises.map((row, index) => ({
      rule: row.rule,
      when: when(row.when, at('raises', index, 'when'), 'level'),
      toBand: row.toBand,
    })),
    reviewers: approval.reviewers.map((row, index) => ({
      rule: row.rule,
      when: when(row.when, at('reviewers', index, 'when'), 'level'),
      role: row.role,
    })),
    readers: approval.readers.map((row, index) => ({
      rule: row.rule,
      when: when(row.when, at('readers', index, 'when'), 'route'),
      roles: row.roles,
    })),
  };
}

function compileRoute(route: RouteFile, order: readonly string[], when: Condition): RouteRow {
  const bands = route.bands.map((band) => ({
    band: band.band,
    rule: band.rule,
    ...(band.alsoRules === undefined ? {} : { alsoRules: band.alsoRules }),
    steps: band.steps.map(compileStep),
    copies: band.copies ?? [],
  }));
  return { route: route.route, when, bands: bands.sort((a, b) => order.indexOf(a.band) - order.indexOf(b.band)) };
}

function compileStep(step: StepFile): StepRow {
  const join = step.join === 'any' || step.join === 'majority' ? step.join : 'all';
  return step.approve !== undefined
    ? { mode: 'approve', roles: step.approve, join }
    : { mode: 'review', roles: step.review ?? [], join };
}

function compileClock(row: ClockFile, path: Path, source: PackSource, when: ReadWhen): ClockRow {
  return {
    rule: row.rule,
    name: row.name,
    when: when(row.when, [...path, 'when'], 'route'),
    startsOn: readStart(row.startsOn, [...path, 'startsOn'], source),
    spans: compileSpans(row, path, source),
  };
}

function compileSpans(row: ClockFile, path: Path, source: PackSource): ClockRow['spans'] {
  if ((row.span === undefined) === (row.spanByLevel === undefined)) {
    source.report(path, `时限 '${row.name}' 须写 span 或 spanByLevel 之一`);
    return {};
  }
  if (row.span !== undefined) {
    const span = compileSpan(row.span, [...path, 'span'], source);
    return { need: span, general: span, important: span, major: span };
  }
  const spans: Partial<Record<Level, Span>> = {};
  for (const level of ['need', 'general', 'important', 'major'] as const) {
    const written = row.spanByLevel?.[level];
    if (written !== undefined) spans[level] = compileSpan(written, [...path, 'spanByLevel', level], source);
  }
  const units = new Set(Object.values(spans).map((span) => span.unit));
  if (units.size !== 1) source.report([...path, 'spanByLevel'], '各级别须用同一种单位,且至少写一个级别');
  return spans;
}

function compileSpan(written: SpanFile, path: Path, source: PackSource): Span {
  const given = [written.hours, written.workingDays, written.calendarDays, written.months].filter((x) => x !== undefined);
  if (given.length !== 1) source.report(path, '须写 hours、workingDays、calendarDays、months 之一');
  const target = written.target ?? null;
  const days = written.workingDays ?? written.calendarDays;
  if (target !== null && (days === undefined || target >= days)) {
    source.report([...path, 'target'], 'target 只用于天数时限,且须小于时限天数');
  }
  if (written.nightExcluded !== undefined && written.hours === undefined) {
    source.report([...path, 'nightExcluded'], 'nightExcluded 只用于小时时限');
  }
  if (written.workingDays !== undefined) return { unit: 'working-days', length: written.workingDays, target };
  if (written.calendarDays !== undefined) return { unit: 'calendar-days', length: written.calendarDays, target };
  if (written.months !== undefined) return { unit: 'months', length: written.months };
  return { unit: 'hours', length: written.hours ?? 1, nightExcluded: written.nightExcluded ?? false };
}
