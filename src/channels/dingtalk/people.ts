import type { DirectorySource, ListedDepartment, ListedPerson, SignIn } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import { DAY } from '../../terms/instants.js';
import { answerIn, type Answer } from './answers.js';
import type { DingtalkApi } from './api.js';
import { fieldsOf, listIn, numberIn, textIn, type Fields } from './fields.js';
import { exchange } from '../port/http.js';

const ROOT = 1;
/** A tree that has no end is a fault of ours or theirs, not an organisation. */
const MOST_DEPARTMENTS = 20_000;
const PAGE = 100;

/** Who somebody is in DingTalk beyond his user id. */
export interface Profile {
  readonly name: string;
  readonly unionId: string;
}

/** Departments and people as far as the app may see them (可使用范围). Not counted against the month's quota. */
export class DingtalkPeople implements DirectorySource {
  constructor(
    private readonly api: DingtalkApi,
    private readonly store: ChannelStore,
    private readonly clock: MachineClock,
  ) {}

  async departments(): Promise<readonly ListedDepartment[]> {
    const found: ListedDepartment[] = [];
    const open: number[] = [ROOT];
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      const body = await this.asked('/topapi/v2/department/listsub', { dept_id: id });
      for (const one of listIn(body['result']).map(fieldsOf)) {
        const [child, name] = [numberIn(one?.['dept_id']), textIn(one?.['name'], 200)];
        if (child === null || name === null) throw new Error('a department without id or name');
        found.push({ id: String(child), name, parent: id === ROOT ? null : String(id) });
        open.push(child);
      }
      if (found.length > MOST_DEPARTMENTS) throw new Error('too many departments');
    }
    return found;
  }

  async people(): Promise<readonly ListedPerson[]> {
    const departments = [String(ROOT), ...(await this.departments()).map((one) => one.id)];
    const found = new Map<string, ListedPerson>();
    for (const department of departments) {
      for (const one of await this.peopleOf(Number(department))) {
        const before = found.get(one.userId)?.departments ?? [];
        found.set(one.userId, { ...one, departments: [...new Set([...before, ...one.departments])] });
      }
    }
    return [...found.values()];
  }

  /** Kept for a day. Null: nobody of the organisation. */
  async profile(userId: string): Promise<Profile | null> {
    const key = `profile:${userId}`;
    const known = await this.store.recall(key);
    if (known !== null) return { name: known['name'] ?? '', unionId: known['unionId'] ?? '' };
    const answer = await this.api.call({ method: 'POST', path: '/topapi/v2/user/get', body: { userid: userId }, old: true, free: true });
    const result = answer.ok ? fieldsOf(answer.body['result']) : null;
    const [name, unionId] = [textIn(result?.['name'], 200), textIn(result?.['unionid'], 200)];
    if (name === null || unionId === null) return null;
    await this.store.remember(key, { name, unionId }, this.clock.now() + DAY);
    return { name, unionId };
  }

  /** Only this department's own people; those of its children are listed with them. */
  private async peopleOf(department: number): Promise<ListedPerson[]> {
    const found: ListedPerson[] = [];
    let cursor = 0;
    for (;;) {
      const result = fieldsOf((await this.asked('/topapi/v2/user/list', { dept_id: department, cursor, size: PAGE }))['result']);
      found.push(...listIn(result?.['list']).map(listed));
      if (result?.['has_more'] !== true) return found;
      const next = numberIn(result['next_cursor']);
      if (next === null || next <= cursor) throw new Error('the list of people does not go on');
      cursor = next;
    }
  }

  /** Half a list must make nobody a leaver: anything but an answer throws. */
  private async asked(path: string, body: object): Promise<Fields> {
    const answer = await this.api.call({ method: 'POST', path, body, old: true, free: true });
    if (!answer.ok) throw new Error(`${path}: ${answer.code}`);
    return answer.body;
  }
}

function listed(value: unknown): ListedPerson {
  const one = fieldsOf(value);
  const [userId, name] = [textIn(one?.['userid'], 200), textIn(one?.['name'], 200)];
  if (userId === null || name === null) throw new Error('a person without id or name');
  const departments = listIn(one?.['dept_id_list']).map(numberIn).filter((id) => id !== null).map(String);
  return { userId, name, mobile: textIn(one?.['mobile'], 30), departments, active: one?.['active'] !== false };
}

/** Sign-in to the console: inside DingTalk by its JSAPI's code, in a browser by OAuth 2. */
export class DingtalkSignIn implements SignIn {
  constructor(
    private readonly configuration: DingtalkConfiguration,
    private readonly api: DingtalkApi,
  ) {}

  /**
   * Inside the client the same page signs in without a question; the `exclusive…` pair lets nobody in with another organisation's login.
   * https://open.dingtalk.com/document/development/obtain-identity-credentials
   */
  address({ state, redirectUri }: { readonly state: string; readonly redirectUri: string; readonly inside: boolean }): string {
    const { clientId, corpId } = this.configuration;
    const asked = { redirect_uri: redirectUri, response_type: 'code', client_id: clientId, scope: 'openid corpid', state, prompt: 'consent' };
    const only = corpId === null ? {} : { corpId, exclusiveLogin: 'true', exclusiveCorpId: corpId };
    return `https://login.dingtalk.com/oauth2/auth?${new URLSearchParams({ ...asked, ...only }).toString()}`;
  }

  /** A login proves a DingTalk user, not one of ours: he has to be of this organisation as well. */
  async whoIs(code: string, inside: boolean): Promise<{ readonly userId: string } | null> {
    return inside ? ((await this.byClientCode(code)) ?? (await this.byBrowserCode(code))) : this.byBrowserCode(code);
  }

  private async byClientCode(code: string): Promise<{ readonly userId: string } | null> {
    return userIn(await this.api.call({ method: 'POST', path: '/topapi/v2/user/getuserinfo', body: { code }, old: true, free: true }));
  }

  private async byBrowserCode(code: string): Promise<{ readonly userId: string } | null> {
    const { apiBaseUrl, clientId, clientSecret, corpId } = this.configuration;
    const body = { clientId, clientSecret, code, grantType: 'authorization_code' };
    const token = answerIn(await exchange({ method: 'POST', url: `${apiBaseUrl}/v1.0/oauth2/userAccessToken`, body }));
    const value = token.ok ? textIn(token.body['accessToken'], 2000) : null;
    if (!token.ok || value === null) return null;
    if (corpId !== null && token.body['corpId'] !== corpId) return null;
    const me = answerIn(await exchange({ method: 'GET', url: `${apiBaseUrl}/v1.0/contact/users/me`, headers: { 'x-acs-dingtalk-access-token': value } }));
    const unionId = me.ok ? textIn(me.body['unionId'], 200) : null;
    if (unionId === null) return null;
    const found = await this.api.call({ method: 'POST', path: '/topapi/user/getbyunionid', body: { unionid: unionId }, old: true, free: true });
    // 1: an external contact, who is not of the organisation.
    return found.ok && numberIn(fieldsOf(found.body['result'])?.['contact_type']) === 0 ? userIn(found) : null;
  }
}

function userIn(answer: Answer): { readonly userId: string } | null {
  const userId = answer.ok ? textIn(fieldsOf(answer.body['result'])?.['userid'], 200) : null;
  return userId === null ? null : { userId };
}
