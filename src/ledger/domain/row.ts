import type { Category, Door, Kind, Level } from '../../terms/complaint.js';
import { CATEGORY_NAMES, DOOR_NAMES, KIND_NAMES, LEVEL_NAMES } from '../../terms/complaint.js';
import { LINK_NAMES, type LinkKind } from '../../terms/case-link.js';
import type { RuleId } from '../../terms/decision.js';
import type { Fen } from '../../terms/money.js';
import type { Instant } from '../../terms/instants.js';
import { courseOf, marksOf, raisedWords, type CourseEntry, type CourseNames } from './course.js';
import { STATE_NAMES, type CaseState } from '../../terms/case-state.js';
import { maskPhone, maskPhonesIn } from '../../terms/phone.js';

/** A case as the ledger reads it from the store, before it is put into words. */
export interface CaseOnFile {
  readonly number: string;
  readonly projectId: string | null;
  readonly state: CaseState;
  readonly kind: Kind;
  readonly level: Level;
  readonly category: Category;
  readonly reporterId: string;
  readonly handlerId: string | null;
  readonly content: string;
  readonly customerName: string | null;
  readonly customerPhone: string | null;
  readonly rooms: readonly string[];
  readonly doors: readonly Door[];
  /** Of whoever passed it on from outside (12345, 住建, 消协, 信访). */
  readonly outsideNumber: string | null;
  readonly outsideDueAt: Instant | null;
  readonly receivedAt: Instant;
  readonly registeredAt: Instant;
  readonly closedAt: Instant | null;
  readonly households: number;
  readonly claimedAmount: Fen | null;
  readonly proposedAmount: Fen | null;
  readonly approvedAmount: Fen | null;
  /** All payments together; null when nothing was paid. */
  readonly paidAmount: Fen | null;
  readonly dissatisfiedTimes: number;
  readonly complainedAgain: boolean;
  readonly result: string | null;
  readonly invalidReason: string | null;
  /** Rules of the newest entry that set the present level. */
  readonly levelRules: readonly RuleId[];
  readonly contactedAt: Instant | null;
  readonly handledAt: Instant | null;
  readonly visitedAt: Instant | null;
  readonly visitSatisfied: boolean | null;
  /** 满意、基本满意、不满意、未评价, of the newest closing the customer was asked about by link; null when he never was. */
  readonly rating: string | null;
  readonly missedClocks: readonly string[];
  readonly overdueApprovals: number;
  readonly entries: readonly CourseEntry[];
  /** Cases that belong together with it, oldest first. */
  readonly links: readonly { readonly kind: LinkKind; readonly number: string }[];
}

/** How ids become words; the caller knows directory and rule book. */
export interface LedgerNames extends CourseNames {
  readonly projectNameOf: (projectId: string | null) => string;
  /** What a rule says, beside its id in the column 级别依据. */
  readonly ruleText?: ((rule: RuleId) => string | null) | undefined;
}

/** One line of the ledger (台账): LF-R2 and JK-R2 together. Words are finished, sums are fen, times are instants. */
export interface LedgerRow {
  readonly number: string;
  readonly receivedAt: Instant;
  readonly registeredAt: Instant;
  readonly registeredBy: string;
  readonly kind: string;
  readonly category: string;
  readonly level: string;
  readonly levelBasis: string;
  readonly project: string;
  readonly rooms: string;
  readonly customer: string;
  /** Masked: 138****8000. */
  readonly phone: string;
  readonly doors: string;
  readonly outsideNumber: string;
  readonly outsideDueAt: Instant | null;
  readonly content: string;
  readonly households: number;
  readonly claimedAmount: Fen | null;
  readonly proposedAmount: Fen | null;
  readonly approvedAmount: Fen | null;
  readonly paidAmount: Fen | null;
  readonly handler: string;
  readonly contactedAt: Instant | null;
  readonly course: string;
  readonly result: string;
  readonly handledAt: Instant | null;
  readonly visitedAt: Instant | null;
  readonly visitResult: string;
  readonly rating: string;
  readonly dissatisfiedTimes: number;
  readonly overdueTimes: number;
  readonly overdueItems: string;
  readonly raised: string;
  readonly marks: string;
  readonly related: string;
  readonly state: string;
  readonly closedAt: Instant | null;
}

const HANDLED_STATES: readonly CaseState[] = ['handled', 'closed'];

export function ledgerRow(one: CaseOnFile, names: LedgerNames): LedgerRow {
  const isHandled = HANDLED_STATES.includes(one.state);
  return {
    number: one.number,
    receivedAt: one.receivedAt,
    registeredAt: one.registeredAt,
    registeredBy: names.nameOf(one.reporterId),
    kind: KIND_NAMES[one.kind],
    category: CATEGORY_NAMES[one.category],
    level: LEVEL_NAMES[one.level],
    levelBasis: one.levelRules.map((rule) => withText(rule, names)).join(';'),
    project: names.projectNameOf(one.projectId),
    rooms: one.rooms.join('、'),
    customer: one.customerName ?? '',
    phone: one.customerPhone === null ? '' : maskPhone(one.customerPhone),
    doors: one.doors.map((door) => DOOR_NAMES[door]).join('、'),
    outsideNumber: one.outsideNumber ?? '',
    outsideDueAt: one.outsideDueAt,
    content: maskPhonesIn(one.content.trim()),
    households: one.households,
    claimedAmount: one.claimedAmount,
    proposedAmount: one.proposedAmount,
    approvedAmount: one.approvedAmount,
    paidAmount: one.paidAmount,
    handler: one.handlerId === null ? '' : names.nameOf(one.handlerId),
    contactedAt: one.contactedAt,
    course: maskPhonesIn(courseOf(one.entries, names)),
    result: maskPhonesIn(resultOf(one)),
    // A reopened case is not finished: its former end stands in the course of handling.
    handledAt: isHandled ? one.handledAt : null,
    visitedAt: one.visitedAt,
    visitResult: one.visitSatisfied === null ? '' : one.visitSatisfied ? '满意' : '不满意',
    rating: one.rating ?? '',
    dissatisfiedTimes: one.dissatisfiedTimes,
    overdueTimes: one.missedClocks.length + one.overdueApprovals,
    overdueItems: counted([...one.missedClocks, ...Array<string>(one.overdueApprovals).fill('审批')]),
    raised: raisedWords(one.entries, one.complainedAgain),
    marks: marksOf(one.entries),
    related: one.links.map(({ kind, number }) => `${LINK_NAMES[kind]} ${number}`).join('、'),
    state: STATE_NAMES[one.state],
    closedAt: one.closedAt,
  };
}

function withText(rule: RuleId, names: LedgerNames): string {
  const text = names.ruleText?.(rule) ?? null;
  return text === null || text === '' ? rule : `${rule} ${text}`;
}

function resultOf(one: CaseOnFile): string {
  if (one.state === 'invalid') return one.invalidReason === null ? '无效' : `无效:${one.invalidReason}`;
  return HANDLED_STATES.includes(one.state) ? (one.result ?? '') : '';
}

/** 首次联系×2、审批: each thing once, with how often. */
function counted(items: readonly string[]): string {
  const times = new Map<string, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times].map(([item, count]) => (count === 1 ? item : `${item}×${count}`)).join('、');
}
