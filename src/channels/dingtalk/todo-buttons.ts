import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Card } from '../../terms/card.js';
import { DAY, MINUTE, type Instant } from '../../terms/instants.js';
import type { ArrivedTap } from '../port/arrival.js';
import { CHANNEL, type Account, type Read } from './decode.js';
import { fitBytes, trackOf } from './encode.js';
import { fieldsOf, numberIn, textIn, type Fields } from './fields.js';

/** Under this name a button brings back what it was given; nothing else that comes to our address holds it. */
export const TODO_FIELD = 'kesuTodo';

/** As long as an entry is kept on the list. */
const LIFE = 180 * DAY;
/** A list entry has no room for more. */
const MOST = 2;
const LABEL_BYTES = 60;
/** DingTalk calls our address itself; 2 would open a page. */
const CALLS = 1;

interface Pressed {
  readonly cardId: string;
  readonly userId: string;
  readonly action: string;
  readonly until: number;
}

/**
 * Buttons of a 待办 (`actionList`, open.dingtalk.com/document/development/add-dingtalk-to-do-task): DingTalk calls us with the words it was given
 * when the entry was made. It signs nothing, so we do: card, person, act and end, with a key nobody but us has. Who may decide is asked
 * again when the tap arrives.
 */
export class TodoButtons {
  private readonly key: Buffer;

  constructor(
    clientSecret: string,
    private readonly address: string,
  ) {
    this.key = createHmac('sha256', clientSecret).update('todo-buttons').digest();
  }

  /** What can be done without a word; a refusal needs a reason, and is said on the card. */
  of(cardId: string, { buttons }: Card, userId: string, now: Instant): readonly object[] {
    const silent = buttons.filter(({ input }) => input === null).slice(0, MOST);
    return silent.map(({ action, label }) => {
      const pressed = { cardId, userId, action, until: now + LIFE };
      const body = JSON.stringify({ [TODO_FIELD]: { ...pressed, sign: this.sign(pressed) } });
      return { title: fitBytes(label, LABEL_BYTES), actionType: CALLS, actionKey: action, url: this.address, param: { body, header: { 'content-type': 'application/json' } } };
    });
  }

  /** Each press in a minute counts once: DingTalk says nothing of trying again. */
  read(body: Fields, account: Account, now: Instant): Read<ArrivedTap> {
    const pressed = pressedIn(body[TODO_FIELD]);
    if (pressed === null) return { ok: false, why: 'malformed' };
    const given = Buffer.from(textIn(fieldsOf(body[TODO_FIELD])?.['sign'], 100) ?? '');
    const right = Buffer.from(this.sign(pressed));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return { ok: false, why: 'signature' };
    if (pressed.until <= now) return { ok: false, why: 'stale' };
    const { cardId, userId, action } = pressed;
    const key = createHash('sha256').update(`${right.toString()} ${Math.floor(now / MINUTE)}`).digest('hex');
    const sender = { id: userId, encrypted: false, name: null };
    return { ok: true, value: { channel: CHANNEL, account: account.clientId, corp: account.corp, key, sender, cardId, action, input: {}, surface: { outTrackId: trackOf(cardId) } } };
  }

  private sign({ cardId, userId, action, until }: Pressed): string {
    return createHmac('sha256', this.key).update(JSON.stringify([cardId, userId, action, until])).digest('hex');
  }
}

function pressedIn(value: unknown): Pressed | null {
  const fields = fieldsOf(value);
  const [cardId, userId, action, until] = [textIn(fields?.['cardId'], 64), textIn(fields?.['userId'], 500), textIn(fields?.['action'], 300), numberIn(fields?.['until'])];
  return cardId === null || userId === null || action === null || until === null ? null : { cardId, userId, action, until };
}
