import type { House } from './house.js';
import { sendHeartbeat } from '../platform/worker/heartbeat.js';

/** What keeps the house honest: the heartbeat only when all is well. */
export class Upkeep {
  constructor(
    private readonly house: House,
    private readonly heartbeatUrl: string | null,
  ) {}

  async everyMinute(): Promise<void> {
    if (this.heartbeatUrl !== null) await sendHeartbeat(this.heartbeatUrl, null);
    this.house.log.debug({}, 'upkeep');
  }
}
