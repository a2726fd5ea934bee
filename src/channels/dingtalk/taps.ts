import type { Log } from '../../platform/logging/index.js';
import { NOT_NOW, type ArrivedTap, type ChannelDoor, type TapAnswer } from '../port/arrival.js';
import { cardParams, noticeParams, type CardParams } from './encode.js';

/** DingTalk waits 2 seconds (card/01/0007); the way there and back is part of them. */
const PATIENCE = 1000;
const WORKING = '处理中,请稍候。';

/** What a tap is answered with. DingTalk shows it to the one who tapped and to nobody else; everybody sees the update that follows. */
export interface CardAnswer {
  readonly cardUpdateOptions: { readonly updateCardDataByKey: true; readonly updatePrivateDataByKey: true };
  readonly cardData: { readonly cardParamMap: CardParams };
}

/** Taps that are being answered: no card may be updated before its acknowledgement has gone out. */
export class TapsUnderWay {
  private readonly open = new Map<string, Set<Promise<unknown>>>();

  constructor(
    private readonly door: ChannelDoor,
    private readonly log: Log,
  ) {}

  /** Hands the tap over and sends its answer; the card is held until that has gone out. */
  async answer(tap: ArrivedTap, send: (answer: CardAnswer) => void): Promise<void> {
    const track = tap.surface['outTrackId'] ?? '';
    // Begun only once the card is held: the story may want it drawn anew before it answers.
    const work = Promise.resolve().then(() => this.outcome(tap)).then((answer) => send(drawn(answer)));
    const held = this.open.get(track) ?? new Set();
    this.open.set(track, held.add(work));
    try {
      await work;
    } finally {
      held.delete(work);
      if (held.size === 0) this.open.delete(track);
    }
  }

  /** Resolves once no tap on this card waits for its acknowledgement here. */
  async settled(outTrackId: string): Promise<void> {
    await Promise.allSettled([...(this.open.get(outTrackId) ?? [])]);
  }

  private async outcome(tap: ArrivedTap): Promise<TapAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<TapAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ accepted: false, message: WORKING, card: null }), PATIENCE + 200);
    });
    try {
      return await Promise.race([this.door.tap(tap, PATIENCE), late]);
    } catch (error) {
      this.log.error({ error }, '钉钉卡片点击没有收下');
      return { accepted: false, message: NOT_NOW, card: null };
    } finally {
      clearTimeout(timer);
    }
  }
}

function drawn({ message, card }: TapAnswer): CardAnswer {
  const cardParamMap = card === null ? noticeParams(message) : cardParams({ card, notice: message });
  return { cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true }, cardData: { cardParamMap } };
}
