import type { LinkKind } from '../../terms/case-link.js';
import type { CountedAs } from '../../terms/complaint.js';
import type { Instant } from '../../terms/instants.js';

export interface CaseLink {
  readonly caseId: string;
  readonly number: string;
  readonly kind: LinkKind;
  /** Of a member of a group: its households. */
  readonly rooms: readonly string[];
  readonly at: Instant;
}

/** 并入 or 计入群诉, proposed to a person of this case and the earlier one. */
export interface Proposal {
  readonly act: 'merge' | 'group';
  readonly withId: string;
  readonly withNumber: string;
  /** In Chinese, as the card gives them. */
  readonly reasons: readonly string[];
  readonly state: 'open' | 'accepted' | 'refused';
  /** Who decided; null while it is open. */
  readonly by: string | null;
  /** What the finding was counted as on the earlier case: taken back when it turns out to be another matter. */
  readonly counted: CountedAs;
}
