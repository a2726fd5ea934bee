import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { CardWord } from '../../intake/index.js';
import * as messages from '../../messages/index.js';
import { channelOf, type Scene } from '../scene.js';
import { actOnCard } from './approval-card.js';
import { recordRefusal } from './tap-refusal.js';

/** What came of a card's word; `code` where it was refused. */
export interface CardWordTaken {
  readonly text: string;
  readonly case: Case | null;
  readonly code: string | null;
}

/** The word that a tapped card waited for: the tap is made again with it, by the rules of this moment. */
export async function cardWordSaid(scene: Scene, { id, action }: CardWord, by: string, words: string): Promise<CardWordTaken> {
  const card = await messages.cardById(scene.tx, id);
  const caseId = card?.caseId ?? null;
  const one = caseId === null ? null : await cases.lockCase(scene.tx, caseId);
  if (card === null || one === null) return { text: '那张卡片已经失效,请重新查询。', case: null, code: null };
  const done = await actOnCard(scene, one, card, { by, action, words });
  if (done.ok) return { text: done.value, case: one, code: null };
  await recordRefusal(scene, card, { by, action, code: done.code, door: channelOf(scene, by) });
  return { text: done.message, case: one, code: done.code };
}
