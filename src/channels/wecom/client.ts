import { SECOND, type Instant } from '../../terms/instants.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import { replyKey } from '../port/arrival.js';
import type { Capabilities, CardToChange, CardToSend, Channel, TextToRecall, TextToSend } from '../port/channel.js';
import type { ChannelStore, PlatformChat } from '../port/store.js';
import type { AppSender } from './app-sender.js';
import { isUnspoken } from './answers.js';
import type { AppGroups } from './app-groups.js';
import type { BotSender } from './bot-sender.js';
import { endOf, lookOf, type Surface, type Surfaces } from './surface.js';
import { endInWords } from './words.js';

export interface WecomChannelParts {
  readonly store: ChannelStore;
  readonly surfaces: Surfaces;
  /** At least one of the two. */
  readonly app: AppSender | null;
  readonly bot: BotSender | null;
  /** With the app. */
  readonly groups: AppGroups | null;
}

const NOWHERE: SendResult = { result: 'never', error: '企业微信:找不到这个人或这个群,请核对人员的企业微信账号和群' };
const NO_GROUPS: SendResult = { result: 'never', error: '企业微信:没有接入智能机器人,不能在群里发言(见 docs/wecom.md)' };
const UNKNOWN_CARD: SendResult = { result: 'never', error: '企业微信:这张卡片没有发出过,或已过期' };
/** Somebody in particular is spoken to, and may have to answer. */
const HEARS_NOTHING = '(这个群里我听不到,要答复请在能@我的那个群里回。)';
/** How soon another replica is to look at what only it can send. */
const ELSEWHERE = SECOND / 4;

type Sender = { readonly by: 'group'; readonly groups: AppGroups; readonly id: string } | { readonly by: 'app'; readonly app: AppSender; readonly userId: string } | { readonly by: 'bot'; readonly bot: BotSender; readonly chat: PlatformChat };

/** WeCom as delivery sees it: groups by the bot, those the app has made by the app, single chats by the app, whose cards can change; where the one is missing, by the other. */
export class WecomChannel implements Channel {
  readonly name = 'wecom';
  readonly capabilities: Capabilities;

  constructor(private readonly parts: WecomChannelParts) {
    this.capabilities = {
      // The bot's cards change within five seconds of a tap only.
      changeCard: parts.app !== null,
      cardInput: false,
      // What counts as "the same" for enable_duplicate_check is not documented.
      idempotentText: false,
      // A task id is taken once; a second time it is refused with 42014.
      idempotentCard: true,
      groups: parts.bot !== null || parts.groups !== null,
      takesTogether: false,
      // The bot's words stay.
      recallText: parts.app !== null,
    };
  }

  /** Groups are spoken to by whoever owns the bot's socket. */
  async restsUntil({ companyId, chatId }: { readonly companyId: string; readonly chatId: string }, now: Instant): Promise<Instant | null> {
    if (this.parts.bot?.hasSocket !== true) return null;
    const chat = await this.parts.store.platformChat(companyId, chatId);
    const sender = chat === null ? null : await this.senderTo(chat, false);
    if (sender === null || sender.by !== 'bot' || (await sender.bot.maySendFromHere(sender.chat))) return null;
    return now + ELSEWHERE;
  }

  async sendText({ companyId, chatId, to, text, key, mayBeRecalled = false }: TextToSend): Promise<SendResult> {
    const chat = await this.parts.store.platformChat(companyId, chatId);
    if (chat === null) return NOWHERE;
    const sender = await this.senderTo(chat, mayBeRecalled);
    if (sender === null) return NO_GROUPS;
    if (sender.by === 'app') return sender.app.text(sender.userId, text, key, mayBeRecalled);
    const user = await this.userOf(companyId, to);
    if (sender.by === 'group') return sender.groups.text(sender.id, user, { text, key });
    const sent = await sender.bot.text({ chat, user, key }, text);
    if (chat.kind === 'private' && this.parts.app !== null && isUnspoken(sent)) return this.parts.app.text(chat.userId, text, key, mayBeRecalled);
    return this.orByApp(sent, { companyId, chatId }, (groups, id) => groups.text(id, user, { text: user === null ? text : `${text}\n${HEARS_NOTHING}`, key }));
  }

  async sendCard(sent: CardToSend): Promise<SendResult> {
    const { companyId, chatId, to, key } = sent;
    const chat = await this.parts.store.platformChat(companyId, chatId);
    if (chat === null) return NOWHERE;
    const sender = await this.senderTo(chat, true);
    if (sender === null) return NO_GROUPS;
    if (sender.by === 'app') return sender.app.card(sender.userId, sent);
    const user = await this.userOf(companyId, to);
    if (sender.by === 'group') return sender.groups.card(sender.id, user, sent);
    return this.orByApp(await sender.bot.card({ chat, user, key }, sent), sent, (groups, id) => groups.card(id, user, sent));
  }

  async recallText({ key }: TextToRecall): Promise<SendResult> {
    return this.parts.app === null ? SENT : this.parts.app.recall(key);
  }

  async changeCard({ companyId, chatId, cardId, card, version }: CardToChange): Promise<SendResult> {
    const surface = await this.parts.surfaces.settled(cardId);
    if (surface?.look === lookOf(card)) return SENT;
    if (surface === null && card.state === 'open') return UNKNOWN_CARD;
    if (surface?.via === 'app' && this.parts.app !== null) {
      const changed = await this.parts.app.change(companyId, cardId, card, surface);
      if (changed !== null) return changed;
    }
    return this.tellsEnd({ companyId, chatId, cardId, card, version }, surface);
  }

  /** No code is left, or the card cannot change: its end is said in a line, once; what is still open speaks for itself. */
  private async tellsEnd({ companyId, chatId, cardId, card, version }: CardToChange, surface: Surface | null): Promise<SendResult> {
    if (card.state === 'open' || surface?.via === 'words' || surface?.end === endOf(card)) return SENT;
    const told = await this.sendText({ companyId, chatId, to: null, text: endInWords(card), key: `end-${cardId}-${version}`, at: 0 });
    if (told.result === 'sent' && surface !== null) await this.parts.surfaces.shows(cardId, card);
    return told;
  }

  /** Where the bot may only answer and nobody has asked, the app says it in the group it made for the same project. */
  private async orByApp(sent: SendResult, { companyId, chatId }: { readonly companyId: string; readonly chatId: string }, say: (groups: AppGroups, id: string) => Promise<SendResult>): Promise<SendResult> {
    const { groups, store } = this.parts;
    if (groups === null || !isUnspoken(sent)) return sent;
    const ours = (await store.groupsBeside(companyId, chatId)).find((id) => groups.isOurs(id));
    return ours === undefined ? sent : say(groups, ours);
  }

  /** What can change or be taken back by the app wherever there is one, since only its own can; words where he last wrote. */
  private async senderTo(chat: PlatformChat, fromApp: boolean): Promise<Sender | null> {
    const { app, bot, groups, store } = this.parts;
    if (chat.kind === 'group' && groups?.isOurs(chat.id) === true) return { by: 'group', groups, id: chat.id };
    if (chat.kind === 'group') return bot === null ? null : { by: 'bot', bot, chat };
    if (app === null) return bot === null ? null : { by: 'bot', bot, chat };
    const toApp = { by: 'app', app, userId: chat.userId } as const;
    if (fromApp || bot === null) return toApp;
    const last = await store.recall(replyKey({ kind: 'private', id: chat.userId }));
    return last?.['via'] === 'aibot' ? { by: 'bot', bot, chat } : toApp;
  }

  private userOf(companyId: string, personId: string | null): Promise<string | null> {
    return personId === null ? Promise.resolve(null) : this.parts.store.platformUser(companyId, personId);
  }
}
