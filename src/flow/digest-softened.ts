import * as ledger from '../ledger/index.js';
import type { ApprovedSum, Scope, Softened } from '../ledger/index.js';
import { justUnder, roundThreshold } from '../policy/index.js';
import { LEVEL_NAMES, LEVEL_ORDER } from '../terms/complaint.js';
import { addDays, showInstant, startOfDay, type Day } from '../terms/instants.js';
import { showYuan } from '../terms/money.js';
import { caseWords } from './acts/manager-words.js';
import { packOf } from './acts/judging.js';
import { sees } from './acts/manager-scope.js';
import { personName, type Scene } from './scene.js';

/** A digest is read on a phone; the rest stands in the ledger. */
const MOST_LINES = 8;
const MOST_READ = 500;
const REASON_LENGTH = 30;

/** What was softened in whole weeks, from a Monday to the Monday after. */
export interface SoftenedWeek {
  readonly from: Day;
  /** Not included. */
  readonly until: Day;
  readonly acts: readonly Softened[];
  /** Approved sums that stayed just under a threshold of the book. */
  readonly close: readonly ApprovedSum[];
}

export async function softenedLastWeek(scene: Scene, from: Day, until: Day): Promise<SoftenedWeek> {
  const period = { from: startOfDay(from), until: startOfDay(until), limit: MOST_READ };
  const acts = await ledger.softenedIn(scene.tx, scene.company.head.id, period);
  const approved = await ledger.approvedIn(scene.tx, scene.company.head.id, period);
  return { from, until, acts, close: approved.filter((one) => thresholdAbove(scene, one) !== null) };
}

const thresholdAbove = (scene: Scene, one: ApprovedSum): number | null => justUnder(packOf(scene, one), one.amount, one.repairCost);

/** The part of the week's list that a manager sees; empty where nothing was softened. */
export function softenedWords(scene: Scene, scope: Scope, { from, until, acts, close }: SoftenedWeek): readonly string[] {
  const lines = [
    ...acts.filter(({ projectId }) => sees(scope, projectId)).map((one) => actWords(scene, one)),
    ...close.filter(({ projectId }) => sees(scope, projectId)).map((one) => closeWords(scene, one)),
  ];
  if (lines.length === 0) return [];
  const more = lines.length > MOST_LINES ? [`另有 ${lines.length - MOST_LINES} 项,请查台账。`] : [];
  return [`上周放宽处理 ${lines.length} 项(${day(from)}至${day(addDays(until, -1))}):`, ...lines.slice(0, MOST_LINES).map((line) => `· ${line}`), ...more];
}

const day = (one: Day): string => showInstant(startOfDay(one)).split(' ')[0] ?? '';

const actWords = (scene: Scene, one: Softened): string => `${caseWords(scene, one)}:${whatWords(scene, one)}(${byWords(scene, one)})`;

function whatWords(scene: Scene, one: Softened): string {
  const until = one.until === null ? '' : `到${showInstant(one.until)}`;
  switch (one.kind) {
    case 'level-lowered':
      return `级别由${levelName(one.from)}降为${levelName(one.to)}`;
    case 'invalid':
      return '按无效处理';
    case 'extend-granted':
      return `${packOf(scene, one).clocks[one.clock ?? '']?.label ?? '时限'}延期${until}`;
    case 'paused':
      return `${one.clock ?? '时限'}暂停${until}`;
    case 'merged':
      return `并入 ${one.to ?? ''}`;
  }
}

function byWords(scene: Scene, { by, reason }: Softened): string {
  const words = reason === null || reason === '' ? '' : `:${reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH)}…` : reason}`;
  return `${by === 'bot' || by === 'clock' ? '系统' : personName(scene, by)}${words}`;
}

const levelName = (id: string | null): string => {
  const level = LEVEL_ORDER.find((one) => one === id);
  return level === undefined ? '' : LEVEL_NAMES[level];
};

function closeWords(scene: Scene, one: ApprovedSum): string {
  const threshold = roundThreshold(thresholdAbove(scene, one) ?? 0);
  return `${caseWords(scene, one)}:批准 ${showYuan(one.amount)},贴近 ${showYuan(threshold)} 的分档线`;
}
