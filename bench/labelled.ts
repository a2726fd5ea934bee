import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UnderstandingContext } from '../src/terms/understanding.js';

/** What a message says, as a person has labelled it; what is left out is not said. */
export interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly kind?: string;
  /** Kinds that are as good as the labelled one. */
  readonly kindAlso?: readonly string[];
  readonly category?: string;
  readonly alsoDefensible?: readonly string[];
  readonly amount?: number | null;
  readonly households?: number | null;
  readonly media?: boolean | 'happened' | 'threatened';
  readonly litigation?: boolean | 'happened' | 'threatened';
  readonly safety?: boolean;
  readonly repeat?: boolean;
  readonly refused?: boolean;
  readonly project?: string | null;
  readonly rooms?: readonly string[];
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly doors?: readonly string[];
  /** Wall time in Shanghai, to the minute. */
  readonly receivedAt?: string;
  /** Slots on which two people may rightly differ: not counted. */
  readonly unscored?: readonly string[];
  /** Our own set only: rules may be tuned on one half. `unseen`: written in other voices and read once before anything was done about it. */
  readonly half?: 'tuned' | 'held-out' | 'unseen';
}

/** A set of labelled messages, with what may be known of the world around each of them. */
export interface LabelledSet {
  readonly name: string;
  readonly messages: readonly Labelled[];
  readonly context: UnderstandingContext;
  /** Slots that this set labels. */
  readonly slots: readonly string[];
}

/** A Wednesday. */
const NOW = Date.parse('2026-03-04T15:00:00+08:00');

/** The projects that our own messages speak of. */
const PROJECTS: UnderstandingContext['projects'] = [
  { name: '滨江一号', nicknames: ['一号院'] },
  { name: '翡翠城', nicknames: [] },
  { name: '翡翠城二期', nicknames: [] },
  { name: '云栖玫瑰园', nicknames: ['玫瑰园'] },
  { name: '锦绣江南', nicknames: [] },
  { name: '春江花月', nicknames: [] },
  { name: '御景湾', nicknames: [] },
  { name: '天玺府', nicknames: [] },
  { name: '香樟林语', nicknames: [] },
  { name: '阳光城邦', nicknames: [] },
];

const linesOf = (file: string): Labelled[] =>
  readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);

const REAL_SLOTS = ['amount', 'households', 'media', 'litigation', 'safety', 'repeat', 'rooms', 'phone', 'name'];
const OWN_SLOTS = [...REAL_SLOTS, 'mediaState', 'litigationState', 'refused', 'project', 'doors', 'receivedAt'];

const OWN_NAMES = { tuned: 'chat-style, those that were tuned on', 'held-out': 'chat-style, the held-out half', unseen: 'chat-style, held out, in other voices' } as const;

/** Our own messages: those that rules may be tuned on, then those held out. */
export function ownSets(projectFolder: string): LabelledSet[] {
  const all = linesOf(join(projectFolder, 'test', 'fixtures', 'understanding', 'messages.jsonl'));
  return (['tuned', 'held-out', 'unseen'] as const).map((half) => ({
    name: OWN_NAMES[half],
    messages: all.filter((each) => each.half === half),
    context: { now: NOW, projects: PROJECTS },
    slots: OWN_SLOTS,
  }));
}

/** Real messages that are not ours: read where they lie, never copied into the project. Null where they are not. */
export function realSet(projectFolder: string): LabelledSet | null {
  const file = join(projectFolder, '..', 'shared', 'corpora', 'messages-dev.jsonl');
  return existsSync(file) ? { name: 'real messages', messages: linesOf(file), context: { now: NOW, projects: [] }, slots: REAL_SLOTS } : null;
}
