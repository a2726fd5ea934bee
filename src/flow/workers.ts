import * as clocks from '../clocks/index.js';
import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { InboundOutcome, Lane } from '../intake/index.js';
import type { Delivery } from '../messages/index.js';
import { SECOND, type Instant } from '../terms/instants.js';
import { clockDue, nudgesDue } from './clock-due.js';
import type { House } from './house.js';
import { messageArrived, messageFailed } from './message-arrived.js';

const LANES_A_SWEEP = 200;
const TIMERS_A_LOOK = 50;
/** The sweep arms what falls due before the next one, with room for a sweep that comes late. */
const LOOK_AHEAD = 2 * SECOND;
/** Timers wait for the sweep: suspects may not hold it longer than this. */
const SUSPECTS_A_SWEEP = SECOND;

/** Has the stories run: lanes of the inbox, due timers, delivery. Every claim is in the database; nothing here matters. */
export class Workers {
  private readonly lanes = new Map<string, { again: boolean; done: Promise<void> }>();
  private readonly timers = new Map<string, { again: boolean; done: Promise<void> }>();
  /** What falls due in a moment is carried out at its instant, not with the next sweep. One a company. */
  private readonly armed = new Map<string, NodeJS.Timeout>();
  /** Rows whose outcome a door of this process waits for. */
  private readonly asked = new Map<string, InboundOutcome | null>();
  private stopped = false;

  constructor(
    private readonly house: House,
    private readonly delivery: Delivery,
  ) {}

  /** Works a conversation until nothing waits in it. Calls for the same one share the work. `tapped`: the card that the last of them tapped. */
  workLane(lane: Lane, tapped?: string): Promise<void> {
    const known = tapped === undefined ? {} : { tapped };
    return this.coalesce(this.lanes, JSON.stringify(lane), async () => {
      let worked = null;
      do {
        worked = await messageArrived(this.house, lane, false, known);
        if (worked !== null && this.asked.has(worked.id)) this.asked.set(worked.id, worked.outcome);
      } while (worked?.more === true && !this.stopped);
    });
  }

  /** As `workLane`; what became of one row, or null when somebody else worked it or it takes longer than `patience` milliseconds. */
  async outcomeOf(lane: Lane, id: string, patience: number, tapped?: string): Promise<InboundOutcome | null> {
    this.asked.set(id, null);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([this.workLane(lane, tapped), late]);
    clearTimeout(timer);
    const outcome = this.asked.get(id) ?? null;
    this.asked.delete(id);
    return outcome;
  }

  /** Runs what is due in a company, oldest first. */
  runDue(companyId: string): Promise<void> {
    return this.coalesce(this.timers, companyId, () => this.runDueOnce(companyId));
  }

  private async runDueOnce(companyId: string): Promise<void> {
    for (;;) {
      const { now, timers, soon } = await this.look(companyId);
      if (this.stopped) return;
      if (timers.length === 0 && soon.every((one) => this.arm(one))) return;
      if (timers.length === TIMERS_A_LOOK && (await this.tellTogether(companyId))) continue;
      for (const timer of timers) {
        this.house.metrics.timerLateness.observe(Math.max(0, now - timer.dueAt) / 1000);
        await this.guarded('clock-due', () => clockDue(this.house, timer));
      }
    }
  }

  /** What is due and what comes next, as of one moment: what fell due between two would be neither carried out nor armed. */
  private look(companyId: string): Promise<{ readonly now: Instant; readonly timers: readonly clocks.Timer[]; readonly soon: readonly clocks.DueCompany[] }> {
    return this.house.work.withoutTransaction(async (tx) => {
      const machineNow = this.house.machine.now();
      const head = await directory.companyHead(tx, companyId);
      if (head === null) return { now: 0, timers: [], soon: [] };
      const now = directory.businessNow(head.clock, machineNow);
      const [timers, soon] = await Promise.all([
        clocks.peekDueTimers(tx, companyId, now, machineNow, TIMERS_A_LOOK),
        clocks.dueCompanies(tx, machineNow, LOOK_AHEAD, companyId),
      ]);
      return { now, timers, soon };
    });
  }

  /** Where more is due than one look takes, most of it is nudges. False when none could be told together. */
  private async tellTogether(companyId: string): Promise<boolean> {
    let told = 0;
    await this.guarded('nudges', async () => {
      told = await nudgesDue(this.house, companyId);
    });
    return told > 0;
  }

  /** Sets an alarm for what is not due yet; false when it is due now. */
  private arm({ companyId, now, dueAt }: clocks.DueCompany): boolean {
    if (dueAt <= now) return false;
    clearTimeout(this.armed.get(companyId));
    const alarm = setTimeout(() => {
      this.armed.delete(companyId);
      void this.runDue(companyId);
    }, dueAt - now);
    alarm.unref();
    this.armed.set(companyId, alarm);
    return true;
  }

  /** The net, once a second: messages a door or another replica left, timers, delivery. Looked for in one trip, for mostly there is nothing. */
  async tick(): Promise<void> {
    if (this.stopped) return;
    const now = this.house.machine.now();
    const [lanes, companies, channels] = await this.house.work.withoutTransaction((tx) =>
      Promise.all([intake.dueLanes(tx, now, LANES_A_SWEEP), clocks.dueCompanies(tx, now, LOOK_AHEAD), this.delivery.due(tx)]),
    );
    const due = companies.filter((one) => !this.arm(one));
    // What somebody said in time is heard before it is found to be late.
    await this.sweepInbox(lanes, now);
    await Promise.all(due.map((one) => this.runDue(one.companyId)));
    await this.delivery.tick(channels);
  }

  private async sweepInbox(lanes: readonly intake.DueLane[], now: Instant): Promise<void> {
    // Files take their time, and their tries are counted elsewhere: nothing else of the sweep waits for them.
    for (const { lane } of lanes.filter((due) => due.gathers)) void this.workLane(lane);
    const ready = lanes.filter((due) => !due.gathers);
    const suspects = ready.filter((due) => due.suspect).map((due) => due.lane);
    const others = ready.filter((due) => !due.suspect).map((due) => this.guarded('inbox', () => this.retryLane(due.lane, now)));
    await Promise.all([...others, this.tryOneByOne(suspects, now)]);
  }

  /**
   * Messages that were tried when a process died, twice, are tried one by one, the least tried first, so that the next death
   * counts against one of them only and seldom against the same: tried together, innocent ones would be given up
   * with the one that kills. What does not fit waits for the next sweep.
   */
  private async tryOneByOne(lanes: readonly Lane[], from: Instant): Promise<void> {
    for (const lane of lanes) {
      const now = this.house.machine.now();
      if (this.stopped || now - from > SUSPECTS_A_SWEEP) return;
      await this.guarded('inbox', () => this.retryLane(lane, now));
    }
  }

  /** A try of the sweep is counted and committed before the work; what failed too often is given up, and its sender told. */
  private async retryLane(lane: Lane, now: Instant): Promise<void> {
    const { counted, failed, leaves } = await this.house.work.inTransaction(async (tx) => {
      const tried = await intake.raiseAttempts(tx, lane, now);
      const told = new Set<string>();
      for (const row of tried.failed) for (const channel of await messageFailed(this.house, tx, row)) told.add(channel);
      return { ...tried, leaves: told };
    });
    this.house.afterCommit(leaves);
    if (!counted) return;
    if ((await this.triedAgain(lane)) || failed.length > 0) await this.workLane(lane);
  }

  /** True when more wait. */
  private async triedAgain(lane: Lane): Promise<boolean> {
    try {
      return (await messageArrived(this.house, lane, true))?.more ?? false;
    } catch (error) {
      const now = this.house.machine.now();
      await this.house.work.withoutTransaction((tx) => intake.postpone(tx, lane, now));
      throw error;
    }
  }

  /** Resolves when nothing of a company is left to do now: no message waits, nothing is due, nothing is being sent. */
  async settle(companyId: string): Promise<void> {
    for (;;) {
      const lanes = await this.house.work.withoutTransaction((tx) => intake.freshLanes(tx, companyId, LANES_A_SWEEP));
      await Promise.all(lanes.map((lane) => this.workLane(lane)));
      await this.runDue(companyId);
      await this.delivery.drain();
      if (lanes.length === 0) return;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const alarm of this.armed.values()) clearTimeout(alarm);
    await Promise.allSettled([...this.lanes.values(), ...this.timers.values()].map((one) => one.done));
    await this.delivery.close();
  }

  private coalesce(
    running: Map<string, { again: boolean; done: Promise<void> }>,
    key: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const present = running.get(key);
    if (present) {
      present.again = true;
      return present.done;
    }
    const entry = { again: true, done: Promise.resolve() };
    running.set(key, entry);
    entry.done = (async () => {
      try {
        while (entry.again && !this.stopped) {
          entry.again = false;
          await this.guarded(key, work);
        }
      } finally {
        running.delete(key);
      }
    })();
    return entry.done;
  }

  /** A failed story leaves its row for the sweep; here it only leaves a trace. */
  private async guarded(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.house.log.error({ err: error, what }, '处理失败,稍后重试');
    }
  }
}
