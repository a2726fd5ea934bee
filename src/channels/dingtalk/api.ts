import { setTimeout as pause } from 'node:timers/promises';
import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { Log } from '../../platform/logging/index.js';
import { SECOND } from '../../terms/instants.js';
import type { PlatformFigures } from '../port/platform.js';
import type { ChannelStore, FreshToken } from '../port/store.js';
import { alarmOf, answerIn, isTokenRefused, refusal, type Answer } from './answers.js';
import { numberIn } from './fields.js';
import { exchange, type Call } from '../port/http.js';

export interface ApiParts {
  readonly configuration: DingtalkConfiguration;
  readonly store: ChannelStore;
  readonly figures: PlatformFigures;
  readonly log: Log;
}

export interface Ask {
  readonly method: Call['method'];
  /** With its leading slash; ids in it already escaped. */
  readonly path: string;
  readonly body?: object;
  /** The older of the two hosts: its token goes into the query. */
  readonly old?: true;
  /** Contact, login: not counted against the month. */
  readonly free?: true;
}

/** As the administrator reads them. */
const QUOTAS = { calls: '接口调用', pushes: '消息推送' } as const;
/** A second as DingTalk counts it, and what calls differ in on their way there. */
const WINDOW = 1200;
/** How long a call waits for its turn before it is given back to delivery. */
const MOST_WAIT = 1600;

/** Calls with the app's token: one for all replicas, renewed once where it is refused; at the pace and on the count of the organisation. */
export class DingtalkApi {
  private readonly alarmed = new Set<string>();

  constructor(private readonly parts: ApiParts) {}

  /** Throws `NotReached`, or where nobody knows the outcome. */
  async call(ask: Ask): Promise<Answer> {
    const { configuration, store } = this.parts;
    const busy = await this.waitForTurn(configuration.callsPerSecond);
    if (busy) return refusal('QpsLimit', 'own pace');
    if (ask.free !== true) await this.count('calls', configuration.monthlyCalls);
    const first = await this.callWith(await this.token(), ask);
    if (first.answer.ok || !isTokenRefused(first.answer.code)) return this.heard(first.answer);
    await store.dropToken(this.tokenName, first.token);
    return this.heard((await this.callWith(await this.token(), ask)).answer);
  }

  /** One more of this month; the administrator hears of it at 80 %. Counting never stops what is counted. */
  async count(name: 'calls' | 'pushes', free: number): Promise<void> {
    try {
      this.parts.figures.quota(QUOTAS[name], await this.parts.store.count(name), free);
    } catch (error) {
      this.parts.log.warn({ error }, '钉钉用量没有记下');
    }
  }

  /** A new token even if the kept one is good: proves client id and secret. */
  async examine(): Promise<Answer> {
    const { apiBaseUrl, clientId, clientSecret } = this.parts.configuration;
    return answerIn(await exchange({ method: 'POST', url: `${apiBaseUrl}/v1.0/oauth2/accessToken`, body: { appKey: clientId, appSecret: clientSecret } }));
  }

  private get tokenName(): string {
    return `access:${this.parts.configuration.clientId}`;
  }

  private token(): Promise<string> {
    return this.parts.store.token(this.tokenName, () => this.freshToken());
  }

  private async freshToken(): Promise<FreshToken> {
    const answer = this.heard(await this.examine());
    if (!answer.ok) throw new TokenRefused(answer.code, answer.message);
    const value = answer.body['accessToken'];
    if (typeof value !== 'string') throw new Error('no token in the answer');
    return { value, lifeMs: (numberIn(answer.body['expireIn']) ?? 7200) * SECOND };
  }

  private async callWith(token: string, { method, path, body, old }: Ask): Promise<{ readonly token: string; readonly answer: Answer }> {
    const { apiBaseUrl, oapiBaseUrl } = this.parts.configuration;
    const more = body === undefined ? {} : { body };
    const call: Call = old === true
      ? { method, url: `${oapiBaseUrl}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`, ...more }
      : { method, url: `${apiBaseUrl}${path}`, headers: { 'x-acs-dingtalk-access-token': token }, ...more };
    return { token, answer: answerIn(await exchange(call)) };
  }

  /** True: the turn did not come within our patience. */
  private async waitForTurn(perSecond: number): Promise<boolean> {
    let waited = 0;
    for (;;) {
      const wait = await this.parts.store.takeBudgets([{ name: 'calls', most: perSecond, windowMs: WINDOW }]);
      if (wait === 0) return false;
      waited += wait;
      if (waited > MOST_WAIT) return true;
      await pause(wait);
    }
  }

  /** Said once for each kind of trouble until it is over. */
  private heard(answer: Answer): Answer {
    if (answer.ok) {
      this.alarmed.clear();
      return answer;
    }
    const alarm = alarmOf(answer.code);
    if (alarm !== null && !this.alarmed.has(alarm)) this.parts.log.error({ code: answer.code }, `钉钉:${alarm}`);
    if (alarm !== null) this.alarmed.add(alarm);
    return answer;
  }
}

/** The app's own id and secret are refused: nothing was sent, and nothing will be until they are mended. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';

  constructor(
    readonly code: string,
    readonly said: string,
  ) {
    super(`token refused: ${code}`);
  }
}
