import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';
import { maskPhone } from '../../terms/phone.js';
import type { NudgePart } from './merged-nudge.js';

/** Everything that goes out is one of these. */
export type OutgoingKind = 'text' | 'notice' | 'nudge' | 'card' | 'card-update' | 'recall' | 'sms';
/** `unknown`: it may have arrived or not, and must not be sent again. */
export type OutgoingState = 'waiting' | 'sending' | 'sent' | 'withdrawn' | 'unknown' | 'given-up';

/** What every row that goes out is told. */
interface Written {
  readonly companyId: string;
  readonly channel: string;
  readonly chatId: string;
  /** The same key is written once in a company. */
  readonly dedupeKey: string;
  readonly caseId?: string | null;
  /** Business time. */
  readonly now: Instant;
  readonly machineNow: Instant;
  readonly trace: string;
}

/** `text` answers, `notice` tells at once, `nudge` reminds and is withdrawn when somebody acts. */
export interface NewText extends Written {
  readonly kind: 'text' | 'notice' | 'nudge';
  readonly to: string | null;
  readonly text: string;
  readonly clockId?: string | null;
  /** A nudge merged from several: it shrinks as they are acted upon, and goes when none is left. They count, not `caseId`. */
  readonly parts?: readonly NudgePart[];
}

export interface NewCard extends Written {
  readonly cardId: string;
  readonly to?: string | null;
  /** What the card is about ("draft", "case", "approval-run") and its id: the handle to redraw all of them. */
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly card: Card;
  /** It reminds, and counts as a nudge (`lastNudgeAt`). */
  readonly nudges?: boolean;
  /** What a notification shows of it. */
  readonly summary?: string;
}

/** A card somebody was sent. */
export interface CardRow {
  readonly id: string;
  readonly companyId: string;
  readonly channel: string;
  readonly chatId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly caseId: string | null;
  readonly wanted: Card;
  readonly version: number;
}

const KIND_WORDS: Readonly<Record<OutgoingKind, string>> = {
  text: '消息',
  notice: '通知',
  nudge: '提醒',
  card: '卡片',
  'card-update': '卡片更新',
  recall: '撤回',
  sms: '短信',
};

interface Unsent {
  readonly kind: OutgoingKind;
  readonly recipient: string;
  readonly error: string;
}

const whom = ({ kind, recipient }: Unsent): string => (kind === 'sms' ? maskPhone(recipient) : recipient);

/** What the administrator reads when a message did not get through. */
export const givenUpAlert = (row: Unsent): string =>
  `发给 ${whom(row)} 的${KIND_WORDS[row.kind]}未能送达,已停止发送:${row.error}`;

/** What the administrator reads when nobody can say whether an SMS arrived. */
export const unknownSmsAlert = (row: Unsent): string =>
  `发给 ${whom(row)} 的短信是否送达不明,为免重复不再发送,请电话联系客户。`;
