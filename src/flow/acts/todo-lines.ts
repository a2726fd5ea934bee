import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { CaseInShort } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock } from '../../clocks/index.js';
import * as messages from '../../messages/index.js';
import type { LineEnd, NudgeLine } from '../../messages/index.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import type { Scene } from '../scene.js';
import { peopleAsked } from './approval-nudge.js';
import { overdueOf, reminderOf } from './nudge-words.js';

/** A line of a person's 待办 with what it is about, as it stands now. */
export interface TodoLine {
  readonly line: NudgeLine;
  readonly case: CaseInShort;
  /** Null for an approval that waits. */
  readonly clock: Clock | null;
  readonly text: string;
}

/** The most urgent of what waits for a person, and how many it is in all. */
export interface Todo {
  readonly lines: readonly TodoLine[];
  readonly count: number;
}

export const NOTHING: Todo = { lines: [], count: 0 };

/** When what a line is about is due; never, where no time is set for it. */
export const dueOf = ({ line, clock }: Pick<TodoLine, 'line' | 'clock'>): Instant => clock?.dueAt ?? line.dueAt ?? Infinity;

/** What waits for each of these people. */
export async function todosOf(scene: Scene, people: readonly string[]): Promise<ReadonlyMap<string, Todo>> {
  const { id: companyId } = scene.company.head;
  const lines = await messages.openLines(scene.tx, companyId, people, messages.SHOWN);
  const mine = (personId: string): readonly NudgeLine[] => lines.filter((line) => line.personId === personId);
  const full = people.filter((personId) => mine(personId).length === messages.SHOWN);
  const [counts, about] = await Promise.all([messages.countOpenLines(scene.tx, companyId, full), withMatters(scene, lines)]);
  return new Map(
    people.map((personId) => [
      personId,
      { lines: about.filter(({ line }) => line.personId === personId), count: counts.get(personId) ?? mine(personId).length },
    ]),
  );
}

/** What each line is about; a line whose case is gone is left out. */
export async function withMatters(scene: Scene, lines: readonly NudgeLine[]): Promise<readonly TodoLine[]> {
  const [about, known] = await Promise.all([
    cases.readInShort(scene.tx, [...new Set(lines.flatMap((line) => line.caseId ?? []))]),
    clocks.clocksByIds(scene.tx, lines.flatMap((line) => line.clockId ?? [])),
  ]);
  const found: TodoLine[] = [];
  for (const line of lines) {
    const one = about.find(({ id }) => id === line.caseId);
    if (one === undefined) continue;
    const clock = known.find(({ id }) => id === line.clockId) ?? null;
    found.push({ line, case: one, clock, text: wordsNow(scene, one, line, clock) });
  }
  return found;
}

/** A reminder counts down and becomes 【超时】 on its card; other words stand as they were said. */
function wordsNow(scene: Scene, one: CaseInShort, line: NudgeLine, clock: Clock | null): string {
  const reminds = clock !== null && line.text.startsWith('【提醒】');
  const words = !reminds ? line.text : clock.state === 'missed' ? overdueOf(scene, one, clock) : reminderOf(scene, one, clock);
  const { snoozedUntil } = line;
  return snoozedUntil === null || snoozedUntil <= scene.now ? words : `${words}(${showInstant(snoozedUntil)}再提醒)`;
}

/** How a line has ended; null while its work still waits for its person. */
export function endOf(line: NudgeLine, clock: Clock | undefined, asked: readonly string[]): LineEnd | null {
  if (line.clockId === null) return asked.includes(line.personId) ? null : 'acted';
  if (clock === undefined) return null;
  if (clock.state === 'paused' || clock.state === 'cancelled') return 'lapsed';
  if (clocks.isOpen(clock)) return null;
  return clock.doneAt === null ? 'lapsed' : 'acted';
}

/** Whom the case's open approval waits for at this moment, those who were asked for an opinion too. */
export async function askedNow(scene: Scene, one: CaseInShort): Promise<readonly string[]> {
  const approval = one.handling.approval;
  const run = approval?.state === 'open' ? await approvals.runView(scene.tx, approval.runId) : null;
  if (run?.state !== 'open') return [];
  const opinions = run.inquiries.filter(({ kind, endedAt }) => kind !== 'return' && endedAt === null);
  return [...peopleAsked(scene, one, run), ...opinions.map(({ askedOf }) => askedOf)];
}
