import type { Kind, Threat } from '../../../terms/complaint.js';
import type { DialogueContext, Draft, DraftFacts } from './types.js';
import { missingSlots } from './needs.js';
import { wantsMoney } from './money-wish.js';
import { projectNamed } from './project-match.js';
import { subjectOf } from './subject.js';

export const contentOf = (draft: Draft): string => draft.texts.join('\n');

/** One generic line for groups: 厨房漏水. */
export function subjectOfDraft(draft: Draft): string {
  const { name, project, category } = draft.slots;
  const strangers = [name, project].filter((word): word is string => word !== null);
  return subjectOf(contentOf(draft), category, strangers);
}

/** A report that nobody called a need counts as a complaint: the stricter book keeps it safe. */
export const kindOf = (draft: Draft): Kind => (draft.slots.kind === 'need' ? 'need' : 'complaint');

/** What was threatened, not done; shown as 风险提示 and never a fact (policies/README.md). */
export function threatsOf({ slots }: Draft): readonly Threat[] {
  const threats: Threat[] = [];
  if (slots.mediaState === 'threatened') threats.push('media');
  if (slots.litigationState === 'threatened') threats.push('litigation');
  return threats;
}

const BEFORE =
  /(?:还没|尚未|没有?|未)(?:有)?(?:交房|交付|收房)|(?:交房|交付|收房)(?:前|之前)|认购|售楼处|案场|置业顾问|准业主|(?:逾期|延期|推迟|延迟)(?:交房|交付)|交房日期/;

const beforeHandover = (text: string): boolean => BEFORE.test(text);

/** Only what words can speak of: the rest is plain (`plainFacts`). */
function caseFacts(draft: Draft): DraftFacts['facts'] {
  const { slots } = draft;
  return {
    kind: kindOf(draft),
    category: slots.category ?? 'other',
    // Most reports come from people who live there; before handover says so in words.
    phase: beforeHandover(contentOf(draft)) ? 'before-handover' : 'after-handover',
    receivedAt: slots.receivedAt === null ? draft.startedAt : Math.min(slots.receivedAt, draft.startedAt),
    claimedAmount: slots.amount !== null && slots.amount > 0 ? slots.amount : null,
    wantsMoney: wantsMoney(draft),
    households: Math.max(1, slots.households ?? 1),
    safety: slots.safety === true || draft.emergency,
    media: slots.mediaState === 'happened',
    litigation: slots.litigationState === 'happened',
    threats: threatsOf(draft),
    refused: slots.refused === true,
    dissatisfiedTimes: kindOf(draft) === 'complaint' ? (draft.earlierTimes ?? 0) : 0,
  };
}

/** What a draft gives to registration; what nobody named stays null and is listed in `pending`. */
export function factsOfDraft(draft: Draft): DraftFacts {
  const { slots } = draft;
  return {
    facts: caseFacts(draft),
    pending: missingSlots(draft),
    projectId: draft.projectId,
    project: slots.project,
    repeat: slots.repeat === true,
    outside: draft.outside,
    rooms: slots.rooms,
    name: slots.name,
    phone: slots.phone,
    doors: slots.doors,
    subject: subjectOfDraft(draft),
    content: contentOf(draft),
  };
}

export const projectShown = (draft: Draft, context: DialogueContext): string | null =>
  projectNamed(draft.projectId, context) ?? draft.slots.project;
