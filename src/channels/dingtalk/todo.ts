import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { Card } from '../../terms/card.js';
import { DAY } from '../../terms/instants.js';
import type { ChannelStore } from '../port/store.js';
import type { DingtalkApi } from './api.js';
import { fitBytes } from './encode.js';
import { textIn } from './fields.js';
import type { DingtalkPeople } from './people.js';
import type { TodoButtons } from './todo-buttons.js';

export interface TodoParts {
  readonly api: DingtalkApi;
  readonly store: ChannelStore;
  readonly people: DingtalkPeople;
  readonly clock: MachineClock;
  readonly log: Log;
  /** Where a 待办 leads. */
  readonly publicUrl: string;
  /** Null: the list only points at the approval. */
  readonly buttons: TodoButtons | null;
}

interface Followed {
  readonly cardId: string;
  readonly card: Card;
  /** With the first drawing only. */
  readonly userId?: string;
}

/** An approval is open for as long as it can be agreed to. */
const isWaiting = (card: Card): boolean => card.state === 'open' && card.buttons.some(({ action }) => action === 'approve');

const KEPT = 180 * DAY;

/**
 * Approvals in the approver's own 待办 list: open.dingtalk.com/document/development/add-dingtalk-to-do-task. The list points at the
 * approval and, where that is switched on, takes it: what needs a word is said on the card or in chat. Nothing here makes a card fail.
 */
export class TodoList {
  constructor(private readonly parts: TodoParts) {}

  /** Puts the card on the list, or takes it off once it waits for nobody. */
  async follow({ cardId, card, userId }: Followed): Promise<void> {
    try {
      if (userId !== undefined && isWaiting(card)) await this.create(cardId, card, userId);
      else if (userId === undefined) await this.redraw(cardId, card);
    } catch (error) {
      this.parts.log.warn({ error }, '钉钉待办没有更新');
    }
  }

  private async create(cardId: string, card: Card, userId: string): Promise<void> {
    if ((await this.parts.store.recall(keyOf(cardId))) !== null) return;
    const unionId = (await this.parts.people.profile(userId))?.unionId;
    if (unionId === undefined) return;
    const { publicUrl, buttons, clock } = this.parts;
    const actions = buttons?.of(cardId, card, userId, clock.now()) ?? [];
    const body = {
      sourceId: cardId,
      subject: subjectOf(card),
      creatorId: unionId,
      executorIds: [unionId],
      detailUrl: { appUrl: publicUrl, pcUrl: publicUrl },
      isOnlyShowExecutor: true,
      // The card has rung already.
      notifyConfigs: { dingNotify: '0' },
      ...(actions.length === 0 ? {} : { actionList: actions }),
    };
    const answer = await this.parts.api.call({ method: 'POST', path: `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks?operatorId=${encodeURIComponent(unionId)}`, body });
    const id = answer.ok ? textIn(answer.body['id'], 200) : null;
    if (id === null) return this.parts.log.warn({ code: answer.ok ? 'no id' : answer.code }, '钉钉待办没有建立');
    await this.parts.store.remember(keyOf(cardId), { id, unionId, subject: subjectOf(card) }, this.parts.clock.now() + KEPT);
  }

  private async redraw(cardId: string, card: Card): Promise<void> {
    const known = await this.parts.store.recall(keyOf(cardId));
    if (known === null) return;
    const { id = '', unionId = '', subject = '' } = known;
    const path = `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks/${encodeURIComponent(id)}?operatorId=${encodeURIComponent(unionId)}`;
    if (isWaiting(card)) {
      if (subject === subjectOf(card)) return;
      await this.parts.api.call({ method: 'PUT', path, body: { subject: subjectOf(card) } });
      return this.parts.store.remember(keyOf(cardId), { ...known, subject: subjectOf(card) }, this.parts.clock.now() + KEPT);
    }
    // Withdrawn: off the list. Decided: done.
    const answer = await this.parts.api.call(card.state === 'void' ? { method: 'DELETE', path } : { method: 'PUT', path, body: { done: true } });
    if (answer.ok) await this.parts.store.forget(keyOf(cardId));
    else this.parts.log.warn({ code: answer.code }, '钉钉待办没有撤下');
  }
}

const keyOf = (cardId: string): string => `todo:${cardId}`;

/** Title and number; sums and names stay on the card. */
function subjectOf(card: Card): string {
  const number = card.facts.find((one) => one.label === '编号')?.value ?? '';
  return fitBytes(number === '' || card.title.includes(number) ? card.title : `${number} ${card.title}`, 1000);
}
