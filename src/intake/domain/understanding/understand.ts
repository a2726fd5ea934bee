import type { Understanding, UnderstandingContext } from '../../../terms/understanding.js';
import { findAmount, findWantsMoney } from './amounts.js';
import { findCategory } from './categories.js';
import { findSafety } from './danger.js';
import { findDoors } from './doors.js';
import { findRefused, findRepeat } from './history.js';
import { findHouseholds, householdsOfRooms } from './households.js';
import { findKind } from './kinds.js';
import { missingSlots, type Findings } from './missing.js';
import { findName, findPhones, numberSpans } from './people.js';
import { findProject, projectAsWritten } from './projects.js';
import { findLitigation, findMedia } from './publicity.js';
import { findRooms } from './rooms.js';
import { findReceivedAt, findTimes, timeSpans } from './times.js';
import { blank, cut, plain, type Span } from './writing.js';

/** Longer texts are read up to here: what a person can type in a chat is far below. */
const READ_AT_MOST = 6_000;

function find(line: string, context: UnderstandingContext): Findings {
  const phones = findPhones(line);
  const free = blank(line, numberSpans(line, phones));
  const listed = findProject(free, context.projects);
  const rooms = findRooms(listed ? blank(free, [listed]) : free);
  const placeless = blank(free, rooms.taken);
  const times = findTimes(free);
  const countable = blank(placeless, timeSpans(placeless, times));
  const media = findMedia(line);
  const litigation = findLitigation(line);
  const repeat = findRepeat(line);
  const refused = findRefused(line);
  const safety = findSafety(line);
  const amount = findAmount(countable);
  const wantsMoney = findWantsMoney(line);
  const [phone] = phones;
  const name = findName(line);
  const doors = findDoors(line);
  const households = findHouseholds(countable) ?? householdsOfRooms(line, rooms.doors);
  // Where he lives and what he is called tells no category.
  const category = findCategory(blank(line, name ? [...rooms.taken, name] : rooms.taken));
  const kind = findKind(line, {
    repeat: repeat?.value ?? false,
    refused: refused?.value ?? false,
    publicity: (media?.value ?? false) || (litigation?.value ?? false),
    wantsMoney: wantsMoney?.value ?? amount?.asked ?? false,
    safety: safety?.value ?? false,
    someone: rooms.rooms.length > 0 || phone !== undefined || name !== null || doors !== null || households !== null || amount !== null,
    counted: amount !== null || (households?.value ?? 0) > 1,
    matter: category?.named ?? false,
  });
  return {
    kind,
    category,
    amount: kind.value === 'none' ? null : amount,
    wantsMoney,
    households,
    media,
    litigation,
    safety,
    repeat,
    refused,
    receivedAt: findReceivedAt(line, times, context.now),
    project: context.projects.length > 0 ? listed : projectAsWritten(line, rooms.spans),
    rooms,
    name,
    phone: phone ?? null,
    doors,
  };
}

type Evidence = Partial<Record<keyof Understanding['evidence'], string>>;

function evidenceOf(text: string, found: Findings): Evidence {
  const evidence: Evidence = {};
  const add = (slot: keyof Evidence, span: Span | null | undefined): void => {
    if (!span || span.end <= span.start) return;
    evidence[slot] = cut(text, span);
  };
  const filled = <T extends { value: unknown }>(each: T | null): T | null => (each?.value === null ? null : each);
  add('kind', toldBy(found));
  add('category', found.category);
  add('amount', found.amount);
  add('households', filled(found.households));
  for (const slot of ['media', 'litigation', 'safety', 'repeat', 'refused', 'project', 'name', 'phone', 'doors'] as const) add(slot, found[slot]);
  add('receivedAt', filled(found.receivedAt));
  add('rooms', found.rooms.said);
  return evidence;
}

/** The words of the kind itself, else those of what made it one (赔2万, 电梯坏). */
function toldBy({ kind, category, wantsMoney, amount, refused, repeat, media, litigation, safety, households, rooms }: Findings): Span | null {
  if (kind.end > kind.start || kind.value === 'none') return kind;
  return [wantsMoney, refused, repeat, media, litigation, safety, category, amount, households, rooms.said].find((span) => span && span.end > span.start) ?? null;
}

/**
 * What a message says, slot by slot, by rules alone (contracts.md §3). Pure and total: any text gives an answer;
 * what is not said is null, what is doubtful stands in `missing`.
 */
export function understand(text: string, context: UnderstandingContext): Understanding {
  const original = text.slice(0, READ_AT_MOST);
  const found = find(plain(original), context);
  const none = found.kind.value === 'none';
  return {
    kind: found.kind.value,
    noneKind: found.kind.noneKind,
    category: found.category?.value ?? null,
    categoryConfidence: found.category?.confidence ?? null,
    amount: found.amount?.value ?? null,
    households: found.households?.value ?? null,
    media: found.media?.value ?? (none ? null : false),
    mediaState: found.media?.state ?? null,
    litigation: found.litigation?.value ?? (none ? null : false),
    litigationState: found.litigation?.state ?? null,
    safety: found.safety?.value ?? (none ? null : false),
    repeat: found.repeat?.value ?? (none ? null : false),
    refused: found.refused?.value ?? (none ? null : false),
    receivedAt: found.receivedAt?.value ?? null,
    project: found.project?.value ?? null,
    rooms: found.rooms.rooms,
    name: found.name?.value ?? null,
    phone: found.phone?.value ?? null,
    doors: found.doors?.value ?? [],
    missing: missingSlots(found),
    evidence: evidenceOf(original, found),
  };
}
