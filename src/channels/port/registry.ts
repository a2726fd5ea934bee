import type { Channel } from './channel.js';

/** The channels this process serves, by name. */
export class ChannelRegistry {
  private readonly byName = new Map<string, Channel>();

  constructor(channels: readonly Channel[] = []) {
    for (const channel of channels) this.add(channel);
  }

  /** Refuses a second channel of the same name: two adapters on one lane would send everything twice. */
  add(channel: Channel): void {
    if (this.byName.has(channel.name)) throw new Error(`channel "${channel.name}" is registered twice`);
    this.byName.set(channel.name, channel);
  }

  find(name: string): Channel | null {
    return this.byName.get(name) ?? null;
  }

  all(): readonly Channel[] {
    return [...this.byName.values()];
  }
}
