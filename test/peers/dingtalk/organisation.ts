import { isFields, ok, oldOk, oldRefused, refused, strangeField, text, texts, type Answer, type Arrived } from './wire.js';

export interface Person {
  readonly userId: string;
  readonly unionId: string;
  readonly name: string;
  readonly mobile: string;
  readonly departments: readonly number[];
  readonly active: boolean;
}

export interface Group {
  readonly id: string;
  readonly title: string;
  /** The robot was added to it. */
  robot: boolean;
}

export interface Todo {
  readonly id: string;
  readonly unionId: string;
  subject: string;
  done: boolean;
  readonly actions: readonly TodoAction[];
}

/** A button in the list: pressed, DingTalk calls the address with the words it was given. */
export interface TodoAction {
  readonly title: string;
  readonly url: string;
  readonly body: string;
  readonly header: Readonly<Record<string, string>>;
}

const TODO_FIELDS = ['sourceId', 'subject', 'creatorId', 'description', 'dueTime', 'executorIds', 'participantIds', 'detailUrl', 'contentFieldList', 'isOnlyShowExecutor', 'priority', 'notifyConfigs', 'bizCategoryId', 'actionList', 'todoType'];

const OLD: Readonly<Record<string, (room: Organisation, arrived: Arrived) => Answer>> = {
  '/topapi/v2/department/listsub': (room, { body }) => oldOk(room.departments.filter((one) => one.parent === body['dept_id']).map(({ id, name, parent }) => ({ dept_id: id, name, parent_id: parent }))),
  '/topapi/v2/user/list': (room, { body }) => room.listed(body['dept_id'], body['cursor'], body['size']),
  '/topapi/v2/user/get': (room, { body }) => room.person(text(body['userid'])),
  '/topapi/v2/user/getuserinfo': (room, { body }) => room.byCode(text(body['code'])),
  '/topapi/user/getbyunionid': (room, { body }) => room.byUnion(text(body['unionid'])),
};

/** The organisation: departments, people, groups, 待办, and who may sign in. */
export class Organisation {
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, Group>();
  readonly todos = new Map<string, Todo>();
  readonly departments: { readonly id: number; readonly name: string; readonly parent: number }[] = [];
  /** Codes of the client's JSAPI and of the browser, by user; each is good once. */
  readonly clientCodes = new Map<string, string>();
  readonly browserCodes = new Map<string, { readonly userId: string; readonly corpId: string }>();
  private readonly userTokens = new Map<string, string>();
  private count = 0;

  constructor(
    readonly corpId: string,
    private readonly clientId: string,
    private readonly clientSecret: string,
  ) {}

  hires(userId: string, name: string, more: Partial<Person> = {}): void {
    this.people.set(userId, { userId, unionId: `union-${userId}`, name, mobile: '13700000000', departments: [1], active: true, ...more });
  }

  founds(id: string, title: string): void {
    this.groups.set(id, { id, title, robot: true });
  }

  old(path: string, arrived: Arrived): Answer | null {
    return OLD[path]?.(this, arrived) ?? null;
  }

  /** At most 100 a page, only of that department. */
  listed(department: unknown, cursor: unknown, size: unknown): Answer {
    if (typeof size !== 'number' || size < 1 || size > 100 || typeof cursor !== 'number') return oldRefused(400002, '参数错误');
    const all = [...this.people.values()].filter((one) => one.departments.includes(department as number));
    const list = all.slice(cursor, cursor + size).map((one) => ({ userid: one.userId, unionid: one.unionId, name: one.name, mobile: one.mobile, dept_id_list: one.departments, active: one.active }));
    const more = cursor + size < all.length;
    return oldOk({ list, has_more: more, ...(more ? { next_cursor: cursor + size } : {}) });
  }

  person(userId: string | null): Answer {
    const one = this.people.get(userId ?? '');
    return one === undefined ? oldRefused(60121, '找不到该用户') : oldOk({ userid: one.userId, unionid: one.unionId, name: one.name, active: one.active });
  }

  byCode(code: string | null): Answer {
    const userId = this.clientCodes.get(code ?? '');
    this.clientCodes.delete(code ?? '');
    return userId === undefined ? oldRefused(40078, '不存在的临时授权码') : oldOk({ userid: userId, unionid: `union-${userId}`, name: this.people.get(userId)?.name, sys: false });
  }

  byUnion(unionId: string | null): Answer {
    const one = [...this.people.values()].find((person) => person.unionId === unionId);
    return one === undefined ? oldRefused(60121, '找不到该用户') : oldOk({ contact_type: 0, userid: one.userId });
  }

  userToken({ clientId, clientSecret, code, grantType }: Readonly<Record<string, unknown>>): Answer {
    if (clientId !== this.clientId || clientSecret !== this.clientSecret) return refused('invalidClientIdOrSecret');
    const known = this.browserCodes.get(String(code));
    this.browserCodes.delete(String(code));
    if (known === undefined || grantType !== 'authorization_code') return refused('invalidAuthCode');
    this.count += 1;
    const accessToken = `user-token-${this.count}`;
    this.userTokens.set(accessToken, known.userId);
    return ok({ accessToken, refreshToken: 'x', expireIn: 7200, corpId: known.corpId });
  }

  me(token: string): Answer {
    const userId = this.userTokens.get(token);
    if (userId === undefined) return refused('InvalidAuthentication');
    return ok({ nick: userId, unionId: `union-${userId}`, openId: 'o', mobile: '13700000000', stateCode: '86' });
  }

  /** https://open.dingtalk.com/document/development/add-dingtalk-to-do-task and the pages beside it. */
  todo({ method, path, query, body }: Arrived): Answer {
    const [, unionId = '', id] = /^\/v1\.0\/todo\/users\/([^/]+)\/tasks(?:\/([^/]+))?$/.exec(path) ?? [];
    if (![...this.people.values()].some((one) => one.unionId === unionId) || query.get('operatorId') !== unionId) return refused('todo.taskCreate.paramError');
    if (id === undefined) return method === 'POST' ? this.newTodo(unionId, body) : refused('InvalidAction.NotFound', 404);
    const known = this.todos.get(id);
    if (known?.unionId !== unionId) return refused('todo.taskUpdate.paramError');
    if (method === 'DELETE') this.todos.delete(id);
    if (method === 'PUT') {
      known.subject = text(body['subject']) ?? known.subject;
      known.done = body['done'] === true || known.done;
    }
    return ok({ result: true, requestId: 'r' });
  }

  private newTodo(unionId: string, body: Arrived['body']): Answer {
    const [subject, detail, executors] = [text(body['subject']), body['detailUrl'], texts(body['executorIds'])];
    const actions = actionsIn(body['actionList']);
    if (actions === null || strangeField(body, TODO_FIELDS) !== null) return refused('todo.taskCreate.paramError');
    if (subject === null || Buffer.byteLength(subject) > 1024 || executors === null || !isFields(detail) || text(detail['appUrl']) === null) return refused('todo.taskCreate.paramError');
    // 保证一个待办任务对应一个 sourceId
    if ([...this.todos.keys()].includes(`todo-${String(body['sourceId'])}`)) return refused('todo.taskCreate.paramError');
    const id = `todo-${String(body['sourceId'])}`;
    this.todos.set(id, { id, unionId, subject, done: false, actions });
    return ok({ id, subject, done: false, requestId: 'r' });
  }
}

/** Null: of another shape than the page shows. */
function actionsIn(value: unknown): readonly TodoAction[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const actions = value.filter(isFields).flatMap(({ title, actionType, actionKey, url, param }) => {
    const body = isFields(param) ? text(param['body']) : null;
    const header = isFields(param) && isFields(param['header']) ? (param['header'] as Record<string, string>) : {};
    const fits = text(title) !== null && actionType === 1 && text(actionKey) !== null && /^https:/.test(String(url)) && body !== null;
    return fits ? [{ title: String(title), url: String(url), body, header }] : [];
  });
  return actions.length === value.length ? actions : null;
}
