/** What is wrong with a case's record, history or number, or with the sealed log. */
export interface RecordFault {
  readonly kind: 'record' | 'history' | 'number' | 'seal';
  readonly companyId: string | null;
  /** The complaint's number; null where the log itself is broken. */
  readonly number: string | null;
  /** The first altered entry of the case, or the row of the sealed log; null when the case as a whole is meant. */
  readonly seq: number | null;
  /** Chinese, for whoever runs `reconcile`. */
  readonly fault: string;
}
