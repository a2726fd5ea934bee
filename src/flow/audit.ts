import { setTimeout as pause } from 'node:timers/promises';
import * as approvals from '../approvals/index.js';
import * as cases from '../cases/index.js';
import * as clocks from '../clocks/index.js';
import * as intake from '../intake/index.js';
import * as ledger from '../ledger/index.js';
import * as messages from '../messages/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { Instant } from '../terms/instants.js';

/** What was looked at; a label of /metrics and a heading for people. */
export type Area = 'inbound' | 'number' | 'record' | 'history' | 'seal' | 'approval' | 'clock' | 'outgoing' | 'nudge' | 'sms' | 'visit';

export const AREA_NAMES: Readonly<Record<Area, string>> = {
  inbound: '收到的消息',
  number: '编号',
  record: '办理记录',
  history: '办理经过',
  seal: '封存日志',
  approval: '审批',
  clock: '时限',
  outgoing: '发出的消息',
  nudge: '提醒',
  sms: '客户短信',
  visit: '回访',
};

/** One broken invariant (contracts.md §6): what is wrong, with which row, and what to do. */
export interface Finding {
  readonly area: Area;
  readonly companyId: string | null;
  /** Which row, in the words and ids its people know. */
  readonly row: string;
  readonly fault: string;
  readonly advice: string;
}

const ADVICE: Readonly<Record<Area, string>> = {
  inbound: '请在服务日志里按该消息的编号查原因,并请发送人再发一次',
  number: '请核对当天登记的投诉,找出重号或缺号的一件',
  record: '请暂停使用这件投诉的记录,与最近的备份比对,并查是谁改了数据库',
  history: '请把这件投诉的办理记录与现状逐条核对,并联系维护人员',
  seal: '请与服务日志或心跳里记下的封存值比对,并查是谁改了数据库',
  approval: '请让受理人重新提交方案,由审批人重新决定,并联系维护人员',
  clock: '请查看这件投诉的时限,必要时由受理人补报,并联系维护人员',
  nudge: '请让责任人查看这件投诉的待办,并联系维护人员',
  outgoing: '请确认收件人是否知情,必要时另行通知,并联系维护人员',
  sms: '请致电客户说明,并查服务日志里这条短信的发送经过',
  visit: '请让回访人补做回访并记录结果,并联系维护人员',
};

export interface AuditAsk {
  /** Machine time, where a service runs; null where none does: then nothing can be late. */
  readonly machineNow: Instant | null;
  /** A head of the sealed log that was written down outside, to hold the log against. */
  readonly known?: cases.LogHead | null;
  /** Delivery keys of SMS that rang more than once, where the phones can be asked (the local channel's can). */
  readonly rungTwice?: (tx: Tx) => Promise<readonly string[]>;
}

/** A moment at which nothing is late yet. */
const BEGINNING: Instant = 0;

/**
 * Everything that must hold of the stored data at every moment, also right after a crash, and of a running service what it should have
 * done by now. In pages; needs no transaction. Empty when all is well.
 */
export async function* auditAll(tx: Tx, { machineNow, known = null, rungTwice }: AuditAsk): AsyncGenerator<Finding> {
  for await (const one of intake.auditInbound(tx)) yield ofInbound(one);
  for await (const one of cases.auditNumbers(tx)) yield ofNumber(one);
  for await (const one of cases.verifyRecord(tx, known)) yield ofRecord(one);
  for await (const one of approvals.auditApprovals(tx)) yield ofApproval(one);
  for await (const one of clocks.auditClocks(tx, machineNow ?? BEGINNING)) yield ofClock(one);
  for (const one of await messages.auditOutgoing(tx)) yield ofOutgoing(one);
  for (const one of await ledger.auditNudges(tx)) yield ofNudge(one);
  for (const one of await ledger.auditVisits(tx)) yield ofVisit(one);
  for (const key of (await rungTwice?.(tx)) ?? []) yield ofSms(key);
  if (machineNow !== null) yield* late(tx, machineNow);
}

/** Milliseconds between two pages of a running service's audit: what is due passes. */
const BREATH = 20;

/** For a running service, before every heartbeat: nothing in hand is without a next step. On indexes, whatever the size of the store. */
export async function* auditRunning(tx: Tx, machineNow: Instant): AsyncGenerator<Finding> {
  for (const one of await approvals.auditOpenApprovals(tx)) yield ofApproval(one);
  for await (const one of clocks.auditOpenClocks(tx, machineNow, () => pause(BREATH))) yield ofClock(one);
  yield* late(tx, machineNow);
}

async function* late(tx: Tx, machineNow: Instant): AsyncGenerator<Finding> {
  for (const one of await intake.lateInbound(tx, machineNow)) yield ofInbound(one);
  for (const one of await messages.lateOutgoing(tx, machineNow)) yield ofOutgoing(one);
}

const finding = (area: Area, companyId: string | null, row: string, fault: string): Finding => ({
  area,
  companyId,
  row,
  fault,
  advice: ADVICE[area],
});

const ofInbound = (one: intake.InboundFault): Finding =>
  finding('inbound', one.companyId, `${one.id}(第 ${one.seq} 行)`, one.fault);

function ofNumber(one: cases.NumberFault): Finding {
  const row = `${one.day}(公司 ${one.companyId})`;
  return finding('number', one.companyId, row, `计数给出 ${one.last} 个编号,登记的投诉有 ${one.cases} 件、不同编号 ${one.different} 个`);
}

function ofRecord(one: cases.RecordFault): Finding {
  const which = one.number === null ? `第 ${String(one.seq)} 行` : `${one.number}${one.seq === null ? '' : ` 第 ${one.seq} 条`}`;
  return finding(one.kind, one.companyId, which, one.fault);
}

const ofApproval = (one: approvals.ApprovalFault): Finding =>
  finding('approval', one.companyId, `${one.runId}${one.step === null ? '' : ` 第 ${one.step} 步`}(案件 ${one.caseId})`, one.fault);

const ofClock = (one: clocks.ClockFault): Finding =>
  finding('clock', one.companyId, `${one.subject}${one.caseId === null ? '' : `(案件 ${one.caseId})`}`, one.fault);

const ofOutgoing = (one: messages.OutgoingFault): Finding =>
  finding('outgoing', null, `第 ${one.seq} 行`, OUTGOING_WORDS[one.fault] ?? '状态无法识别');

/** The messages slice says its faults to programmers; people get these words. */
const OUTGOING_WORDS: Readonly<Record<string, string>> = {
  'being sent without a lease': '正在发送,却没有占用期限',
  'a lease outside of sending': '不在发送,却还占用着',
  'ended without a time': '已结束,却没有结束时间',
  'sent without an attempt': '记为已发,却没有发送过',
  'unknown or given up without its error': '结果不明或已放弃,却没有记下原因',
  'given up without an alert': '已放弃发送,却没有提醒管理员',
  'an SMS of unknown outcome without an alert': '短信结果不明,却没有提醒管理员',
  'the same SMS ordered twice': '同一条客户短信下了两次单',
  'card without its picture': '卡片消息没有对应的卡片',
  'card shows less than was sent': '卡片显示的内容比已发出的旧',
  overdue: '早该发送,却还在等待',
  'its lease ended long ago': '发送占用早已过期,没有收回',
};

const ofVisit = (one: ledger.VisitFault): Finding => finding('visit', one.companyId, one.number, '已处理完毕,却没有安排回访,也没有回访或未访到的记录');

const NUDGE_WORDS: Readonly<Record<ledger.NudgeFault['fault'], string>> = {
  'nudge-unaccounted': '提醒已到时间,却没有送达、撤回或失败的记录',
  'line-without-message': '待办事项没有对应的消息',
  'line-of-done-work': '已经办完的事项还在待办提醒里',
  'lines-of-one-matter': '同一事项在一个人的待办里有两条',
};

const ofNudge = (one: ledger.NudgeFault): Finding => finding('nudge', one.companyId, `案件 ${one.caseId ?? '未知'}`, NUDGE_WORDS[one.fault]);

const ofSms = (key: string): Finding => finding('sms', null, key, '客户手机收到了两次');
