import pg from 'pg';
import { pause, type ServiceProcess } from './service-process.js';

export interface Siege {
  readonly service: ServiceProcess;
  readonly kills: number;
  /** Requests that will come in all in all: the kills are spread over their ends, so that what was left behind does not pile up. */
  readonly requests: number;
  readonly chance: () => number;
  /** Milliseconds that the service lives at most once enough has come in for the next kill. */
  readonly life: number;
}

const MOST_WAIT = 4000;
const KILLED_WHILE_STARTING = 0.12;

/** Kills the service again and again while requests come in, and starts it again each time; at last it is up. */
export async function besiege({ service, kills, requests, chance, life }: Siege, vigil: Vigil): Promise<void> {
  for (let kill = 1; kill <= kills; kill++) {
    const wanted = (requests * (kill - 1 + chance())) / kills;
    const limit = performance.now() + MOST_WAIT;
    while ((await vigil.finished()) < wanted && performance.now() < limit) await pause(20);
    await pause(chance() * life);
    vigil.down();
    await service.kill();
    service.spawn();
    if (chance() < KILLED_WHILE_STARTING && kill < kills) {
      kill++;
      await pause(chance() * 2000);
      await service.kill();
      service.spawn();
    }
    await service.ready();
    vigil.up();
  }
}

const LOOK_EVERY = 250;

const UNFINISHED = `
select 'inbound ' || seq as row from inbound where state = 'waiting'
union all
select 'outgoing ' || seq from outgoing where state in ('waiting', 'sending')`;

interface Waiting {
  restarted: boolean;
  /** Milliseconds it stayed unfinished while the service was up again. */
  waited: number;
}

/** Watches, from outside, how long what a killed process left behind stays unfinished once the service is up again. */
export class Vigil {
  private readonly rows = new Map<string, Waiting>();
  private serving = true;
  private ended = false;
  private looking: Promise<void> = Promise.resolve();
  longest = { row: '', millis: 0 };

  private constructor(private readonly client: pg.Client) {}

  static async over(url: string): Promise<Vigil> {
    const client = new pg.Client(url);
    await client.connect();
    const vigil = new Vigil(client);
    vigil.looking = vigil.look();
    return vigil;
  }

  down(): void {
    this.serving = false;
  }

  up(): void {
    this.serving = true;
    for (const row of this.rows.values()) row.restarted = true;
  }

  /** How many messages and taps have had their outcome so far. */
  async finished(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>("select count(*)::int as count from inbound where state <> 'waiting'");
    return rows[0]?.count ?? 0;
  }

  /** Resolves when nothing is unfinished any more; throws when something still is after `limit` milliseconds. */
  async allDone(limit: number): Promise<void> {
    const from = performance.now();
    await pause(2 * LOOK_EVERY);
    while (this.rows.size > 0) {
      if (performance.now() - from > limit) throw new Error(`still unfinished: ${[...this.rows.keys()].slice(0, 20).join(', ')}`);
      await pause(LOOK_EVERY);
    }
  }

  /** What is unfinished now, for the report of a run that failed. */
  async report(): Promise<string> {
    const { rows } = await this.client.query(`
      select i.seq, i.chat_id, i.person_id, i.state, i.attempts, i.next_attempt_at, i.received_at from inbound i where state = 'waiting' order by 1 limit 30`);
    return [...rows.map((row) => JSON.stringify(row)), [...this.rows.keys()].join(', ')].join('\n');
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.looking;
    await this.client.end();
  }

  private async look(): Promise<void> {
    let last = performance.now();
    while (!this.ended) {
      const { rows } = await this.client.query<{ row: string }>(UNFINISHED);
      const now = performance.now();
      this.note(rows.map((one) => one.row), now - last);
      last = now;
      await pause(LOOK_EVERY);
    }
  }

  private note(unfinished: readonly string[], passed: number): void {
    const present = new Set(unfinished);
    for (const row of this.rows.keys()) if (!present.has(row)) this.rows.delete(row);
    for (const row of unfinished) {
      const known = this.rows.get(row) ?? { restarted: false, waited: 0 };
      if (known.restarted && this.serving) known.waited += passed;
      if (known.waited > this.longest.millis) this.longest = { row, millis: known.waited };
      this.rows.set(row, known);
    }
  }
}
