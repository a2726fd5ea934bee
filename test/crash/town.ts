import type { SeenCard } from '../harness/world.js';
import { pause } from './service-process.js';

/** One message as its sender knows it. */
export interface Said {
  readonly key: string;
  readonly person: string;
  readonly text: string;
  messageId: string | null;
}

/** One tap as the person who made it knows it. */
export interface Tapped {
  readonly key: string;
  readonly by: string;
  readonly cardId: string;
  readonly action: string;
  accepted: boolean | null;
}

interface MessageView {
  readonly seq: number;
  readonly from: string;
  readonly text: string;
  readonly card: SeenCard | null;
}

const BETWEEN_TRIES = 60;
const BETWEEN_LOOKS = 120;
const PATIENCE = 120_000;

/**
 * The people of the demo company as HTTP clients of a service that keeps dying: whatever has no answer is sent again
 * under the same id, until it has one.
 */
export class Town {
  readonly said: Said[] = [];
  readonly tapped: Tapped[] = [];
  /** Answers that were neither success nor "not now": each is a fault. */
  readonly faults: string[] = [];
  private readonly read = new Map<string, number>();

  private readonly urls: readonly string[];
  private turn = 0;

  /** Requests go to the addresses in turn. */
  constructor(...urls: readonly string[]) {
    this.urls = urls;
  }

  async people(): Promise<readonly string[]> {
    return ((await this.get('/people')) as { id: string }[]).map((one) => one.id);
  }

  async says(person: string, text: string, chat = person): Promise<Said> {
    const one: Said = { key: `m${this.said.length}`, person, text, messageId: null };
    this.said.push(one);
    const answer = await this.post('/messages', { chat, from: person, text, clientMsgId: one.key });
    one.messageId = (answer as { messageId: string }).messageId;
    return one;
  }

  async taps(by: string, cardId: string, action: string): Promise<Tapped> {
    const one: Tapped = { key: `t${this.tapped.length}`, by, cardId, action, accepted: null };
    this.tapped.push(one);
    const answer = await this.post(`/cards/${cardId}/taps`, { by, action, clientMsgId: one.key });
    one.accepted = (answer as { accepted: boolean }).accepted;
    return one;
  }

  /** Everything said in a chat from now on is news. */
  async readUp(chat: string): Promise<void> {
    await this.news(chat);
  }

  /** Waits for something new in a chat. */
  async listens(chat: string): Promise<readonly MessageView[]> {
    const limit = performance.now() + PATIENCE;
    while (performance.now() < limit) {
      const heard = (await this.news(chat)).filter((one) => one.from === 'bot');
      if (heard.length > 0) return heard;
      await pause(BETWEEN_LOOKS);
    }
    throw new Error(`nothing was said in ${chat}`);
  }

  /** Waits for the bot to say something new in a chat that fits. */
  async hears(chat: string, fits: (message: MessageView) => boolean): Promise<MessageView> {
    const limit = performance.now() + PATIENCE;
    while (performance.now() < limit) {
      const found = (await this.news(chat)).find((one) => one.from === 'bot' && fits(one));
      if (found !== undefined) return found;
      await pause(BETWEEN_LOOKS);
    }
    const there = (await this.get(`/chats/${chat}/messages?after=0`)) as MessageView[];
    throw new Error(`nothing like it was said in ${chat}; there is:\n${there.slice(-8).map((one) => `${one.seq} ${one.from}: ${one.text}`).join('\n')}`);
  }

  private async news(chat: string): Promise<MessageView[]> {
    const messages = (await this.get(`/chats/${chat}/messages?after=${this.read.get(chat) ?? 0}`)) as MessageView[];
    const last = messages.at(-1);
    if (last !== undefined) this.read.set(chat, last.seq);
    return messages;
  }

  get(path: string): Promise<unknown> {
    return this.request(path, {});
  }

  post(path: string, body: object): Promise<unknown> {
    return this.request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  private async request(path: string, init: RequestInit): Promise<unknown> {
    const limit = performance.now() + PATIENCE;
    for (;;) {
      const answer = await this.tried(path, init);
      if (answer !== null) return answer;
      if (performance.now() > limit) throw new Error(`no answer to ${path}`);
      await pause(BETWEEN_TRIES);
    }
  }

  /** Null when there was no answer, or "not now". */
  private async tried(path: string, init: RequestInit): Promise<unknown> {
    try {
      const url = this.urls[this.turn++ % this.urls.length] ?? '';
      const answer = await fetch(`${url}/api/simulator${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text) as unknown;
      if (answer.status !== 503) this.faults.push(`${path}: ${answer.status} ${text}`);
      return null;
    } catch {
      return null;
    }
  }
}
