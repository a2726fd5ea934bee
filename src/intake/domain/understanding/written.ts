import { formatInstant } from '../../../terms/instants.js';
import { formatYuan } from '../../../terms/money.js';
import type { Understanding } from '../../../terms/understanding.js';

/** An understanding in the form of contracts.md §3, its fields in that order: money as "8000.00", time in ISO +08:00. */
export function written(u: Understanding): Readonly<Record<string, unknown>> {
  return {
    kind: u.kind,
    noneKind: u.noneKind,
    category: u.category,
    categoryConfidence: u.categoryConfidence,
    amount: u.amount === null ? null : formatYuan(u.amount),
    households: u.households,
    media: u.media,
    mediaState: u.mediaState,
    litigation: u.litigation,
    litigationState: u.litigationState,
    safety: u.safety,
    repeat: u.repeat,
    refused: u.refused,
    receivedAt: u.receivedAt === null ? null : formatInstant(u.receivedAt),
    project: u.project,
    rooms: u.rooms,
    name: u.name,
    phone: u.phone,
    doors: u.doors,
    missing: u.missing,
    evidence: u.evidence,
  };
}
