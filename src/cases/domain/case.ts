import type { CaseState } from '../../terms/case-state.js';
import type { Category, CaseEvent, Door, Facts, Kind, Level } from '../../terms/complaint.js';
import type { Decision, RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';
import { NOTHING_SAID, type CustomerSide } from './customer-side.js';
import type { CaseLink, Proposal } from './links.js';
import type { CasePause, OutsideComplaint, PhotoOf, SentBack } from './handler-side.js';

/** Every state with the states it may turn into; anything else is refused by name. */
export const NEXT_STATES: Readonly<Record<CaseState, readonly CaseState[]>> = {
  unverified: ['registered', 'handling', 'handled', 'invalid', 'merged'],
  registered: ['handling', 'handled', 'invalid', 'merged'],
  // Closed straight from handling: by the one whom the book lets close over a dissatisfied customer.
  handling: ['handling', 'handled', 'closed', 'invalid', 'merged'],
  handled: ['closed', 'handling', 'invalid', 'merged'],
  closed: ['handling'],
  invalid: [],
  merged: [],
};

export const canBecome = (from: CaseState, to: CaseState): boolean => NEXT_STATES[from].includes(to);

export const isOpen = (state: CaseState): boolean => state !== 'closed' && state !== 'invalid' && state !== 'merged';

/** Where the approval of the present plan stands; the run itself is the approvals slice's. */
export interface CaseApproval {
  readonly runId: string;
  /** `withdrawn`: by whoever submitted it; nothing goes to approval again before a new plan. */
  readonly state: 'open' | 'approved' | 'rejected' | 'withdrawn';
  /** The route and sums it was opened on: a different one voids the run. */
  readonly basis: string;
  /** What else was proposed to the same customer lately, where the book's route goes by the total (拆单). */
  readonly relatedSum?: Fen;
}

export interface CaseRequest {
  readonly id: string;
  readonly kind: 'invalid' | 'extend' | 'pause';
  readonly by: string;
  readonly reason: string;
  /** The person asked to decide. */
  readonly decider: string;
  readonly clockName: string | null;
  /** Of a pause: the clocks that are to stand still. */
  readonly clockNames?: readonly string[];
  readonly until: Instant | null;
}

/** The settlement (赔付协议/谅解书) as it is kept; a later one takes its place. */
export interface Agreement {
  readonly at: Instant;
  readonly by: string;
  /** Hashes of the evidence. */
  readonly files: readonly string[];
  /** The sum it names, where that is less than what was approved. */
  readonly amount: Fen | null;
}

/** One payment to the customer with its voucher (付款凭证). */
export interface Payment {
  readonly at: Instant;
  readonly by: string;
  readonly amount: Fen;
  readonly files: readonly string[];
}

/** More time, as it was granted; the return visit states the cause. */
export interface GrantedExtension {
  readonly clock: string;
  readonly reason: string;
  readonly until: Instant;
  readonly by: string;
  readonly at: Instant;
  /** By the book's own rule for it, under which the clock then runs; else by a new due time alone. */
  readonly ofBook: boolean;
}

/** A mark of the book (超时, 升级) with what brought it about. */
export interface CaseMark {
  /** Each cause once: the mark's name with the clock, or with the beginning of the idle stretch. */
  readonly cause: string;
  readonly mark: string;
  readonly rule: RuleId;
  /** In words: 再次投诉. */
  readonly why: string;
  readonly at: Instant;
}

/** The level as the person with the right role lowered it. */
export interface LoweredByPerson {
  readonly level: Level;
  readonly from: Level;
  readonly rules: readonly RuleId[];
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  /** What was known then: it raises the level no more. */
  readonly facts: Facts;
}

/** What handling has brought so far, beside the facts of the decision. */
export interface Handling {
  readonly plan: string | null;
  readonly result: string | null;
  readonly visitResult: string | null;
  readonly satisfied: boolean | null;
  readonly dispatchedTo: string | null;
  /** Who sent it out: a wrongly routed case goes back to him. */
  readonly dispatchedBy: string | null;
  readonly dispatchAccepted: boolean;
  readonly appointmentAt: Instant | null;
  /** When the present appointment was made. */
  readonly appointmentMadeAt: Instant | null;
  /** Since the present appointment was made. */
  readonly arrivedAt: Instant | null;
  /** Photos that were asked for and are still to come (后补). */
  readonly photosWanted: readonly PhotoOf[];
  /** When handling was last said to be finished; stays when the case is opened again. */
  readonly handledAt: Instant | null;
  /** When it was last opened again; stays when it is handled again. */
  readonly reopenedAt: Instant | null;
  readonly approvedAmount: Fen | null;
  readonly agreement: Agreement | null;
  /** Oldest first. */
  readonly payments: readonly Payment[];
  /** The newest approval run of this case. */
  readonly approval: CaseApproval | null;
  /** Who submitted the present plan: nobody approves his own. */
  readonly planBy: string | null;
  /** Who decides for a role that nobody holds, as the administrator said. */
  readonly appointed: Readonly<Record<string, string>>;
  /** Roles, and members of a committee as `role:person`, for which the administrator has been asked since the present run opened. */
  readonly vacant: readonly string[];
  /** A request to declare invalid or to extend a clock that waits for the entitled person's card. */
  readonly requests: readonly CaseRequest[];
  /** Oldest first. */
  readonly extensions: readonly GrantedExtension[];
  /** Oldest first. */
  readonly pauses: readonly CasePause[];
  /** Sent back (退单) and not yet sent on. */
  readonly sentBack: SentBack | null;
  /** How often it has been sent back. */
  readonly sentBackTimes: number;
  readonly outside: OutsideComplaint | null;
  /** Oldest first. */
  readonly marks: readonly CaseMark[];
  /** The newest lowering; null when nobody has lowered the level. */
  readonly lowered: LoweredByPerson | null;
  /** A new number waiting for its second confirmation: a customer's number is never changed by one message. */
  readonly phoneToConfirm: { readonly phone: string; readonly by: string } | null;
  /** The last call to the customer failed and its SMS went out. */
  readonly calledAndTexted: boolean;
  /** Slots nobody has filled yet, shown as 待补. */
  readonly pendingSlots: readonly string[];
  readonly repeat: boolean;
  readonly customer: CustomerSide;
  /** Cases that belong together with this one, oldest first. */
  readonly links: readonly CaseLink[];
  /** What was proposed of this case and an earlier one; each pair once. */
  readonly proposals: readonly Proposal[];
}

export const NOTHING_HANDLED: Handling = {
  plan: null,
  result: null,
  visitResult: null,
  satisfied: null,
  dispatchedTo: null,
  dispatchedBy: null,
  dispatchAccepted: false,
  appointmentAt: null,
  appointmentMadeAt: null,
  arrivedAt: null,
  photosWanted: [],
  handledAt: null,
  reopenedAt: null,
  approvedAmount: null,
  agreement: null,
  payments: [],
  approval: null,
  planBy: null,
  appointed: {},
  vacant: [],
  requests: [],
  extensions: [],
  pauses: [],
  sentBack: null,
  sentBackTimes: 0,
  outside: null,
  marks: [],
  lowered: null,
  phoneToConfirm: null,
  calledAndTexted: false,
  pendingSlots: [],
  repeat: false,
  customer: NOTHING_SAID,
  links: [],
  proposals: [],
};

/** A registered complaint (投诉) or need (需求). */
export interface Case {
  readonly id: string;
  readonly companyId: string;
  readonly number: string;
  readonly projectId: string | null;
  readonly channel: string;
  /** The chat it was reported in. */
  readonly chatId: string;
  readonly state: CaseState;
  readonly kind: Kind;
  readonly level: Level;
  readonly category: Category;
  readonly reporterId: string;
  readonly handlerId: string | null;
  readonly subject: string;
  readonly content: string;
  readonly customerName: string | null;
  readonly customerPhone: string | null;
  readonly rooms: readonly string[];
  readonly doors: readonly Door[];
  readonly facts: Facts;
  readonly decision: Decision;
  readonly packHash: string;
  readonly handling: Handling;
  readonly registeredAt: Instant;
  readonly closedAt: Instant | null;
  readonly headSeq: number;
  readonly headHash: string;
}

/** A case as lists and nudges need it: what weighs most in its row, the decision and the whole of the words, stays there. */
export type CaseInShort = Omit<Case, 'content' | 'decision'>;

/** What of a case says who answers for it. */
export interface CaseAnswered extends Pick<Case, 'id' | 'handlerId' | 'projectId' | 'packHash'> {
  readonly handling: Pick<Handling, 'dispatchedTo'> & { readonly sentBack: Pick<SentBack, 'to'> | null };
}

/** The head of a record without entries. */
export const EMPTY_HEAD = { headSeq: 0, headHash: '' } as const;

/** One line of a case's record, before it is numbered and chained. */
export interface Entry {
  readonly at: Instant;
  /** A person's id, "bot", or "clock". */
  readonly actor: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The case with one more thing having happened; the first time something happened is the one that counts. */
export function happened(facts: Facts, event: CaseEvent, at: Instant): Facts {
  return facts.happened[event] === undefined ? { ...facts, happened: { ...facts.happened, [event]: at } } : facts;
}

/** The same, but a later time replaces the earlier one (a reopened case is handled anew). */
export function happenedAgain(facts: Facts, event: CaseEvent, at: Instant): Facts {
  return { ...facts, happened: { ...facts.happened, [event]: at } };
}

export function withoutEvents(facts: Facts, events: readonly CaseEvent[]): Facts {
  const left = Object.fromEntries(
    Object.entries(facts.happened).filter(([event]) => !events.includes(event as CaseEvent)),
  );
  return { ...facts, happened: left };
}
