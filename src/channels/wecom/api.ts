import { SECOND } from '../../terms/instants.js';
import type { SendResult } from '../../terms/send-result.js';
import { exchange, NotReached, type Reply } from '../port/http.js';
import type { ChannelStore, FreshToken } from '../port/store.js';
import { answerIn, isTokenRefused, wordsOf, type WecomAnswer } from './answers.js';

export interface ApiAccess {
  readonly apiBaseUrl: string;
  readonly corpId: string;
  readonly secret: string;
}

/** No token was given: the configuration is wrong, or WeCom busy. Nothing was sent. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
  constructor(readonly answer: WecomAnswer) {
    super(`no token: ${answer.errcode}`);
  }
}

export interface ApiCall {
  /** Below /cgi-bin/. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** POST where there is one. */
  readonly body?: object;
}

const TOKEN = 'app';

/** The app's calls. One token for all replicas, renewed before its end; refused ones are renewed once and the call repeated. */
export class WecomApi {
  /** Of the last call from here. */
  private lastToken: string | null = null;

  constructor(
    private readonly access: ApiAccess,
    private readonly store: ChannelStore,
  ) {}

  /** Throws `NoToken`, `NotReached`, or another error when nobody knows whether it was done. */
  async call(call: ApiCall): Promise<WecomAnswer> {
    const token = await this.beforehand();
    const answer = await this.once(call, token);
    if (!isTokenRefused(answer.errcode)) return answer;
    await this.store.dropToken(TOKEN, token);
    return this.once(call, await this.beforehand());
  }

  /** While the database is away: by the token that was used last, or a fresh one, which WeCom gives alike to whoever asks (91039). */
  async callWithoutStore(call: ApiCall): Promise<WecomAnswer> {
    if (this.lastToken !== null) {
      const answer = await this.once(call, this.lastToken);
      if (!isTokenRefused(answer.errcode)) return answer;
    }
    return this.once(call, (await this.fresh()).value);
  }

  /** Whatever goes wrong before the call itself: it has not left. */
  private async beforehand(): Promise<string> {
    try {
      return await this.token();
    } catch (error) {
      throw error instanceof NoToken || error instanceof NotReached ? error : new NotReached(error instanceof Error ? error.message : 'token');
    }
  }

  token(): Promise<string> {
    return this.store.token(TOKEN, () => this.fresh());
  }

  /** The address of a file, whose answer is no JSON where it is there. */
  async addressOf(path: string, query: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly token: string }> {
    const token = await this.token();
    return { url: this.url(path, { access_token: token, ...query }), token };
  }

  dropToken(token: string): Promise<void> {
    return this.store.dropToken(TOKEN, token);
  }

  private async fresh(): Promise<FreshToken> {
    const { corpId, secret } = this.access;
    const answer = answerIn(await exchange({ method: 'GET', url: this.url('gettoken', { corpid: corpId, corpsecret: secret }) }));
    const { access_token: value, expires_in: seconds } = answer.fields;
    if (answer.errcode !== 0 || typeof value !== 'string') throw new NoToken(answer);
    return { value, lifeMs: (typeof seconds === 'number' && seconds > 0 ? seconds : 7200) * SECOND };
  }

  private async once({ path, query, body }: ApiCall, token: string): Promise<WecomAnswer> {
    this.lastToken = token;
    const url = this.url(path, { access_token: token, ...query });
    const reply: Reply = await exchange({ method: body === undefined ? 'GET' : 'POST', url, ...(body === undefined ? {} : { body }) });
    return answerIn(reply);
  }

  private url(path: string, query: Readonly<Record<string, string>>): string {
    return `${this.access.apiBaseUrl}/cgi-bin/${path}?${new URLSearchParams(query).toString()}`;
  }
}

/** Nothing was sent, for a reason that may pass; what is none of ours is thrown on. */
export function notSent(error: unknown): SendResult {
  if (error instanceof NotReached) return { result: 'later', error: `连不上企业微信(${error.message}),请检查网络和服务地址` };
  if (error instanceof NoToken) return { result: 'later', error: wordsOf(error.answer) };
  throw error;
}
