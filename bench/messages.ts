import { complaint, personOf } from './company.js';
import { spread, type Spread } from './figures.js';
import type { Client } from './http.js';
import type { Service } from './service.js';

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
