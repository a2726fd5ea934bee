import { replyKey, type ArrivedChange, type ArrivedMessage, type ArrivedTap, type ChannelDoor, type MessageTaken, type Sender, type StoredMessage, type TapAnswer } from '../channels/port/arrival.js';
import type { GroupFounder } from '../channels/port/platform.js';
import type { ChannelStore } from '../channels/port/store.js';
import * as directory from '../directory/index.js';
import type { KnownAccount } from '../directory/index.js';
import { arrivalUnder, TAPS, type Lane } from '../intake/index.js';
import * as messages from '../messages/index.js';
import type { Card } from '../terms/card.js';
import { keptText, writtenText } from '../terms/kept-text.js';
import { administratorBySaying } from './acts/administrator-code.js';
import { notYet, strangerSpoke } from './acts/stranger.js';
import { groupBySaying } from './acts/found-group.js';
import { groupMet, placeOfGroup } from './acts/unbound-group.js';
import { outcomeOfArrival, storeArrival } from './door.js';
import type { House } from './house.js';
import { accountHasLeft } from './directory-sync.js';
import type { Workers } from './workers.js';

const MOST_TEXT_BYTES = 64 * 1024;
const MOST_FILES = 20;
const NOT_LISTED = '您还不在人员名单里,请联系管理员加入后再试。';

export interface DoorParts {
  readonly house: House;
  readonly workers: Workers;
  readonly store: (channel: string) => ChannelStore;
  /** Null: groups are made by people. */
  readonly founder: (channel: string) => GroupFounder | null;
  /** The directory of an organisation has changed: it is read again soon. */
  readonly directoryChanged: (channel: string) => void;
}

/**
 * The door of WeCom and DingTalk: who spoke is found among our people, where he spoke among our groups, both by the platform's ids and
 * within his organisation; then it is stored, and only then acknowledged. Whoever is not found may do nothing (fail closed).
 */
export class PlatformDoor implements ChannelDoor {
  constructor(private readonly parts: DoorParts) {}

  async message(one: ArrivedMessage): Promise<MessageTaken> {
    const taken = await this.take(one);
    if (taken !== 'stored' && taken !== 'taken-before') this.house.metrics.refused.inc({ why: `${one.channel}-${taken}` });
    return taken;
  }

  private async take(one: ArrivedMessage): Promise<MessageTaken> {
    const text = keptText(one.text);
    const [known] = await Promise.all([this.whoIs(one, one.sender), this.rememberReply(one)]);
    if (one.chat.kind === 'private' && !one.sender.encrypted && (await administratorBySaying(this.house, { ...one, text }))) return 'stored';
    if (known === null) return strangerSpoke(this.house, one);
    if (await groupBySaying(this.house, this.parts.founder(one.channel), { ...one, text }, known)) return 'stored';
    const place = one.chat.kind === 'private' ? 'private' : await placeOfGroup(this.house, { ...one, text }, known);
    if (place === 'stranger') return strangerSpoke(this.house, one);
    if (place === 'unbound') return 'unknown-chat';
    if (place === 'bound-now') return 'stored';
    if (Buffer.byteLength(text) > MOST_TEXT_BYTES || one.media.length > MOST_FILES) return 'refused';
    if (text.trim() === '' && one.media.length === 0) return 'refused';
    return this.store(one, text, known);
  }

  private async store(one: ArrivedMessage, text: string, known: KnownAccount): Promise<MessageTaken> {
    const { clock, setupSince } = known;
    if (setupSince !== null) return notYet(this.house, one, known);
    const chatId = one.chat.kind === 'private' ? known.personId : one.chat.id;
    const lane: Lane = { companyId: known.companyId, channel: one.channel, chatId, personId: known.personId };
    const media = one.media.length === 0 ? {} : { media: one.media };
    const stored = await storeArrival(this.house, { lane, clock, kind: 'message', messageKey: one.key, payload: { text, attachments: [], ...media } });
    void this.parts.workers.workLane(lane);
    return stored.fresh ? 'stored' : 'taken-before';
  }

  async worked({ channel, corp, key, userId }: StoredMessage, patienceMs: number): Promise<boolean> {
    const known = await this.whoIs({ channel, corp }, { id: userId, encrypted: false, name: null });
    if (known === null) return true;
    const found = await this.house.doors.withoutTransaction((tx) => arrivalUnder(tx, known.companyId, channel, key));
    if (found?.waits !== true || patienceMs <= 0) return found?.waits !== true;
    return (await this.parts.workers.outcomeOf(found.lane, found.id, patienceMs)) !== null || (await outcomeOfArrival(this.house, found.id)) !== null;
  }

  mayTakeLong(one: ArrivedMessage): boolean {
    return one.media.length > 0 || this.house.language !== null;
  }

  async tap(one: ArrivedTap, patienceMs: number): Promise<TapAnswer> {
    const known = await this.whoIs(one, one.sender);
    if (known === null) {
      this.house.metrics.refused.inc({ why: `${one.channel}-tap-unknown-sender` });
      return { accepted: false, message: NOT_LISTED, card: null };
    }
    const { clock } = known;
    const lane: Lane = { companyId: known.companyId, channel: one.channel, chatId: TAPS, personId: known.personId };
    const payload = { cardId: keptText(one.cardId), action: keptText(one.action), input: writtenInput(one.input) };
    const stored = await storeArrival(this.house, { lane, clock, kind: 'tap', messageKey: `tap:${one.key}`, payload });
    const outcome = (await this.parts.workers.outcomeOf(lane, stored.id, patienceMs, payload.cardId)) ?? (await outcomeOfArrival(this.house, stored.id));
    return {
      accepted: outcome?.accepted ?? outcome === null,
      message: messages.fitText(outcome?.message ?? '处理中,请稍后看卡片。', messages.TEXT_LENGTH),
      card: outcome === null ? null : await this.cardNow(known.companyId, payload.cardId),
    };
  }

  async changed(one: ArrivedChange): Promise<void> {
    switch (one.kind) {
      case 'person-left':
        if (one.userId !== undefined) await accountHasLeft(this.house, { channel: one.channel, corp: one.corp, userId: one.userId });
        return;
      case 'directory-changed':
        this.parts.directoryChanged(one.channel);
        return;
      case 'bot-added':
      case 'entered-chat':
        if (one.chat?.kind === 'group') await groupMet(this.house, one, one.chat);
        return;
      case 'bot-removed':
        this.house.log.info({ channel: one.channel, chat: one.chat?.id ?? null }, '机器人被移出群');
    }
  }

  private get house(): House {
    return this.parts.house;
  }

  /** Null for a stranger, for who has left, and for an id that could not be made plain. */
  private whoIs(one: { readonly channel: string; readonly corp: string }, sender: Sender): Promise<KnownAccount | null> {
    if (sender.encrypted || sender.id === '') return Promise.resolve(null);
    return this.house.doors.withoutTransaction((tx) => directory.knownAccount(tx, { channel: one.channel, corp: one.corp, userId: sender.id }));
  }

  /** A card of another company is none. */
  private async cardNow(companyId: string, cardId: string): Promise<Card | null> {
    const row = await this.house.doors.withoutTransaction((tx) => messages.cardById(tx, cardId));
    return row?.companyId === companyId ? row.wanted : null;
  }

  private async rememberReply(one: ArrivedMessage): Promise<void> {
    if (one.replyTo === null) return;
    const chat = one.chat.kind === 'group' ? one.chat : { kind: 'private' as const, id: one.sender.id };
    await this.parts.store(one.channel).remember(replyKey(chat), one.replyTo.ref, one.replyTo.until, 'lightly');
  }
}

const writtenInput = (input: ArrivedTap['input']): Record<string, string> =>
  Object.fromEntries(Object.entries(input).flatMap(([key, value]) => (typeof value === 'string' ? [[key, writtenText(value)]] : [])));
