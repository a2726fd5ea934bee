import type { Case, Entry } from '../../cases/index.js';
import type { Attachment, Command } from '../../intake/index.js';
import { DAY, type Instant } from '../../terms/instants.js';
import type { Outcome } from '../../terms/outcome.js';
import { tell, type Scene } from '../scene.js';

/** One act on one case by one person. */
export interface Act {
  readonly case: Case;
  readonly command: Command;
  readonly by: string;
  readonly attachments: readonly Attachment[];
}

/** What the person is told in answer; the case as it now stands is already saved. `asks`: what his next message may still complete. */
export type Acted = Outcome<string> & { readonly asks?: Command };

export const entry = (scene: Scene, act: Act, kind: string, payload: Entry['payload'] = {}): Entry => ({
  at: scene.now,
  actor: act.by,
  kind,
  payload,
});

/** 已登记 and 待核 become 处理中 by the first act of handling. */
export const inHand = (one: Case): Case =>
  one.state === 'registered' || one.state === 'unverified' ? { ...one, state: 'handling' } : one;

/** A visit or an end farther off than a year is a slip of the pen: clocks would wait for it, and people are told no year. */
export const isTooFar = (scene: Scene, at: Instant): boolean => at > scene.now + 366 * DAY;
export const TOO_FAR = '这个时间离现在超过一年,请核对年份,写一年以内的时间。';

export function tellHandler(scene: Scene, act: Act, text: string): void {
  if (act.case.handlerId !== null && act.case.handlerId !== act.by) {
    tell(scene, act.case.handlerId, { caseId: act.case.id, text });
  }
}
