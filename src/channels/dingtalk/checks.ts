import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import { exchange, isLoopback } from '../port/http.js';
import { alarmOf, resultOf, type Answer } from './answers.js';
import { TokenRefused, type DingtalkApi } from './api.js';
import type { DoctorFinding, DoctorStep } from '../port/platform.js';
import { fieldsOf, listIn, textIn } from './fields.js';
import { robotSign } from './verify.js';

export interface CheckParts {
  readonly configuration: DingtalkConfiguration;
  readonly api: DingtalkApi;
  readonly publicUrl: string;
  readonly clock: MachineClock;
}

const good = (note: string): DoctorFinding => ({ state: 'good', note });
const skipped = (note: string): DoctorFinding => ({ state: 'skipped', note });
const bad = (code: string | null, note: string, mend: string): DoctorFinding => ({ state: 'bad', code, note, mend });

const CREDENTIALS = '开发者后台 → 应用开发 → 钉钉应用 → 凭证与基础信息:把 Client ID、Client Secret 填入 DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET';

/** The steps of `npm run doctor` for DingTalk. A message goes only to whom the configuration names. */
export function dingtalkChecks(parts: CheckParts): readonly DoctorStep[] {
  const steps: readonly (readonly [string, () => Promise<DoctorFinding>])[] = [
    ['应用凭证', () => credentials(parts)],
    ['通讯录权限', () => directory(parts)],
    ['接收消息', () => receiving(parts)],
    ['机器人', () => robot(parts)],
    ['卡片模板', () => template(parts)],
    ['工作通知', () => Promise.resolve(notice(parts))],
    ['测试消息', () => testMessage(parts)],
  ];
  return steps.map(([name, run]) => ({ name, run: () => run().catch((error: unknown) => unreachable(parts, error)) }));
}

function unreachable({ configuration }: CheckParts, error: unknown): DoctorFinding {
  if (error instanceof TokenRefused) return tokenRefused(error.code, error.said);
  const why = error instanceof Error ? error.message : '未知原因';
  return bad(null, `连不上 ${configuration.apiBaseUrl}(${why})`, '检查服务器能否访问钉钉的接口地址,以及 DINGTALK_API_BASE_URL、DINGTALK_OAPI_BASE_URL');
}

async function credentials({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  const answer = await api.examine();
  if (answer.ok) return good(`${configuration.clientId},已取得访问凭证`);
  return tokenRefused(answer.code, answer.message);
}

/** An address that is not let in is refused as early as a wrong secret, and mended elsewhere. `said`: names that address. */
function tokenRefused(code: string, said: string): DoctorFinding {
  const words = alarmOf(code);
  return bad(code, `取不到访问凭证${said === '' ? '' : `:${said}`}`, words === null || /凭证/.test(words) ? CREDENTIALS : words);
}

async function directory({ api }: CheckParts): Promise<DoctorFinding> {
  const answer = await api.call({ method: 'POST', path: '/topapi/v2/department/listsub', body: { dept_id: 1 }, old: true, free: true });
  if (answer.ok) return good(`可读通讯录,根部门下 ${listIn(answer.body['result']).length} 个部门`);
  return refusedBy(answer, '读不到通讯录', '开发者后台 → 权限管理 → 通讯录管理:申请「成员信息读权限」「通讯录部门信息读权限」,并在版本管理与发布里扩大可使用范围');
}

/** Calls our own address as DingTalk does, with its signature: whoever answers "malformed" to nothing has the same secret. */
async function pushed({ configuration, publicUrl, clock }: CheckParts): Promise<DoctorFinding> {
  const where = `${publicUrl}/callbacks/dingtalk/robot`;
  const menu = '在 开发者后台 → 应用能力 → 机器人 选 HTTP 模式并填写这个地址,然后在版本管理与发布里发布新版本;或把 DINGTALK_STREAM 设为 on';
  // A platform on this machine is one to try things with.
  const near = isLoopback(publicUrl) && isLoopback(configuration.apiBaseUrl);
  if (!publicUrl.startsWith('https://') && !near) return bad(null, `推送地址 ${where} 不是 https`, `填写 PUBLIC_URL(公网能打开的 https 网址);${menu}`);
  const timestamp = String(clock.now());
  try {
    const { status, body } = await exchange({ method: 'POST', url: where, headers: { timestamp, sign: robotSign(configuration.clientSecret, timestamp) }, body: {} });
    if (status === 400 && fieldsOf(body)?.['code'] === 'malformed') return good(`${where} 应答正确`);
    return bad(`HTTP ${status}`, `${where} 的应答不对`, `确认这个地址通到本服务,且两边的 DINGTALK_CLIENT_SECRET 相同;${menu}`);
  } catch (error) {
    return bad(null, `${where} 打不开(${error instanceof Error ? error.message : '未知原因'})`, `先启动服务,并让它能从外网打开(PUBLIC_URL);${menu}`);
  }
}

async function receiving(parts: CheckParts): Promise<DoctorFinding> {
  const { configuration } = parts;
  if (!configuration.stream) return pushed(parts);
  const { clientId, clientSecret, apiBaseUrl } = configuration;
  const { status, body } = await exchange({ method: 'POST', url: `${apiBaseUrl}/v1.0/gateway/connections/open`, body: { clientId, clientSecret, subscriptions: [{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }], ua: 'kesu-desk' } });
  if (status === 200) return good('Stream 可以连接');
  const code = textIn(fieldsOf(body)?.['code'], 100);
  const words = code === null ? null : alarmOf(code);
  return bad(code, 'Stream 连不上', words !== null && /白名单/.test(words) ? words : '开发者后台 → 应用能力 → 机器人:消息接收模式选 Stream 模式,然后在版本管理与发布里发布新版本');
}

/** Asks for a group nobody has: a robot that may send is told that there is no such group. */
async function robot({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  const body = { robotCode: configuration.robotCode, openConversationId: 'cidDoctor==', msgKey: 'sampleText', msgParam: '{"content":"doctor"}' };
  const answer = await api.call({ method: 'POST', path: '/v1.0/robot/groupMessages/send', body });
  if (answer.ok || /openConversationId/.test(answer.code)) return good(`${configuration.robotCode},可以发消息`);
  return refusedBy(answer, '机器人不能发消息', '开发者后台 → 应用能力 → 机器人:启用并发布;权限管理里申请「企业内机器人发送消息权限」(qyapi_robot_sendmsg)');
}

/** Changes a card that nobody has: with template and permission in order there is merely no such card. */
async function template({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  if (configuration.cardTemplateId === null) return bad(null, '没有填写卡片模板,卡片只能以文字发出', '按 docs/dingtalk.md 导入 docs/dingtalk-card/ 里的模板并发布,把模板 ID 填入 DINGTALK_CARD_TEMPLATE_ID');
  const body = { outTrackId: 'kesu-doctor', cardData: { cardParamMap: { notice: '' } }, cardUpdateOptions: { updateCardDataByKey: true }, userIdType: 1 };
  const answer = await api.call({ method: 'PUT', path: '/v1.0/card/instances', body });
  if (answer.ok || answer.code === 'param.cardNotExist') return good(`${configuration.cardTemplateId},有发卡片的权限`);
  return refusedBy(answer, '不能发卡片', '开发者后台 → 权限管理 → 互动卡片:申请「互动卡片实例写权限」(Card.Instance.Write)');
}

function notice({ configuration }: CheckParts): DoctorFinding {
  if (configuration.agentId === null) return skipped('没有填写 DINGTALK_AGENT_ID:没打开过机器人的人收不到私聊');
  return good(`AgentId ${configuration.agentId},机器人发不到的人改发工作通知`);
}

async function testMessage({ api, configuration }: CheckParts): Promise<DoctorFinding> {
  const { testUser, robotCode } = configuration;
  if (testUser === null) return skipped('没有填写 DINGTALK_TEST_USER,不发测试消息');
  const msgParam = JSON.stringify({ content: '这是一条测试消息:收到就说明机器人可以找到您。' });
  const answer = await api.call({ method: 'POST', path: '/v1.0/robot/oToMessages/batchSend', body: { robotCode, userIds: [testUser], msgKey: 'sampleText', msgParam } });
  const mend = '请他先在钉钉里搜索并打开机器人;开发者后台 → 版本管理与发布:把他所在的部门加入可使用范围,发布新版本';
  if (!answer.ok) return refusedBy(answer, `${testUser} 收不到测试消息`, mend);
  if (listIn(answer.body['invalidStaffIdList']).includes(testUser)) return bad('invalidStaffId', `${testUser} 不在本企业或不在可使用范围内`, mend);
  return good(`已发给 ${testUser}`);
}

function refusedBy(answer: Answer & { readonly ok: false }, note: string, mend: string): DoctorFinding {
  const result = resultOf(answer);
  const words = alarmOf(answer.code);
  if (words !== null) return bad(answer.code, note, /权限/.test(words) ? mend : words);
  return bad(answer.code, `${note}:${result.result === 'sent' ? '' : result.error}`, mend);
}
