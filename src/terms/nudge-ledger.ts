/**
 * What became of a nudge that was due: acted on, in his chat, in his chat together with others, put off (稍后提醒, one message a quarter
 * hour), taken back because somebody had acted, not delivered, or on its way.
 */
export const NUDGE_FATES = ['answered', 'delivered', 'merged', 'moved', 'withdrawn', 'failed', 'underway'] as const;
export type NudgeFate = (typeof NUDGE_FATES)[number];

export const FATE_NAMES: Readonly<Record<NudgeFate, string>> = {
  answered: '已办理',
  delivered: '已送达',
  merged: '合并送达',
  moved: '改期',
  withdrawn: '已撤回',
  failed: '未送达',
  underway: '发送中',
};

/** A nudge that was due, as the console page gets it. */
export interface NudgeLedgerLine {
  readonly dueAt: string;
  readonly number: string;
  readonly project: string;
  readonly subject: string;
  /** Whom it was for; null where it never came to be said. */
  readonly person: string | null;
  readonly text: string | null;
  /** Null: nothing on record says what became of it. That must never be. */
  readonly fate: NudgeFate | null;
  /** Why it failed, when it comes instead, which message took it along. */
  readonly note: string;
}

/** The delivery ledger of a period; times ISO 8601. `difference` is `due` less all counts, and must be zero. */
export interface NudgeLedger {
  readonly now: string;
  readonly from: string;
  readonly to: string;
  readonly due: number;
  readonly counts: readonly { readonly fate: NudgeFate; readonly count: number }[];
  readonly difference: number;
  readonly rows: readonly NudgeLedgerLine[];
  /** Of the chosen fate. */
  readonly total: number;
  readonly page: number;
  readonly size: number;
}
