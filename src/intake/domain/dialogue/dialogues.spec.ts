import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { converse } from './converse.js';
import { factsOfDraft, subjectOfDraft } from './draft-facts.js';
import { readConversation } from './stored-conversation.js';
import { EMPTY_CONVERSATION, type Conversation, type DialogueContext, type Draft, type Effect, type Reply } from './types.js';

/** Dialogues written for this project. `hears`: a piece of each answer, in order; "!" names an effect, a turn without them is not looked at. */
interface Dialogue {
  readonly id: string;
  readonly about: string;
  readonly place: 'group' | 'private';
  readonly lastNumber?: string;
  readonly steps: readonly { readonly say: string; readonly hears: readonly string[] }[];
  /** Of the draft registered last, else of the last one open; `drafts`: the subjects of those left open. */
  readonly ends?: Readonly<Record<string, unknown>>;
}

const DIALOGUES = readFileSync('test/fixtures/understanding/dialogues.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Dialogue);

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const PROJECTS = [
  { id: 'p1', name: '滨江一号', nicknames: ['滨江'] },
  { id: 'p2', name: '云栖里', nicknames: [] },
];

function replyText(reply: Reply): string {
  if (reply.kind === 'text') return reply.text;
  const { title, facts, buttons } = reply.card;
  return `${title} ${facts.map(({ label, value }) => `${label}=${value}`).join(' ')} <${buttons.map(({ label }) => label).join('/')}>`;
}
const effectText = (effect: Effect): string => (effect.kind === 'command' ? `!${effect.command.name}` : `!${effect.kind}`);

/** The flow posts a summary once and remembers its card; between two turns everything is stored as JSON. */
function stored(conversation: Conversation, replies: readonly Reply[]): Conversation {
  const posted = (draft: Draft): boolean => replies.some((reply) => reply.kind === 'draft-card' && reply.draftId === draft.id);
  const drafts = conversation.drafts.map((draft) => (posted(draft) ? { ...draft, cardId: `card-${draft.id}` } : draft));
  return readConversation(JSON.parse(JSON.stringify({ ...conversation, drafts })));
}

function play({ place, lastNumber, steps }: Dialogue): { readonly heard: readonly (readonly string[])[]; readonly conversation: Conversation; readonly registered: Draft | null } {
  let conversation: Conversation = { ...EMPTY_CONVERSATION, lastNumber: lastNumber ?? null };
  let registered: Draft | null = null;
  const heard = steps.map(({ say }, index) => {
    const context: DialogueContext = {
      now: NOW + index * 20_000,
      newDraftId: `d${index + 1}`,
      projects: PROJECTS,
      chatProject: place === 'group' ? '滨江一号' : null,
      inGroup: place === 'group',
      speakerName: '小李',
    };
    const attachments = say.startsWith('📷') ? [{ hash: `h${index}`, name: '现场.jpg', mime: 'image/jpeg' }] : [];
    const turn = converse(conversation, { text: say.replace('📷', ''), attachments }, context, RULE_READERS);
    conversation = stored(turn.conversation, turn.replies);
    for (const effect of turn.effects) if (effect.kind === 'register') registered = effect.draft;
    return [...turn.effects.map(effectText), ...turn.replies.map(replyText)];
  });
  return { heard, conversation, registered };
}

test('there are at least 60 of them, each with an id of its own', () => {
  expect(DIALOGUES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(DIALOGUES.map(({ id }) => id)).size).toBe(DIALOGUES.length);
});

test.each(DIALOGUES.map((one) => [one.id, one.about, one] as const))('%s %s', (_id, _about, dialogue) => {
  const { heard, conversation, registered } = play(dialogue);
  for (const [index, { say, hears }] of dialogue.steps.entries()) {
    const answers = heard[index] ?? [];
    expect({ say, heard: answers.map((answer, at) => (answer.includes(hears[at] ?? '\u0000') ? hears[at] : answer)) }).toEqual({ say, heard: hears });
  }
  if (dialogue.place === 'group') expect(heard.flat().join('\n')).not.toMatch(/1[3-9]\d{9}/);
  if (dialogue.ends === undefined) return;
  const { drafts, ...facts } = dialogue.ends;
  if (drafts !== undefined) expect(conversation.drafts.map(subjectOfDraft)).toEqual(drafts);
  const draft = registered ?? conversation.drafts.at(-1);
  const known = draft === undefined ? {} : { ...draft.slots, ...pick(factsOfDraft(draft)) };
  expect(known).toMatchObject(facts);
});

const pick = ({ pending, facts, project }: ReturnType<typeof factsOfDraft>): object => ({ pending, project, dissatisfiedTimes: facts.dissatisfiedTimes });
