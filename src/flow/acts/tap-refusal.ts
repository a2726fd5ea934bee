import * as approvals from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type * as messages from '../../messages/index.js';
import type { Scene } from '../scene.js';

export interface RefusedTap {
  readonly by: string;
  readonly action: string;
  readonly code: string;
  /** The channel it came through. */
  readonly door: string;
}

/** Once for each person, card and reason: a card that is tapped a hundred times writes one line. */
export async function recordRefusal(scene: Scene, card: messages.CardRow, { by, action, code, door }: RefusedTap): Promise<void> {
  if (card.caseId === null) return;
  const one = await cases.lockCase(scene.tx, card.caseId);
  const about = { companyId: card.companyId, cardId: card.id, personId: by, code, at: scene.now };
  if (one === null || !(await approvals.noteRefusal(scene.tx, about))) return;
  const payload = { card: card.id, about: card.subjectKind, subject: card.subjectId, action, code, door };
  await cases.saveCase(scene.tx, one, [{ at: scene.now, actor: by, kind: 'tap-refused', payload }], () => scene.house.ids.salt());
}
