import fc from 'fast-check';
import { WecomDesk } from '../peers/wecom/desk.js';
import { BOT } from '../peers/wecom/message.js';
import { AGENT, CORP } from '../peers/wecom/office.js';
import { APP_KEYS, BOT_KEYS } from '../peers/wecom/peer.js';
import { change, collected, mangled, mutated, type Change } from './mutation.js';

const CARD = '0b9f6a52-4d5e-4c8e-9a10-3a4d2c1b0f9e';
const COMMON = { aibotid: BOT, chattype: 'group', chatid: 'wrGROUP01', from: { userid: 'staff1' } };
const MIXED = {
  ...COMMON,
  msgid: 'CAIQ16HMjQYY',
  response_url: 'https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=x',
  msgtype: 'mixed',
  mixed: { msg_item: [{ msgtype: 'text', text: { content: '@投诉助手 厨房漏水' } }, { msgtype: 'image', image: { url: 'https://x.myqcloud.com/a', aeskey: 'k' } }] },
  quote: { msgtype: 'file', file: { url: 'https://x.myqcloud.com/b' } },
};
const SELECTED = { selected_item: [{ question_key: 'more', option_ids: { option_id: ['approve'] } }] };
const TAP = {
  ...COMMON,
  msgid: 'CAIQ17',
  create_time: 1_700_000_000,
  msgtype: 'event',
  event: { eventtype: 'template_card_event', template_card_event: { card_type: 'button_interaction', event_key: '~chosen', task_id: CARD, selected_items: SELECTED } },
};
const item = '<SelectedItem><QuestionKey><![CDATA[more]]></QuestionKey><OptionIds><OptionId><![CDATA[approve]]></OptionId></OptionIds></SelectedItem>';
const about = (inner: string): string => `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><FromUserName><![CDATA[staff1]]></FromUserName><CreateTime>1348831860</CreateTime>${inner}<AgentID>${AGENT}</AgentID></xml>`;
const TEXTS = [
  about('<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[厨房漏水,要赔8000]]></Content><MsgId>6972028683187026694</MsgId>'),
  about(`<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[~chosen]]></EventKey><TaskId><![CDATA[${CARD}]]></TaskId><ResponseCode><![CDATA[code]]></ResponseCode><SelectedItems>${item}</SelectedItems>`),
  about('<MsgType>image</MsgType><PicUrl>http://x</PicUrl><MediaId>m</MediaId><MsgId>1</MsgId>'),
];

type Kind = 'xml' | 'envelope' | 'json' | 'frame';
interface Input {
  readonly kind: Kind;
  readonly which: number;
  readonly changes: readonly Change[];
}

/** A third each: signed XML for the app, signed JSON for the bot, frames; what is inside, and the envelope itself, may hold anything. */
export async function fuzzWecom(runs: number): Promise<{ readonly grown: number; readonly answered: number }> {
  const app = await WecomDesk.open({ bot: 'callback' });
  const line = await (await WecomDesk.open()).connected();
  let answered = 0;
  const ask = async (path: string, query: Readonly<Record<string, string>>, body: string): Promise<void> => {
    const answer = await app.asks(path, query, body);
    if (answer.status >= 500) throw new Error(`${answer.status} for ${body.slice(0, 500)}`);
    if (answer.refused === undefined) answered += 1;
  };
  const once = async ({ kind, which, changes }: Input): Promise<void> => {
    const sample = [MIXED, TAP][which % 2] ?? MIXED;
    if (kind === 'frame') {
      const frame = { cmd: which % 2 === 0 ? 'aibot_msg_callback' : 'aibot_event_callback', headers: { req_id: 'r' }, body: sample };
      const text = mutated(frame, changes);
      // A kick is no broken frame.
      if (!text.includes('disconnected_event')) line.peer.bot.pushRaw(text);
    } else if (kind === 'json') {
      const { query, sealed } = app.peer.signed(BOT_KEYS, mutated(sample, changes));
      await ask('wecom/aibot', query, JSON.stringify({ encrypt: sealed }));
    } else {
      const text = TEXTS[which % TEXTS.length] ?? '';
      const { query, sealed } = app.peer.signed(APP_KEYS, kind === 'xml' ? mangled(text, changes) : text);
      const envelope = `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><AgentID>1</AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
      await ask('wecom/app', query, kind === 'xml' ? envelope : mangled(envelope, changes));
    }
  };
  const input: fc.Arbitrary<Input> = fc.record({
    kind: fc.constantFrom<Kind>('xml', 'envelope', 'json', 'json', 'frame', 'frame'),
    which: fc.nat(5),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  });
  const half = Math.floor(runs / 2);
  try {
    await fc.assert(fc.asyncProperty(input, once), { numRuns: half, endOnFailure: true });
    await settled(line, 'halfway');
    empty(app, line);
    const before = collected();
    await fc.assert(fc.asyncProperty(input, once), { numRuns: runs - half, endOnFailure: true });
    await settled(line, 'at the end');
    empty(app, line);
    const grown = collected() - before;
    if (line.peer.bot.subscriptions !== 1) throw new Error('a frame ended the connection');
    return { grown, answered };
  } finally {
    await line.close();
    await app.close();
  }
}

/** Another conversation's message is heard behind all that was pushed: what came before it was survived. */
async function settled(line: WecomDesk, words: string): Promise<void> {
  line.peer.botHears('staff1', words);
  while (!line.door.messages.some((one) => one.text === words)) await new Promise((resolve) => setTimeout(resolve, 5));
  const half = line.door.messages.find((one) => one.key === '' || one.sender.id === '' || one.chat.id === '');
  if (half !== undefined) throw new Error(`half a message: ${JSON.stringify(half)}`);
}

function empty(...desks: readonly WecomDesk[]): void {
  for (const { door, complaints, figures, store, peer } of desks) {
    for (const list of [door.messages, door.taps, door.changes, complaints, figures.refused, peer.office.messages, peer.bot.messages, peer.bot.heard, peer.calls]) list.length = 0;
    store.kept.clear();
  }
}
