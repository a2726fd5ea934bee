import { isFields, type Fields } from './cards.js';
import { BOT, type BotMessage } from './message.js';

const SIX_MINUTES = 360_000;
const MOST_BYTES = 20_480;

interface Open {
  readonly reqId: string;
  readonly at: number;
  readonly message: BotMessage;
}

export const streamIn = (body: Fields): { readonly id: string; readonly finish: boolean; readonly content: string } | null => {
  const stream = body['stream'];
  if (body['msgtype'] !== 'stream' || !isFields(stream)) return null;
  const { id, finish, content } = stream;
  if (typeof id !== 'string' || id === '' || typeof finish !== 'boolean' || typeof content !== 'string') return null;
  return { id, finish, content };
};

const faultOf = (content: string): number => (content.trim() === '' ? 44004 : Buffer.byteLength(content) > MOST_BYTES ? 45002 : 0);

/** Streams of the long connection (101463): one id is one message, each part shows the whole, six minutes from the first to the last. */
export class Streams {
  /** Every text that was ever shown under an id. */
  readonly shown = new Map<string, string[]>();
  private readonly open = new Map<string, Open>();
  private readonly finished = new Set<string>();

  constructor(
    private readonly now: () => number,
    private readonly violations: string[],
  ) {}

  /** Those whose reader still sees them turning. */
  get unfinished(): readonly string[] {
    return [...this.open.keys()];
  }

  /** As if they had ended by the platform itself. */
  forget(): void {
    this.open.clear();
  }

  isOpenUnder(reqId: string): boolean {
    return [...this.open.values()].some((one) => one.reqId === reqId);
  }

  take(reqId: string, body: Fields, lay: (content: string) => BotMessage): { readonly errcode: number } {
    const part = streamIn(body);
    if (part === null) return { errcode: 40008 };
    const { id, finish, content } = part;
    const fault = faultOf(content);
    if (fault !== 0) return { errcode: fault };
    if (this.finished.has(id)) return { errcode: 846605 };
    const known = this.open.get(id);
    if (known !== undefined && known.reqId !== reqId) return this.blamed(`stream ${id} under two frames`, 40058);
    if (known !== undefined && this.now() - known.at >= SIX_MINUTES) return this.blamed(`stream ${id} was left open for six minutes`, 846608);
    const message = known?.message ?? lay(content);
    message.text = content;
    this.shown.set(id, [...(this.shown.get(id) ?? []), content]);
    if (finish) {
      this.open.delete(id);
      this.finished.add(id);
    } else if (known === undefined) this.open.set(id, { reqId, at: this.now(), message });
    return { errcode: 0 };
  }

  private blamed(why: string, errcode: number): { readonly errcode: number } {
    this.violations.push(why);
    return { errcode };
  }
}

/** As the platform calls the bot, and shows what it says. */
interface Caller {
  readonly bot: { lay(message: BotMessage): void };
  callBot(body: Fields): Promise<Fields | null>;
}

/** A streamed answer of the called-back bot, which the platform asks for until it is told the end (100719). */
export class Polled {
  readonly shown: string[] = [];
  finished = false;

  private constructor(
    private readonly peer: Caller,
    private readonly from: Fields,
    readonly id: string,
    private readonly message: BotMessage,
  ) {}

  /** What the answer to a callback begins. */
  static begun(peer: Caller, answer: Fields | null, userid: string, group?: string): Polled {
    const part = answer === null ? null : streamIn(answer);
    if (part === null) throw new Error('nothing was begun');
    const where = group === undefined ? { chattype: 'single' } : { chatid: group, chattype: 'group' };
    const message: BotMessage = { chat: group ?? userid, how: 'reply', text: part.content, card: null, task: null, redrawn: 0 };
    peer.bot.lay(message);
    const polled = new Polled(peer, { aibotid: BOT, ...where, from: { userid } }, part.id, message);
    polled.take(part);
    return polled;
  }

  async asks(): Promise<string> {
    if (this.finished) throw new Error('nobody asks for what is finished');
    const answer = await this.peer.callBot({ ...this.from, msgid: `poll-${this.id}-${this.shown.length}`, msgtype: 'stream', stream: { id: this.id } });
    const part = answer === null ? null : streamIn(answer);
    if (part === null || part.id !== this.id || faultOf(part.content) !== 0) throw new Error(`no part of the stream: ${JSON.stringify(answer)}`);
    this.take(part);
    return part.content;
  }

  /** Asks as the platform does, until it is told the end. */
  async untilFinished(): Promise<string> {
    while (!this.finished) {
      await this.asks();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.message.text ?? '';
  }

  private take({ finish, content }: { readonly finish: boolean; readonly content: string }): void {
    this.shown.push(content);
    this.message.text = content;
    this.finished = finish;
  }
}
