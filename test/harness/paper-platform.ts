import type { AdapterParts, PlatformOpener } from '../../src/channels/index.js';
import type { ArrivedMessage, ArrivedTap, MediaRef, MessageTaken, PlatformName, TapAnswer } from '../../src/channels/port/arrival.js';
import type { Capabilities, CardToSend, Channel } from '../../src/channels/port/channel.js';
import { MediaGone, type ListedDepartment, type ListedPerson, type MediaFile, type Platform } from '../../src/channels/port/platform.js';
import { SENT, type SendResult } from '../../src/terms/send-result.js';

/** What went out, to whom by the platform's own ids. */
export interface PaperSheet {
  readonly to: string;
  readonly text: string;
  readonly cardId: string | null;
  readonly key: string;
  readonly buttons: readonly string[];
}

/**
 * A platform on paper: what is behind the port, without WeCom's or DingTalk's frames. It keeps what went out, and lets a test say what
 * came in.
 */
export class PaperPlatform {
  readonly sheets: PaperSheet[] = [];
  /** What was taken back. */
  readonly recalled: PaperSheet[] = [];
  people: ListedPerson[] = [];
  departments: ListedDepartment[] = [{ id: '1', name: '总部', parent: null }];
  /** By `id` of a reference; a missing one is gone. */
  readonly files = new Map<string, MediaFile>();
  /** So many downloads fail before one works. */
  failures = 0;
  /** Sign-in codes, each good once: whose they are. */
  readonly codes = new Map<string, string>();
  away = false;
  /** Takes what is sent, and answers when this has come. */
  answers: Promise<void> = Promise.resolve();
  /** What came in could not be stored. */
  storeLost = false;
  /** What its next callback is refused for. */
  refusal: string | null = null;
  /** So often the list of people was asked for. */
  reads = 0;
  private parts: AdapterParts | null = null;
  private serial = 0;

  constructor(
    readonly name: PlatformName,
    readonly corp = `${name}-corp`,
    private readonly abilities: Partial<Capabilities> = {},
  ) {}

  get opener(): PlatformOpener {
    return { name: this.name, open: (_configuration, parts) => Promise.resolve(this.opened(parts)) };
  }

  /** Says something in a single chat, or in a group. */
  says(userId: string, text: string, more: Partial<Pick<ArrivedMessage, 'key' | 'media'>> & { group?: string; title?: string; encrypted?: boolean; name?: string } = {}): Promise<MessageTaken> {
    const { group, title = `${group ?? ''}客服群`, encrypted = false, key = `m${++this.serial}`, media = [], name = userId } = more;
    return this.door.message({
      channel: this.name,
      account: 'bot',
      corp: this.corp,
      key,
      chat: group === undefined ? { kind: 'private', id: userId, title: null } : { kind: 'group', id: group, title },
      sender: { id: userId, encrypted, name },
      text,
      media,
      replyTo: null,
    });
  }

  taps(userId: string, cardId: string, action: string, input: ArrivedTap['input'] = {}): Promise<TapAnswer> {
    const where = { channel: this.name, account: 'bot', corp: this.corp, key: `t${++this.serial}` };
    return this.door.tap({ ...where, sender: { id: userId, encrypted: false, name: null }, cardId, action, input, surface: {} }, 3000);
  }

  leaves(userId: string): Promise<void> {
    this.people = this.people.filter((one) => one.userId !== userId);
    return this.door.changed({ channel: this.name, account: 'bot', corp: this.corp, kind: 'person-left', userId });
  }

  /** Says that somebody was added or moved. */
  tellsOfChange(): Promise<void> {
    return this.door.changed({ channel: this.name, account: 'bot', corp: this.corp, kind: 'directory-changed' });
  }

  lists(...people: readonly (readonly [userId: string, name: string, more?: Partial<ListedPerson>])[]): void {
    this.people = people.map(([userId, name, more = {}]) => ({ userId, name, mobile: null, departments: ['1'], active: true, ...more }));
  }

  /** What went to a chat, oldest first, and takes it away. */
  takes(to: string): PaperSheet[] {
    const taken = this.sheets.filter((one) => one.to === to);
    for (const one of taken) this.sheets.splice(this.sheets.indexOf(one), 1);
    return taken;
  }

  /** One more of the month's quota, as an adapter counts it. */
  uses(quota: string, used: number, free: number): void {
    this.parts?.figures.quota(quota, used, free);
  }

  private get door(): AdapterParts['door'] {
    if (this.parts === null) throw new Error('the platform is not open');
    return this.parts.door;
  }

  private opened(parts: AdapterParts): Platform {
    this.parts = parts;
    return {
      name: this.name,
      corp: this.corp,
      channel: this.channel(parts),
      callbacks: { [this.name === 'wecom' ? 'wecom/app' : 'dingtalk/robot']: ({ body }) => this.unlessLost(this.answerTo(body)) },
      directory: { departments: () => this.unlessAway(this.departments), people: () => this.unlessAway(this.listed()) },
      signIn: {
        address: ({ state, redirectUri, inside }) => `https://platform.test/sign-in?${new URLSearchParams({ state, redirectUri, inside: String(inside) }).toString()}`,
        whoIs: (code) => {
          const userId = this.codes.get(code) ?? null;
          this.codes.delete(code);
          return Promise.resolve(userId === null ? null : { userId });
        },
      },
      checks: [],
      media: (ref) => this.download(ref),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  }

  private answerTo(body: Buffer): { status: number; type: string; body: string; refused?: string } {
    const refused = this.refusal;
    this.refusal = null;
    return refused === null ? { status: 200, type: 'text/plain', body: `${body.length}` } : { status: 403, type: 'text/plain', body: '', refused };
  }

  private listed(): ListedPerson[] {
    this.reads += 1;
    return this.people;
  }

  private channel({ store }: AdapterParts): Channel {
    const put = async (companyId: string, chatId: string, sheet: Omit<PaperSheet, 'to'>): Promise<SendResult> => {
      if (this.away) return { result: 'later', error: 'away' };
      await this.answers;
      const chat = await store.platformChat(companyId, chatId);
      if (chat === null) return { result: 'never', error: `unknown chat ${chatId}` };
      this.sheets.push({ to: chat.kind === 'group' ? chat.id : chat.userId, ...sheet });
      return SENT;
    };
    const drawn = ({ cardId, card, key }: CardToSend): Omit<PaperSheet, 'to'> => ({
      key,
      text: [card.title, ...card.facts.map((fact) => `${fact.label}=${fact.value}`)].join(' '),
      cardId,
      buttons: card.buttons.map((button) => button.action),
    });
    return {
      name: this.name,
      capabilities: { changeCard: true, cardInput: true, idempotentText: true, idempotentCard: true, groups: true, takesTogether: false, recallText: false, ...this.abilities },
      sendText: ({ companyId, chatId, text, key }) => put(companyId, chatId, { text, key, cardId: null, buttons: [] }),
      sendCard: (card) => put(card.companyId, card.chatId, drawn(card)),
      recallText: ({ key }) => {
        this.recalled.push(...this.sheets.filter((one) => one.key === key));
        this.sheets.splice(0, this.sheets.length, ...this.sheets.filter((one) => one.key !== key));
        return Promise.resolve(SENT);
      },
      changeCard: () => Promise.resolve(this.away ? { result: 'later', error: 'away' } : SENT),
    };
  }

  private unlessAway<T>(value: T): Promise<T> {
    return this.away ? Promise.reject(new Error('the platform is away')) : Promise.resolve(value);
  }

  private unlessLost<T>(value: T): Promise<T> {
    return this.storeLost ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })) : Promise.resolve(value);
  }

  private download(ref: MediaRef): Promise<MediaFile> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('not now'));
    }
    const file = this.files.get(ref.ref['id'] ?? '');
    return file === undefined ? Promise.reject(new MediaGone('gone')) : Promise.resolve(file);
  }
}
