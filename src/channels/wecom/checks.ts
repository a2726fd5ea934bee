import type { WecomConfiguration } from '../../platform/configuration/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { exchange, isLoopback, NotReached } from '../port/http.js';
import type { DoctorFinding, DoctorStep } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import { APP_PAGE, mendOf, wordsOf, type WecomAnswer } from './answers.js';
import { NoToken, type WecomApi } from './api.js';
import { sealEnvelope, type EnvelopeKeys } from './verify.js';

export interface CheckParts {
  readonly configuration: WecomConfiguration;
  readonly api: WecomApi | null;
  readonly store: ChannelStore;
  readonly clock: MachineClock;
  readonly noise: (bytes: number) => Buffer;
  readonly publicUrl: string;
}

const good = (note: string): DoctorFinding => ({ state: 'good', note });
const skipped = (note: string): DoctorFinding => ({ state: 'skipped', note });
const bad = (code: string | null, note: string, mend: string): DoctorFinding => ({ state: 'bad', code, note, mend });
const NETWORK = '检查服务器能否访问外网,以及 WECOM_API_BASE_URL 是否填对';

const RANGE = mendOf(60011);

/** What `npm run doctor` tries, in the order it is worth trying. */
export function wecomChecks(parts: CheckParts): readonly DoctorStep[] {
  const { app, aibot } = parts.configuration;
  const ofApp: readonly DoctorStep[] = [
    { name: '访问凭证', run: () => token(parts) },
    { name: '应用与可见范围', run: () => agent(parts) },
    { name: '通讯录权限', run: () => directory(parts) },
    { name: '自建应用回调地址', run: () => callback(parts, 'app', { token: app?.callback.token ?? '', aesKey: app?.callback.aesKey ?? '', receiveId: parts.configuration.corpId }) },
    { name: '测试消息', run: () => testMessage(parts) },
  ];
  const keys = aibot?.callback ?? null;
  return [
    ...(app === null ? [] : ofApp),
    ...(aibot === null || aibot.secret === null ? [] : [{ name: '智能机器人长连接', run: () => socket(parts, aibot.id) }]),
    ...(keys === null ? [] : [{ name: '智能机器人回调地址', run: () => callback(parts, 'aibot', { ...keys, receiveId: '' }) }]),
  ];
}

/** The answer of a call, or what is wrong with the way to it. */
async function asked(call: () => Promise<WecomAnswer>): Promise<WecomAnswer | DoctorFinding> {
  try {
    const answer = await call();
    return answer.errcode === 0 ? answer : refusedBy(answer);
  } catch (error) {
    if (error instanceof NoToken) return refusedBy(error.answer);
    return bad(null, error instanceof NotReached ? `连不上企业微信(${error.message})` : '企业微信没有回应', NETWORK);
  }
}

const refusedBy = (answer: WecomAnswer): DoctorFinding => bad(String(answer.errcode), wordsOf(answer), mendOf(answer.errcode));

async function token({ api }: CheckParts): Promise<DoctorFinding> {
  const found = await asked(async () => {
    await api?.token();
    return { errcode: 0, errmsg: '', fields: {} };
  });
  return 'state' in found ? found : good('已取得');
}

async function agent({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  if (api === null || configuration.app === null) return skipped('没有自建应用');
  const { agentId } = configuration.app;
  const found = await asked(() => api.call({ path: 'agent/get', query: { agentid: agentId } }));
  if ('state' in found) return found;
  const { name, close } = found.fields;
  const app = `应用“${typeof name === 'string' ? name : agentId}”`;
  // Also what WeCom has suspended since nobody used it (close_inactive_agent).
  return close === 1 ? bad('close=1', `${app}已停用`, `${APP_PAGE},打开${app},点「启用」`) : good(`${app}已启用`);
}

async function directory({ api }: CheckParts): Promise<DoctorFinding> {
  if (api === null) return skipped('没有自建应用');
  const found = await asked(() => api.call({ path: 'department/list' }));
  if ('state' in found) return found;
  const listed = found.fields['department'];
  const departments: readonly { readonly id?: unknown }[] = Array.isArray(listed) ? listed : [];
  // People are read by department: who is in the range by name alone, without his department, is none of them.
  if (departments.length === 0) return bad('department=[]', '看不到任何部门', `${RANGE},加入要用的部门(只加成员不够)`);
  const members = await asked(() => api.call({ path: 'user/list', query: { department_id: String(departments[0]?.id) } }));
  if ('state' in members) return { ...members, note: `看得到 ${departments.length} 个部门,读不到成员:${members.note}` };
  return good(`可见 ${departments.length} 个部门,读得到成员`);
}

/** Asks our own address as the console does when it is saved (90238). */
async function callback({ clock, noise, publicUrl, configuration }: CheckParts, which: 'app' | 'aibot', keys: EnvelopeKeys): Promise<DoctorFinding> {
  const url = `${publicUrl}/callbacks/wecom/${which}`;
  const menu = which === 'app' ? '企业微信管理后台 → 应用管理 → 自建应用 → 接收消息' : '企业微信管理后台 → 安全与管理 → 管理工具 → 智能机器人 → API 模式 → 使用 URL 回调';
  const mend = `让 ${url} 能从外网打开(PUBLIC_URL),并在 ${menu} 填写这个地址、Token 和 EncodingAESKey`;
  if (isLoopback(publicUrl) && !isLoopback(configuration.apiBaseUrl)) return bad(null, `${url} 只有本机打得开`, mend);
  const text = noise(8).toString('hex');
  const sealed = sealEnvelope(keys, text, { timestamp: String(Math.floor(clock.now() / 1000)), nonce: noise(8).toString('hex'), random: noise(16) });
  const query = new URLSearchParams({ msg_signature: sealed.signature, timestamp: sealed.timestamp, nonce: sealed.nonce, echostr: sealed.encrypt });
  try {
    const { status, text: answered } = await exchange({ method: 'GET', url: `${url}?${query.toString()}` });
    return answered === text ? good(`${url} 应答正确`) : bad(`HTTP ${status}`, `${url} 的应答不对`, mend);
  } catch (error) {
    return bad(null, `${url} 打不开(${error instanceof Error ? error.message : '未知原因'})`, mend);
  }
}

/** A connection of its own would put the running service out: what that one has is looked at. */
async function socket({ store, clock }: CheckParts, botId: string): Promise<DoctorFinding> {
  const at = Number((await store.recall(`aibot-last:${botId}`))?.['at'] ?? 0);
  const ago = clock.now() - at;
  if (at > 0 && ago < 15_000) return good('运行中的服务已连上');
  const mend = '先启动服务(npm start)再自检;若仍如此,核对 WECOM_AIBOT_ID、WECOM_AIBOT_SECRET,并确认没有别的程序在用同一个机器人:企业微信管理后台 → 安全与管理 → 管理工具 → 智能机器人 → API 模式 → 使用长连接';
  return at === 0 ? bad(null, '长连接还没有建立过', mend) : bad(null, `长连接已断开 ${Math.round(ago / 1000)} 秒`, mend);
}

async function testMessage({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  const { testUser, app } = configuration;
  if (api === null || app === null) return skipped('没有自建应用');
  if (testUser === null) return skipped('没有填写 WECOM_TEST_USER,不发测试消息');
  const content = '这是投诉处理助手的自检消息,收到即表示应用可以发消息。';
  const found = await asked(() => api.call({ path: 'message/send', body: { touser: testUser, agentid: Number(app.agentId), msgtype: 'text', text: { content } } }));
  if ('state' in found) return found;
  const invalid = found.fields['invaliduser'];
  if (typeof invalid === 'string' && invalid !== '') return bad('81013', `${testUser} 收不到`, RANGE);
  return good(`已发给 ${testUser}`);
}
