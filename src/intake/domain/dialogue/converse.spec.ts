import { parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { converse } from './converse.js';
import { factsOfDraft } from './draft-facts.js';
import type { Attachment, Conversation, DialogueContext, Draft, Effect, Reply } from './types.js';
import { EMPTY_CONVERSATION } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const PROJECTS = [
  { id: 'p1', name: '滨江一号', nicknames: ['滨江'] },
  { id: 'p2', name: '云栖里', nicknames: [] },
];
const LAST = 'LH-20260302-0001';
const EXAMPLE = '3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台';

/** The same without a word about earlier times. */
const LEAK = EXAMPLE.replace('第三次了', '');

type Place = 'group' | 'private';
/** What staff say (a text beginning with 📷 brings a picture) and, in order, a piece of each answer; "!" names an effect. */
type Step = readonly [string, ...string[]];
interface Dialogue {
  readonly name: string;
  readonly place?: Place;
  readonly lastNumber?: string;
  readonly steps: readonly Step[];
  /** Facts of the draft that was registered, or of the last one open. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

const replyText = (reply: Reply): string => {
  if (reply.kind === 'text') return reply.text;
  const { title, facts, buttons } = reply.card;
  const lines = facts.map(({ label, value }) => `${label}=${value}`).join(' ');
  return `[${reply.kind}] ${title} ${lines} <${buttons.map(({ label }) => label).join('/')}>`;
};
const effectText = (effect: Effect): string => (effect.kind === 'command' ? `!${effect.command.name}` : `!${effect.kind}`);

function picture(step: number): Attachment {
  return { hash: `h${step}`, name: '现场.jpg', mime: 'image/jpeg' };
}

/** The flow posts a summary once and remembers its card. */
const posted = (conversation: Conversation, replies: readonly Reply[]): Conversation => ({
  ...conversation,
  drafts: conversation.drafts.map((draft) =>
    replies.some((reply) => reply.kind === 'draft-card' && reply.draftId === draft.id) ? { ...draft, cardId: `card-${draft.id}` } : draft,
  ),
});

interface Heard {
  readonly answers: readonly string[];
  readonly pieces: readonly string[];
}

function play({ place = 'group', lastNumber, steps }: Dialogue): { heard: Heard[]; conversation: Conversation; subject: Draft | null } {
  let conversation: Conversation = { ...EMPTY_CONVERSATION, lastNumber: lastNumber ?? null };
  let registered: Draft | null = null;
  const heard: Heard[] = [];
  for (const [index, [text, ...pieces]] of steps.entries()) {
    const withPicture = text.startsWith('📷');
    const context: DialogueContext = {
      now: NOW + index * 1000,
      newDraftId: `d${index + 1}`,
      projects: PROJECTS,
      chatProject: place === 'group' ? '滨江一号' : null,
      inGroup: place === 'group',
      speakerName: '小李',
    };
    const incoming = { text: text.replace('📷', ''), attachments: withPicture ? [picture(index)] : [] };
    const turn = converse(conversation, incoming, context, RULE_READERS);
    conversation = posted(turn.conversation, turn.replies);
    for (const effect of turn.effects) if (effect.kind === 'register') registered = effect.draft;
    heard.push({ answers: [...turn.effects.map(effectText), ...turn.replies.map(replyText)], pieces });
  }
  return { heard, conversation, subject: registered ?? conversation.drafts.at(-1) ?? null };
}

const DIALOGUES: readonly Dialogue[] = [
  {
    name: "the issue's example, in a group: one question, a summary without names, rooms, phones and sums",
    steps: [
      [EXAMPLE, '!draft-started', '收到,厨房漏水。客户怎么称呼,电话多少?'],
      ['王女士 13800138000', '[draft-card] 投诉草稿 项目=滨江一号 事由=厨房漏水 类别=工程质量 风险提示=扬言找媒体、多次反映 已记录=房号、客户姓名、联系电话、诉求金额 待补=之前投诉次数 <确认登记/修改/取消>', '[question] 客户就这件事之前投诉过几次? 事由=厨房漏水 <没有/1 次/2 次/3 次及以上/跳过>'],
      ['确认登记', '!register'],
    ],
    facts: {
      facts: { kind: 'complaint', category: 'engineering', claimedAmount: 800_000, wantsMoney: true, threats: ['media'], media: false },
      rooms: ['3-2-1501'], name: '王女士', phone: '13800138000', doors: ['call'], subject: '厨房漏水', repeat: true, pending: ['repeat'],
    },
  },
  {
    name: 'in private the summary shows everything, the threat as 风险提示, and no level',
    place: 'private',
    steps: [
      [`滨江一号${EXAMPLE}`, '!draft-started', '客户怎么称呼'],
      ['跳过', '房号=3-2-1501 类别=工程质量 诉求金额=¥8,000.00 事由=厨房漏水', '之前投诉过几次'],
      ['两三次吧', '风险提示=扬言找媒体、多次反映(之前投诉 3 次)'],
    ],
    facts: { pending: ['phone', 'name'], projectId: 'p1', facts: { dissatisfiedTimes: 3 } },
  },
  { name: '是 confirms a summary', steps: [[LEAK, '!draft-started', '电话多少'], ['13800138000', '[draft-card]'], ['是', '!register']] },
  { name: '对 confirms a summary', steps: [[LEAK, '!draft-started', '电话多少'], ['13800138000', '[draft-card]'], ['对', '!register']] },
  {
    name: '是 in the middle of the questions confirms nothing',
    steps: [[LEAK, '!draft-started', '电话多少'], ['是', '还差客户的称呼和电话'], ['好的', '这一项还没填']],
  },
  {
    name: '确认登记 in the middle of the questions ends them, but registers nothing unseen',
    steps: [[LEAK, '!draft-started', '电话多少'], ['确认登记', '[draft-card]'], ['确认登记', '!register']],
    facts: { pending: ['phone', 'name'] },
  },
  {
    name: 'a private report is asked for project and room, at most three questions',
    place: 'private',
    steps: [
      ['业主反映家里漏水,要求赔偿', '!draft-started', '[question] 收到,漏水。是哪个项目的? 事由=漏水 <滨江一号/云栖里/跳过>'],
      ['云栖里', '是哪个房号'],
      ['5栋302', '客户要求赔多少'],
      ['2万', '[draft-card] 投诉草稿 项目=云栖里 房号=5-302'],
    ],
    facts: { projectId: 'p2', rooms: ['5-302'], facts: { claimedAmount: 2_000_000 }, pending: ['phone', 'name'] },
  },
  {
    name: 'a nickname is enough for the project',
    place: 'private',
    steps: [['有业主投诉电梯老坏', '!draft-started', '是哪个项目'], ['滨江', '电话多少']],
    facts: { projectId: 'p1', rooms: [] },
  },
  {
    name: 'an unknown project is asked for once more and then left 待补',
    place: 'private',
    steps: [['有业主投诉电梯老坏', '!draft-started', '是哪个项目'], ['阳光花园', '还差项目'], ['就是阳光花园', '电话多少']],
    facts: { projectId: null },
  },
  {
    name: 'the project named in the words counts more than the group',
    steps: [['云栖里3栋1501业主来电反映厨房漏水', '!draft-started', '电话多少']],
    facts: { projectId: 'p2', project: '云栖里' },
  },
  {
    name: 'a room without a building is completed by the answer',
    steps: [['1501漏水', '!draft-started', '房号不全'], ['3栋2单元', '电话多少']],
    facts: { rooms: ['3-2-1501'] },
  },
  {
    name: 'common parts need no room',
    steps: [['小区电梯天天坏,没人管', '!draft-started', '电话多少']],
    facts: { rooms: [], subject: '电梯故障' },
  },
  {
    name: '就他一家 answers how many homes',
    steps: [['3栋2单元1501业主投诉墙面开裂,好几户都这样', '!draft-started', '多少户'], ['就他一家', '电话多少']],
    facts: { facts: { households: 1 } },
  },
  {
    name: 'a sum is only asked for when money is wanted',
    steps: [['3栋1501业主投诉墙面开裂', '!draft-started', '电话多少'], ['13800138000', '[draft-card]']],
    facts: { facts: { wantsMoney: false, claimedAmount: null } },
  },
  {
    name: 'no sum said: the wish stays, the sum is 待补',
    steps: [['3栋1501业主投诉墙面开裂,要求赔偿', '!draft-started', '要求赔多少'], ['没说', '电话多少']],
    facts: { facts: { wantsMoney: true, claimedAmount: null } },
  },
  {
    name: '不要钱 takes the wish back',
    steps: [['3栋1501业主投诉墙面开裂,要求赔偿', '!draft-started', '要求赔多少'], ['不要钱', '电话多少']],
    facts: { facts: { wantsMoney: false, claimedAmount: null } },
  },
  {
    name: '打不通 answers the question for the phone: nobody knows',
    steps: [['3栋1501业主投诉墙面开裂', '!draft-started', '电话多少'], ['打不通', '[draft-card]']],
    facts: { pending: ['phone', 'name'] },
  },
  {
    name: 'a late fact is noted while a question waits',
    steps: [['3栋1501业主来电,厨房漏水', '!draft-started', '电话多少'], ['要赔8000', '记下了。还差客户的称呼和电话'], ['他姓王,电话13800138000', '[draft-card]']],
    facts: { facts: { claimedAmount: 800_000 }, phone: '13800138000' },
  },
  {
    name: 'two misses leave the question 待补',
    steps: [['厨房漏水', '!draft-started', '哪个房号'], ['随便聊聊', '还差房号'], ['今天天气不错', '电话多少']],
    facts: { pending: ['rooms', 'phone', 'name'] },
  },
  {
    name: 'corrections after the summary: room, homes, phone, name, category, kind, sum, project',
    place: 'private',
    steps: [
      [`滨江一号${LEAK}`, '!draft-started', '称呼'],
      ['王女士 13800138000', '[draft-card]'],
      ['不对,是1502', '房号=3-2-1502'],
      ['改成3户', '户数=3 户'],
      ['电话是13900139000', '电话=13900139000'],
      ['业主姓李不姓王', '客户=李'],
      ['不是工程质量是物业管理', '类别=物业管理'],
      ['不是8000是5000', '诉求金额=¥5,000.00'],
      ['不是投诉是需求', '[draft-card] 需求草稿'],
      ['项目是云栖里', '项目=云栖里'],
      ['确认', '!register'],
    ],
    facts: {
      rooms: ['3-2-1502'], phone: '13900139000', projectId: 'p2',
      facts: { kind: 'need', category: 'property', households: 3, claimedAmount: 500_000 },
    },
  },
  {
    name: 'a corrected sum is not taken for a room',
    steps: [['1501漏水,业主要求赔偿', '!draft-started', '房号不全'], ['3栋2单元', '要求赔多少'], ['不是2万,是5000', '电话多少']],
    facts: { rooms: ['3-2-1501'], facts: { claimedAmount: 500_000 } },
  },
  {
    name: 'a demand taken back',
    steps: [[LEAK, '!draft-started', '电话'], ['跳过', '[draft-card]'], ['业主说不要赔偿了', '[draft-card]']],
    facts: { facts: { claimedAmount: null, wantsMoney: false } },
  },
  {
    name: 'the neighbour below is added, not another complaint',
    steps: [['3栋2单元1501业主来电,厨房漏水', '!draft-started', '电话'], ['13800138000', '[draft-card]'], ['楼下1401也漏了', '[draft-card]']],
    facts: { rooms: ['3-2-1501', '3-2-1401'] },
  },
  {
    name: 'a demand that comes late is asked about when a question is left',
    steps: [['3栋1501业主来电,厨房漏水', '!draft-started', '电话'], ['13800138000', '[draft-card]'], ['业主要求赔偿', '[draft-card]', '要求赔多少'], ['八千', '[draft-card]']],
    facts: { facts: { claimedAmount: 800_000 } },
  },
  {
    name: '不对 alone asks what to change; the next words are the correction',
    steps: [[LEAK, '!draft-started', '电话'], ['跳过', '[draft-card]'], ['不对', '请直接说要改的内容'], ['房号是3栋2单元1502', '[draft-card]']],
    facts: { rooms: ['3-2-1502'] },
  },
  { name: '修改 asks what to change', steps: [[LEAK, '!draft-started', '电话'], ['跳过', '[draft-card]'], ['修改', '请直接说要改的内容'], ['改成3户', '[draft-card]']], facts: { facts: { households: 3 } } },
  {
    name: 'looking something up in between: answered, and the question once more, only once',
    steps: [
      ['5栋302业主说墙面开裂', '!draft-started', '电话'],
      ['我的待办', '!my-tasks', '还差客户的称呼和电话'],
      ['帮助', '!help'],
      ['查询 LH-20260302-0001', '!query'],
      ['李先生13700001111', '[draft-card]'],
    ],
    facts: { phone: '13700001111' },
  },
  { name: 'thanks in between', steps: [['5栋302业主说墙面开裂', '!draft-started', '电话'], ['谢谢', '不客气', '还差客户的称呼和电话']] },
  { name: '收到 at a summary reminds how to confirm', steps: [[LEAK, '!draft-started', '电话'], ['跳过', '[draft-card]'], ['收到', '确认登记']] },
  { name: '取消 cancels kindly', steps: [[LEAK, '!draft-started', '电话'], ['取消', '!draft-cancelled', '“厨房漏水”的草稿已取消']] },
  { name: '算了 cancels', steps: [[LEAK, '!draft-started', '电话'], ['算了', '!draft-cancelled', '已取消']] },
  { name: 'nothing to cancel, confirm, change', steps: [['取消', '没有要取消的'], ['确认', '没有要确认的'], ['修改', '没有要修改的'], ['跳过', '好的']] },
  { name: 'greetings and thanks make no draft', steps: [['你好', '您好'], ['谢谢', '不客气'], ['👌', '好的']] },
  { name: 'an empty message after the mention is answered with help', steps: [['@客诉助手', '!help'], ['@bot ', '!help'], ['', '!help']] },
  { name: 'the mention is no part of the report', steps: [[`@客诉助手 ${LEAK}`, '!draft-started', '电话']], facts: { content: LEAK } },
  {
    name: 'an inquiry is no complaint, but can be made one by its words',
    steps: [['物业费怎么交?', '[question] 这条像是咨询,先不登记'], ['按投诉登记', '!draft-started', '电话']],
    facts: { facts: { kind: 'complaint' }, content: '物业费怎么交?' },
  },
  { name: 'a suggestion is declined politely', steps: [['建议小区多装几个充电桩', '[question] 这条像是建议'], ['不用登记', '这条不登记']] },
  { name: 'an inquiry registered as a need', steps: [['业主想咨询一下装修押金什么时候退', '[question] 这条像是咨询'], ['按需求登记', '!draft-started', '收到']], facts: { facts: { kind: 'need' } } },
  {
    name: 'a customer named first, the matter after',
    steps: [['3栋1501', '这户是什么事'], ['王女士13800138000', '这户是什么事'], ['厨房漏水,要求尽快修', '!draft-started', '[draft-card]']],
    facts: { rooms: ['3-1501'], name: '王女士', phone: '13800138000', content: '3栋1501\n王女士13800138000\n厨房漏水,要求尽快修' },
  },
  {
    name: 'people in danger: told before any question, once a draft',
    steps: [
      ['5栋电梯困人了,快来', '!draft-started', '!emergency', '已通知值班人员', '电话多少'],
      ['里面有个老人被困了', '还差客户的称呼和电话'],
      ['张先生13800138000', '[draft-card]'],
    ],
    facts: { facts: { safety: true } },
  },
  { name: 'danger told late is told at once', steps: [['3栋1501业主来电,厨房漏水', '!draft-started', '电话'], ['现在厨房着火了', '!emergency', '已通知值班人员', '还差客户的称呼和电话']] },
  { name: 'danger beside a number goes to the case and to the duty person', steps: [[`${LAST} 电梯又困人了,快来`, '!emergency', '!supplement']] },
  {
    name: 'a picture alone is kept for the report that follows',
    steps: [['📷', '图片收到了,是什么事'], ['3栋1501业主来电,厨房漏水', '!draft-started', '电话']],
    facts: {},
  },
  { name: 'a picture joins the open draft and the summary shows it', steps: [[LEAK, '!draft-started', '电话'], ['跳过', '[draft-card]'], ['📷', '图片=1 份']] },
  {
    name: 'another home with another matter is another draft',
    steps: [
      ['3-2-1501业主投诉噪音扰民', '!draft-started', '噪音扰民'],
      ['7-1-502住户反映停水', '!draft-started', '停水'],
      ['取消', '您有 2 份草稿:①噪音扰民 ②停水'],
      ['取消第1个', '!draft-cancelled', '“噪音扰民”的草稿已取消'],
    ],
    facts: { rooms: ['7-1-502'] },
  },
  {
    name: 'words about a known room go to its draft',
    steps: [
      ['3-2-1501业主投诉噪音扰民', '!draft-started', '噪音扰民'],
      ['7-1-502住户反映停水', '!draft-started', '停水'],
      ['3-2-1501的电话是13800138000', '[draft-card]'],
    ],
    facts: { rooms: ['3-2-1501'], phone: '13800138000' },
  },
  {
    name: 'the fourth report waits and is taken up when one is cancelled',
    steps: [
      ['3-2-1501业主投诉噪音扰民', '!draft-started', '噪音'],
      ['7-1-502住户反映停水', '!draft-started', '停水'],
      ['9-1-701业主反映门禁失灵', '!draft-started', '门禁'],
      ['8-1-901业主投诉墙面开裂', '您已有 3 份草稿没确认'],
      ['取消第1个', '!draft-cancelled', '!draft-started', '已取消', '接着登记刚才留着的那条'],
    ],
    facts: { rooms: ['8-1-901'], subject: '墙面开裂' },
  },
  {
    name: 'danger is never refused for too many drafts',
    steps: [
      ['3-2-1501业主投诉噪音扰民', '!draft-started', '噪音'],
      ['7-1-502住户反映停水', '!draft-started', '停水'],
      ['9-1-701业主反映门禁失灵', '!draft-started', '门禁'],
      ['8-1-901业主来电,家里燃气泄漏', '!draft-started', '!emergency', '已通知值班人员', '燃气泄漏'],
    ],
  },
  { name: 'a command about the case just spoken of', lastNumber: LAST, steps: [['联系不上客户', '!unreachable'], ['处理完了', '!handled'], ['13900139000', '!change-phone']] },
  {
    name: 'facts said like commands belong to the open draft',
    lastNumber: LAST,
    steps: [['3栋1501业主来电,厨房漏水', '!draft-started', '电话'], ['又有4户反映', '记下了'], ['13800138000', '[draft-card]'], ['已经起诉了', '[draft-card]']],
    facts: { facts: { households: 4, litigation: true } },
  },
  { name: 'a picture beside a command goes with it', steps: [['📷LH-20260302-0001 到现场了', '!arrived']] },
  {
    name: 'voice without marks',
    steps: [['3#1501漏水又来了 业主说再不修找抖音 要1.2w', '!draft-started', '电话'], ['138 0013 8000', '[draft-card]', '之前投诉过几次']],
    facts: { rooms: ['3-1501'], phone: '13800138000', facts: { claimedAmount: 1_200_000, threats: ['media'] } },
  },
  { name: 'before handover is told by the words', steps: [['12栋2单元301业主投诉逾期交房半年', '!draft-started', '逾期交房']], facts: { facts: { phase: 'before-handover' } } },
  { name: '投诉 alone asks for the matter', steps: [['我要投诉', '要登记什么事']] },
];

describe('talk', () => {
  it.each(DIALOGUES)('$name', (dialogue) => {
    const { heard, subject } = play(dialogue);
    for (const { answers, pieces } of heard) {
      expect(answers.map((answer, index) => (answer.includes(pieces[index] ?? '\u0000') ? pieces[index] : answer))).toEqual(pieces);
    }
    if (dialogue.facts) expect(subject === null ? null : factsOfDraft(subject)).toMatchObject(dialogue.facts);
  });
});
