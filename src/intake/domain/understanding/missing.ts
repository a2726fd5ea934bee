import type { Door } from '../../../terms/complaint.js';
import { SLOTS, type Slot } from '../../../terms/understanding.js';
import type { AmountFound } from './amounts.js';
import { SURE, type CategoryFound } from './categories.js';
import type { HouseholdsFound } from './households.js';
import type { KindFound } from './kinds.js';
import type { ProjectFound } from './projects.js';
import type { PublicityFound } from './publicity.js';
import type { RoomsFound } from './rooms.js';
import type { ReceivedAtFound } from './times.js';
import type { Found } from './writing.js';

/** Everything found in one message, before it is put into the form of the contract. */
export interface Findings {
  readonly kind: KindFound;
  readonly category: CategoryFound | null;
  readonly amount: AmountFound | null;
  readonly wantsMoney: Found<boolean> | null;
  readonly households: HouseholdsFound | null;
  readonly media: PublicityFound | null;
  readonly litigation: PublicityFound | null;
  readonly safety: Found<boolean> | null;
  readonly repeat: Found<boolean> | null;
  readonly refused: Found<boolean> | null;
  readonly receivedAt: ReceivedAtFound | null;
  readonly project: ProjectFound | null;
  readonly rooms: RoomsFound;
  readonly name: Found<string> | null;
  readonly phone: Found<string> | null;
  readonly doors: Found<readonly Door[]> | null;
}

/**
 * The slots the bot would ask about, in the order of the contract: what registration needs and the message does not
 * say, and what it says doubtfully. Nothing is asked about a message that is neither complaint nor need.
 */
export function missingSlots(found: Findings): Slot[] {
  const asked = new Set<Slot>();
  if (found.kind.doubtful) asked.add('kind');
  if (found.kind.value === 'none') return ordered(asked);
  if (!found.category || found.category.confidence < SURE) asked.add('category');
  if (found.amount ? found.amount.doubtful : found.wantsMoney?.value === true) asked.add('amount');
  if (found.households?.doubtful === true) asked.add('households');
  if (found.receivedAt?.doubtful === true) asked.add('receivedAt');
  if (!found.project || found.project.doubtful) asked.add('project');
  if (found.rooms.doubtful) asked.add('rooms');
  if (!found.name && !found.phone) asked.add('name');
  if (!found.phone) asked.add('phone');
  return ordered(asked);
}

const ordered = (asked: ReadonlySet<Slot>): Slot[] => SLOTS.filter((slot) => asked.has(slot));
