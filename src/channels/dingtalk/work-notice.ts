import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { DAY } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { CardToSend } from '../port/channel.js';
import type { PlatformFigures } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import { isUnsafe, resultOf, type Answer } from './answers.js';
import type { DingtalkApi } from './api.js';
import { bytesOf, cardFacts, fitBytes, replyWords } from './encode.js';

export interface NoticeParts {
  readonly api: DingtalkApi;
  readonly store: ChannelStore;
  readonly clock: MachineClock;
  readonly log: Log;
  readonly figures: PlatformFigures;
  /** Null: the app sends no work notices. */
  readonly agentId: string | null;
}

type Refused = Answer & { readonly ok: false };

/** open.dingtalk.com/document/development/asynchronous-sending-of-enterprise-session-messages: 2048 bytes, as JSON. */
const NOTICE_BYTES = 1800;
/** As long as a case may be open. */
const KEPT = 180 * DAY;

/** The robot has no single chat with this person. */
const OUT_OF_REACH = /oto\.notExist|notAllow\.sendOTO|not-delivered/;
/** No card gets through until somebody mends the template, the robot or its permissions; who is waited for need not wait for that. */
const NO_CARDS = /template(NotExist|Unpublished)|PermissionDenied|bot\.stopped|robotCode\.notExsit|robot\.not\.found|resource\.not\.found/;
/** Whom a notice reaches no better. */
const NOBODY = /userIdNotExist|staffId/;

/** 工作通知: what the robot or its cards cannot bring to a person, in words. */
export class WorkNotices {
  constructor(private readonly parts: NoticeParts) {}

  /** Instead of a text. */
  async insteadOfText(refused: Refused, userId: string, { text, key }: { readonly text: string; readonly key: string }): Promise<SendResult> {
    if (this.parts.agentId === null || !OUT_OF_REACH.test(refused.code)) return resultOf(refused);
    const notice = await this.send(userId, text, `(${key})`);
    return notice.ok ? SENT : resultOf(notice);
  }

  /** Instead of a card in somebody's own chat: once, and it is never drawn anew. */
  async insteadOfCard(refused: Refused, userId: string, { cardId, card, key }: CardToSend): Promise<SendResult> {
    const { store, clock, figures, log } = this.parts;
    if (this.parts.agentId === null || !goesInWords(refused)) return resultOf(refused);
    const how = replyWords(card);
    const notice = await this.send(userId, cardFacts(card), `${how === '' ? '' : `请打开机器人的单聊回复:${how}\n`}(${key})`);
    // The card itself may still be mended where the notice was refused too.
    if (!notice.ok) return resultOf(resultOf(refused).result === 'later' ? refused : notice);
    figures.refused('card-as-notice');
    log.warn({ code: refused.code }, '钉钉:卡片发不出去,已改发工作通知');
    await store.remember(noticeName(cardId), { is: 'notice' }, clock.now() + KEPT);
    return SENT;
  }

  /** It went out in words: there is nothing to draw. */
  async stands(cardId: string): Promise<boolean> {
    return this.parts.agentId !== null && (await this.parts.store.recall(noticeName(cardId))) !== null;
  }

  /** The same words to one person twice a day would be dropped in silence: `end`, which is never cut off, is something of their own. */
  private send(userId: string, text: string, end: string): Promise<Answer> {
    const content = `${fitBytes(text, NOTICE_BYTES - bytesOf(end))}\n${end}`;
    const body = { agent_id: Number(this.parts.agentId), userid_list: userId, msg: { msgtype: 'text', text: { content } } };
    return this.parts.api.call({ method: 'POST', path: '/topapi/message/corpconversation/asyncsend_v2', body, old: true });
  }
}

const noticeName = (cardId: string): string => `notice:${cardId}`;

function goesInWords(refused: Refused): boolean {
  const { code } = refused;
  if (isUnsafe(code) || NOBODY.test(code)) return false;
  return OUT_OF_REACH.test(code) || NO_CARDS.test(code) || resultOf(refused).result === 'never';
}
