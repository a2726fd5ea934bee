import * as cases from '../cases/index.js';
import * as directory from '../directory/index.js';
import * as intake from '../intake/index.js';
import type { Lane } from '../intake/index.js';
import { companyAt, companyOf, type Company, type House } from './house.js';

/** A file as it was checked at the door. */
export interface StoredFile extends cases.Evidence {
  readonly body: Buffer;
}

export interface Arrival {
  readonly lane: Lane;
  /** The company's clock as the door read it for this request. */
  readonly clock: directory.CompanyHead['clock'];
  readonly kind: 'message' | 'tap';
  /** The platform's id of it; null when it gave none. */
  readonly messageKey: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Stored {
  readonly id: string;
  readonly fresh: boolean;
  readonly business: number;
}

/** Lanes known to exist; a row is never deleted, so remembering it is safe and saves a statement a message. */
const knownLanes = new WeakMap<House, Set<string>>();

const laneKey = (lane: Lane): string => JSON.stringify([lane.companyId, lane.channel, lane.chatId, lane.personId]);

/** Stores what arrived; from then on it is never lost. The caller acknowledges it and then has it worked. */
export async function storeArrival(house: House, arrival: Arrival): Promise<Stored> {
  const { lane } = arrival;
  const receivedAt = house.machine.now();
  const id = house.ids.uuid();
  return house.doors.withoutTransaction(async (tx) => {
    const known = knownLanes.get(house) ?? new Set<string>();
    knownLanes.set(house, known);
    const business = directory.businessNow(arrival.clock, receivedAt);
    const inbound = {
      ...lane,
      id,
      messageKey: arrival.messageKey ?? id,
      kind: arrival.kind,
      payload: arrival.payload,
      receivedAt,
      businessAt: business,
      trace: id,
    };
    const key = laneKey(lane);
    const stored = await intake.acceptInbound(tx, inbound, known.has(key));
    known.add(key);
    house.metrics.inbound.inc({ kind: arrival.kind });
    return { ...stored, business };
  });
}

/** Keeps files before the message that names them: a message never points to evidence that is not there. */
export async function storeFiles(house: House, companyId: string, files: readonly StoredFile[]): Promise<void> {
  if (files.length === 0) return;
  await house.doors.inTransaction(async (tx) => {
    for (const file of files) await cases.storeEvidence(tx, companyId, file, file.body, house.machine.now());
  });
}

/** The company of the local channel that is in use, the newest one not retired; null when there is none. */
export function simulatorCompany(house: House): Promise<Company | null> {
  return house.doors.withoutTransaction(async (tx) => {
    const live = await directory.liveCompanies(tx);
    const head = live.filter((one) => one.channel === 'simulator').at(-1);
    return head === undefined ? null : companyOf(house, tx, head, house.machine.now());
  });
}

/** The company somebody asks about: his own, or (null) the local channel's. */
export function companyAsked(house: House, companyId: string | null): Promise<Company | null> {
  return companyId === null ? simulatorCompany(house) : house.doors.withoutTransaction((tx) => companyAt(house, tx, companyId, house.machine.now()));
}

/** What became of something a door stored; null while it is still being worked. */
export async function outcomeOfArrival(house: House, id: string): Promise<intake.InboundOutcome | null> {
  const row = await house.doors.withoutTransaction((tx) => intake.outcomeOf(tx, id));
  return row?.outcome ?? null;
}
