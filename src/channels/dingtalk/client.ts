import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { Card } from '../../terms/card.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import { DAY, HOUR, MINUTE } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import { replyKey } from '../port/arrival.js';
import type { PlatformFigures } from '../port/platform.js';
import type { Capabilities, CardToChange, CardToSend, Channel, TextToRecall, TextToSend } from '../port/channel.js';
import type { ChannelStore, PlatformChat } from '../port/store.js';
import { answerIn, isScreened, isUnsafe, refusal, resultOf, type Answer } from './answers.js';
import { TokenRefused, type DingtalkApi } from './api.js';
import { CHANNEL } from './decode.js';
import { cardParams, cardText, fitBytes, shorterCards, shorterText, trackOf, type Drawing } from './encode.js';
import { fieldsOf, listIn } from './fields.js';
import { exchange, NotReached } from '../port/http.js';
import type { DingtalkPeople } from './people.js';
import type { TapsUnderWay } from './taps.js';
import type { TodoList } from './todo.js';
import type { WorkNotices } from './work-notice.js';

export interface ChannelParts {
  readonly configuration: DingtalkConfiguration;
  readonly api: DingtalkApi;
  readonly store: ChannelStore;
  readonly clock: MachineClock;
  readonly log: Log;
  readonly people: DingtalkPeople;
  readonly figures: PlatformFigures;
  readonly taps: TapsUnderWay;
  readonly notices: WorkNotices;
  /** Null: switched off. */
  readonly todo: TodoList | null;
  /** Where a stored picture is seen, for a while. */
  readonly pictureLink: (companyId: string, hash: string) => string;
}

/** Over HTTP a card's taps come by a registered route; over Stream by the connection. */
export const ROUTE_KEY = 'kesu-card';

/** Texts and cards to DingTalk. */
export class DingtalkChannel implements Channel {
  readonly name = CHANNEL;
  readonly capabilities: Capabilities;

  constructor(private readonly parts: ChannelParts) {
    const cards = parts.configuration.cardTemplateId !== null;
    // A card arrives once under its outTrackId; a text has no such key in any of DingTalk's ways.
    this.capabilities = { changeCard: cards, cardInput: cards, idempotentText: false, idempotentCard: cards, groups: true, takesTogether: false, recallText: true };
  }

  sendText(text: TextToSend): Promise<SendResult> {
    return this.toChat(text, async (chat) => {
      const result = await this.textTo(chat, text);
      return isScreened(result) ? this.textTo(chat, { ...text, text: shorterText(text.text) }) : result;
    });
  }

  sendCard(sent: CardToSend): Promise<SendResult> {
    if (this.parts.configuration.cardTemplateId === null) return this.sendText({ ...sent, text: cardText(sent.card) });
    return this.toChat(sent, async (chat) => {
      const result = await this.cardTo(chat, sent);
      if (result.result === 'sent' && chat.kind === 'private') await this.besides(chat.userId, sent);
      return result;
    });
  }

  /** Of the robot's single chats only; a work notice and what went out by a session stay (dossier §3.2). */
  recallText({ key }: TextToRecall): Promise<SendResult> {
    return guarded(async () => {
      const { store, api, configuration, figures } = this.parts;
      const processQueryKey = (await store.recall(recallName(key)))?.['processQueryKey'];
      const body = { robotCode: configuration.robotCode, processQueryKeys: [processQueryKey] };
      const answer = processQueryKey === undefined ? null : await api.call({ method: 'POST', path: '/v1.0/robot/otoMessages/batchRecall', body });
      const refused = answer === null || answer.ok ? SENT : resultOf(answer);
      // What would keep the chat waiting for an administrator is none: a reminder that stays harms less.
      if (refused.result === 'later' && (refused.retryAfterMs ?? 0) <= MINUTE) return refused;
      const isGone = answer?.ok === true && listIn(answer.body['successResult']).includes(processQueryKey);
      if (!isGone) figures.refused(processQueryKey === undefined ? 'recall-unknown' : 'recall-refused');
      await store.forget(recallName(key));
      return SENT;
    });
  }

  changeCard(change: CardToChange): Promise<SendResult> {
    return guarded(async () => {
      const outTrackId = trackOf(change.cardId);
      // 请勿在回调过程中,调用更新接口: the acknowledgement of a tap first.
      await this.parts.taps.settled(outTrackId);
      const answer = await this.withFewerWords(change, (params) => this.parts.api.call({
        method: 'PUT',
        path: '/v1.0/card/instances',
        body: { outTrackId, cardData: { cardParamMap: params }, cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true }, userIdType: 1 },
      }));
      const done = answer.ok || (answer.code === 'param.cardNotExist' && (await this.parts.notices.stands(change.cardId)));
      if (done) await this.parts.todo?.follow(change);
      return done ? SENT : resultOf(answer);
    });
  }

  private toChat(row: { readonly companyId: string; readonly chatId: string }, send: (chat: PlatformChat) => Promise<SendResult>): Promise<SendResult> {
    return guarded(async () => {
      const chat = await this.parts.store.platformChat(row.companyId, row.chatId);
      if (chat === null || !isAddress(chat)) return { result: 'never', error: '钉钉:这个人或群没有和钉钉对应起来,请在设置中同步通讯录或绑定群' };
      return send(chat);
    });
  }

  private async textTo(chat: PlatformChat, text: TextToSend): Promise<SendResult> {
    if (chat.kind === 'private') return this.textToPerson(chat.userId, text);
    const to = text.to === null ? null : await this.parts.store.platformUser(text.companyId, text.to);
    const quick = await this.bySession(chat.id, to, text.text);
    if (quick !== null) return quick;
    // The robot's own interface pings nobody: who is meant is pinged by a card.
    if (to !== null && this.parts.configuration.cardTemplateId !== null) return this.pingedByCard(chat.id, to, text);
    const { robotCode } = this.parts.configuration;
    const body = { robotCode, openConversationId: chat.id, ...plainText(text.text) };
    const answer = await this.parts.api.call({ method: 'POST', path: '/v1.0/robot/groupMessages/send', body });
    return answer.ok ? SENT : resultOf(answer);
  }

  /** Into the conversation of the last message, while that holds (90 minutes): the only way that pings people and costs no call. Null: it is over. */
  private async bySession(conversationId: string, to: string | null, text: string): Promise<SendResult | null> {
    const key = replyKey({ kind: 'group', id: conversationId });
    const webhook = (await this.parts.store.recall(key))?.['webhook'];
    if (webhook === undefined) return null;
    const content = to === null ? text : `@${to} ${text}`;
    const at = { atUserIds: to === null ? [] : [to], isAtAll: false };
    const answer = answerIn(await exchange({ method: 'POST', url: webhook, body: { msgtype: 'text', text: { content }, at } }));
    if (answer.ok) return SENT;
    if (isUnsafe(answer.code)) return resultOf(answer);
    if (answer.code === SESSION_OVER) await this.parts.store.forget(key);
    // Refused is not said: the slower way is still open.
    return null;
  }

  private async pingedByCard(conversationId: string, to: string, text: TextToSend): Promise<SendResult> {
    const card: Card = { title: '提醒', state: 'open', facts: [{ label: '内容', value: text.text }], basis: [], buttons: [] };
    const answer = await this.delivered({ kind: 'group', id: conversationId }, `text-${text.companyId}-${text.key}`, to, cardParams({ card, summary: text.text }));
    return answer.ok ? SENT : resultOf(answer);
  }

  private async textToPerson(userId: string, { text, key, mayBeRecalled = false }: TextToSend): Promise<SendResult> {
    const answer = await this.robotToPerson(userId, text);
    const { processQueryKey } = answer.ok ? answer.body : {};
    if (mayBeRecalled && typeof processQueryKey === 'string') await this.parts.store.remember(recallName(key), { processQueryKey }, this.parts.clock.now() + RECALLABLE);
    return answer.ok ? SENT : this.parts.notices.insteadOfText(answer, userId, { text, key });
  }

  private async robotToPerson(userId: string, text: string): Promise<Answer> {
    const body = { robotCode: this.parts.configuration.robotCode, userIds: [userId], ...plainText(text) };
    const answer = await this.parts.api.call({ method: 'POST', path: '/v1.0/robot/oToMessages/batchSend', body });
    if (!answer.ok) return answer;
    // HTTP 200 is no delivery: whom it did not reach stands in these two lists.
    if (listIn(answer.body['invalidStaffIdList']).includes(userId)) return refusal('invalid-staff', '');
    return listIn(answer.body['flowControlledStaffIdList']).includes(userId) ? refusal('flow-control', '') : answer;
  }

  private async cardTo(chat: PlatformChat, sent: CardToSend): Promise<SendResult> {
    const to = sent.to === null || chat.kind === 'private' ? null : await this.parts.store.platformUser(sent.companyId, sent.to);
    const answer = await this.withFewerWords(sent, (params) => this.delivered(chat, trackOf(sent.cardId), to, params));
    if (answer.ok) return SENT;
    return chat.kind === 'private' ? this.parts.notices.insteadOfCard(answer, chat.userId, sent) : resultOf(answer);
  }

  /** The card itself; where content screening refuses it, the same with fewer words, and at last its number alone. */
  private async withFewerWords(drawn: { readonly companyId: string; readonly card: Card; readonly summary?: string }, send: (params: Readonly<Record<string, string>>) => Promise<Answer>): Promise<Answer> {
    const pictureLink = (hash: string): string => this.parts.pictureLink(drawn.companyId, hash);
    const summary = drawn.summary === undefined ? {} : { summary: drawn.summary };
    let answer = await send(cardParams({ card: drawn.card, pictureLink, ...summary } satisfies Drawing));
    for (const card of shorterCards(drawn.card)) {
      if (answer.ok || !isUnsafe(answer.code)) break;
      answer = await send(cardParams({ card }));
    }
    return answer;
  }

  /** Creates the card and delivers it; one that is there already was refused delivery before, or arrived. */
  private async delivered(chat: PlatformChat, outTrackId: string, to: string | null, params: Readonly<Record<string, string>>): Promise<Answer> {
    const { configuration, api, store } = this.parts;
    const space = await this.space(chat, to, params['lastMessage'] ?? '');
    const body = {
      cardTemplateId: configuration.cardTemplateId,
      outTrackId,
      ...(configuration.stream ? { callbackType: 'STREAM' } : { callbackType: 'HTTP', callbackRouteKey: ROUTE_KEY }),
      cardData: { cardParamMap: params },
      ...space.models,
      ...space.deliver,
      userIdType: 1,
    };
    const failed = `undelivered:${outTrackId}`;
    const made = await api.call({ method: 'POST', path: '/v1.0/card/instances/createAndDeliver', body });
    if (made.ok) return this.checked(made, failed);
    if (made.code !== 'param.cardAlreadyExist') return made;
    if ((await store.recall(failed)) === null) return { ok: true, body: {} };
    const again = await api.call({ method: 'POST', path: '/v1.0/card/instances/deliver', body: { outTrackId, ...space.deliver, userIdType: 1 } });
    if (!again.ok) return again;
    const answer = await this.checked(again, failed);
    if (answer.ok) await store.forget(failed);
    return answer;
  }

  /** `success: true` of the whole is no delivery: every space says for itself. */
  private async checked(answer: Answer & { readonly ok: true }, failed: string): Promise<Answer> {
    const { result } = answer.body;
    const results = listIn(Array.isArray(result) ? result : fieldsOf(result)?.['deliverResults']).map(fieldsOf);
    const bad = results.find((one) => one?.['success'] !== true);
    if (results.length > 0 && bad === undefined) return answer;
    const said = bad?.['errorMsg'];
    this.parts.log.warn({ said: typeof said === 'string' ? said : null }, '钉钉没有把卡片送到');
    await this.parts.store.remember(failed, { is: 'undelivered' }, this.parts.clock.now() + 2 * DAY);
    return refusal('not-delivered', typeof said === 'string' ? said : '');
  }

  private async space(chat: PlatformChat, to: string | null, summary: string): Promise<{ readonly models: object; readonly deliver: object }> {
    const { robotCode } = this.parts.configuration;
    const shown = { supportForward: false, lastMessageI18n: { ZH_CN: summary }, notification: { alertContent: summary, notificationOff: false } };
    if (chat.kind === 'private') {
      const openSpaceId = `dtv1.card//IM_ROBOT.${chat.userId}`;
      return { models: { imRobotOpenSpaceModel: shown }, deliver: { openSpaceId, imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode } } };
    }
    const name = to === null ? null : ((await this.parts.people.profile(to))?.name ?? to);
    const at = to === null ? {} : { atUserIds: { [to]: name } };
    const openSpaceId = `dtv1.card//IM_GROUP.${chat.id}`;
    return { models: { imGroupOpenSpaceModel: shown }, deliver: { openSpaceId, imGroupOpenDeliverModel: { robotCode, ...at } } };
  }

  /** What goes along with a card and must not make it fail: the native list, and DING where a major complaint waits. */
  private async besides(userId: string, sent: CardToSend): Promise<void> {
    try {
      await this.parts.todo?.follow({ ...sent, userId });
      if (this.parts.configuration.ding && isMajor(sent.card)) await this.ding(userId, sent.card);
    } catch (error) {
      this.parts.log.warn({ error }, '钉钉待办或 DING 没有发出');
    }
  }

  private async ding(userId: string, card: Card): Promise<void> {
    const body = { robotCode: this.parts.configuration.robotCode, remindType: 1, receiverUserIdList: [userId], content: fitBytes(`重大投诉:${card.title}`, 600) };
    const answer = await this.parts.api.call({ method: 'POST', path: '/v1.0/robot/ding/send', body });
    if (!answer.ok) this.parts.log.warn({ code: answer.code }, '钉钉 DING 没有发出');
  }
}

const SESSION_OVER = '300001';

/** As long as WeCom's; how long is not stated, and what is refused stays. */
const RECALLABLE = 23.5 * HOUR;
const recallName = (key: string): string => `recall:${key}`;

const plainText = (content: string) => ({ msgKey: 'sampleText', msgParam: JSON.stringify({ content }) });

/** A case's card names its level, an approval's the rules of it as well (级别及依据). */
const isMajor = (card: Card): boolean => card.state === 'open' && card.facts.some(({ label, value }) => label.startsWith('级别') && value.startsWith(LEVEL_NAMES.major));

/** What would end an address early, or name a second one beside it. */
const isAddress = (chat: PlatformChat): boolean => !/[;\s]/.test(chat.kind === 'private' ? chat.userId : chat.id);

/** What surely did not arrive is tried again; whatever else is thrown means that nobody knows. */
async function guarded(send: () => Promise<SendResult>): Promise<SendResult> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof NotReached) return { result: 'later', error: `钉钉:连不上(${error.message}),请检查网络和服务地址` };
    if (error instanceof TokenRefused) return resultOf({ code: error.code, message: error.said });
    throw error;
  }
}
