import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { NOT_NOW, type ArrivedTap } from '../port/arrival.js';
import type { PlatformFigures } from '../port/platform.js';
import type { BotSender } from './bot-sender.js';
import { said } from './callbacks.js';
import { readAibot, type AibotReceiver } from './decode-aibot.js';
import { WELCOME, type Ears } from './ears.js';
import type { Heard } from './heard.js';
import type { BotFrame } from './line.js';
import type { BotSocket } from './socket.js';
import type { SocketStreams } from './socket-streams.js';

export interface FrameWork {
  readonly receiver: Omit<AibotReceiver, 'reqId'>;
  readonly ears: Ears;
  readonly bot: BotSender;
  readonly socket: BotSocket;
  readonly streams: SocketStreams;
  readonly clock: MachineClock;
  readonly log: Log;
  readonly page: string | null;
  readonly figures: PlatformFigures;
}

/** What comes by the socket. Frames of one conversation are worked in the order they came; others do not wait for them. */
export class Frames {
  work: FrameWork | null = null;
  /** The socket is up. */
  up: () => void = () => undefined;
  private readonly lines = new Map<string, Promise<void>>();

  take(frame: BotFrame): Promise<void> {
    const { work } = this;
    if (work === null) return Promise.reject(new Error('a frame came before the ears stood'));
    const heard = readAibot(frame.body, { ...work.receiver, reqId: frame.reqId }, work.clock.now());
    const line = lineOf(heard);
    const before = this.lines.get(line) ?? Promise.resolve();
    const done = before
      .catch(() => undefined)
      .then(() => carryOut(work, frame.reqId, heard))
      .finally(() => {
        if (this.lines.get(line) === done) this.lines.delete(line);
      });
    this.lines.set(line, done);
    return done;
  }
}

/** A tap waits for nobody: its card must be redrawn within five seconds. */
function lineOf(heard: Heard): string {
  if (heard.kind === 'message') return JSON.stringify([heard.message.chat.kind, heard.message.chat.id, heard.message.sender.id]);
  return heard.kind === 'tap' ? heard.tap.key : '';
}

async function carryOut(work: FrameWork, reqId: string, heard: Heard): Promise<void> {
  const { ears, socket, figures } = work;
  switch (heard.kind) {
    case 'refused':
      figures.refused(heard.why);
      return;
    case 'message':
      return message(work, reqId, heard);
    case 'tap':
      return tap(work, heard.tap);
    case 'change':
      await ears.changed(heard.change);
      if (heard.change.kind === 'entered-chat') await socket.send('aibot_respond_welcome_msg', reqId, { msgtype: 'text', text: { content: WELCOME } });
      return;
    default:
      return;
  }
}

async function message({ ears, socket, streams, log }: FrameWork, reqId: string, { message: one }: Extract<Heard, { kind: 'message' }>): Promise<void> {
  try {
    const { taken, message: stored } = await ears.message(one);
    if (taken === 'stored') streams.follows(stored);
  } catch (error) {
    // A frame comes once only: whoever spoke is told at once that it was not taken.
    log.error({ error }, 'a message could not be stored; its sender is told');
    await socket.send('aibot_respond_msg', reqId, said(`not-now-${one.key}`.slice(0, 64), NOT_NOW));
  }
}

async function tap({ ears, bot, socket, page, log }: FrameWork, one: ArrivedTap): Promise<void> {
  try {
    const { accepted, card } = await ears.tap(one);
    if (accepted && card !== null) await bot.redraw(one.surface, one.cardId, card, page);
  } catch (error) {
    // It comes once only, and the card shows nothing by itself; under its own id only a card could be sent.
    log.error({ error }, 'a tap could not be stored; whoever tapped is told');
    const { chatId } = one.surface;
    const to = chatId === undefined ? { chatid: one.sender.id, chat_type: 1 } : { chatid: chatId, chat_type: 2 };
    await socket.send('aibot_send_msg', null, { ...to, msgtype: 'markdown', markdown: { content: chatId === undefined ? NOT_NOW : `<@${one.sender.id}> ${NOT_NOW}` } });
  } finally {
    await ears.redrawn(one);
  }
}
