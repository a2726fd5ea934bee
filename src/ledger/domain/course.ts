import { LEVEL_NAMES, LEVEL_ORDER, type Level } from '../../terms/complaint.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { showYuan } from '../../terms/money.js';

/** One entry of a case's record, as far as the ledger tells of it. */
export interface CourseEntry {
  readonly at: Instant;
  /** A person's id, "bot" or "clock". */
  readonly actor: string;
  readonly kind: string;
  /** The person's own words, plan or reason. */
  readonly said: string | null;
  /** The rest of the entry; empty when it was erased by law. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface CourseNames {
  readonly nameOf: (personId: string) => string;
}

type Words = (entry: CourseEntry, names: CourseNames) => string;

/** What is told of each kind of entry; kinds that are not listed are the house's own and stay out of the ledger. */
const WORDS: Readonly<Record<string, Words>> = {
  registered: () => '登记',
  'level-decided': ({ payload }) => levelWords(payload),
  contacted: saying('已联系客户'),
  unreachable: saying('联系不上客户'),
  dispatched: ({ payload }, names) => `派单${text(payload['to']) === '' ? '' : `给${names.nameOf(text(payload['to']))}`}`,
  'dispatch-accepted': () => '接单',
  'handed-over': ({ payload }, names) => `转由${names.nameOf(text(payload['to']))}受理`,
  appointment: ({ payload }) => `约${time(payload['at'])}上门`,
  arrived: ({ payload }) => (photos(payload) ? '到场,已拍照' : '到场'),
  photo: ({ payload }) => (payload['of'] === 'handled' ? '补完工照片' : '补到场照片'),
  'sent-back': (entry, names) => `退单给${names.nameOf(text(entry.payload['to']))}${colon(entry.said)}`,
  'sent-back-answered': (entry, names) => `退单后由${names.nameOf(text(entry.payload['to']))}处理${colon(entry.said)}`,
  'pause-asked': (entry) => `申请暂停到${time(entry.payload['until'])}${colon(entry.said)}`,
  'pause-granted': () => '同意暂停',
  'pause-refused': saying('不同意暂停'),
  'pause-lapsed': () => '暂停未及时决定,没有生效',
  paused: (entry) => `时限暂停到${time(entry.payload['until'])}${colon(entry.said)}`,
  resumed: saying('恢复计时'),
  'clocks-cancelled': saying('时限取消'),
  'outside-told': ({ payload }) => `外部来件${text(payload['number']) === '' ? '' : `工单号${text(payload['number'])}`}${time(payload['until']) === '' ? '' : `,${time(payload['until'])}前回复`}`,
  'site-checked': saying('现场核实'),
  supplemented: saying('补充'),
  households: ({ payload }) => `共${text(payload['households'])}户反映`,
  'failed-talk': saying('协商未成'),
  media: saying('媒体曝光'),
  litigation: saying('客户起诉'),
  refused: saying('客户不接受方案'),
  marked: saying('标记'),
  'filing-sms': () => '已发备案短信',
  'phone-changed': () => '更正客户电话',
  'rooms-told': () => '补记房号',
  'plan-submitted': (entry) => `提交方案${colon(entry.said)}${sum(entry.payload['amount'])}${cost(entry.payload['repairCost'])}`,
  'approval-decided': (entry) => `${entry.payload['verdict'] === 'reject' ? '驳回' : '同意'}方案${colon(entry.said)}`,
  'approval-closed': ({ payload }) => (payload['state'] === 'approved' ? '方案已批准' : '方案未获批准'),
  'agreement-kept': ({ payload }) => `赔付协议已存档${sum(payload['amount'])}`,
  payment: ({ payload }) => `付款${sum(payload['amount']).replace(',', ' ')},凭证已存档`,
  'evidence-exported': () => '导出证据包',
  'approval-void': saying('撤回审批'),
  'approval-overdue': () => '审批超过时限',
  'clock-missed': () => '时限已过,尚未完成',
  'extend-asked': (entry) => `申请延期到${time(entry.payload['until'])}${colon(entry.said)}`,
  'extend-granted': () => '同意延期',
  'extend-refused': saying('不同意延期'),
  'extend-lapsed': () => '延期未及时决定,没有生效',
  'invalid-asked': saying('申请按无效处理'),
  'invalid-granted': () => '同意按无效处理',
  'invalid-refused': saying('不同意按无效处理'),
  invalid: saying('按无效处理'),
  sms: ({ payload }) => `短信告知客户${SMS_ABOUT[text(payload['template'])] ?? ''}`,
  'sms-failed': () => '短信没有送达',
  'sms-opted-out': () => '客户退订短信',
  handled: saying('处理完毕'),
  visited: (entry) => `${entry.payload['satisfied'] === false ? '回访不满意' : '回访满意'}${colon(entry.said)}`,
  'visit-missed': ({ payload }) => `回访${text(payload['tries'])}次未联系上`,
  rated: (entry) => `客户在线评价${text(entry.payload['said'])}${colon(entry.said)}`,
  'rating-lapsed': () => '客户未在线评价',
  unsolved: saying('客户通过短信链接反映仍未解决'),
  reopened: () => '重新处理',
  closed: saying('结案'),
  linked: ({ payload }) => `${payload['as'] === 'earlier' ? '客户就同一事项投诉过' : '客户就同一事项再次投诉'}:${text(payload['to'])}`,
  'dissatisfied-again': () => '再次投诉,计一次不满意',
  'dissatisfied-taken-back': () => '不是同一件,不再计不满意',
  'mark-lifted': ({ payload }) => `取消标记${text(payload['mark'])}(${text(payload['rule'])})`,
  merged: (entry) => `并入 ${text(entry.payload['to'])}${colon(entry.said)}`,
  'merged-in': ({ payload }) => `${text(payload['from'])} 并入本件`,
  'not-same': ({ payload }) => `与 ${text(payload['to'])} 不是同一件`,
  'group-joined': ({ payload }) => (text(payload['to']) === '' ? `${text(payload['from'])} 计入群诉,共${text(payload['households'])}户` : `计入群诉 ${text(payload['to'])}`),
  'level-lowered': ({ payload, said }) => `${levelWords(payload)}${colon(said)}`,
  'mark-set': ({ payload }) => `标记为${text(payload['mark'])}(${text(payload['rule'])}):${text(payload['why'])}`,
};

const SMS_ABOUT: Readonly<Record<string, string>> = {
  registered: ':已登记',
  unreachable: ':联系不上,请回电',
  appointment: ':上门时间',
  progress: ':办理进展',
  finished: ':处理完毕',
  'return-visit': ':回访',
};

/** The course of handling (处理经过), one line an entry, oldest first. */
export function courseOf(entries: readonly CourseEntry[], names: CourseNames): string {
  return entries.flatMap((entry) => lineOf(entry, names)).join('\n');
}

function lineOf(entry: CourseEntry, names: CourseNames): string[] {
  const words = WORDS[entry.kind];
  if (words === undefined) return [];
  const who = entry.actor === 'bot' || entry.actor === 'clock' ? '' : `${names.nameOf(entry.actor)} `;
  return [`${showInstant(entry.at)} ${who}${words(entry, names)}`];
}

const RAISED = '升级';

/** 是否升级: the customer came again or a deadline was missed that the book marks so (JK-D11), or the level rose after registration; with what it was. */
export function raisedWords(entries: readonly CourseEntry[], complainedAgain: boolean): string {
  const rises = entries.filter((entry) => entry.kind === 'level-decided' && rose(entry.payload));
  const late = entries.filter(({ kind, payload }) => kind === 'mark-set' && payload['mark'] === RAISED && text(payload['clock']) !== '');
  const reasons = [...(complainedAgain ? ['客户再次投诉'] : []), ...late.map(({ payload }) => `${text(payload['clock'])}超时`), ...rises.map(({ payload }) => levelWords(payload))];
  return reasons.length === 0 ? '否' : `是(${reasons.join(';')})`;
}

function rose(payload: CourseEntry['payload']): boolean {
  const { from, to } = levels(payload);
  return from !== null && to !== null && LEVEL_ORDER.indexOf(to) > LEVEL_ORDER.indexOf(from);
}

function levelWords(payload: CourseEntry['payload']): string {
  const { from, to } = levels(payload);
  if (to === null) return '定级';
  return from === null ? `定为${LEVEL_NAMES[to]}` : `级别由${LEVEL_NAMES[from]}改为${LEVEL_NAMES[to]}`;
}

const levels = (payload: CourseEntry['payload']) => ({ from: level(payload['from']), to: level(payload['to']) });

const level = (value: unknown): Level | null => LEVEL_ORDER.find((one) => one === value) ?? null;

function saying(words: string): Words {
  return (entry) => `${words}${colon(entry.said)}`;
}

const photos = (payload: CourseEntry['payload']): boolean => Array.isArray(payload['photos']) && payload['photos'].length > 0;
const colon = (said: string | null): string => (said === null || said === '' ? '' : `:${said}`);
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const time = (value: unknown): string => (typeof value === 'number' ? showInstant(value) : '');
const sum = (value: unknown): string => (typeof value === 'number' ? `,${showYuan(value)}` : '');
const cost = (value: unknown): string => (typeof value === 'number' ? `,维修费用 ${showYuan(value)}` : '');

/** The marks of the book on the case, each once, with its rule: 超时(JK-D10)、升级(JK-D11). */
export function marksOf(entries: readonly CourseEntry[]): string {
  const borne = new Map<string, string>();
  for (const { kind, payload } of entries) {
    const mark = `${text(payload['mark'])}(${text(payload['rule'])})`;
    if (kind === 'mark-set') borne.set(`${text(payload['cause'])} ${mark}`, mark);
    if (kind === 'mark-lifted') borne.delete(`${text(payload['cause'])} ${mark}`);
  }
  return [...new Set(borne.values())].join('、');
}
