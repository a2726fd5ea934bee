import type { Card } from '../../src/terms/card.js';
import type { NudgeLedger } from '../../src/terms/nudge-ledger.js';
import type { Overview } from '../../src/terms/overview.js';
import type { NewCompanyWanted, SetupTable, SetupView, SetupWanted, SignedIn } from '../../src/terms/setup.js';

/** A card as it stands in a message: the neutral card and the id it is tapped by. */
export interface ShownCard extends Omit<Card, 'pictures'> {
  readonly id: string;
  readonly pictures?: readonly { readonly name: string; readonly url: string }[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly projects: readonly string[];
}

export interface Chat {
  readonly id: string;
  readonly title: string;
  readonly kind: 'group' | 'private';
  readonly project: string | null;
  /** How far the chat has come; absent from services that do not tell. */
  readonly lastSeq?: number;
}

export interface Message {
  readonly seq: number;
  /** Business time, ISO 8601 with offset. */
  readonly at: string;
  /** A person's id, or "bot". */
  readonly from: string;
  readonly text: string;
  readonly card: ShownCard | null;
}

export interface Sms {
  readonly seq: number;
  readonly at: string;
  /** The customer's number. */
  readonly to: string;
  readonly text: string;
}

export interface BusinessClock {
  readonly now: string;
  readonly frozen: boolean;
}

export interface Attachment {
  readonly name: string;
  readonly mime: string;
  readonly base64: string;
}

export interface NewMessage {
  readonly chat: string;
  readonly from: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly clientMsgId: string;
}

export interface Tap {
  readonly by: string;
  readonly action: string;
  readonly input?: Readonly<Partial<Record<'reason' | 'person' | 'text', string>>>;
}

export interface TapAnswer {
  readonly accepted: boolean;
  readonly message: string;
}

export type ClockMove = { readonly advance: string } | { readonly to: string };
export type LedgerFormat = 'csv' | 'xlsx';

/** What went wrong, in a sentence for the person at the page; `away` when nobody answered at all. */
export class ServiceProblem extends Error {
  constructor(
    message: string,
    readonly away: boolean,
    readonly status = 0,
  ) {
    super(message);
  }
}

/** The local channel's HTTP doors (contracts.md §4). Every method throws `ServiceProblem`. */
export interface Service {
  people(): Promise<readonly Person[]>;
  chats(): Promise<readonly Chat[]>;
  messages(chat: string, after: number): Promise<readonly Message[]>;
  send(message: NewMessage): Promise<void>;
  tap(cardId: string, tap: Tap): Promise<TapAnswer>;
  sms(after: number): Promise<readonly Sms[]>;
  clock(): Promise<BusinessClock>;
  moveClock(move: ClockMove): Promise<BusinessClock>;
  /** Answers once nothing is left to process. */
  settle(): Promise<void>;
  reset(pack: string, at: string): Promise<void>;
  ledger(format: LedgerFormat, as: string): Promise<Blob>;
  /** Open cases of the projects somebody manages; `search` as `searchOf` writes it. */
  overview(search: string): Promise<Overview>;
  /** What became of every nudge of the last seven days in those projects. */
  nudgeLedger(search: string): Promise<NudgeLedger>;
  /** By which platforms one can sign in, and whether there is the local channel with its chats. */
  signInWays(): Promise<{ readonly ways: readonly SignInWay[]; readonly localChannel: boolean }>;
  me(): Promise<SignedIn>;
  signOut(): Promise<void>;
  setup(): Promise<SetupView>;
  saveSetup(wanted: SetupWanted): Promise<SetupView>;
  goLive(): Promise<SetupView>;
  readPeople(): Promise<SetupView>;
  furtherCompany(wanted: NewCompanyWanted): Promise<{ readonly code: string }>;
  loadTable(table: SetupTable, csv: string): Promise<SetupView>;
}

export interface SignInWay {
  readonly channel: string;
  readonly name: string;
}

/** @param onReachable told after every call whether the service answered. */
export function createService(onReachable: (reachable: boolean) => void): Service {
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    let answer: Response;
    try {
      answer = await fetch(path, init);
    } catch {
      onReachable(false);
      throw new ServiceProblem('服务暂时连不上，请稍后再试。', true);
    }
    const away = answer.status === 502 || answer.status === 503 || answer.status === 504;
    onReachable(!away);
    if (!answer.ok) throw new ServiceProblem(await explain(answer), away, answer.status);
    return answer;
  };
  const read = async <T>(path: string): Promise<T> => (await (await call(path)).json()) as T;
  const post = async <T>(path: string, body: unknown, method = 'POST'): Promise<T> => {
    const answer = await call(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const root = '/api/simulator';
  const part = encodeURIComponent;

  return {
    people: () => read(`${root}/people`),
    chats: () => read(`${root}/chats`),
    messages: async (chat, after) =>
      (await read<readonly Message[]>(`${root}/chats/${part(chat)}/messages?after=${after}`)).map(whole),
    send: (message) => post(`${root}/messages`, message),
    tap: (cardId, tap) => post(`${root}/cards/${part(cardId)}/taps`, tap),
    sms: (after) => read(`${root}/sms?after=${after}`),
    clock: () => read(`${root}/clock`),
    moveClock: (move) => post(`${root}/clock`, move),
    settle: () => post(`${root}/settle`, {}),
    reset: (pack, at) => post(`${root}/reset`, { pack, at }),
    overview: (search) => read(`/api/overview?${search}`),
    signInWays: () => read('/api/sign-in'),
    me: () => read('/api/me'),
    signOut: () => post('/api/sign-out', {}),
    setup: () => read('/api/setup'),
    saveSetup: (wanted) => post('/api/setup', wanted, 'PUT'),
    goLive: () => post('/api/setup/live', {}),
    readPeople: () => post('/api/setup/people', {}),
    furtherCompany: (wanted) => post('/api/setup/companies', wanted),
    loadTable: (table, csv) => post(`/api/setup/${table}.csv`, { csv }),
    nudgeLedger: (search) => read(`/api/delivery?${search}`),
    ledger: async (format, as) => (await call(`/api/ledger.${format}?as=${part(as)}`)).blob(),
  };
}

/** A card-only message may come without text, and a plain one without a card. */
function whole(message: Message): Message {
  return { ...message, text: message.text ?? '', card: message.card ?? null };
}

const BY_STATUS: Readonly<Record<number, string>> = {
  401: '请先登录后再操作。',
  403: '您没有这项权限，可以切换到有权限的人再试。',
  404: '没有找到，可能已经重新开始了，请刷新页面。',
  413: '内容太大了，请缩短文字或换小一点的附件（单个不超过 20 MB）。',
  429: '操作太频繁了，请歇一会儿再试。',
};

/** The server's own sentence when it is meant for people (Chinese), else one by status. */
async function explain(answer: Response): Promise<string> {
  const fallback = BY_STATUS[answer.status] ?? '没有办成，请稍后再试。';
  try {
    const body: unknown = await answer.json();
    const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
    const text = Array.isArray(message) ? message.join('；') : message;
    return typeof text === 'string' && /\p{Script=Han}/u.test(text) ? text : fallback;
  } catch {
    return fallback;
  }
}
