import type { Instant } from '../../terms/instants.js';
import { personById, type Delegation, type Directory, type Person } from './snapshot.js';

/** A delegate who is away has a delegate himself; longer chains are nobody's intention. */
const LONGEST_CHAIN = 5;

const lastsAt = (one: Delegation, at: Instant): boolean => one.from <= at && at < one.until;

/** The delegation a person's decisions follow at this moment: the one made last. */
export function delegationOf(delegations: readonly Delegation[], personId: string, at: Instant): Delegation | null {
  return delegations.findLast((one) => one.personId === personId && lastsAt(one, at)) ?? null;
}

/**
 * Who decides in a person's place at this moment, through those who are away themselves; null when he decides himself: nobody
 * was named, the last in the chain has left, or the chain leads back.
 */
export function delegateOf(directory: Directory, personId: string, at: Instant): Person | null {
  const passed = new Set([personId]);
  let current = personId;
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    const next = delegationOf(directory.delegations, current, at)?.delegateId;
    if (next === undefined) return current === personId ? null : personById(directory, current);
    if (passed.has(next)) return null;
    passed.add(next);
    current = next;
  }
  return null;
}

/** A person and everybody whose place comes to him by delegations that have not ended, in however many hands. */
export function lendersTo(directory: Directory, personId: string, after: Instant): ReadonlySet<string> {
  const found = new Set([personId]);
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    for (const one of directory.delegations) if (one.until > after && found.has(one.delegateId)) found.add(one.personId);
  }
  return found;
}

/** Whether a new delegation would lead back to its own person, or make a chain too long, at any moment of its period. */
export function chainFault(delegations: readonly Delegation[], fresh: Delegation): 'cycle' | 'too-long' | null {
  const others = delegations.filter((one) => one.personId !== fresh.personId);
  const overlapping = others.filter((one) => one.from < fresh.until && fresh.from < one.until);
  const moments = [fresh.from, ...overlapping.map((one) => Math.max(one.from, fresh.from))];
  for (const at of moments) {
    let current = fresh.delegateId;
    for (let length = 1; ; length++) {
      if (current === fresh.personId) return 'cycle';
      if (length > LONGEST_CHAIN) return 'too-long';
      const next = delegationOf(others, current, at);
      if (next === null) break;
      current = next.delegateId;
    }
  }
  return null;
}

/**
 * When it next changes who decides for one of these people; null when nothing is known to. A deputy's time counts only for those a
 * deputy stands for now.
 */
export function nextChangeFor(directory: Directory, people: readonly string[], stoodFor: readonly string[], after: Instant): Instant | null {
  const concerned = new Set(people);
  // A delegate's own delegation counts as well: the chain is followed as far as it can go.
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    for (const one of directory.delegations) if (concerned.has(one.personId)) concerned.add(one.delegateId);
  }
  const instants = [
    ...directory.delegations.filter((one) => concerned.has(one.personId)),
    ...directory.deputies.filter((one) => stoodFor.includes(one.personId)),
  ].flatMap((one) => [one.from, one.until]);
  const later = instants.filter((at) => at > after);
  return later.length === 0 ? null : Math.min(...later);
}
