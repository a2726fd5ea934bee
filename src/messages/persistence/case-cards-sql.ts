import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';

/** A card that was sent about a case, as it should look now. */
export interface CardOfCase {
  readonly id: string;
  readonly chatId: string;
  readonly subjectKind: string;
  readonly card: Card;
  /** Which picture of it the chat shows, and which it should show. */
  readonly shownVersion: number;
  readonly wantedVersion: number;
  readonly createdAt: Instant;
}

// By way of what was sent: cards have no index of their own by case. A 待办 card holds other cases too; its words are among what was sent.
const OF_CASE = `
select c.id, c.chat_id as "chatId", c.subject_kind as "subjectKind", c.wanted as card, c.shown_version as "shownVersion",
  c.wanted_version as "wantedVersion", c.created_at as "createdAt"
from card c where c.id in (select card_id from outgoing where case_id = $1 and company_id = $2 and card_id is not null)
  and c.subject_kind <> 'todo'
order by c.created_at, c.id`;

export function cardsOfCase(tx: Tx, companyId: string, caseId: string): Promise<CardOfCase[]> {
  return open(tx).rows<CardOfCase>(OF_CASE, [caseId, companyId]);
}
