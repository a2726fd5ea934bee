import type { Door, Facts } from '../../terms/complaint.js';
import { holds } from './circumstances.js';
import { seenWith, type RuledLevel } from './decide.js';
import type { Moment, Pack, TaskRow } from './rows.js';

/** A case as the tasks see it. */
export interface TaskOccasion {
  readonly facts: Facts;
  /** Also one that is held or was set by a person. */
  readonly verdict: RuledLevel;
  readonly doors: readonly Door[];
  readonly moments: ReadonlySet<Moment>;
}

/** What somebody has to be reminded of now, in the order of the pack. Empty for an invalid case. */
export function tasksNow(pack: Pack, { facts, verdict, doors, moments }: TaskOccasion): readonly TaskRow[] {
  if (verdict.level === 'invalid' || pack.tasks.length === 0) return [];
  const seen = seenWith(pack, facts, verdict);
  return pack.tasks.filter(
    (task) =>
      moments.has(task.at) &&
      (task.until === null || !moments.has(task.until)) &&
      (task.doors.length === 0 || task.doors.some((door) => doors.includes(door))) &&
      holds(task.when, seen),
  );
}
