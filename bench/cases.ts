import { complaint, personOf } from './company.js';
import { round, spread, type Spread } from './figures.js';
import type { Client } from './http.js';
import type { Service } from './service.js';

/** Request Tracker 5 on a machine like this one: cases a second with one client and with four (anchors of the project). */
const REQUEST_TRACKER = { 1: 5.6, 4: 10.5 } as const;

interface Card {
  readonly id: string;
  readonly title: string;
  readonly state: string;
}

interface Message {
  readonly seq: number;
  readonly text: string;
  readonly card: Card | null;
}

const LOOK_EVERY = 2;

export interface Registered {
  readonly number: string;
  readonly confirmMillis: number;
}

/** One complaint from its first word to its number: message, draft card, confirmation. */
async function register(http: Client, index: number): Promise<Registered> {
  const person = personOf(index);
  await http.post('/api/simulator/messages', { chat: person, from: person, text: complaint(index) });
  const card = await draftOf(http, person);
  const from = performance.now();
  const answer = await http.post<{ accepted: boolean; message: string }>(`/api/simulator/cards/${card}/taps`, { by: person, action: 'confirm' });
  const number = /LH-\d{8}-\d+/.exec(answer.message)?.[0];
  if (!answer.accepted || number === undefined) throw new Error(`not registered: ${answer.message}`);
  return { number, confirmMillis: performance.now() - from };
}

async function draftOf(http: Client, person: string): Promise<string> {
  for (;;) {
    const messages = await http.get<Message[]>(`/api/simulator/chats/${person}/messages?after=0`);
    const draft = messages.findLast((one) => one.card?.title === '投诉草稿' && one.card.state === 'open');
    if (draft?.card) return draft.card.id;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

export interface CasesMade {
  readonly clients: number;
  readonly perSecond: number;
  readonly whole: Spread;
  readonly confirmed: Spread;
  readonly numbers: readonly string[];
}

/** Cases with their deadlines, over HTTP, by that many clients, each one after the other. Every person reports once. */
export async function makeCases(http: Client, first: number, count: number, clients: number): Promise<CasesMade> {
  const whole: number[] = [];
  const confirmed: number[] = [];
  const numbers: string[] = [];
  let next = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const begun = performance.now();
        const one = await register(http, first + next++);
        whole.push(performance.now() - begun);
        confirmed.push(one.confirmMillis);
        numbers.push(one.number);
      }
    }),
  );
  const perSecond = (count * 1000) / (performance.now() - from);
  return { clients, perSecond, whole: spread(whole), confirmed: spread(confirmed), numbers };
}

const HANDLER = 'customer-manager1';

/** From the plan handed in to the finance director's card being queued (the same commit as the answer). */
export async function submitPlans(http: Client, service: Service, numbers: readonly string[]): Promise<Spread> {
  const millis: number[] = [];
  for (const number of numbers) {
    service.forget();
    const at = Date.now();
    const text = `${number} 方案:更换水管,赔偿6000元`;
    const { messageId } = await http.post<{ messageId: string }>('/api/simulator/messages', { chat: HANDLER, from: HANDLER, text });
    await service.allDone(1);
    millis.push((service.done.get(messageId) ?? NaN) - at);
  }
  return spread(millis);
}

export interface CaseFigures {
  /** The first of a process. */
  readonly first: CasesMade;
  readonly four: CasesMade;
  readonly one: CasesMade;
  readonly approverCard: Spread;
}

/** The rows of the table on the screen: what, how much, aim. */
export function caseRows({ first, four, one, approverCard }: CaseFigures): [string, string, string][] {
  return [
    ['cases/s with their deadlines, 4 clients', `${round(four.perSecond)}/s`, `>= 100/s (Request Tracker ${REQUEST_TRACKER[4]})`],
    ['cases/s with their deadlines, 1 client', `${round(one.perSecond)}/s`, `>= 100/s (Request Tracker ${REQUEST_TRACKER[1]})`],
    [`  the first ${first.numbers.length} of a process, 4 clients`, `${round(first.perSecond)}/s`, ''],
    ['confirmation to the handler’s card queued p50 / p99', `${one.confirmed.p50} / ${one.confirmed.p99} ms`, ''],
    ['plan to the approver’s card queued p50 / p99', `${approverCard.p50} / ${approverCard.p99} ms`, ''],
  ];
}
