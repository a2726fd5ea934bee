import { CATEGORIES, CATEGORY_NAMES } from '../../../terms/complaint.js';
import type { Card, CardButton } from '../../../terms/card.js';
import { OUTSIDE_NAMES } from '../../../terms/outside.js';
import type { DialogueContext, Draft, Question, Reply } from './types.js';
import { SLOT_NAMES } from './needs.js';
import { matchProjects } from './project-match.js';
import { subjectOfDraft } from './draft-facts.js';

/** More projects than this make no row of buttons; the name is typed then. */
const MOST_BUTTONS = 6;

const button = (action: string, label: string): CardButton => ({ action, label, input: null });
const SKIP = button('skip', '跳过');

function buttonsFor(slot: Question, draft: Draft, context: DialogueContext): readonly CardButton[] {
  if (slot === 'category') return CATEGORIES.map((category) => button(`category:${category}`, CATEGORY_NAMES[category]));
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

const questionCard = (title: string, draft: Draft, buttons: readonly CardButton[]): Card => ({
  title,
  state: 'open',
  facts: [{ label: '事由', value: subjectOfDraft(draft) }],
  basis: [],
  buttons: [...buttons, SKIP],
});

/** The pending question: with buttons where the answers are few, in words else. */
export function askAbout(slot: Question, draft: Draft, context: DialogueContext, lead: string): Reply {
  const title = `${lead}${wording(slot, draft)}`;
  const buttons = buttonsFor(slot, draft, context);
  if (buttons.length > 0) return { kind: 'question', draftId: draft.id, card: questionCard(title, draft, buttons) };
  return { kind: 'text', text: title };
}

/** The pending question once more, short, after something else was talked about. */
export function askAgain(slot: Question): string {
  const what = slot === 'phone' ? '客户的称呼和电话' : SLOT_NAMES[slot];
  return `还差${what},直接回就行,不知道就回“跳过”。`;
}
