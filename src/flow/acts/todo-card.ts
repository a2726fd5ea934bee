import type { Card, CardButton } from '../../terms/card.js';
import { mergeNudges } from '../../messages/index.js';
import { MINUTE } from '../../terms/instants.js';
import type { Scene } from '../scene.js';
import { responsibleFor } from './ladder.js';
import { dueOf, type Todo, type TodoLine } from './todo-lines.js';

/** The living card of a person: what he was reminded of and has not done. */
export const TODO = 'todo';

const TITLE = '待办提醒';

/** What stands beside the card in a notification. */
export const wordsOfTodo = ({ lines, count }: Todo): string => mergeNudges(lines.map(({ text }) => text), count - lines.length);

export function todoCard(scene: Scene, personId: string, { lines, count }: Todo): Card {
  const rest = count - lines.length;
  return {
    title: count === 1 ? TITLE : `${TITLE} · ${count} 项`,
    state: 'open',
    facts: [
      ...lines.map(({ text }, index) => ({ label: `第 ${index + 1} 项`, value: text })),
      ...(rest > 0 ? [{ label: '其余', value: `另有 ${rest} 项,回复“我的待办”查看` }] : []),
      ...(lines.some((line) => dueOf(line) <= scene.now) ? [{ label: '稍后提醒', value: '已超时的不能推后,其余最多推后 2 小时,且不超过到期时间' }] : []),
    ],
    basis: [...new Set(lines.flatMap(({ clock }) => clock?.rule ?? []))],
    buttons: buttonsOf(scene, personId, lines),
  };
}

const ended = (state: Card['state'], words: string): Card => ({ title: TITLE, state, facts: [{ label: '说明', value: words }], basis: [], buttons: [] });

export const allDone = (): Card => ended('done', '都办完了');
export const mergedIntoNewer = (): Card => ended('void', '已并入最新待办');

/** What meets a clock and can be said by a button; the rest needs a person's name, a picture or a paper. */
const NEXT_ACTS: Readonly<Partial<Record<string, Omit<CardButton, 'input'> & { readonly input?: 'text' }>>> = {
  'customer-reached': { action: 'contacted', label: '已联系客户' },
  'site-checked': { action: 'site-checked', label: '现场核实', input: 'text' },
  'plan-received': { action: 'plan', label: '提交方案', input: 'text' },
  handled: { action: 'handled', label: '处理完毕', input: 'text' },
};

/** Only what still fits before a due time is offered. */
const SNOOZES = [30, 60, 120] as const;
/** Platforms draw about six buttons: the first acts, 稍后提醒 and 为什么提醒我 come before the rest. */
const ACTS_FIRST = 2;

function buttonsOf(scene: Scene, personId: string, lines: readonly TodoLine[]): readonly CardButton[] {
  const acts = lines.flatMap((one, index) => actOf(scene, personId, one, index));
  const approving = lines.some(({ clock }) => clock === null);
  const first: readonly CardButton[] = [...(approving ? [{ action: 'my-approvals', label: '发审批卡片', input: null }] : []), ...acts];
  return [
    ...first.slice(0, ACTS_FIRST),
    ...SNOOZES.filter((minutes) => lines.some((line) => dueOf(line) > scene.now + minutes * MINUTE)).map((minutes) => ({ action: `snooze:${minutes}`, label: `${minutes < 60 ? `${minutes} 分钟` : `${minutes / 60} 小时`}后提醒`, input: null })),
    { action: 'why', label: '为什么提醒我', input: null },
    ...first.slice(ACTS_FIRST),
  ];
}

/** The next act on a line, for whoever has to do it himself. */
function actOf(scene: Scene, personId: string, { case: one, clock }: TodoLine, index: number): readonly CardButton[] {
  if (clock === null || clock.metBy === null) return [];
  const next = NEXT_ACTS[clock.metBy];
  if (next === undefined || responsibleFor(scene, one, clock.responsible)?.id !== personId) return [];
  return [{ action: `act:${one.number}:${next.action}`, label: `第 ${index + 1} 项${next.label}`, input: next.input ?? null }];
}
