import type { Conversation, InboundOutcome, Lane } from '../../intake/index.js';
import { answer, type Scene } from '../scene.js';
import { lineOf, MOST_LINES, waitingFor, type Waiting } from './approval-list.js';

const BARE = /^(?:好的?|嗯|行|收到)?[\s,]*我?(?:审[批核])?(?:(可以)|不?(?:同意|批准|批|准|通过)|驳回|拒绝|否决)(?:审[批核])?(?:了|吧|的)?[\s.。!~]*$/u;
const MOST_NAMED = 3;

/**
 * 同意, 驳回 and their like without a number, in somebody's own chat: he is told what waits for him and how it is decided. Nothing is
 * decided by it, not even where one thing alone waits: it may be meant for something else. Null: a draft or a question of his may be
 * what it answers, or it says no such thing.
 */
export async function bareAnswer(scene: Scene, lane: Lane, state: Conversation, text: string): Promise<InboundOutcome | null> {
  const [said, easily] = BARE.exec(text.normalize('NFKC').trim()) ?? [];
  if (said === undefined || isAsked(state) || (easily !== undefined && state.offered !== null)) return null;
  const waiting = await waitingFor(scene, lane.personId);
  // To whom nothing waits 可以 is small talk.
  if (waiting.length === 0 && easily !== undefined) return null;
  answer(scene, { chatId: lane.chatId, to: lane.personId, text: waiting.length === 0 ? '现在没有等您审批的事项。' : howToDecide(scene, waiting) });
  return { kind: 'reply' };
}

const isAsked = ({ drafts, awaiting, choosing, unplaced }: Conversation): boolean => drafts.length > 0 || awaiting !== null || choosing !== null || unplaced !== null;

function howToDecide(scene: Scene, waiting: readonly Waiting[]): string {
  const lines = waiting.slice(0, MOST_NAMED).map((each) => lineOf(scene, each));
  const more = waiting.length - lines.length;
  const rest = more === 0 ? [] : [`另有 ${more} 项${waiting.length === MOST_LINES ? '以上' : ''},发“我的审批”查看。`];
  const [only] = waiting.length === 1 ? waiting : [];
  const number = only?.case.number ?? '编号';
  const how = `还没有做决定。请在审批卡片上办理,或发“${number} 同意”、“${number} 驳回 理由”。`;
  return ['等您审批的有:', ...lines, ...rest, how].join('\n');
}
