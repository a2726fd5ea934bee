import type { Card, CardButton, CardFact } from '../../terms/card.js';
import { CATEGORY_NAMES, DOOR_NAMES, KIND_NAMES, LEVEL_NAMES, THREAT_NAMES } from '../../terms/complaint.js';
import { showInstant } from '../../terms/instants.js';
import { showYuan } from '../../terms/money.js';
import { isOpen, missingPapers, paidOf, payableOf, PHOTO_NAMES, STATE_NAMES, type Case } from '../../cases/index.js';
import { fitText } from '../../messages/index.js';
import { maskPhone, maskPhonesIn } from '../../terms/phone.js';
import { personName, projectName, type Scene } from '../scene.js';
import { extensionCauses } from './book-extension.js';
import { fileButtons } from './case-files.js';
import { handlerTasks, visitorTasks } from './checklist.js';
import { provisionalNote } from './due-words.js';
import { linkFacts } from './link-words.js';
import { packOf } from './judging.js';
import { markFact } from './marks.js';
import { outsideFacts } from './outside-words.js';
import { pauseCauses, pausedFact } from './pause-words.js';

const button = (action: string, label: string, input: CardButton['input'] = null): CardButton => ({ action, label, input });

/** A button cannot bring a picture: it is asked for, and taken from the next message. */
function paperButtons(one: Case): readonly CardButton[] {
  const missing = payableOf(one) === null ? [] : missingPapers(one);
  return [
    ...(missing.includes('agreement') ? [button('agreement', '上传协议')] : []),
    ...(missing.includes('voucher') ? [button('payment', '付款凭证', 'text')] : []),
  ];
}

/** The handler's buttons at each stage; typed words do the same. */
function handlingButtons(one: Case): readonly CardButton[] {
  const papers = paperButtons(one);
  if (one.state === 'handled') {
    return [
      ...papers,
      button('visit-satisfied', '回访满意', 'text'),
      button('visit-dissatisfied', '回访不满意', 'reason'),
      button('unreachable', '联系不上'),
    ];
  }
  if (!isOpen(one.state)) return [];
  return [
    button('contacted', '已联系客户'),
    button('unreachable', '联系不上'),
    button('dispatch', '派单', 'person'),
    button('appointment', '约上门', 'text'),
    button('site-checked', '现场核实', 'text'),
    button('plan', '提交方案', 'text'),
    ...(one.handling.approval?.state === 'open' ? [button('urge', '催办'), button('withdraw', '撤回审批')] : []),
    ...papers,
    button('handled', '处理完毕', 'text'),
    button('supplement', '补充', 'text'),
    button('extend', '申请延期', 'text'),
    button('pause', '申请暂停', 'text'),
    button('send-back', '退单', 'reason'),
    button('invalid', '无效', 'reason'),
  ];
}

const SLOT_WORDS: Readonly<Record<string, string>> = {
  category: '类别',
  amount: '诉求金额',
  households: '户数',
  project: '项目',
  rooms: '房号',
  name: '客户姓名',
  phone: '联系电话',
  doors: '来源',
  kind: '性质',
  media: '媒体',
  litigation: '诉讼',
  safety: '安全',
  repeat: '之前投诉次数',
  refused: '是否拒绝方案',
  receivedAt: '来电时间',
  outside: '外部工单号和时限',
};

const fact = (label: string, value: string | null | undefined): CardFact[] =>
  value === null || value === undefined || value === '' ? [] : [{ label, value: fitText(value, 200) }];

/** Who has to call the customer sees his number in full, while there is something to call about. */
export const callsCustomer = (one: Case, reader: string): boolean =>
  isOpen(one.state) && [one.handlerId, one.handling.dispatchedTo].includes(reader);

/** Agreement and payments, once there is compensation to be had. */
function paperFacts(one: Case): readonly CardFact[] {
  const { agreement, payments } = one.handling;
  const missing = missingPapers(one);
  const last = payments.at(-1);
  const paid = last === undefined ? null : `${showYuan(paidOf(one))}(${payments.length} 笔,最近 ${showInstant(last.at)})`;
  return [
    ...fact('赔付协议', agreement === null ? (missing.includes('agreement') ? '待上传' : null) : `已存档(${showInstant(agreement.at)})`),
    ...fact('已付金额', paid ?? (missing.includes('voucher') ? '待上传付款凭证' : null)),
  ];
}

/** Shown while the case stands where it was lowered to. */
function loweredWords(scene: Scene, { level, handling }: Case): string | null {
  const { lowered } = handling;
  if (lowered?.level !== level) return null;
  return `${personName(scene, lowered.by)}于${showInstant(lowered.at)}由${LEVEL_NAMES[lowered.from]}降为${LEVEL_NAMES[lowered.level]}:${lowered.reason}`;
}

/** What the people who handle a case see: the whole of it; the phone in full only for whoever calls. */
export function caseFacts(scene: Scene, one: Case, calls = false): readonly CardFact[] {
  const { facts, handling } = one;
  return [
    ...fact('编号', one.number),
    ...fact('项目', projectName(scene, one.projectId)),
    ...fact('房号', one.rooms.join('、')),
    ...fact('客户', one.customerName),
    ...fact('电话', one.customerPhone === null || calls ? one.customerPhone : maskPhone(one.customerPhone)),
    ...fact('性质', KIND_NAMES[one.kind]),
    ...fact('类别', CATEGORY_NAMES[one.category]),
    ...fact('级别', LEVEL_NAMES[one.level]),
    ...fact('降级说明', loweredWords(scene, one)),
    ...markFact(one),
    ...linkFacts(one),
    ...fact('事由', one.subject),
    ...fact('内容', maskPhonesIn(one.content)),
    ...fact('来源', one.doors.map((door) => DOOR_NAMES[door]).join('、')),
    ...outsideFacts(one, packOf(scene, one)),
    ...fact('诉求金额', facts.claimedAmount === null ? null : showYuan(facts.claimedAmount)),
    ...fact('涉及户数', facts.households > 1 ? `${facts.households} 户` : null),
    ...fact('风险提示', facts.threats.map((threat) => THREAT_NAMES[threat]).join('、')),
    ...fact('方案', handling.plan),
    ...fact('拟赔付', facts.proposedAmount === null ? null : showYuan(facts.proposedAmount)),
    ...fact('已批金额', handling.approvedAmount === null ? null : showYuan(handling.approvedAmount)),
    ...paperFacts(one),
    ...fact('上门时间', handling.appointmentAt === null ? null : showInstant(handling.appointmentAt)),
    ...fact('派单', handling.dispatchedTo === null ? null : `${personName(scene, handling.dispatchedTo)}(${handling.dispatchAccepted ? '已接单' : '待接单'})`),
    ...fact('退单', returnWords(scene, one)),
    ...fact('到场时间', handling.arrivedAt === null ? null : showInstant(handling.arrivedAt)),
    ...fact('时限暂停', pausedFact(scene, one)),
    ...fact('处理结果', handling.result),
    ...fact('客户评价', ratingWords(one)),
    ...fact('时限说明', provisionalNote(scene, one)),
    ...fact('待补', [...handling.pendingSlots.map((slot) => SLOT_WORDS[slot] ?? slot), ...handling.photosWanted.map((of) => PHOTO_NAMES[of])].join('、')),
    ...fact('受理人', one.handlerId === null ? null : personName(scene, one.handlerId)),
    ...fact('状态', STATE_NAMES[one.state]),
  ];
}

/** How often it has been sent back, and who has to send it on. */
function returnWords(scene: Scene, { handling: { sentBack, sentBackTimes } }: Case): string | null {
  if (sentBackTimes === 0) return null;
  return `已退 ${sentBackTimes} 次${sentBack === null ? '' : `,等${personName(scene, sentBack.to)}重新派单(原因:${sentBack.reason})`}`;
}

/** What the customer said of the present closing by his link. */
function ratingWords({ handling }: Case): string | null {
  const { rating } = handling.customer;
  if (rating === null) return null;
  return rating.words === '' ? rating.said : `${rating.said}:${maskPhonesIn(rating.words)}`;
}

export function caseCard(scene: Scene, one: Case, reader: string): Card {
  return {
    title: `${KIND_NAMES[one.kind]} ${one.number}`,
    state: one.state === 'invalid' ? 'void' : one.state === 'closed' ? 'done' : 'open',
    facts: [...caseFacts(scene, one, callsCustomer(one, reader)), ...(reader === one.handlerId ? handlerTasks(scene, one) : [])],
    basis: one.decision.levelRules,
    buttons: [...handlingButtons(one), ...fileButtons(scene, one, reader)],
  };
}

const MONEY = /赔|补偿|退款|退钱|退费|减免|索要|\d\s?[万千wk]|[\d一二两三四五六七八九十百千万]\s?(?:多|余)?\s?(?:元|块)/i;

/** Clauses that speak of money are left out: what is asked or paid is no business of whoever mends it. */
const withoutSums = (content: string): string =>
  content
    .split(/(?<=[,，。;；!！?？\n])/)
    .filter((clause) => !MONEY.test(clause))
    .join('')
    .replace(/[,，;；\s]+$/, '');

/** What the person sent to the site sees: no sums. */
export function dispatchCard(scene: Scene, one: Case, reader: string): Card {
  const shown = new Set(['编号', '项目', '房号', '客户', '电话', '类别', '事由', '内容', '上门时间', '受理人', '状态']);
  const open = (one.state === 'registered' || one.state === 'handling' || one.state === 'unverified') && one.handling.dispatchedTo === reader;
  return {
    title: `派单 ${one.number}`,
    state: open ? 'open' : one.state === 'invalid' ? 'void' : 'done',
    facts: caseFacts(scene, { ...one, content: withoutSums(one.content) }, callsCustomer(one, reader)).filter((line) => shown.has(line.label)),
    basis: [],
    buttons: open
      ? [
          ...(one.handling.dispatchAccepted ? [] : [button('accept-dispatch', '接单')]),
          button('appointment', '约上门', 'text'),
          button('arrived', '到场', 'text'),
          button('site-checked', '现场核实', 'text'),
          button('handled', '完工', 'text'),
          button('send-back', '退单', 'reason'),
        ]
      : [],
  };
}

/** What the person who makes the return visit sees, with the questions to ask. */
export function visitCard(scene: Scene, one: Case): Card {
  const questions = scene.company.pack.returnVisitQuestions.map((question, index) => ({
    label: `问题 ${index + 1}`,
    value: question,
  }));
  return {
    title: `回访 ${one.number}`,
    state: one.state === 'handled' ? 'open' : one.state === 'invalid' ? 'void' : 'done',
    facts: [...caseFacts(scene, one, one.state === 'handled'), ...extensionCauses(scene, one), ...pauseCauses(scene, one), ...questions, ...visitorTasks(scene, one)],
    basis: one.decision.clocks.filter((clock) => clock.startsOn === 'handled').map((clock) => clock.rule),
    buttons: one.state === 'handled' ? handlingButtons(one) : [],
  };
}
