import type { DirectorySource, ListedDepartment, ListedPerson, SignIn } from '../port/platform.js';
import { wordsOf, type WecomAnswer } from './answers.js';
import type { WecomApi } from './api.js';

type Fields = Readonly<Record<string, unknown>>;
const LEFT = 5;
const DISABLED = 2;

/** The members the app may see (96255, 96067). A list that was not read to its end is none: half of it would make leavers. */
export class WecomPeople implements DirectorySource {
  constructor(private readonly api: WecomApi | null) {}

  async departments(): Promise<readonly ListedDepartment[]> {
    const listed = await this.list('department/list', {}, 'department');
    return listed.map(({ id, name, parentid }) => ({ id: numbered(id), name: wordsIn(name), parent: typeof parentid === 'number' && parentid > 0 ? numbered(parentid) : null }));
  }

  /** Each department lists its own members only; somebody in two of them is one person. */
  async people(): Promise<readonly ListedPerson[]> {
    const people = new Map<string, ListedPerson>();
    for (const { id } of await this.departments()) {
      for (const one of await this.list('user/list', { department_id: id }, 'userlist')) {
        const { userid, name, mobile, department, status } = one;
        if (typeof userid !== 'string') throw new Error('a member without an id');
        const departments = Array.isArray(department) ? department.map(numbered) : [id];
        // Since June 2022 apps are not shown the number.
        people.set(userid.toLowerCase(), { userId: userid, name: wordsIn(name), mobile: wordsIn(mobile) || null, departments, active: status !== LEFT && status !== DISABLED });
      }
    }
    return [...people.values()];
  }

  private async list(path: string, query: Readonly<Record<string, string>>, field: string): Promise<readonly Fields[]> {
    if (this.api === null) throw new Error('the directory needs the self-built app');
    const answer = await this.api.call({ path, query });
    const listed = answer.fields[field];
    if (answer.errcode !== 0 || !Array.isArray(listed)) throw new Error(wordsOf(answer));
    return listed as readonly Fields[];
  }
}

function numbered(id: unknown): string {
  if (typeof id !== 'number') throw new Error('a department without an id');
  return String(id);
}

const wordsIn = (value: unknown): string => (typeof value === 'string' ? value : '');

export interface SignInParts {
  readonly api: WecomApi | null;
  readonly corpId: string;
  readonly agentId: string;
}

/** Sign-in inside WeCom (96441) and with its QR code in a browser (98151); both end with the same question. */
export class WecomSignIn implements SignIn {
  constructor(private readonly parts: SignInParts) {}

  address({ state, redirectUri, inside }: { readonly state: string; readonly redirectUri: string; readonly inside: boolean }): string {
    const { corpId, agentId } = this.parts;
    const common = { redirect_uri: redirectUri, state };
    if (!inside) return `https://login.work.weixin.qq.com/wwlogin/sso/login?${new URLSearchParams({ login_type: 'CorpApp', appid: corpId, agentid: agentId, ...common }).toString()}`;
    const query = new URLSearchParams({ appid: corpId, ...common, response_type: 'code', scope: 'snsapi_base', agentid: agentId });
    return `https://open.weixin.qq.com/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
  }

  /** errcode 0 is no employee yet: customers get an answer as well, without a userid. */
  async whoIs(code: string): Promise<{ readonly userId: string } | null> {
    const { api } = this.parts;
    if (api === null) return null;
    const { errcode, fields }: WecomAnswer = await api.call({ path: 'auth/getuserinfo', query: { code } });
    const { userid } = fields;
    return errcode === 0 && typeof userid === 'string' && userid !== '' ? { userId: userid } : null;
  }
}
