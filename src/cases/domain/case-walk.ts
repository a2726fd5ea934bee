import { LEVEL_NAMES, type Level } from '../../terms/complaint.js';
import { dayOf } from '../../terms/instants.js';
import { STATE_NAMES, type CaseState } from '../../terms/case-state.js';
import { isOpen } from './case.js';
import { NOTHING_REPLAYED, replay, type Replay } from './replay.js';
import type { RecordedLine, RecordFault, RecordRow } from './record.js';

/** One case read so far, entry by entry. */
export interface CaseWalk {
  /** The newest row read: its head is the one that counts. */
  readonly row: RecordRow;
  readonly seq: number;
  readonly hash: string;
  /** The first thing found wrong with the chain; nothing after it means anything. */
  readonly broken: { readonly seq: number; readonly fault: string } | null;
  readonly replayed: Replay;
}

const beginning = (row: RecordRow): CaseWalk => ({ row, seq: 0, hash: '', broken: null, replayed: NOTHING_REPLAYED });

/** Reads one row more of the same case, or begins with its first one. */
export function walk(before: CaseWalk | null, row: RecordRow): CaseWalk {
  const so = before ?? beginning(row);
  const line = row.entry;
  if (line === null || so.broken !== null) return { ...so, row };
  const broken = faultOf(so, line);
  if (broken !== null) return { ...so, row, broken };
  const replayed = replay(so.replayed, { seq: line.seq, kind: line.kind, payload: line.payload, erased: line.erased });
  return { ...so, row, seq: line.seq, hash: line.hash, replayed };
}

function faultOf(so: CaseWalk, line: RecordedLine): CaseWalk['broken'] {
  const next = so.seq + 1;
  if (line.seq !== next) return { seq: next, fault: '这一条不见了' };
  if (!line.contentHolds) return { seq: next, fault: '内容被改过' };
  if (!line.lineHolds) return { seq: next, fault: '时间、经办人或类别被改过' };
  if (line.prevHash === so.hash) return null;
  // This entry agrees with itself, so it is the one before it that was written anew.
  return so.seq === 0 ? { seq: next, fault: '这一条之前还有记录,已不见' } : { seq: so.seq, fault: '这一条被整条改写过' };
}

/** Everything wrong with the case, once all its rows have been read. */
export function faultsOf(whole: CaseWalk): RecordFault[] {
  const { companyId, number } = whole.row;
  const of = (kind: RecordFault['kind'], seq: number | null, fault: string): RecordFault => ({ kind, companyId, number, seq, fault });
  const broken = whole.broken ?? headFault(whole);
  const chain = broken === null ? [] : [of('record', broken.seq, broken.fault)];
  // A broken record leads nowhere; what it leads to is no news.
  const history = broken === null ? historyFaults(whole).map((fault) => of('history', null, fault)) : [];
  return [...chain, ...history, ...numberFaults(whole.row).map((fault) => of('number', null, fault))];
}

function headFault({ row, seq, hash }: CaseWalk): CaseWalk['broken'] {
  if (seq < row.headSeq) return { seq: seq + 1, fault: `从这一条起的记录不见了(应有 ${row.headSeq} 条)` };
  if (seq > row.headSeq) return { seq: row.headSeq + 1, fault: '这一条不该有(案件上没有记它)' };
  if (hash !== row.headHash) return { seq, fault: '最后一条与案件上记的不符,被整条改写过' };
  return seq === 0 ? { seq: 1, fault: '没有任何办理记录' } : null;
}

function historyFaults({ row, replayed }: CaseWalk): string[] {
  const faults: string[] = [];
  const { state, level } = replayed;
  if (replayed.impossible !== null) faults.push(replayed.impossible);
  if (state !== null && state !== row.state) faults.push(`记录走到“${STATE_NAMES[state]}”,案件却是“${stateName(row.state)}”`);
  if (level !== null && level !== row.level) faults.push(`记录定为“${LEVEL_NAMES[level]}”,案件却是“${levelName(row.level)}”`);
  if (replayed.number !== null && replayed.number !== row.number) faults.push(`登记时的编号是 ${replayed.number}`);
  if (replayed.dissatisfiedTimes !== row.dissatisfiedTimes) {
    faults.push(`记录里回访不满意 ${replayed.dissatisfiedTimes} 次,案件上是 ${row.dissatisfiedTimes} 次`);
  }
  if (isOpen(row.state as CaseState) !== (row.closedAt === null)) faults.push('状态与结束时间不符');
  return faults;
}

const stateName = (state: string): string => STATE_NAMES[state as CaseState] ?? state;
const levelName = (level: string): string => LEVEL_NAMES[level as Level] ?? level;

const NUMBER = /^.+-(\d{8})-(\d{4,})$/;

/** A number is of the day of registration and not above that day's counter; numbers-sql.ts proves that none is there twice. */
function numberFaults({ number, registeredAt, lastNumber }: RecordRow): string[] {
  const match = NUMBER.exec(number);
  if (match === null) return ['编号不合规则'];
  if (match[1] !== dayOf(registeredAt).replaceAll('-', '')) return ['编号里的日期不是登记的那天'];
  if (lastNumber === null || Number(match[2]) > lastNumber || Number(match[2]) < 1) return ['编号不是由当天的计数给出的'];
  return [];
}
