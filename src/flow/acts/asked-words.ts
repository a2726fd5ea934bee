import { answerRules } from '../../policy/index.js';
import type { Command } from '../../intake/index.js';
import type { Scene } from '../scene.js';
import { similarCases } from './case-library.js';
import { speechWords } from './speech-words.js';

/** Answers a question about the rules, about what to say, or about earlier cases; null where none of them was asked. For private chats: contractors sit in the groups. */
export async function answerAsked(scene: Scene, { command, by }: { readonly command: Command; readonly by: string }): Promise<string | null> {
  if (command.name === 'rule-question' && command.question !== undefined) {
    const { pack, calendar, now } = scene.company;
    return answerRules({ pack, calendar, now }, command.question).join('\n');
  }
  if (command.name === 'speech') return speechWords(scene, command, by);
  return command.name === 'similar-cases' ? similarCases(scene, command, by) : null;
}
