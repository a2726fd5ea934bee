import * as clocks from '../clocks/index.js';
import * as intake from '../intake/index.js';
import * as messages from '../messages/index.js';
import type { Backlog } from '../platform/metrics/metrics.js';
import { SECOND } from '../terms/instants.js';
import type { House } from './house.js';

/** How far behind the service is: the age of the oldest row of each queue. */
export async function backlog(house: House): Promise<Backlog> {
  const machineNow = house.machine.now();
  return house.doors.withoutTransaction(async (tx) => {
    const inbox = await intake.inboxBacklog(tx, null);
    const timers = await clocks.timerLateness(tx, machineNow);
    const outgoing = await messages.outgoingLateness(tx, machineNow);
    return {
      inboxOldestSeconds: inbox.oldest === null ? 0 : Math.max(0, machineNow - inbox.oldest) / SECOND,
      clockOldestSeconds: timers / SECOND,
      outgoingOldestSeconds: outgoing / SECOND,
      poolWaiting: house.work.waiting() + house.doors.waiting(),
    };
  });
}
