import type { Log } from '../../platform/logging/index.js';
import { DAY, type Instant } from '../../terms/instants.js';
import type { Sender } from '../port/arrival.js';
import type { ChannelStore } from '../port/store.js';
import type { WecomApi } from './api.js';

export interface IdentityParts {
  readonly corpId: string;
  readonly store: ChannelStore;
  /** Null: there is no app whose token converts. */
  readonly api: WecomApi | null;
  readonly now: () => Instant;
  readonly log: Log;
}

/** The bot may name a member by an encrypted id; who may decide is known by plain ones (101521, dossier §5.3). */
export class Identity {
  constructor(private readonly parts: IdentityParts) {}

  /** The sender by his plain id; still `encrypted` where it could not be found: such a one may do nothing. */
  async plain(sender: Sender): Promise<Sender> {
    const { store, corpId } = this.parts;
    if (!sender.encrypted) return sender;
    // Plain ids may begin like encrypted ones; one that is somebody's is plain.
    if ((await store.personOf(corpId, sender.id)) !== null) return { ...sender, encrypted: false };
    const known = (await store.recall(`plain:${sender.id}`))?.['userId'] ?? (await this.converted(sender.id));
    return known === null ? sender : { ...sender, id: known, encrypted: false };
  }

  private async converted(openId: string): Promise<string | null> {
    const { api, store, now, log } = this.parts;
    if (api === null) return null;
    try {
      const { errcode, fields } = await api.call({ path: 'batch/openuserid_to_userid', body: { open_userid_list: [openId] } });
      const listed = fields['userid_list'];
      const found = errcode === 0 && Array.isArray(listed) ? (listed as readonly { readonly open_userid?: unknown; readonly userid?: unknown }[]).find((one) => one.open_userid === openId) : undefined;
      if (typeof found?.userid !== 'string') return null;
      await store.remember(`plain:${openId}`, { userId: found.userid }, now() + DAY);
      return found.userid;
    } catch (error) {
      log.warn({ error }, 'an encrypted member id could not be converted');
      return null;
    }
  }
}
