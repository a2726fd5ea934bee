import { MediaGone } from '../../src/channels/port/platform.js';
import type { ArrivedMessage, MediaRef } from '../../src/channels/port/arrival.js';
import type { Fields } from '../peers/wecom/cards.js';
import { GROUP, until, WecomDesk } from '../peers/wecom/desk.js';
import { file, hidden, image, mixed, voice, words } from '../peers/wecom/media.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100', 'hex'), Buffer.alloc(3000, 7)]);
const PDF = Buffer.from(`%PDF-1.7\n${'维修单'.repeat(500)}`);

/** What somebody sends beside words, by the long connection and by the callback: heard alike, fetched alike. */
describe.each(['socket', 'callback'] as const)('files of the bot by the %s', (connected) => {
  let desk: WecomDesk;
  beforeEach(async () => {
    desk = await WecomDesk.open({ bot: connected });
    if (connected === 'socket') await desk.connected();
  });
  afterEach(async () => {
    expect(desk.peer.violations).toEqual([]);
    await desk.close();
  });

  const heard = async (extra: Fields, group?: string): Promise<ArrivedMessage> => {
    const before = desk.door.messages.length;
    const more = { extra, ...(group === undefined ? {} : { group }) };
    if (connected === 'socket') desk.peer.botHears('staff1', '', more);
    else await desk.peer.botIsCalled('staff1', '', more);
    await until(() => desk.door.messages.length > before);
    const message = desk.door.messages.at(-1);
    if (message === undefined) throw new Error('nothing was heard');
    return message;
  };
  const fetched = (refs: readonly MediaRef[]): Promise<Buffer[]> => Promise.all(refs.map(async (ref) => (await desk.platform.media(ref)).body));

  it('a picture, a file and what was said in a voice message', async () => {
    const picture = await heard(image(hidden(desk.peer, PNG, connected)));
    expect([picture.text, picture.media.map((one) => one.kind), await fetched(picture.media)]).toEqual(['', ['image'], [PNG]]);
    const paper = await heard(file(hidden(desk.peer, PDF, connected)));
    expect([paper.media.map((one) => one.kind), await fetched(paper.media)]).toEqual([['file'], [PDF]]);
    expect(await heard(voice('三栋二单元漏水'))).toMatchObject({ text: '三栋二单元漏水', media: [], chat: { kind: 'private' } });
  });

  it('several pictures among words in a group, and those of what is quoted, each under its own key', async () => {
    const said = mixed(words('@投诉助手 厨房漏水'), image(hidden(desk.peer, PNG, connected)), words('还有客厅'), image(hidden(desk.peer, JPEG, connected)));
    const message = await heard({ ...said, quote: { msgtype: 'image', ...image(hidden(desk.peer, PDF, connected)) } }, GROUP);
    expect([message.text, message.chat]).toEqual(['厨房漏水\n还有客厅', { kind: 'group', id: GROUP, title: null }]);
    expect(await fetched(message.media)).toEqual([PNG, JPEG, PDF]);
  });

  it('within five minutes, and never by another key, halved or altered', async () => {
    const { media } = await heard(image(hidden(desk.peer, JPEG, connected)));
    const [ref] = media;
    if (ref === undefined) throw new Error('no picture');
    const other = { ...ref, ref: { ...ref.ref, aeskey: Buffer.alloc(32, 5).toString('base64') } };
    await expect(desk.platform.media(other)).rejects.toThrow(MediaGone);
    desk.peer.passes(299_000);
    expect(await fetched([ref])).toEqual([JPEG]);
    desk.peer.passes(2000);
    await expect(desk.platform.media(ref)).rejects.toThrow(MediaGone);
  });
});
