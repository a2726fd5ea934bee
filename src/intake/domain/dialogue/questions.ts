import { CATEGORIES, CATEGORY_NAMES, type Category } from '../../../terms/complaint.js';
import type { Card, CardButton, CardFact } from '../../../terms/card.js';
import { OUTSIDE_NAMES } from '../../../terms/outside.js';
import type { DialogueContext, Draft, Question, Reply } from './types.js';
import { SLOT_NAMES } from './needs.js';
import { matchProjects } from './project-match.js';
import { subjectOfDraft } from './draft-facts.js';
import { subjectOf } from './subject.js';

/** More projects than this make no row of buttons; the name is typed then. */
const MOST_BUTTONS = 6;

const button = (action: string, label: string): CardButton => ({ action, label, input: null });
const SKIP = button('skip', '跳过');

function buttonsFor(slot: Question, draft: Draft, context: DialogueContext): readonly CardButton[] {
  if (slot === 'category') {
    const offered = draft.likely.length === 2 ? draft.likely : CATEGORIES;
    const buttons = offered.map((category) => button(`category:${category}`, CATEGORY_NAMES[category]));
    return offered === CATEGORIES ? buttons : [...buttons, button('category:more', '其他类别')];
  }
  if (slot === 'split') return [button('split:apart', '分开登记'), button('split:together', '合为一件')];
  if (slot === 'repeat') return [button('earlier:0', '没有'), button('earlier:1', '1 次'), button('earlier:2', '2 次'), button('earlier:3', '3 次及以上')];
  if (slot === 'kind') return [button('kind:complaint', '投诉'), button('kind:need', '需求')];
  if (slot !== 'project') return [];
  const named = draft.slots.project === null ? [] : matchProjects(draft.slots.project, context.projects);
  const choices = named.length > 1 ? named : context.projects;
  return choices.length > MOST_BUTTONS ? [] : choices.map(({ id, name }) => button(`project:${id}`, name));
}

function wording(slot: Question, draft: Draft): string {
  switch (slot) {
    case 'project':
      return '是哪个项目的?';
    case 'rooms':
      return draft.slots.rooms.length === 0 ? '是哪个房号?例如 3-2-1501。' : '房号不全,是几栋几单元几室?';
    case 'kind':
      return '这条是投诉还是需求?';
    case 'category':
      return '这条属于哪一类?';
    case 'repeat':
      return '客户就这件事之前投诉过几次?';
    case 'split':
      return draft.parts.length === 2 ? '这条里像是有两件事,要分开登记吗?' : `这条里像是有 ${draft.parts.length} 件事,要分开登记吗?`;
    case 'outside':
      return outsideWording(draft);
    case 'amount':
      return draft.slots.amount === null ? '客户要求赔多少?没说数就回“没说”。' : '客户要求的金额到底是多少?';
    case 'households':
      return '一共涉及多少户?';
    case 'phone':
      return draft.slots.name === null ? '客户怎么称呼,电话多少?' : '客户电话多少?';
    default:
      return `${SLOT_NAMES[slot]}是什么?`;
  }
}

function outsideWording({ outside }: Draft): string {
  const name = outside === null || outside.body === null ? '外部' : OUTSIDE_NAMES[outside.body];
  const [noNumber, noDue] = [outside === null || outside.number === null, outside === null || outside.due === null];
  if (!noNumber) return `${name}要求什么时候前回复?例如 3月9日前。`;
  return noDue ? `${name}的工单号是多少,要求什么时候前回复?例如 20260302001,3月9日前。` : `${name}的工单号是多少?`;
}

/** What belongs to a category, in one line, for whoever wavers between two. */
const CATEGORY_LINES: Readonly<Record<Category, string>> = {
  engineering: '房屋和设备本身的毛病:渗漏、开裂、空鼓、门窗、电梯故障',
  planning: '规划和设计:采光、间距、户型、配套、绿化车位的布局',
  sales: '销售时说的和合同写的:承诺、广告、面积、交房、退款',
  property: '物业的服务:保洁、保安、停车、噪音、收费、公共秩序',
  other: '以上都不是',
};

function linesFor(slot: Question, draft: Draft): readonly CardFact[] {
  if (slot === 'category' && draft.likely.length === 2) return draft.likely.map((category) => ({ label: CATEGORY_NAMES[category], value: CATEGORY_LINES[category] }));
  if (slot === 'split') return draft.parts.map((part, index) => ({ label: `第 ${index + 1} 件`, value: subjectOf(part, null, strangersOf(draft)) }));
  return [];
}

const strangersOf = ({ slots }: Draft): string[] => [slots.name, slots.project].filter((word): word is string => word !== null);

const questionCard = (title: string, slot: Question, draft: Draft, buttons: readonly CardButton[]): Card => ({
  title,
  state: 'open',
  facts: [...(slot === 'split' ? [] : [{ label: '事由', value: subjectOfDraft(draft) }]), ...linesFor(slot, draft)],
  basis: [],
  buttons: slot === 'split' ? buttons : [...buttons, SKIP],
});

/** The pending question: with buttons where the answers are few, in words else. */
export function askAbout(slot: Question, draft: Draft, context: DialogueContext, lead: string): Reply {
  const title = `${lead}${wording(slot, draft)}`;
  const buttons = buttonsFor(slot, draft, context);
  if (buttons.length > 0) return { kind: 'question', draftId: draft.id, card: questionCard(title, slot, draft, buttons) };
  return { kind: 'text', text: title };
}

/** The pending question once more, short, after something else was talked about. */
export function askAgain(slot: Question): string {
  if (slot === 'split') return '要分开登记请回“分开”,合在一起请回“一件”。';
  if (slot === 'category') return `还差类别,请回其中一类:${CATEGORIES.map((one) => CATEGORY_NAMES[one]).join('、')};不知道就回“跳过”。`;
  const what = slot === 'phone' ? '客户的称呼和电话' : SLOT_NAMES[slot];
  return `还差${what},直接回就行,不知道就回“跳过”。`;
}
