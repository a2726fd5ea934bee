import { createHash } from 'node:crypto';
import type { Instant } from '../../terms/instants.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { SENT, type SendResult } from '../../terms/send-result.js';
import type { CardToSend } from '../port/channel.js';
import type { GroupFounder, GroupToFound } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import { resultOf, wordsOf, type WecomAnswer } from './answers.js';
import { notSent, type ApiCall, type WecomApi } from './api.js';
import { cut } from './fit.js';
import { paced } from './pace.js';
import { sendPieces } from './pieces.js';
import { buttonsOf, lookOf, type Surfaces } from './surface.js';
import { taskOf } from './task.js';
import { cardAsNotice } from './words.js';

/** appchat/create (90245): so long a name, so many members; ids are ours to choose, of letters and figures, 32 at most. */
const NAME = 50;
const FEWEST = 2;
const MOST = 2000;
const OURS = /^kesu[0-9a-f]{28}$/;
const NO_RIGHT = 60011;
/** The group is dissolved, or never was. */
const NO_SUCH_GROUP = [86001, 86003];

export interface AppGroupParts {
  readonly api: WecomApi;
  readonly store: ChannelStore;
  readonly surfaces: Surfaces;
  readonly now: () => Instant;
}

interface Standing {
  readonly owner: string;
  readonly members: readonly string[];
}

/** Groups the app makes itself (90244): it hears nothing there and shows no card, but may speak whenever it has something to say. */
export class AppGroups implements GroupFounder {
  constructor(private readonly parts: AppGroupParts) {}

  isOurs(id: string): boolean {
    return OURS.test(id);
  }

  async found({ key, title, owner, members }: GroupToFound): Promise<Outcome<{ readonly id: string }>> {
    // The owner must stand there as he is named (ids differ in case at times).
    const userlist = [...new Map([...members, owner].map((one) => [one.toLowerCase(), one])).values()];
    if (userlist.length < FEWEST) return refuse('group-too-small', '群里至少要有两个人,请先在设置页给这个项目安排人员。');
    if (userlist.length > MOST) return refuse('group-too-large', `一个群最多 ${MOST} 人,这个项目有 ${userlist.length} 人。`);
    const chatid = `kesu${createHash('sha1').update(key).digest('hex').slice(0, 28)}`;
    const answer = await this.parts.api.call({ path: 'appchat/create', body: { name: cut(title, NAME), owner, userlist, chatid } });
    // Asked again after a time-out it is refused, and there.
    if (answer.errcode === 0 || (await this.standing(chatid).catch(() => null)) !== null) return accept({ id: chatid });
    const root = answer.errcode === NO_RIGHT ? '由应用建群时,应用的可见范围必须是整个企业(根部门)。' : '';
    return refuse('group-refused', `没有建成群。${root}${wordsOf(answer)}`);
  }

  async keepOnly(id: string, stays: (userId: string) => boolean): Promise<number> {
    const group = await this.standing(id);
    const gone = group?.members.filter((one) => !stays(one)) ?? [];
    if (group === null || gone.length === 0) return 0;
    const next = gone.includes(group.owner) ? group.members.find((one) => stays(one)) : undefined;
    const answer = await this.parts.api.call({ path: 'appchat/update', body: { chatid: id, ...(next === undefined ? {} : { owner: next }), del_user_list: gone } });
    if (answer.errcode !== 0) throw new Error(wordsOf(answer));
    return gone.length;
  }

  /** `user`: whom it is for; null: everybody. */
  text(id: string, user: string | null, said: { readonly text: string; readonly key: string }): Promise<SendResult> {
    return sendPieces(this.parts, said, (content, index) => this.send(id, { content, ...(user === null || index > 0 ? {} : { mentioned_list: [user] }) }));
  }

  async card(id: string, user: string | null, { cardId, card, key }: CardToSend): Promise<SendResult> {
    const sent = await this.text(id, user, { text: cardAsNotice(card), key });
    if (sent.result === 'sent') await this.parts.surfaces.keep(cardId, { via: 'words', task: taskOf(cardId), place: id, look: lookOf(card), buttons: buttonsOf(card) });
    return sent;
  }

  private async send(chatid: string, text: object): Promise<SendResult> {
    const wait = await paced(this.parts.store, `appchat:${chatid}`);
    if (wait !== null) return wait;
    const answer = await this.call({ path: 'appchat/send', body: { chatid, msgtype: 'text', text, safe: 0 } });
    return 'result' in answer ? answer : answer.errcode === 0 ? SENT : resultOf(answer);
  }

  /** Null: there is no such group. */
  private async standing(chatid: string): Promise<Standing | null> {
    const answer = await this.parts.api.call({ path: 'appchat/get', query: { chatid } });
    if (NO_SUCH_GROUP.includes(answer.errcode)) return null;
    const info = answer.fields['chat_info'] as { readonly owner?: unknown; readonly userlist?: unknown } | undefined;
    if (answer.errcode !== 0 || !Array.isArray(info?.userlist)) throw new Error(wordsOf(answer));
    return { owner: typeof info.owner === 'string' ? info.owner : '', members: info.userlist.filter((one): one is string => typeof one === 'string') };
  }

  private async call(call: ApiCall): Promise<WecomAnswer | SendResult> {
    try {
      return await this.parts.api.call(call);
    } catch (error) {
      return notSent(error);
    }
  }
}
