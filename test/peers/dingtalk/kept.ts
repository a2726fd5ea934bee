import type { Ref } from '../../../src/channels/port/arrival.js';
import type { Budget, ChannelStore, FreshToken, PlatformChat } from '../../../src/channels/port/store.js';

/** What an adapter keeps, in this process: for tests of the adapter alone. */
export class Kept implements ChannelStore {
  readonly chats = new Map<string, PlatformChat>();
  readonly counts = new Map<string, number>();
  readonly kept = new Map<string, { readonly data: Ref; readonly until: number }>();
  private readonly tickets = new Map<string, string>();
  private readonly spent = new Set<string>();
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly taken = new Map<string, number[]>();

  async token(name: string, fetchFresh: () => Promise<FreshToken>): Promise<string> {
    const fetched = this.tokens.get(name) ?? fetchFresh().then(({ value }) => value);
    this.tokens.set(name, fetched);
    try {
      return await fetched;
    } catch (error) {
      this.tokens.delete(name);
      throw error;
    }
  }

  async dropToken(name: string, value: string): Promise<void> {
    if ((await this.tokens.get(name)?.catch(() => null)) === value) this.tokens.delete(name);
  }

  lease(): Promise<boolean> {
    return Promise.resolve(true);
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  remember(key: string, data: Ref, until: number): Promise<void> {
    this.kept.set(key, { data, until });
    return Promise.resolve();
  }

  recall(key: string): Promise<Ref | null> {
    const known = this.kept.get(key);
    return Promise.resolve(known === undefined || known.until <= Date.now() ? null : known.data);
  }

  async consumeOnce(key: string): Promise<Ref | null> {
    const known = await this.recall(key);
    this.kept.delete(key);
    return known;
  }

  forget(key: string): Promise<void> {
    this.kept.delete(key);
    return Promise.resolve();
  }

  keepTicket(key: string, ticket: string): Promise<void> {
    if (!this.spent.has(`${key} ${ticket}`)) this.tickets.set(key, ticket);
    return Promise.resolve();
  }

  takeTicket(key: string): Promise<string | null> {
    const ticket = this.tickets.get(key) ?? null;
    this.tickets.delete(key);
    this.spent.add(`${key} ${ticket ?? ''}`);
    return Promise.resolve(ticket);
  }

  returnTicket(key: string, ticket: string): Promise<void> {
    this.spent.delete(`${key} ${ticket}`);
    if (!this.tickets.has(key)) this.tickets.set(key, ticket);
    return Promise.resolve();
  }

  platformUser(_companyId: string, personId: string): Promise<string | null> {
    const chat = this.chats.get(personId);
    return Promise.resolve(chat?.kind === 'private' ? chat.userId : null);
  }

  platformChat(_companyId: string, chatId: string): Promise<PlatformChat | null> {
    return Promise.resolve(this.chats.get(chatId) ?? null);
  }

  /** Of a group's project. */
  readonly beside = new Map<string, readonly string[]>();

  groupsBeside(_companyId: string, chatId: string): Promise<readonly string[]> {
    return Promise.resolve(this.beside.get(chatId) ?? []);
  }

  personOf(): Promise<null> {
    return Promise.resolve(null);
  }

  takeBudgets(budgets: readonly Budget[]): Promise<number> {
    const now = Date.now();
    const recent = budgets.map(({ name, windowMs }) => (this.taken.get(name) ?? []).filter((at) => at > now - windowMs));
    const waits = budgets.map(({ most, windowMs }, index) => ((recent[index]?.length ?? 0) < most ? 0 : Math.max(1, (recent[index]?.[0] ?? now) + windowMs - now)));
    const wait = Math.max(0, ...waits);
    if (wait === 0) for (const [index, { name }] of budgets.entries()) this.taken.set(name, [...(recent[index] ?? []), now]);
    return Promise.resolve(wait);
  }

  count(name: string): Promise<number> {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return Promise.resolve(count);
  }
}
