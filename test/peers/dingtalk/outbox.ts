import type { Organisation } from './organisation.js';
import { isFields, ok, oldRefused, refused, strangeField, text, texts, type Answer, type Arrived, type Fields } from './wire.js';

export interface Said {
  /** A group's id, or a user's. */
  readonly where: string;
  readonly how: 'session' | 'group' | 'private' | 'notice' | 'ding';
  readonly text: string;
  readonly pinged: readonly string[];
  /** Under which the robot's own are taken back. */
  readonly key?: string;
}

const MESSAGE: Readonly<Record<string, readonly string[]>> = { sampleText: ['content'], sampleMarkdown: ['title', 'text'] };

/** What the robot said: the-robot-sends-a-group-message, chatbots-send-one-on-one-chat-messages-in-batches, robot-sends-nail-message. */
export class Outbox {
  readonly said: Said[] = [];
  /** Words that content screening refuses. */
  readonly unsafe = new Set<string>();
  /** Who never opened the robot, and who has been sent too much. */
  readonly unopened = new Set<string>();
  readonly flooded = new Set<string>();
  readonly sessions = new Map<string, { readonly where: string; readonly until: number }>();
  readonly files = new Map<string, { readonly body: Buffer; gone: boolean }>();
  paid = false;
  private serial = 0;
  private readonly noticesToday = new Set<string>();

  constructor(
    private readonly room: Organisation,
    private readonly app: { readonly robotCode: string; readonly agentId: number },
    private readonly now: () => number,
  ) {}

  group({ body }: Arrived): Answer {
    if (strangeField(body, ['robotCode', 'openConversationId', 'msgKey', 'msgParam', 'coolAppCode']) !== null) return refused('invalidParameter');
    if (body['robotCode'] !== this.app.robotCode) return refused('invalidParameter.robotCode.auth');
    const group = this.room.groups.get(String(body['openConversationId']));
    if (group?.robot !== true) return refused('invalid.openConversationId');
    const content = this.contentOf(body);
    if (typeof content !== 'string') return content;
    this.said.push({ where: group.id, how: 'group', text: content, pinged: [] });
    return ok({ processQueryKey: `key-${this.said.length}` });
  }

  private_({ body }: Arrived): Answer {
    if (strangeField(body, ['robotCode', 'userIds', 'msgKey', 'msgParam']) !== null) return refused('invalidParameter');
    if (body['robotCode'] !== this.app.robotCode) return refused('invalidParameter.robotCode.auth');
    const users = texts(body['userIds']);
    if (users === null || users.length === 0) return refused('invalidParameter.userIds.empty');
    if (users.length > 20) return refused('invalidParameter.userIds.overMax');
    const content = this.contentOf(body);
    if (typeof content !== 'string') return content;
    if (users.some((user) => this.unopened.has(user))) return refused('robot.oto.notExist');
    const invalid = users.filter((user) => !this.room.people.has(user));
    const flooded = users.filter((user) => this.flooded.has(user));
    const key = `key-${(this.serial += 1)}`;
    for (const user of users) if (!invalid.includes(user) && !flooded.includes(user)) this.said.push({ where: user, how: 'private', text: content, pinged: [user], key });
    return ok({ processQueryKey: key, invalidStaffIdList: invalid, flowControlledStaffIdList: flooded });
  }

  /** HTTP 200, and what was not taken back stands in its own list. */
  recall({ body }: Arrived): Answer {
    if (strangeField(body, ['robotCode', 'processQueryKeys']) !== null) return refused('invalidParameter');
    if (body['robotCode'] !== this.app.robotCode) return refused('invalidParameter.robotCode.auth');
    const keys = texts(body['processQueryKeys']);
    if (keys === null || keys.length === 0 || keys.length > 20) return refused('invalidParameter.processQueryKeys');
    const known = keys.filter((key) => this.said.some((one) => one.key === key));
    for (const one of this.said.filter(({ key }) => key !== undefined && known.includes(key))) this.said.splice(this.said.indexOf(one), 1);
    return ok({ successResult: known, failedResult: Object.fromEntries(keys.filter((key) => !known.includes(key)).map((key) => [key, 'message.not.found'])) });
  }

  /** Expired: HTTP 200 with 300001. Who is pinged must stand in the text as well. */
  session(id: string, body: Fields): Answer {
    const session = this.sessions.get(id);
    if (session === undefined || session.until < this.now()) return oldRefused(300001, 'session 不存在');
    const content = isFields(body['text']) ? text(body['text']['content']) : null;
    if (body['msgtype'] !== 'text' || content === null) return oldRefused(40035, '不合法的参数');
    if (this.isUnsafe(content)) return oldRefused(430102, '含有不合适的文本');
    const asked = isFields(body['at']) ? (texts(body['at']['atUserIds']) ?? []) : [];
    this.said.push({ where: session.where, how: 'session', text: content, pinged: asked.filter((user) => content.includes(`@${user}`)) });
    return { status: 200, body: { errcode: 0, errmsg: 'ok' } };
  }

  /** The same words to the same person once a day; the second time they are dropped, and the call succeeds. */
  notice(body: Fields): Answer {
    const users = text(body['userid_list'])?.split(',') ?? [];
    const msg = body['msg'];
    if (body['agent_id'] !== this.app.agentId || users.length === 0 || users.length > 100 || !isFields(msg)) return oldRefused(40035, '不合法的参数');
    if (Buffer.byteLength(JSON.stringify(msg)) > 2048 || msg['msgtype'] !== 'text' || !isFields(msg['text'])) return oldRefused(40035, '不合法的参数');
    const content = String(msg['text']['content']);
    for (const user of users) {
      if (this.noticesToday.has(`${user} ${content}`)) continue;
      this.noticesToday.add(`${user} ${content}`);
      this.said.push({ where: user, how: 'notice', text: content, pinged: [user] });
    }
    return { status: 200, body: { errcode: 0, errmsg: 'ok', task_id: this.said.length, request_id: 'r' } };
  }

  ding({ body }: Arrived): Answer {
    if (!this.paid) return refused('Forbidden.AccessDenied.AccessTokenPermissionDenied', 403);
    const users = texts(body['receiverUserIdList']);
    if (body['robotCode'] !== this.app.robotCode || body['remindType'] !== 1 || users === null || users.length > 200) return refused('invalidParameter');
    for (const user of users) this.said.push({ where: user, how: 'ding', text: String(body['content']), pinged: [user] });
    return ok({ openDingId: `ding-${this.said.length}`, failedList: {} });
  }

  file({ body }: Arrived, base: string): Answer {
    if (body['robotCode'] !== this.app.robotCode) return refused('invalidParameter.robotCode.auth');
    const code = String(body['downloadCode']);
    const file = this.files.get(code);
    if (file === undefined || file.gone) return refused('invalidParameter.robotCode.downloadCode');
    return ok({ downloadUrl: `${base}/files/${encodeURIComponent(code)}.file?Expires=1&Signature=x` });
  }

  private contentOf(body: Fields): string | Answer {
    const keys = MESSAGE[String(body['msgKey'])];
    const param = text(body['msgParam']);
    if (keys === undefined || param === null) return refused('invalidParameter.msgKey');
    if (Buffer.byteLength(param) > 15_000) return refused('invalidParameter.msgParam.tooLong');
    const parsed = JSON.parse(param) as Fields;
    if (keys.some((key) => text(parsed[key]) === null) || strangeField(parsed, keys) !== null) return refused('invalidParameter.msgParam');
    const content = keys.map((key) => String(parsed[key])).join('\n');
    return this.isUnsafe(content) ? refused('contain.notAllowed.text') : content;
  }

  private isUnsafe(content: string): boolean {
    return [...this.unsafe].some((word) => content.includes(word));
  }
}
