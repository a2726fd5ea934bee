import * as cases from '../cases/index.js';
import { sendHeartbeat } from '../platform/worker/heartbeat.js';
import { auditRunning } from './audit.js';
import type { House } from './house.js';

/** Audits are indexed but not free; every fifth minute is often enough. */
const AUDIT_EVERY = 5;
/** A backlog of heads is sealed in several runs a minute, each a transaction of its own. */
const MOST_RUNS = 20;
/** So many are enough to ring. */
const MOST_FINDINGS = 1000;

/** What keeps the house honest: the record sealed each minute, the audit every few, the heartbeat only when all is well. */
export class Upkeep {
  private minute = 0;
  private healthy = false;

  constructor(
    private readonly house: House,
    private readonly heartbeatUrl: string | null,
  ) {}

  async everyMinute(): Promise<void> {
    const head = await this.seal();
    if (this.minute % AUDIT_EVERY === 0) this.healthy = await this.audit();
    this.minute += 1;
    if (this.healthy && this.heartbeatUrl !== null) await sendHeartbeat(this.heartbeatUrl, head);
  }

  /** Chains new case heads into the sealed log; its head goes to the service's log and the heartbeat, out of reach of the database. */
  private async seal(): Promise<string | null> {
    for (let run = 0; run < MOST_RUNS; run++) {
      const sealed = await this.house.work.inTransaction((tx) => cases.sealHeads(tx, null, this.house.machine.now()));
      if (!sealed.complete) continue;
      if (sealed.head === null) return null;
      const head = `${sealed.head.seq}:${sealed.head.hash}`;
      if (sealed.sealed > 0) this.house.log.info({ head, sealed: sealed.sealed }, '记录已封存');
      return head;
    }
    return null;
  }

  private async audit(): Promise<boolean> {
    const found = await this.house.work.withoutTransaction(async (tx) => {
      const findings = [];
      for await (const finding of auditRunning(tx, this.house.machine.now())) {
        findings.push(finding);
        if (findings.length === MOST_FINDINGS) break;
      }
      return findings;
    });
    this.house.metrics.faults.set(found.length);
    for (const finding of found.slice(0, 20)) this.house.log.error({ finding }, '自查发现问题');
    return found.length === 0;
  }
}
