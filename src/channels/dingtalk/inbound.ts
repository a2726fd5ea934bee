import type { Log } from '../../platform/logging/index.js';
import type { ArrivedMessage, ChannelDoor } from '../port/arrival.js';
import { NOT_NOW } from '../port/arrival.js';
import type { PlatformFigures } from '../port/platform.js';
import { answerIn } from './answers.js';
import type { DingtalkApi } from './api.js';
import { readEvent, readMessage, type Account, type Read } from './decode.js';
import { exchange } from '../port/http.js';
import { Turns } from './turns.js';
import type { Refused } from './verify.js';

export interface InboundParts {
  readonly account: Account;
  readonly door: ChannelDoor;
  readonly api: DingtalkApi;
  readonly figures: PlatformFigures;
  readonly log: Log;
  readonly monthlyPushes: number;
}

const NOT_READ = '这种消息暂时看不懂,请用文字、图片或语音再发一次。';

/** What arrives, by Stream and over HTTP alike: read, stored, and where that fails its sender told. */
export class Inbound {
  private readonly turns = new Turns();

  constructor(private readonly parts: InboundParts) {}

  /** Null: taken. Throws when it could neither be stored nor its sender be told: then it should come again. */
  async message(data: unknown): Promise<Refused | null> {
    const read = readMessage(data, this.parts.account);
    if (!read.ok) return this.refused(read);
    const { chat, sender } = read.value;
    // Two quick messages of one person must not overtake each other on their way into the database.
    await this.turns.take(`${chat.id} ${sender.id}`, () => this.stored(read.value));
    // All count on one row: nobody waits for his acknowledgement until the others have counted.
    void this.parts.api.count('pushes', this.parts.monthlyPushes);
    return null;
  }

  async event(type: string, corp: string | null, data: unknown): Promise<Refused | null> {
    const read = readEvent(type, corp, data, this.parts.account);
    if (!read.ok) return this.refused(read);
    for (const change of read.value) await this.parts.door.changed(change);
    return null;
  }

  refused({ why }: Read<unknown> & { readonly ok: false }): Refused {
    if (why === 'over-quota') this.parts.log.error({}, '钉钉:本月推送次数已用完,消息内容不再送达,请在钉钉后台购买额度');
    return why;
  }

  private async stored(message: ArrivedMessage): Promise<void> {
    try {
      const taken = await this.parts.door.message(message);
      if (taken === 'refused' && message.text === '' && message.media.length === 0) await this.tell(message, NOT_READ).catch(() => undefined);
    } catch (error) {
      this.parts.log.error({ error }, '钉钉消息没有收下');
      // Told to send it again: then it must not come by itself as well.
      await this.tell(message, NOT_NOW);
    }
  }

  /** By the way of answering that came with the message: it needs neither token nor database. */
  private async tell({ replyTo, sender, chat }: ArrivedMessage, text: string): Promise<void> {
    const webhook = replyTo?.ref['webhook'];
    if (webhook === undefined) throw new Error('no way to answer');
    const at = chat.kind === 'group' && !sender.encrypted ? { at: { atUserIds: [sender.id], isAtAll: false } } : {};
    const content = 'at' in at ? `@${sender.id} ${text}` : text;
    const answer = answerIn(await exchange({ method: 'POST', url: webhook, body: { msgtype: 'text', text: { content }, ...at } }));
    if (!answer.ok) throw new Error(`not told: ${answer.code}`);
  }
}
