import { auditAll } from '../../src/flow/audit.js';
import { smsRungTwice } from '../../src/platform/simulator-store.js';
import { startApp, type RunningApp } from './app.js';

export interface SeenCard {
  readonly id: string;
  readonly title: string;
  readonly state: 'open' | 'done' | 'void';
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly basis: readonly string[];
  readonly buttons: readonly { readonly action: string; readonly label: string; readonly input: string | null }[];
  readonly pictures?: readonly { readonly name: string; readonly url: string }[];
}

export interface Seen {
  /** Chat id, or `sms:` and the phone number. */
  readonly where: string;
  readonly at: string;
  readonly text: string;
  readonly card: SeenCard | null;
}

interface MessageView extends Omit<Seen, 'where'> {
  readonly seq: number;
  readonly from: string;
}

/**
 * One demo company, spoken to as its people speak. Everything the bot says or sends is remembered until a test has
 * expected it; `nothingElse` fails on any message nobody expected.
 */
export class World {
  private readonly unread: Seen[] = [];
  private readonly seen = new Map<string, number>();
  /** Managers get one every working morning: only stories about them take them, every story has them checked. */
  private readonly digests: Seen[] = [];

  private constructor(
    readonly app: RunningApp,
    private readonly fresh: boolean,
  ) {}

  static async open(name: string, environment: Readonly<Record<string, string>> = {}): Promise<World> {
    return new World(await startApp(name, environment), true);
  }

  /** The demo company of a service that runs for something else as well. */
  static within(app: RunningApp): World {
    return new World(app, false);
  }

  async close(): Promise<void> {
    if (this.fresh) await this.app.stop();
  }

  /** A new company under a rule book, its clock standing still at `at`. */
  async begins(pack: string, at: string): Promise<void> {
    this.unread.length = 0;
    this.digests.length = 0;
    this.seen.clear();
    await this.post('/reset', { pack, at });
  }

  async says(person: string, text: string, where: { chat?: string; attachments?: readonly object[] } = {}): Promise<void> {
    const attachments = where.attachments ?? [];
    await this.post('/messages', { chat: where.chat ?? 'g1', from: person, text, attachments });
    await this.settled();
  }

  /** In the person's own chat with the bot. */
  async tells(person: string, text: string, attachments: readonly object[] = []): Promise<void> {
    await this.says(person, text, { chat: person, attachments });
  }

  /** Taps a button by its label on the newest open card of a chat that has it, e.g. `taps('finance1', '同意')`. */
  async taps(
    person: string,
    label: string,
    more: { input?: object; chat?: string; title?: RegExp } = {},
  ): Promise<{ readonly accepted: boolean; readonly message: string }> {
    const card = await this.card(more.chat ?? person, (one) => (more.title?.test(one.title) ?? true) && one.buttons.some((button) => button.label === label));
    const action = card.buttons.find((button) => button.label === label)?.action ?? '';
    return this.tapsCard(card.id, person, action, more.input);
  }

  async tapsCard(cardId: string, by: string, action: string, input: object = {}): Promise<{ readonly accepted: boolean; readonly message: string }> {
    const answer = await this.post(`/cards/${cardId}/taps`, { by, action, input });
    await this.settled();
    const { accepted, message } = answer as { accepted: boolean; message: string };
    return { accepted, message: typed(message) };
  }

  /** The newest card in a chat that fits, whatever its state. */
  async card(chat: string, fits: (card: SeenCard) => boolean): Promise<SeenCard> {
    const messages = await this.get<MessageView[]>(`/chats/${chat}/messages?after=0`);
    const found = messages.map((one) => typedCard(one.card)).filter((card): card is SeenCard => card !== null && fits(card));
    const last = found.at(-1);
    if (last === undefined) throw new Error(`no such card in ${chat}; there are: ${messages.map((one) => one.card?.title ?? one.text).join(' / ')}`);
    return last;
  }

  async advances(span: string): Promise<void> {
    await this.post('/clock', { advance: span });
    await this.collect();
  }

  async movesTo(time: string): Promise<void> {
    await this.post('/clock', { to: time });
    await this.collect();
  }

  /** Takes the oldest unread message of a chat that fits; the failure names what is there instead. */
  expects(where: string, pattern: RegExp): Seen {
    const index = this.unread.findIndex((one) => one.where === where && pattern.test(wordsOf(one)));
    const found = this.unread[index];
    if (found === undefined) {
      throw new Error(`expected ${pattern} in ${where}; unread:\n${this.unread.map(line).join('\n') || '(nothing)'}`);
    }
    this.unread.splice(index, 1);
    return found;
  }

  /** The oldest unread message of a chat that fits and was said at this minute (`03-02T09:00`); null when there is none. */
  takes(where: string, pattern: RegExp, minute: string): Seen | null {
    const index = this.unread.findIndex((one) => one.where === where && one.at.slice(5, 16) === minute && pattern.test(wordsOf(one)));
    return index < 0 ? null : (this.unread.splice(index, 1)[0] ?? null);
  }

  expectsSms(phone: string, pattern: RegExp): Seen {
    return this.expects(`sms:${phone}`, pattern);
  }

  /** Takes the oldest digest a manager has not been asked about yet; null when there is none. */
  takesDigest(person: string): Seen | null {
    const index = this.digests.findIndex((one) => one.where === person);
    return index < 0 ? null : (this.digests.splice(index, 1)[0] ?? null);
  }

  /** Takes everything unread of one chat. */
  drain(where: string): Seen[] {
    const taken = this.unread.filter((one) => one.where === where);
    for (const one of taken) this.unread.splice(this.unread.indexOf(one), 1);
    return taken;
  }

  /** Drops what was said so far: for the part of a story that another test asserts. */
  forget(): void {
    this.unread.length = 0;
  }

  /** What is still unread, a line each; empty when there is nothing. */
  unexpected(): string {
    return this.unread.map(line).join('\n');
  }

  /** Everything the bot said has been expected. */
  nothingElse(): void {
    if (this.unread.length === 0) return;
    throw new Error(`nobody expected:\n${this.unexpected()}`);
  }

  /** A story's last line: everything said was expected, every invariant of the stored data holds, nothing was logged as wrong. */
  async ends(): Promise<void> {
    this.nothingElse();
    const { house } = this.app.service;
    const found: string[] = [];
    await house.work.withoutTransaction(async (tx) => {
      const ask = { machineNow: house.machine.now(), known: null, rungTwice: smsRungTwice };
      for await (const one of auditAll(tx, ask)) found.push(`${one.area} ${one.row}: ${one.fault}`);
    });
    const wrong = [...found, ...this.app.complaints];
    if (wrong.length > 0) throw new Error(`the story left behind:\n${wrong.join('\n')}`);
  }

  async settled(): Promise<void> {
    await this.post('/settle', {});
    await this.collect();
  }

  private async collect(): Promise<void> {
    const chats = await this.get<{ id: string; lastSeq: number }[]>('/chats');
    for (const chat of chats) {
      const after = this.seen.get(chat.id) ?? 0;
      if (chat.lastSeq <= after) continue;
      const messages = await this.get<MessageView[]>(`/chats/${chat.id}/messages?after=${after}`);
      for (const one of messages) {
        this.seen.set(chat.id, one.seq);
        if (one.from !== 'bot') continue;
        const said = { where: chat.id, at: one.at, text: typed(one.text), card: typedCard(one.card) };
        if (isDigest(said)) this.takeIn(said);
        else this.unread.push(said);
      }
    }
    const sms = await this.get<{ seq: number; at: string; to: string; text: string }[]>(`/sms?after=${this.seen.get('sms') ?? 0}`);
    for (const one of sms) {
      this.seen.set('sms', one.seq);
      this.unread.push({ where: `sms:${one.to}`, at: one.at, text: typed(one.text), card: null });
    }
  }

  /** One a manager and morning, at 09:00, and never in a group: in every story. */
  private takeIn(digest: Seen): void {
    const twice = this.digests.some((one) => one.where === digest.where && one.at.slice(0, 10) === digest.at.slice(0, 10));
    if (twice || !digest.at.includes('T09:00:0') || /^g\d+$/.test(digest.where)) throw new Error(`a digest out of place:\n${line(digest)}`);
    this.digests.push(digest);
  }

  async get<T>(path: string): Promise<T> {
    return this.request<T>('GET', path);
  }

  async post(path: string, body: object): Promise<unknown> {
    return this.request('POST', path, body);
  }

  private async request<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.app.url}/api/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
}

const isDigest = (one: Seen): boolean => one.text.startsWith('【客服日报】');

const HALF: Readonly<Record<string, string>> = { '，': ',', '；': ';', '：': ':', '！': '!', '？': '?', '（': '(', '）': ')' };

/** As it is typed: tests are written with the punctuation of a keyboard, people are shown printed punctuation. */
const typed = (text: string): string => text.replace(/[，；：！？（）]/gu, (mark) => HALF[mark] ?? mark);

const typedCard = (card: SeenCard | null): SeenCard | null => (card === null ? null : (JSON.parse(typed(JSON.stringify(card))) as SeenCard));

/** A card is found by its title and what it says; a 待办 card, which changes in place, by the words it rang with. */
const wordsOf = (one: Seen): string =>
  one.card === null || one.card.title.startsWith('待办提醒') ? one.text : `${one.card.title} ${one.card.facts.map((fact) => `${fact.label}=${fact.value}`).join(' ')}`;

const line = (one: Seen): string => `  ${one.at.slice(5, 16)} [${one.where}] ${wordsOf(one).slice(0, 300)}`;
