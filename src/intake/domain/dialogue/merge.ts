import type { Slot, Understanding } from '../../../terms/understanding.js';

/** A slot sheet on which nothing is filled in. */
export const NOTHING_KNOWN: Understanding = {
  kind: 'none',
  noneKind: null,
  category: null,
  categoryConfidence: null,
  amount: null,
  households: null,
  media: null,
  mediaState: null,
  litigation: null,
  litigationState: null,
  safety: null,
  repeat: null,
  refused: null,
  receivedAt: null,
  project: null,
  rooms: [],
  name: null,
  phone: null,
  doors: [],
  missing: [],
  evidence: {},
};

interface MergeMode {
  /** The words say that what was known is wrong: they replace it. */
  readonly correcting: boolean;
  /** Slots fixed by the reporter; a guess from other words leaves them alone. */
  readonly settled: readonly Slot[];
}

const lastPart = (room: string): string => room.slice(room.lastIndexOf('-') + 1);

/** True when two writings can mean the same room: "1501" and "3-2-1501", "3-1501" and "3-2-1501". */
export function sameRoom(one: string, other: string): boolean {
  if (lastPart(one) !== lastPart(other)) return false;
  const [a, b] = [one.split('-'), other.split('-')];
  return a.length === 1 || b.length === 1 || a[0] === b[0];
}

const BARE_ROOM = /^\d{3,4}$/;
const BUILDING = /^(?:\d{1,2}|[A-Z])(?:-\d{1,2})?$/;

/** A bare "1502" said of somebody in 3-2-1501 is 3-2-1502. */
function completedRoom(room: string, known: readonly string[]): string {
  const first = known[0];
  if (first === undefined || !BARE_ROOM.test(room) || BARE_ROOM.test(first)) return room;
  return BUILDING.test(first) ? `${first}-${room}` : `${first.slice(0, first.lastIndexOf('-'))}-${room}`;
}

/** What was said, completed by what is known; building and unit said after bare rooms complete those. */
export function completedRooms(said: readonly string[], known: readonly string[]): readonly string[] {
  const [building, ...others] = said;
  if (building !== undefined && others.length === 0 && BUILDING.test(building) && known.length > 0 && known.every((room) => BARE_ROOM.test(room))) {
    return known.map((room) => `${building}-${room}`);
  }
  return said.map((room) => completedRoom(room, known));
}

/** `other` says the same place in more detail. */
const completes = (room: string, other: string): boolean =>
  other.length > room.length && (sameRoom(room, other) || (BUILDING.test(room) && other.startsWith(`${room}-`)));

function mergeRooms(known: readonly string[], said: readonly string[], mode: MergeMode): readonly string[] {
  if (said.length === 0) return known;
  if (known.length === 0) return said;
  const full = completedRooms(said, known);
  if (mode.correcting) return full;
  const kept = known.map((room) => full.find((other) => completes(room, other)) ?? room);
  const fresh = full.filter((room) => !kept.some((other) => sameRoom(room, other)));
  return [...kept, ...fresh];
}

type Claim = Pick<Understanding, 'media' | 'mediaState' | 'litigation' | 'litigationState'>;

/** What happened weighs more than what was threatened; a plain denial with words of its own takes it back. */
function mergeClaim(known: Understanding, said: Understanding, slot: 'media' | 'litigation'): Claim {
  const state = slot === 'media' ? 'mediaState' : 'litigationState';
  const denied = said[slot] === false && said.evidence[slot] !== undefined;
  const heavier = said[state] === 'happened' || (said[state] === 'threatened' && known[state] === null);
  const from = denied || heavier ? said : known;
  return { ...pickClaim(known), [slot]: from[slot] ?? said[slot], [state]: denied ? null : from[state] };
}

const pickClaim = ({ media, mediaState, litigation, litigationState }: Understanding): Claim => ({
  media,
  mediaState,
  litigation,
  litigationState,
});

function mergeFlag(known: Understanding, said: Understanding, slot: 'safety' | 'repeat' | 'refused'): boolean | null {
  if (said[slot] === true) return true;
  if (said[slot] === false && said.evidence[slot] !== undefined) return false;
  return known[slot] ?? said[slot];
}

function mergeKind(known: Understanding, said: Understanding, settled: readonly Slot[]): Understanding['kind'] {
  if (settled.includes('kind') || said.kind === 'none') return known.kind;
  // A complaint is never quietly taken for a need because of later words; the other way round it rises.
  return known.kind === 'complaint' ? 'complaint' : said.kind;
}

function mergeCategory(known: Understanding, said: Understanding, settled: readonly Slot[]): Pick<Understanding, 'category' | 'categoryConfidence'> {
  const keep =
    settled.includes('category') ||
    said.category === null ||
    (known.category !== null && (known.categoryConfidence ?? 0) >= (said.categoryConfidence ?? 0));
  const from = keep ? known : said;
  return { category: from.category, categoryConfidence: from.categoryConfidence };
}

/** A name once known is only replaced by words that are about the customer's name, not by every 王师傅 mentioned later. */
const keepsFirst = <T>(known: T | null, said: T | null, mode: MergeMode): T | null =>
  known !== null && !mode.correcting ? known : (said ?? known);

/** Puts what was just heard to what is known: later words win, guesses never override what the reporter fixed. */
export function mergeSlots(known: Understanding, said: Understanding, mode: MergeMode): Understanding {
  const media = mergeClaim(known, said, 'media');
  const litigation = mergeClaim(known, said, 'litigation');
  return {
    kind: mergeKind(known, said, mode.settled),
    noneKind: known.noneKind ?? said.noneKind,
    ...mergeCategory(known, said, mode.settled),
    amount: said.amount ?? known.amount,
    households: said.households ?? known.households,
    media: media.media,
    mediaState: media.mediaState,
    litigation: litigation.litigation,
    litigationState: litigation.litigationState,
    safety: mergeFlag(known, said, 'safety'),
    repeat: mergeFlag(known, said, 'repeat'),
    refused: mergeFlag(known, said, 'refused'),
    receivedAt: keepsFirst(known.receivedAt, said.receivedAt, mode),
    project: keepsFirst(known.project, said.project, mode),
    rooms: mergeRooms(known.rooms, said.rooms, mode),
    name: keepsFirst(known.name, said.name, mode),
    phone: said.phone ?? known.phone,
    doors: [...new Set([...known.doors, ...said.doors])],
    missing: said.missing,
    evidence: { ...known.evidence, ...said.evidence },
  };
}
