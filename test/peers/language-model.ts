import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A completion as it was asked for (POST /v1/chat/completions). */
export interface AskedCompletion {
  readonly model: string;
  readonly temperature: number;
  readonly authorization: string;
  readonly form: string;
  readonly strict: boolean;
  readonly task: string;
  /** The JSON the question is about. */
  readonly material: { readonly now: string; readonly projects: readonly string[]; readonly message: string };
  /** The request as it came over the wire. */
  readonly body: string;
}

/**
 * What the next answers are: `well` fills in what it was told to say; `slowly` never ends; `broken` is cut JSON; `prose` no JSON at
 * all; `wrong-form` JSON of another form; `cut` ends for length; `no-schema` refuses the schema once (400); 401, 429, 500 as such; `hangs-up` closes the connection.
 */
export type Manner = 'well' | 'slowly' | 'broken' | 'prose' | 'wrong-form' | 'cut' | 'no-schema' | 'hangs-up' | 401 | 429 | 500;

/** Everything a strict answer holds, empty. */
const NOTHING = {
  kind: 'complaint', noneKind: null, category: null, amount: null, households: null, mediaState: null, litigationState: null,
  safety: null, repeat: null, refused: null, receivedAt: null, project: null, name: null, doors: [],
};
const SLOTS = ['kind', 'category', 'amount', 'households', 'media', 'litigation', 'safety', 'repeat', 'refused', 'receivedAt', 'project', 'name', 'doors'];
const NO_EVIDENCE = Object.fromEntries(SLOTS.map((slot) => [slot, null]));

/** An answer of the strict form; `evidence` names the words for what it says. */
export const reading = (said: Readonly<Record<string, unknown>>, evidence: Readonly<Record<string, string>> = {}): object => ({
  ...NOTHING,
  ...said,
  evidence: { ...NO_EVIDENCE, ...evidence },
});

/** A server on loopback that speaks the chat-completions protocol. */
export class LanguagePeer {
  private readonly server: Server;
  private readonly stopping = new AbortController();
  manner: Manner = 'well';
  /** What it answers, by the message it is asked about. */
  says: (message: string) => object = () => reading({});
  readonly asked: AskedCompletion[] = [];

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.server.closeAllConnections();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return send(response, 404, { error: { message: 'not found' } });
    const asked = readAsked(body, request.headers.authorization ?? '');
    this.asked.push(asked);
    await this.answered(asked, response);
  }

  private async answered(asked: AskedCompletion, response: ServerResponse): Promise<void> {
    const { manner } = this;
    if (typeof manner === 'number') return send(response, manner, { error: { message: 'no', type: 'error', code: null, param: null } });
    if (manner === 'no-schema' && asked.form === 'json_schema') return send(response, 400, { error: { message: 'response_format json_schema is not supported' } });
    if (manner === 'hangs-up') return void response.destroy();
    if (manner === 'slowly') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(' ');
      // Longer than anybody waits; ended by the caller or by close().
      await wait(60_000, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      return void response.destroy();
    }
    const whole = JSON.stringify(this.says(asked.material.message));
    const content = { broken: whole.slice(0, -7), prose: '好的,这是一条投诉。', 'wrong-form': '["complaint"]' }[manner as string] ?? whole;
    send(response, 200, completion(asked.model, content, manner === 'cut' ? 'length' : 'stop'));
  }
}

const completion = (model: string, content: string, finish: string): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_772_416_800,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: finish }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function readAsked(body: string, authorization: string): AskedCompletion {
  const sent = JSON.parse(body) as {
    readonly model: string;
    readonly temperature: number;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format: { readonly type: string; readonly json_schema?: { readonly strict?: boolean } };
  };
  const [task, material] = sent.messages;
  return {
    model: sent.model,
    temperature: sent.temperature,
    authorization,
    form: sent.response_format.type,
    strict: sent.response_format.json_schema?.strict === true,
    task: task?.content ?? '',
    material: JSON.parse(material?.content ?? '{}') as AskedCompletion['material'],
    body,
  };
}
