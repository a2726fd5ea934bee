import { CATEGORIES, COUNTED_AS, DOORS, EVENTS } from '../terms/complaint.js';
import type { Programme } from './domain/programme.js';
import { CLOSING_MOMENTS, type Condition, type Moment, type PackDuties, type Span } from './domain/rows.js';
import { USUAL_NUDGING } from './domain/nudging.js';
import { compileNudging } from './pack-nudges-file.js';
import type { Stage } from './pack-condition.js';
import type { SpanFile } from './pack-span-file.js';
import type { PackFile } from './pack-file.js';
import type { Path } from './pack-source.js';

/** How a written part is read; mistakes are reported on the way. */
export interface DutyReaders {
  readonly when: (written: object | undefined, path: Path, stage: Stage) => Condition;
  readonly span: (written: SpanFile, path: Path) => Span;
}

const MOMENTS: readonly Moment[] = [...EVENTS, ...CLOSING_MOMENTS];

/** The word of a list that the shape has let through already. */
function known<T extends string>(words: readonly T[], word: string): T {
  const found = words.find((candidate) => candidate === word);
  if (found === undefined) throw new Error(`'${word}' must have been refused by the shape of the file`);
  return found;
}

/** The sections beside level, approval and clocks. */
export function compileDuties(file: PackFile, { when, span }: DutyReaders): PackDuties {
  return {
    doors: (file.doors ?? []).map(({ door, label, rule }) => ({ door: known(DOORS, door), label: label ?? null, rule: rule ?? null })),
    categories: (file.categories ?? []).map(({ category, rule }) => ({ category: known(CATEGORIES, category), rule })),
    validity: (file.validity ?? []).map(({ rule, valid, text }) => ({ rule, valid, text })),
    tasks: (file.tasks ?? []).map((row, index) => ({
      rule: row.rule,
      name: row.name,
      when: when(row.when, ['tasks', index, 'when'], 'route'),
      doors: (row.doors ?? []).map((door) => known(DOORS, door)),
      at: known(MOMENTS, row.at),
      until: row.until === undefined ? null : known(MOMENTS, row.until),
      role: row.role,
      text: row.text,
    })),
    told: (file.told ?? []).map(({ role, event }) => ({ role, event: known(EVENTS, event) })),
    ...compileExceptions(file, { when, span }),
    ...(file.nudges === undefined ? {} : { nudging: compileNudging(file.nudges, USUAL_NUDGING) }),
    ...mattersOf(file),
    conduct: conductOf(file),
    progressRule: file.progress?.rule ?? null,
    programme: programmeOf(file),
  };
}

function compileExceptions(file: PackFile, { when, span }: DutyReaders): Pick<PackDuties, 'extension' | 'sentBack' | 'marks' | 'closing'> {
  const { extension, sentBack } = file;
  return {
    extension:
      extension === undefined
        ? null
        : {
            rule: extension.rule,
            clock: extension.clock,
            decidedBy: extension.decidedBy,
            newRule: extension.newRule,
            newSpan: span(extension.newSpan, ['extension', 'newSpan']),
            causeInVisit: extension.causeInVisit,
          },
    ...(sentBack === undefined ? {} : { sentBack: { rule: sentBack.rule ?? null, clock: sentBack.clock, answeredBy: sentBack.answeredBy } }),
    marks: (file.marks ?? []).map((row, index) => ({
      rule: row.rule,
      name: row.name,
      mark: row.mark,
      when: row.when === undefined ? null : when(row.when, ['marks', index, 'when'], 'route'),
      missed: row.missed ?? [],
      idleWorkingDays: row.noProgressFor?.workingDays ?? null,
      ...(row.doors === undefined ? {} : { doors: row.doors.map((door) => known(DOORS, door)) }),
      tells: row.tells,
    })),
    closing: (file.closing ?? []).map((row, index) => ({
      rule: row.rule,
      when: when(row.when, ['closing', index, 'when'], 'route'),
      closedBy: row.closedBy,
    })),
  };
}

function mattersOf({ matters }: PackFile): Pick<PackDuties, 'matters'> {
  if (matters === undefined) return {};
  const { days, again, group } = matters;
  return { matters: { days, again: { rule: again.rule ?? null, countsAs: known(COUNTED_AS, again.countsAs) }, groupRule: group?.rule ?? null } };
}

function conductOf({ conduct }: PackFile): PackDuties['conduct'] {
  if (conduct === undefined) return null;
  const { rule, greeting, apologyOrThanks, asks, please, close, never, sentenceUpTo } = conduct;
  return { rule, greeting, apologyOrThanks, asks, please, close, never, sentenceUpTo };
}

/** Data only: the rows as they are written, without what was left out. */
function programmeOf(file: PackFile): Programme {
  const written = {
    reports: file.reports ?? [],
    surveys: file.surveys ?? [],
    grading: file.grading ?? [],
    visits: file.visits ?? [],
    registers: file.registers ?? [],
    customers: file.customers ?? [],
    standing: file.standing ?? [],
  };
  return JSON.parse(JSON.stringify(written)) as Programme;
}

