import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { converse as Converse } from '../src/intake/domain/dialogue/converse.js';
import type { Conversation, Draft, EMPTY_CONVERSATION as Empty } from '../src/intake/domain/dialogue/types.js';
import type { RULE_READERS as Rules } from '../src/intake/domain/understanding/rule-readers.js';
import { PROJECT } from './service.js';

/** A report, what the reporter answers to each question of the bot, what he says afterwards, and what must stand in the draft at the end. */
interface LabelledDialogue {
  readonly id: string;
  readonly half: 'tuned' | 'held-out';
  readonly first: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly then?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface DialogueScore {
  readonly half: string;
  readonly dialogues: number;
  /** Dialogues in which every labelled fact came out right. */
  readonly whole: number;
  readonly facts: number;
  readonly right: number;
  readonly questions: number;
  readonly misses: readonly { readonly id: string; readonly slot: string; readonly got: string; readonly label: string }[];
}

const NOW = Date.parse('2026-03-04T15:00:00+08:00');
const MOST_QUESTIONS = 6;
const PROJECTS = [{ id: 'p1', name: '滨江一号', nicknames: [] }];

const intake = async <T>(file: string): Promise<T> => (await import(join(PROJECT, 'dist', 'intake', 'domain', file))) as T;

/** Plays every labelled dialogue through the conversation as it is, in a group of one project. */
export async function scoreDialogues(): Promise<DialogueScore[]> {
  const { converse } = await intake<{ converse: typeof Converse }>('dialogue/converse.js');
  const { EMPTY_CONVERSATION } = await intake<{ EMPTY_CONVERSATION: typeof Empty }>('dialogue/types.js');
  const { RULE_READERS } = await intake<{ RULE_READERS: typeof Rules }>('understanding/rule-readers.js');
  const file = join(PROJECT, 'test', 'fixtures', 'understanding', 'reports.jsonl');
  const all = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as LabelledDialogue);

  const play = (dialogue: LabelledDialogue): { draft: Draft | null; asked: readonly string[] } => {
    let conversation: Conversation = EMPTY_CONVERSATION;
    let at = 0;
    const say = (text: string): void => {
      at += 1;
      const context = { now: NOW + at * 1000, newDraftId: `d${at}`, projects: PROJECTS, chatProject: '滨江一号', inGroup: true, speakerName: '小李' };
      conversation = converse(conversation, { text, attachments: [] }, context, RULE_READERS).conversation;
    };
    say(dialogue.first);
    const asked: string[] = [];
    while (asked.length < MOST_QUESTIONS) {
      const pending = conversation.drafts.at(-1)?.pending ?? null;
      if (pending === null) break;
      asked.push(pending);
      say(answerTo(pending, dialogue));
    }
    if (dialogue.then !== undefined) say(dialogue.then);
    return { draft: conversation.drafts.at(-1) ?? null, asked };
  };

  return (['tuned', 'held-out'] as const).map((half) => {
    const misses: DialogueScore['misses'][number][] = [];
    const score = { half, dialogues: 0, whole: 0, facts: 0, right: 0, questions: 0 };
    for (const dialogue of all.filter((each) => each.half === half)) {
      const { draft, asked } = play(dialogue);
      const labels = labelsOf(dialogue, asked);
      const wrong = wrongFacts(draft, labels);
      misses.push(...wrong.map((one) => ({ id: dialogue.id, ...one })));
      score.dialogues += 1;
      score.whole += wrong.length === 0 ? 1 : 0;
      score.facts += labels.length;
      score.right += labels.length - wrong.length;
      score.questions += asked.length;
    }
    return { ...score, misses };
  });
}

/** Who is asked for a name or a number tells both in one breath. */
function answerTo(pending: string, { answers }: LabelledDialogue): string {
  if (pending === 'name' || pending === 'phone') return [answers['name'], answers['phone']].filter((one) => one !== undefined).join(' ') || '跳过';
  return answers[pending] ?? '跳过';
}

/** The facts the reporter had a chance to tell: an answer that was not asked for was not given. */
function labelsOf({ facts, answers, then }: LabelledDialogue, asked: readonly string[]): (readonly [slot: string, label: unknown])[] {
  const told = asked.some((one) => one === 'name' || one === 'phone') ? [...asked, 'name', 'phone'] : asked;
  return Object.entries(facts).filter(([slot]) => !(slot in answers) || told.includes(slot) || then !== undefined);
}

function wrongFacts(draft: Draft | null, labels: readonly (readonly [slot: string, label: unknown])[]): { slot: string; got: string; label: string }[] {
  return labels.flatMap(([slot, label]) => {
    const value: unknown = draft === null ? undefined : draft.slots[slot as keyof Draft['slots']];
    const got = slot === 'amount' && typeof value === 'number' ? value / 100 : (value ?? null);
    return JSON.stringify(got) === JSON.stringify(label) ? [] : [{ slot, got: JSON.stringify(got), label: JSON.stringify(label) }];
  });
}

/** The scores as lines of a Markdown document. */
export function dialogueLines(scores: readonly DialogueScore[]): string[] {
  const share = (part: number, of: number): string => (of === 0 ? '–' : (part / of).toFixed(3));
  return [
    '## Dialogues of ours, played to the draft',
    '',
    '| half | dialogues | every fact right | facts right | questions a dialogue |',
    '| --- | --- | --- | --- | --- |',
    ...scores.map((one) => `| ${one.half} | ${one.dialogues} | ${share(one.whole, one.dialogues)} | ${share(one.right, one.facts)} of ${one.facts} | ${(one.questions / one.dialogues).toFixed(1)} |`),
    '',
  ];
}
