import type { House } from './house.js';
import { sealRecord } from './seal.js';
import { auditNow } from './audit.js';
import { sendHeartbeat } from '../platform/worker/heartbeat.js';

/** Audits are indexed but not free; every fifth minute is often enough. */
const AUDIT_EVERY = 5;

/** What keeps the house honest: the record sealed each minute, the audit every few, the heartbeat only when all is well. */
export class Upkeep {
  private minute = 0;
  private healthy = true;

  constructor(
    private readonly house: House,
    private readonly heartbeatUrl: string | null,
  ) {}

  async everyMinute(): Promise<void> {
    const head = await sealRecord(this.house);
    if (this.minute % AUDIT_EVERY === 0) this.healthy = await auditNow(this.house);
    this.minute += 1;
    if (this.healthy && this.heartbeatUrl !== null) await sendHeartbeat(this.heartbeatUrl, head);
  }
}
