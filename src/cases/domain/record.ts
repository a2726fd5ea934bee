import type { Instant } from '../../terms/instants.js';

/** One entry of a record as it stands in the store, with what its hashes say of it. */
export interface RecordedLine {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Erased by law: nothing can be concluded from it, and its chain still holds. */
  readonly erased: boolean;
  /** The payload is the one that was hashed; true of an erased one. */
  readonly contentHolds: boolean;
  /** Time, actor, kind and the link to the entry before are the ones that were hashed. */
  readonly lineHolds: boolean;
  readonly prevHash: string;
  readonly hash: string;
}

/** One entry with its case as it stands; no entry in a case without a record. */
export interface RecordRow {
  readonly caseId: string;
  readonly companyId: string;
  readonly number: string;
  readonly state: string;
  readonly level: string;
  readonly registeredAt: Instant;
  readonly closedAt: Instant | null;
  readonly dissatisfiedTimes: number;
  /** The last number given on the case's day; null when none was. */
  readonly lastNumber: number | null;
  readonly headSeq: number;
  readonly headHash: string;
  readonly entry: RecordedLine | null;
}

/** What is sealed of a case: how far its record went, and the hash it had there. */
export interface CaseHead {
  readonly caseId: string;
  readonly companyId: string;
  readonly caseSeq: number;
  readonly caseHash: string;
}

/** A link of the sealed log: written down outside (service log, heartbeat), it vouches for every case up to here. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

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
