import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { Command } from '../../intake/index.js';
import * as messages from '../../messages/index.js';
import { HOUR, MINUTE } from '../../terms/instants.js';
import { refuse, type Outcome } from '../../terms/outcome.js';
import { answer, type Scene } from '../scene.js';
import { redrawTodos } from './todo-refresh.js';
import { snoozeTodo } from './todo-snooze.js';
import { whyNudged } from './todo-why.js';

/** What a person says of his own 待办 card: 稍后提醒 1小时, 为什么提醒我; with a number of that case only. */
export async function todoSaid(scene: Scene, command: Command, by: string): Promise<Outcome<string>> {
  const one = command.number === null ? null : await cases.lockCaseByNumber(scene.tx, scene.company.head.id, command.number);
  if (command.number !== null && one === null) return refuse('unknown-case', '没有找到这个编号,请核对后再发。');
  return command.name === 'snooze' ? snooze(scene, by, one, spanIn(command.text)) : why(scene, by, one);
}

/** All that waits, or of one case. `span`: milliseconds; null when it was not said. */
export async function snooze(scene: Scene, by: string, one: Case | null, span: number | null): Promise<Outcome<string>> {
  if (span === null) return refuse('span-missing', '推后多久?例如:稍后提醒 30分钟、稍后提醒 1小时、稍后提醒 2小时。');
  const open = await messages.openLines(scene.tx, scene.company.head.id, [by], messages.SHOWN);
  const done = await snoozeTodo(scene, by, one === null ? open : open.filter(({ caseId }) => caseId === one.id), span);
  if (done.ok) await redrawTodos(scene, [by]);
  return done;
}

/** Several answers are messages of their own; the last one is returned. */
export async function why(scene: Scene, by: string, one: Case | null): Promise<Outcome<string>> {
  const answers = await whyNudged(scene, by, one);
  for (const text of answers.slice(0, -1)) answer(scene, { chatId: by, to: by, text, caseId: one?.id ?? null });
  return { ok: true, value: answers.at(-1) ?? '' };
}

const DIGITS: Readonly<Record<string, number>> = { 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };
const SPAN = /(半)\s*个?\s*(?:小时|钟头)|(\d+(?:\.\d+)?|[一两二三四五六七八九十]+)\s*(个半|个)?\s*(小时|钟头|分钟?|刻钟)/u;

/** How long, in milliseconds: 30分钟, 半小时, 一个半小时, 两小时; null when no time is said. */
export function spanIn(words: string): number | null {
  const match = SPAN.exec(words.normalize('NFKC'));
  if (match === null) return null;
  if (match[1] !== undefined) return 30 * MINUTE;
  const count = countOf(match[2] ?? '') + (match[3] === '个半' ? 0.5 : 0);
  const unit = match[4] ?? '';
  return Math.round(count * (unit === '刻钟' ? 15 * MINUTE : unit.startsWith('分') ? MINUTE : HOUR));
}

function countOf(words: string): number {
  if (/^\d/.test(words)) return Number(words);
  const [tens = '', ones = ''] = words.includes('十') ? words.split('十') : ['', words];
  const ten = words.includes('十') ? (DIGITS[tens] ?? 1) * 10 : 0;
  return ten + (DIGITS[ones] ?? 0);
}
