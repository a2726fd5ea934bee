import type { Case } from '../../cases/index.js';
import type { SentBackRow } from '../../policy/index.js';
import type { Card } from '../../terms/card.js';
import { personName, type Scene } from '../scene.js';
import { caseFacts } from './case-card.js';
import { packOf } from './judging.js';

export const SENT_BACK = 'sent-back';

/**
 * What the pack says of 退单. None of the six books speaks of it, so no pack ships a row (ours): the clocks go on, since the customer waits
 * no less for a case that was sent to the wrong place and a clock begun anew would hide the loss; the supervisor answers, who stands over
 * both sides. A company that wants it otherwise writes its own row.
 */
export const sentBackRow = (scene: Scene, one: Case): SentBackRow => {
  const pack = packOf(scene, one);
  return pack.sentBack ?? { rule: null, clock: 'keeps', answeredBy: pack.duties.supervisor };
};

/** What whoever has to send it on sees, with both ways out; the same by words. */
export function sentBackCard(scene: Scene, one: Case, reader: string): Card {
  const { sentBack, sentBackTimes } = one.handling;
  const open = sentBack !== null && sentBack.to === reader;
  const row = sentBackRow(scene, one);
  return {
    title: `退单 ${one.number}`,
    state: open ? 'open' : one.state === 'invalid' ? 'void' : 'done',
    facts: [
      ...(sentBack === null ? [] : [{ label: '退单人', value: personName(scene, sentBack.from) }, { label: '退单原因', value: sentBack.reason }]),
      { label: '退单次数', value: `已退 ${sentBackTimes} 次` },
      ...(open ? [{ label: '时限', value: row.clock === 'keeps' ? '照常计算,期间由您负责' : '重新派出后重新起算' }] : []),
      ...caseFacts(scene, one),
    ],
    basis: row.rule === null ? [] : [row.rule],
    buttons: open
      ? [
          { action: 'dispatch', label: '重新派单', input: 'person' },
          { action: 'hand-back', label: '退回原处理人', input: 'reason' },
        ]
      : [],
  };
}
