import type { Category, Kind } from '../../../terms/complaint.js';
import type { Card } from '../../../terms/card.js';
import type { Fen } from '../../../terms/money.js';
import type { Instant } from '../../../terms/instants.js';
import type { Slot, Understanding } from '../../../terms/understanding.js';

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
  readonly asked: readonly Slot[];
  /** The question that waits for an answer. */
  readonly pending: Slot | null;
  readonly stage: 'asking' | 'confirming' | 'correcting';
  /** The card that shows this draft, once posted. */
  readonly cardId: string | null;
  /** Set when people in danger were found and the duty person was told. */
  readonly emergency: boolean;
}

/** What a conversation (chat × person) remembers between messages; stored as JSON. */
export interface Conversation {
  readonly drafts: readonly Draft[];
  /** A command that waits for its missing word, such as a reason or a photo. */
  readonly awaiting: Command | null;
  /** The complaint last spoken about here, for "联系不上" without a number. */
  readonly lastNumber: string | null;
}

export const EMPTY_CONVERSATION: Conversation = { drafts: [], awaiting: null, lastNumber: null };

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
  | 'more-households' // 又有几户
  | 'change-phone' // 改电话
  | 'failed-talk' // 协商未成
  | 'media-happened' // 媒体已曝光
  | 'litigation-happened' // 已起诉
  | 'query' // 查询
  | 'ledger' // 查询台账
  | 'my-tasks' // 我的待办
  | 'my-approvals' // 我的审批
  | 'help'; // 帮助

export interface Command {
  readonly name: CommandName;
  /** Complaint number, when it was said; upper case. */
  readonly number: string | null;
  /** The rest of the words: reason, plan, explanation, person. */
  readonly text: string;
  /** For 方案: the sum proposed. For 更多: none. */
  readonly amount: Fen | null;
  /** For 约上门 and 申请延期. */
  readonly at: Instant | null;
  readonly households: number | null;
  readonly phone: string | null;
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

/** What registration takes from a draft; unknown facts stay null and are 待补. */
export interface DraftFacts {
  readonly kind: Kind;
  readonly category: Category;
  readonly pendingSlots: readonly Slot[];
}
