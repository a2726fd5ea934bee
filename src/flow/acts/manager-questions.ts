import type { CommandName } from '../../intake/index.js';
import * as ledger from '../../ledger/index.js';
import { dayOf, endOfDay, showInstant, startOfDay } from '../../terms/instants.js';
import type { Scene } from '../scene.js';
import { managedBy } from './manager-scope.js';
import { dueWords, handlerName, missedWords, startOfWeek } from './manager-words.js';

/** Longer lists are read on the console. */
const MOST_LINES = 15;

type Question = (scene: Scene, scope: ledger.Scope) => Promise<string>;

const QUESTIONS: Readonly<Partial<Record<CommandName, Question>>> = {
  'due-today': dueToday,
  'overdue-this-week': overdueThisWeek,
  'who-has-most': whoHasMost,
};

export const isManagersQuestion = (name: CommandName): boolean => QUESTIONS[name] !== undefined;

/** Contractors sit in groups: deadlines and workloads of colleagues are told in private only. */
export const ASK_PRIVATELY = '请在私聊里问我。';

/** Answers a manager's question about the cases of his projects; others are told where theirs are. */
export async function managersAnswer(scene: Scene, personId: string, name: CommandName): Promise<string> {
  const scope = managedBy(scene.company, personId);
  const question = QUESTIONS[name];
  if (scope === null || question === undefined) return '这项由项目负责人及以上查看;您的事项请发“我的待办”。';
  return question(scene, scope);
}

async function dueToday(scene: Scene, scope: ledger.Scope): Promise<string> {
  const today = dayOf(scene.now);
  const window = { from: startOfDay(today), until: endOfDay(today), limit: MOST_LINES };
  const clocks = await ledger.dueBetween(scene.tx, scope, window);
  const approvals = await ledger.approvalsDueBetween(scene.tx, scope, window);
  const items = [...clocks.items, ...approvals.items].sort((a, b) => a.dueAt - b.dueAt).slice(0, MOST_LINES);
  if (items.length === 0) return '今天没有到期的事项。';
  return list(scene, `今日到期 ${clocks.total + approvals.total} 项`, items.map((item) => dueWords(scene, item)), clocks.total + approvals.total);
}

async function overdueThisWeek(scene: Scene, scope: ledger.Scope): Promise<string> {
  const from = startOfWeek(scene.now);
  const clocks = await ledger.missedSince(scene.tx, scope, from, MOST_LINES);
  const approvals = await ledger.approvalsOverdueSince(scene.tx, scope, from, MOST_LINES);
  const items = [...clocks.items, ...approvals.items].sort((a, b) => a.missedAt - b.missedAt).slice(0, MOST_LINES);
  if (items.length === 0) return '本周没有超时的事项。';
  return list(scene, `本周超时 ${clocks.total + approvals.total} 项`, items.map((item) => missedWords(scene, item)), clocks.total + approvals.total);
}

async function whoHasMost(scene: Scene, scope: ledger.Scope): Promise<string> {
  const at = { now: scene.now, endOfToday: endOfDay(dayOf(scene.now)), limit: MOST_LINES };
  const loads = await ledger.handlerLoads(scene.tx, scope, at);
  if (loads.length === 0) return '现在没有在办的投诉和需求。';
  const lines = loads.map(
    (load) =>
      `${handlerName(scene, load.handlerId)}:在办 ${load.open} 件,超时 ${load.overdue} 件,今日到期 ${load.today} 件;最早${showInstant(load.oldest)}登记`,
  );
  return list(scene, '手上的件数(多的在前)', lines, lines.length);
}

function list(scene: Scene, title: string, lines: readonly string[], total: number): string {
  const more = total > lines.length ? [`另有 ${total - lines.length} 项,全部见:${overviewAddress(scene)}`] : [];
  return [`${title}:`, ...lines.map((line, index) => `${index + 1}. ${line}`), ...more].join('\n');
}

/** The managers' page of the console. */
export const overviewAddress = ({ house }: Pick<Scene, 'house'>): string => `${house.publicUrl}/#overview`;
