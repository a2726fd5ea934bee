import { CATEGORY_NAMES, DOOR_NAMES, KIND_NAMES, THREAT_NAMES } from '../../../terms/complaint.js';
import type { Card, CardButton, CardFact } from '../../../terms/card.js';
import { showYuan } from '../../../terms/money.js';
import { showInstant } from '../../../terms/instants.js';
import type { DialogueContext, Draft } from './types.js';
import { contentOf, kindOf, projectShown, subjectOfDraft, threatsOf } from './draft-facts.js';
import { missingSlots, SLOT_NAMES } from './needs.js';
import { outsideShown } from './outside-facts.js';
import { wantsMoney } from './money-wish.js';
import { CARD_TEXT, cutTo } from './words.js';

const BUTTONS: readonly CardButton[] = [
  { action: 'confirm', label: '确认登记', input: null },
  { action: 'edit', label: '修改', input: 'text' },
  { action: 'cancel', label: '取消', input: null },
];

/** A category nobody is sure of is shown as such. */
function categoryShown(draft: Draft): string | null {
  const { category } = draft.slots;
  if (category === null) return null;
  return missingSlots(draft).includes('category') ? `${CATEGORY_NAMES[category]}(待核)` : CATEGORY_NAMES[category];
}

function amountShown(draft: Draft): string | null {
  const { amount } = draft.slots;
  if (amount !== null) return amount > 0 ? showYuan(amount) : '未要求赔偿';
  return wantsMoney(draft) ? '要求赔偿,金额未说' : null;
}

/** What makes the case delicate; a threat is a 风险提示, never a fact. */
function risksShown(draft: Draft): string | null {
  const { slots } = draft;
  const risks = [
    slots.safety === true || draft.emergency ? '可能危及人身安全' : null,
    ...threatsOf(draft).map((threat) => THREAT_NAMES[threat]),
    slots.mediaState === 'happened' ? '媒体已曝光' : null,
    slots.litigationState === 'happened' ? '已起诉' : null,
    slots.refused === true ? '不接受处理结果' : null,
    slots.repeat === true ? `多次反映${(draft.earlierTimes ?? 0) > 0 ? `(之前投诉 ${draft.earlierTimes} 次)` : ''}` : null,
  ];
  return listed(risks);
}

function listed(words: readonly (string | null)[]): string | null {
  const said = words.filter((word): word is string => word !== null);
  return said.length > 0 ? said.join('、') : null;
}

const facts = (pairs: readonly (readonly [string, string | null])[]): CardFact[] =>
  pairs.flatMap(([label, value]) => (value === null ? [] : [{ label, value: cutTo(value, CARD_TEXT) }]));

const pendingShown = (draft: Draft): string | null => listed(missingSlots(draft).map((slot) => SLOT_NAMES[slot]));

/** Contractors sit in groups: only what the matter is, and which facts were noted, not what they are. */
function groupFacts(draft: Draft, context: DialogueContext): CardFact[] {
  const { slots } = draft;
  const noted = listed([
    slots.rooms.length > 0 ? SLOT_NAMES.rooms : null,
    slots.name === null ? null : SLOT_NAMES.name,
    slots.phone === null ? null : SLOT_NAMES.phone,
    slots.amount === null ? null : SLOT_NAMES.amount,
    slots.households === null ? null : SLOT_NAMES.households,
  ]);
  return facts([
    ['项目', projectShown(draft, context)],
    ['事由', subjectOfDraft(draft)],
    ['类别', categoryShown(draft)],
    ['风险提示', risksShown(draft)],
    ['已记录', noted],
    ['图片', draft.attachments.length > 0 ? `${draft.attachments.length} 份` : null],
    ['待补', pendingShown(draft)],
  ]);
}

function fullFacts(draft: Draft, context: DialogueContext): CardFact[] {
  const { slots } = draft;
  return facts([
    ['项目', projectShown(draft, context)],
    ['房号', listed(slots.rooms)],
    ['客户', slots.name],
    ['电话', slots.phone],
    ['类别', categoryShown(draft)],
    ['诉求金额', amountShown(draft)],
    ['户数', slots.households === null ? null : `${slots.households} 户`],
    ['事由', subjectOfDraft(draft)],
    ['内容', contentOf(draft)],
    ['来源', listed(slots.doors.map((door) => DOOR_NAMES[door]))],
    ['外部来件', outsideShown(draft.outside)],
    ['受理时间', slots.receivedAt === null ? null : showInstant(slots.receivedAt)],
    ['风险提示', risksShown(draft)],
    ['图片', draft.attachments.length > 0 ? `${draft.attachments.length} 份` : null],
    ['待补', pendingShown(draft)],
  ]);
}

/** The summary before registration. Never shows a level; in a group neither sums, names, rooms nor phones. */
export function draftCard(draft: Draft, context: DialogueContext): Card {
  return {
    title: `${KIND_NAMES[kindOf(draft)]}草稿`,
    state: 'open',
    facts: context.inGroup ? groupFacts(draft, context) : fullFacts(draft, context),
    basis: [],
    buttons: BUTTONS,
  };
}
