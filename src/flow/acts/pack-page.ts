import type * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Section } from '../../cases/index.js';
import { CATEGORY_NAMES, KIND_NAMES, LEVEL_NAMES } from '../../terms/complaint.js';
import { formatInstant, type Instant } from '../../terms/instants.js';
import { showYuan, type Fen } from '../../terms/money.js';
import type { CaseStory } from './case-story.js';

interface Told extends CaseStory {
  readonly lines: readonly (cases.ChainedEntry & { readonly said: string })[];
}

type NameOf = (id: string) => string;

const time = (at: Instant | null): string => (at === null ? '' : formatInstant(at).slice(0, 19).replace('T', ' '));
const sum = (fen: Fen | null): string => (fen === null ? '—' : showYuan(fen));

const SENT_WORDS: Readonly<Record<string, string>> = {
  waiting: '待发',
  sending: '发送中',
  sent: '已发出',
  withdrawn: '已撤回',
  unknown: '是否送达不明',
  'given-up': '未送达',
};
const RUN_WORDS: Readonly<Record<approvals.RunState, string>> = { open: '审批中', approved: '已批准', rejected: '未获批准', void: '已作废' };
const KIND_WORDS = { agreement: '赔付协议', voucher: '付款凭证' } as const;

/** What a reader without a program wants to see, from the matter to its proofs. */
export function sectionsOf(story: Told, hidden: (value: unknown) => unknown, nameOf: NameOf): readonly Section[] {
  return [
    matter(story, hidden),
    sums(story.one),
    {
      heading: '办理记录',
      shows: 'table',
      columns: ['序号', '时间', '经办', '事项', '指纹'],
      rows: story.lines.map((line) => [String(line.seq), time(Date.parse(line.at)), nameOf(line.actor), line.said, line.hash.slice(0, 16)]),
    },
    {
      heading: '审批',
      shows: 'table',
      columns: ['审批', '步骤', '审批人', '决定', '时间', '理由'],
      rows: story.runs.flatMap((run) => runRows(hidden(run) as approvals.RunView, nameOf)),
    },
    {
      heading: '付款',
      shows: 'table',
      columns: ['时间', '经办', '金额'],
      rows: story.one.handling.payments.map((one) => [time(one.at), nameOf(one.by), showYuan(one.amount)]),
    },
    { heading: '时限推算', shows: 'lines', texts: story.deadlines.map(({ proof }) => proof.join('\n')) },
    {
      heading: '客户短信',
      shows: 'table',
      columns: ['时间', '内容', '结果', '结束时间'],
      rows: story.sent
        .filter((row) => row.kind === 'sms')
        .map((row) => [time(row.createdAt), String(hidden(row.text ?? '')), smsBecame(row), time(row.endedAt)]),
    },
    {
      heading: '附件',
      shows: 'files',
      files: story.attachments.map((file) => ({
        path: cases.attachmentPath(file),
        words: `${file.kind === null ? '' : `[${KIND_WORDS[file.kind]}] `}${file.name},${nameOf(file.addedBy)} ${time(file.addedAt)},SHA-256 ${file.hash}`,
        picture: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'].includes(file.mime),
      })),
    },
    {
      heading: '封存',
      shows: 'table',
      columns: ['封存序号', '封存时间', '封存到第几条', '封存值'],
      rows: story.seals.map((seal) => [String(seal.seq), time(Date.parse(seal.sealedAt)), String(seal.caseSeq), seal.hash]),
    },
  ];
}

function matter({ one }: CaseStory, hidden: (value: unknown) => unknown): Section {
  const words = (value: string | null): string => String(hidden(value ?? '—'));
  return {
    heading: '事项',
    shows: 'facts',
    facts: [
      { label: '编号', value: one.number },
      { label: '性质', value: KIND_NAMES[one.kind] },
      { label: '类别', value: CATEGORY_NAMES[one.category] },
      { label: '级别', value: `${LEVEL_NAMES[one.level]}(依据 ${one.decision.levelRules.join('、')})` },
      { label: '状态', value: cases.STATE_NAMES[one.state] },
      { label: '房号', value: one.rooms.join('、') },
      { label: '客户', value: words(one.customerName) },
      { label: '电话', value: words(one.customerPhone) },
      { label: '登记时间', value: time(one.registeredAt) },
      { label: '结案时间', value: time(one.closedAt) },
      { label: '内容', value: words(one.content) },
      { label: '方案', value: words(one.handling.plan) },
      { label: '处理结果', value: words(one.handling.result) },
    ],
  };
}

const sums = (one: cases.Case): Section => ({
  heading: '金额',
  shows: 'facts',
  facts: [
    { label: '诉求金额', value: sum(one.facts.claimedAmount) },
    { label: '拟赔付金额', value: sum(one.facts.proposedAmount) },
    { label: '维修费用', value: sum(one.facts.repairCost) },
    { label: '批准金额', value: sum(one.handling.approvedAmount) },
    { label: '已付金额', value: sum(cases.paidOf(one)) },
  ],
});

function runRows(run: approvals.RunView, nameOf: NameOf): readonly (readonly string[])[] {
  const head = `${time(run.openedAt)} 提交,${RUN_WORDS[run.state]},${sum(run.amount)}`;
  const rows = run.steps.flatMap((step) =>
    step.decisions.map((one) => [
      head,
      String(step.step),
      one.decidedBy === one.holderId ? nameOf(one.decidedBy) : `${nameOf(one.decidedBy)} 代 ${nameOf(one.holderId)}`,
      one.verdict === 'agree' ? '同意' : '驳回',
      time(one.decidedAt),
      one.reason ?? '',
    ]),
  );
  return rows.length === 0 ? [[head, '', '', '', '', run.reason ?? '']] : rows;
}

const RECEIPT_WORDS = { taken: ',等待回执', failed: ',没有送达', delivered: ',已送达手机' };

function smsBecame({ state, error, receipt }: CaseStory['sent'][number]): string {
  return `${SENT_WORDS[state] ?? state}${receipt === null ? '' : RECEIPT_WORDS[receipt]}${error === null ? '' : `:${error}`}`;
}
