import { complaint, personOf } from './company.js';
import { median, round, spread, type Spread } from './figures.js';
import type { Client } from './http.js';
import type { Replayed } from './replay.js';
import type { Service } from './service.js';
import { callsOf, type Statement } from './statements.js';

interface Sent {
  readonly id: string;
  /** Machine time at which the request began. */
  readonly at: number;
  readonly postMillis: number;
}

async function send(http: Client, index: number): Promise<Sent> {
  const at = Date.now();
  const from = performance.now();
  const person = personOf(index);
  const { messageId } = await http.post<{ messageId: string }>('/api/simulator/messages', { chat: person, from: person, text: complaint(index) });
  return { id: messageId, at, postMillis: performance.now() - from };
}

export interface Paced {
  readonly perSecond: number;
  readonly post: Spread;
  readonly durable: Spread;
}

/** Messages at an even pace, whatever becomes of the ones before: how long until the answer is committed? */
export async function paced(http: Client, service: Service, first: number, count: number, perSecond: number): Promise<Paced> {
  service.forget();
  const from = performance.now();
  const sent = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const due = from + (index * 1000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      return send(http, first + index);
    }),
  );
  await service.allDone(count);
  return {
    perSecond,
    post: spread(sent.map((one) => one.postMillis)),
    durable: spread(sent.map((one) => (service.done.get(one.id) ?? NaN) - one.at)),
  };
}

/** As fast as they are taken, over a number of connections; messages a second from the first POST to the last answer. */
export async function flood(http: Client, service: Service, first: number, count: number, connections: number): Promise<number> {
  service.forget();
  let next = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < count) await send(http, first + next++);
    }),
  );
  await service.allDone(count);
  return (count * 1000) / (performance.now() - from);
}

/** The service and its limit, one after the other. */
export interface Round {
  /** Messages a second of the first there were for this process. */
  readonly first: number;
  readonly flood: number;
  readonly cpu: { readonly service: number; readonly database: number };
  readonly statements: readonly Statement[];
  readonly paced: Paced;
  readonly limit: Replayed;
}

/** How many messages the floods were, and at which pace the others came. */
export interface Sizes {
  readonly count: number;
  readonly first: number;
  readonly rate: number;
}

const limitsOf = (rounds: readonly Round[], { count }: Sizes): number[] => rounds.map((one) => (count * 1000) / one.limit.millis);

const eachOf = ({ cpu }: Round, { count }: Sizes) => ({ service: round((cpu.service * 1000) / count), database: round((cpu.database * 1000) / count) });

/** What is kept; `noted`: statements that were replayed. */
export function messageFigures(rounds: readonly Round[], sizes: Sizes, noted: number) {
  const { count } = sizes;
  const limits = limitsOf(rounds, sizes);
  const statements = rounds[0]?.statements ?? [];
  return {
    perSecond: rounds.map((one) => round(one.flood)),
    firstPerSecond: rounds.map((one) => round(one.first)),
    limitPerSecond: limits.map(round),
    ratioToLimit: rounds.map((one, index) => round(one.flood / (limits[index] ?? NaN))),
    paced: rounds.map((one) => one.paced),
    cpuMillisPerMessage: rounds.map((one) => eachOf(one, sizes)),
    statementsPerMessage: { service: round(callsOf(statements) / count), replayed: round(noted / count) },
    replay: rounds.map((one) => one.limit),
    busiest: statements.slice(0, 40).map((one) => ({
      callsPerMessage: round(one.calls / count),
      microsPerMessage: round((one.millis * 1000) / count),
      text: one.text.replace(/\s+/g, ' ').trim().slice(0, 120),
    })),
  };
}

/** The rows of the table on the screen: what, how much, aim. */
export function messageRows(rounds: readonly Round[], sizes: Sizes): [string, string, string][] {
  const perSecond = median(rounds.map((one) => one.flood));
  const limit = median(limitsOf(rounds, sizes));
  const pace = rounds.map((one) => one.paced);
  const middle = (spreads: readonly Spread[]): string => `${round(median(spreads.map((one) => one.p50)))} / ${round(median(spreads.map((one) => one.p99)))} ms`;
  const [cpu] = rounds.map((one) => eachOf(one, sizes));
  return [
    ['messages/s, POST to durable answer', `${round(perSecond)}/s`, ''],
    [`  the first ${sizes.first} of a process`, `${round(median(rounds.map((one) => one.first)))}/s`, ''],
    [`  the limit: the same statements by bare pg, ${rounds[0]?.limit.connections ?? 0} connections`, `${round(limit)}/s`, ''],
    ['  share of the limit', `${Math.round((perSecond / limit) * 100)} %`, '>= 50 %'],
    [`at ${sizes.rate} messages/s: durable answer p50 / p99`, middle(pace.map((one) => one.durable)), 'p99 <= 50 ms'],
    [`at ${sizes.rate} messages/s: POST answered p50 / p99`, middle(pace.map((one) => one.post)), ''],
    ['statements a message; CPU a message, service + database', `${round(callsOf(rounds[0]?.statements ?? []) / sizes.count)}; ${cpu?.service ?? NaN} + ${cpu?.database ?? NaN} ms`, ''],
  ];
}
