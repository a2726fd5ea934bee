import type { Category, Door, Facts } from '../../../terms/complaint.js';
import type { Card } from '../../../terms/card.js';
import type { Fen } from '../../../terms/money.js';
import type { Instant } from '../../../terms/instants.js';
import type { OutsideSaid } from '../../../terms/outside.js';
import type { RuleQuestion } from '../../../terms/rule-question.js';
import type { Slot, Understanding } from '../../../terms/understanding.js';

/** What the bot may ask about: a slot, number and deadline of whoever passed the complaint on from outside, or whether two matters are registered one by one. */
export type Question = Slot | 'outside' | 'split';

/** A piece of evidence already stored by its content hash. */
export interface Attachment {
  readonly hash: string;
  readonly name: string;
  readonly mime: string;
}

/** One complaint being talked about, before it is registered (投诉草稿). */
export interface Draft {
  readonly id: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  /** Everything that was said, in order, whole. */
  readonly texts: readonly string[];
  readonly attachments: readonly Attachment[];
  /** Slots as merged from all texts and answers; later words win. */
  readonly slots: Understanding;
  /** Slots already asked; at most three (issue: staff have people waiting). */
  readonly asked: readonly Question[];
  /** The question that waits for an answer. */
  readonly pending: Question | null;
  readonly stage: 'asking' | 'confirming' | 'correcting';
  /** The card that shows this draft, once posted. */
  readonly cardId: string | null;
  /** Set when people in danger were found and the duty person was told. */
  readonly emergency: boolean;
  /** Directory id of the project; null while it is not known or not in the directory. */
  readonly projectId: string | null;
  /** Slots the reporter himself fixed by an answer, a button or a correction; a guess never overrides them. */
  readonly settled: readonly Slot[];
  /** Number and deadline of an outside body (12345, 住建, 消协, 信访); null while none is spoken of. */
  readonly outside: OutsideSaid | null;
  /** The pending question was already repeated once in short form; the next miss leaves it 待补. */
  readonly repeated: boolean;
  /** How often the customer complained of it before, as the reporter said; null while nobody has said. */
  readonly earlierTimes: number | null;
  /** The two categories it may be, the likelier first; fewer where the words speak for one or none. */
  readonly likely: readonly Category[];
  /** The reports it falls apart into when the reporter wants them registered one by one; empty: it is one matter. */
  readonly parts: readonly string[];
  /** Drafts that came out of one message share who the customer is; null: it stands alone. */
  readonly family: string | null;
}

/** Words and pictures that are kept although no draft holds them yet: nothing reported is dropped. */
export interface Held {
  /** The id its draft will have, should it become one. */
  readonly id: string;
  readonly at: Instant;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What a conversation (chat × person) remembers between messages; stored as JSON. */
export interface Conversation {
  readonly drafts: readonly Draft[];
  /** A command that waits for its missing word, such as a reason or a photo. */
  readonly awaiting: Command | null;
  /** The complaint last spoken about here, for "联系不上" without a number. */
  readonly lastNumber: string | null;
  /** Pictures that came before any words; they join what is said next. */
  readonly pictures: readonly Attachment[];
  /** The last message that looked like no complaint; 按投诉登记 makes it a draft. */
  readonly offered: Held | null;
  /** Reports that came while three drafts were open; each becomes a draft as soon as one is confirmed or cancelled. */
  readonly waiting: readonly Held[];
  /** Words of which the bot has asked which of the open drafts they belong to. */
  readonly unplaced: Held | null;
  /** An act of which the bot has asked which case it is about. */
  readonly choosing: Choosing | null;
  /** The cases last spoken about here, the newest last. */
  readonly recent: readonly { readonly number: string; readonly at: Instant }[];
}

/** An act that fits several cases, and the cases it was asked about, in the order they were listed. */
export interface Choosing {
  readonly command: Command;
  readonly attachments: readonly Attachment[];
  readonly cases: readonly { readonly number: string; readonly rooms: readonly string[]; readonly subject: string }[];
}

export const EMPTY_CONVERSATION: Conversation = {
  drafts: [],
  awaiting: null,
  lastNumber: null,
  pictures: [],
  offered: null,
  waiting: [],
  unplaced: null,
  choosing: null,
  recent: [],
};

/** What staff may say about a registered case or for themselves, in plain words or by a button. */
export type CommandName =
  | 'contacted' // 已联系客户
  | 'unreachable' // 联系不上
  | 'dispatch' // 派单
  | 'accept-dispatch' // 接单
  | 'appointment' // 约上门
  | 'arrived' // 到场
  | 'site-checked' // 现场核实
  | 'plan' // 方案 + 金额
  | 'handled' // 处理完毕
  | 'visit-satisfied' // 回访满意
  | 'visit-dissatisfied' // 回访不满意
  | 'invalid' // 无效
  | 'supplement' // 补充
  | 'extend' // 申请延期
  | 'pause' // 申请暂停
  | 'resume' // 恢复计时
  | 'send-back' // 退单
  | 'hand-back' // 退回原处理人
  | 'outside' // 外部工单号、外部时限
  | 'photo' // 补照片
  | 'more-households' // 又有几户
  | 'change-phone' // 改电话
  | 'rooms' // 房号 3-2-1502
  | 'failed-talk' // 协商未成
  | 'refused' // 客户不接受方案
  | 'media-happened' // 媒体已曝光
  | 'litigation-happened' // 已起诉
  | 'mark' // 标记 群诉风险
  | 'lower-level' // 降级为一般,原因…
  | 'close' // 结案,理由… (客户仍不满意)
  | 'agreement' // 上传协议 (赔付协议/谅解书)
  | 'payment' // 付款凭证 + 金额
  | 'approval-form' // 审批单
  | 'evidence-pack' // 导出证据包
  | 'query' // 查询
  | 'ledger' // 查询台账
  | 'my-tasks' // 我的待办
  | 'my-approvals' // 我的审批
  | 'due-today' // 今日到期
  | 'overdue-this-week' // 本周超时
  | 'who-has-most' // 谁手上最多
  | 'batch-agree' // 批量同意
  | 'withdraw' // 撤回审批
  | 'urge' // 催办
  | 'answer' // 答复退回补充
  | 'delegate' // 审批交给某某
  | 'cancel-delegation' // 取消委托
  | 'hand-over' // 交接 某甲 给 某乙
  | 'duty-roster' // 值班表
  | 'set-duty' // 3月1日到3月7日值班:李四
  | 'snooze' // 稍后提醒 1小时
  | 'why-nudged' // 为什么提醒我
  | 'rule-question' // 5000到2万谁批
  | 'speech' // 怎么跟客户说
  | 'similar-cases' // 类似案例
  | 'card-word' // the word that a tapped card waits for
  | 'help'; // 帮助

/** A button whose tap brought no word with it. */
export interface CardWord {
  readonly id: string;
  readonly action: string;
}

export interface Command {
  readonly name: CommandName;
  /** Complaint number, when it was said; upper case. */
  readonly number: string | null;
  /** A second number beside the first: LH-20260302-0001、LH-20260302-0002 已联系客户. */
  readonly further?: string;
  /** The rest of the words: reason, plan, explanation, person. */
  readonly text: string;
  /** For 方案: the sum proposed to the customer; for 付款凭证 the sum paid; for 上传协议 the sum agreed, where it is said. */
  readonly amount: Fen | null;
  /** For 方案: what mending costs. */
  readonly repairCost?: Fen;
  /** For 方案: a sum is written in it that cannot be one. */
  readonly sumUnread?: true;
  /** For 约上门 and 申请延期; for 审批交给 its beginning. */
  readonly at: Instant | null;
  /** For 审批交给: its end, not included. */
  readonly until?: Instant;
  readonly households: number | null;
  readonly phone: string | null;
  /** For 房号: the rooms told, normalised. */
  readonly rooms?: readonly string[];
  /** The room said in place of a number: "3栋1501的业主联系不上". */
  readonly room?: string;
  /** The words said in place of a number: 漏水 in "漏水那个处理完毕", 王女士 in "王女士那单联系不上". */
  readonly about?: string;
  /** What is asked of the rule book. */
  readonly question?: RuleQuestion;
  /** For the word a tapped card waits for: which card, and what it is to do. */
  readonly card?: CardWord;
}

/** What arrives in a conversation: words and pictures, or a tap on the draft's card. */
export interface Incoming {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What the bot answers in the same chat. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  /** A question with few answers: buttons on a card; a typed answer is taken as well. */
  | { readonly kind: 'question'; readonly draftId: string; readonly card: Card }
  /** The summary card 投诉草稿; posted once, then changed. */
  | { readonly kind: 'draft-card'; readonly draftId: string; readonly card: Card };

/** What the story must do beside answering. */
export type Effect =
  | { readonly kind: 'draft-started'; readonly draftId: string }
  /** People in danger: tell the duty person and the project's head now. */
  | { readonly kind: 'emergency'; readonly draftId: string; readonly words: string }
  | { readonly kind: 'register'; readonly draft: Draft }
  | { readonly kind: 'draft-cancelled'; readonly draftId: string }
  /** A question card that nobody needs to answer any more. */
  | { readonly kind: 'question-ended'; readonly draftId: string }
  | { readonly kind: 'command'; readonly command: Command; readonly attachments: readonly Attachment[] };

export interface Turn {
  readonly conversation: Conversation;
  readonly replies: readonly Reply[];
  readonly effects: readonly Effect[];
}

/** What the dialogue may know of the world. */
export interface DialogueContext {
  readonly now: Instant;
  /** An id for a draft that this turn may start. */
  readonly newDraftId: string;
  readonly projects: readonly { readonly id: string; readonly name: string; readonly nicknames: readonly string[] }[];
  /** The project the group belongs to; null in a private chat. */
  readonly chatProject: string | null;
  readonly inGroup: boolean;
  readonly speakerName: string;
}

/** What the words of a report can say of the facts a rule book looks at. */
type HeardFacts = Pick<
  Facts,
  | 'kind'
  | 'category'
  | 'phase'
  | 'receivedAt'
  | 'claimedAmount'
  | 'wantsMoney'
  | 'households'
  | 'safety'
  | 'media'
  | 'litigation'
  | 'threats'
  | 'refused'
  | 'dissatisfiedTimes'
>;

/** What registration takes from a draft; unknown facts stay null and are 待补. */
export interface DraftFacts {
  readonly facts: HeardFacts;
  /** Slots nobody could name yet (待补). */
  readonly pending: readonly Question[];
  readonly projectId: string | null;
  /** As the directory names it, else as the reporter wrote it. */
  readonly project: string | null;
  readonly repeat: boolean;
  readonly outside: OutsideSaid | null;
  readonly rooms: readonly string[];
  readonly name: string | null;
  readonly phone: string | null;
  readonly doors: readonly Door[];
  /** One generic line of at most 20 characters without rooms, names, phones or sums: 厨房漏水. Safe in a group. */
  readonly subject: string;
  /** All that was said, whole, one message a line. */
  readonly content: string;
}
