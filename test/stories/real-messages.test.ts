import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CATEGORY_NAMES, type Category } from '../../src/terms/complaint.js';
import { World, type SeenCard } from '../harness/world.js';

/** Third-party texts: read where they are, never copied into the project. */
const CORPUS = new URL('../../../shared/corpora/messages-dev.jsonl', import.meta.url);
const MOST_QUESTIONS = 3;

interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly category: Category;
  readonly alsoDefensible: readonly Category[];
}

let world: World;
beforeAll(async () => {
  world = await World.open('real_messages', { MESSAGES_PER_MINUTE: '1000' });
});
afterAll(async () => {
  await world.close();
});

test('every real message ends in a draft, a question or a polite refusal; categories are mostly right', async () => {
  if (!existsSync(CORPUS)) {
    process.stdout.write('real messages: not measured (corpus absent)\n');
    return;
  }
  const messages = readFileSync(CORPUS, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);
  const tally = { draft: 0, question: 0, polite: 0, right: 0 };
  for (const [index, message] of messages.entries()) {
    if (index % 25 === 0) await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
    const people = await world.get<{ id: string }[]>('/people');
    const speaker = people[index % 25]?.id ?? 'staff1';
    const said = await answersTo(speaker, message.text);
    expect(said.length).toBeGreaterThan(0);
    let card = said.find((one) => /草稿/.test(one.card?.title ?? ''))?.card ?? null;
    if (card !== null) tally.draft += 1;
    else if (said.some((one) => one.card !== null || /[?？]|哪|怎么|多少/.test(one.text))) tally.question += 1;
    else tally.polite += 1;
    card = card ?? (await draftAfterQuestions(speaker));
    if (carries(card, message)) tally.right += 1;
  }
  const share = tally.right / messages.length;
  process.stdout.write(`real messages: ${JSON.stringify(tally)} of ${messages.length}; category labelled or defensible ${share.toFixed(3)}\n`);
  expect(share).toBeGreaterThanOrEqual(0.6);
  expect(world.app.complaints).toEqual([]);
}, 120_000);

async function answersTo(speaker: string, text: string) {
  world.forget();
  await world.tells(speaker, text);
  return world.drain(speaker);
}

async function draftAfterQuestions(speaker: string): Promise<SeenCard | null> {
  for (let question = 0; question < MOST_QUESTIONS; question++) {
    const said = await answersTo(speaker, '跳过');
    const card = said.find((one) => /草稿/.test(one.card?.title ?? ''))?.card;
    if (card) return card;
  }
  return null;
}

function carries(card: SeenCard | null, message: Labelled): boolean {
  const shown = card?.facts.find((fact) => fact.label === '类别')?.value ?? '';
  return [message.category, ...message.alsoDefensible].some((category) => shown.includes(CATEGORY_NAMES[category]));
}
