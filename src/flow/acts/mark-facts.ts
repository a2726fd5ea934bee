import type { Facts } from '../../terms/complaint.js';
import { accept, refuse } from '../../terms/outcome.js';
import type { Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { settle } from './settle.js';

interface Mark {
  /** As it is said back, and offered. */
  readonly name: string;
  readonly words: RegExp;
  readonly facts: Partial<Facts>;
}

const AGAIN = /(?:再次|再度|又(?:一次|来|打电话来?|打12345|去12345)?|二次|第[二三四五六]次|重复)(?:来电|来访|来函|上门)?投诉/;
/** "业主再次投诉", and not "没有再次投诉". */
export const saysComplainedAgain = (words: string): boolean => AGAIN.test(words) && !/(?:没有?|未|不会?|没再|别)(?:再|又|有)?.{0,2}(?:再次|又|二次|重复)/.test(words);

/** What only a person can judge of a case; the rule books ask for it (LF-L2a, LF-L3d, LF-A17, LF-E4, JK-A3, JK-L1a, JK-D11, NG-P7, SC-A2, GT-P1). */
const MARKS: readonly Mark[] = [
  { name: '明显过失', words: /明显(?:的)?(?:过失|过错)|(?:我方|我们)(?:的)?(?:过失|过错|差错)/, facts: { plainMistake: true } },
  { name: '群诉风险', words: /群诉|群体(?:性)?(?:投诉|事件)?(?:的)?风险|群体(?:性)?投诉/, facts: { groupRisk: true } },
  { name: '损害品牌', words: /品牌|声誉/, facts: { brandHarm: true } },
  { name: '涉及退房', words: /退房/, facts: { unitReturn: true } },
  { name: '项目团队已撤', words: /团队(?:已经?)?(?:撤|解散)/, facts: { teamGone: true } },
  { name: '需要协调', words: /协调/, facts: { needsCoordination: true } },
  { name: '沟通即可解决', words: /沟通(?:就|即|便)?(?:可以?|能)解决/, facts: { settledByTalk: true } },
  { name: '再次投诉', words: AGAIN, facts: { complainedAgain: true } },
  { name: '集团级', words: /集团(?:级|层面)/, facts: { scope: 'group' } },
];

/** 标记:群诉风险 …; only set, never taken back: a level falls by the person with the right role (policies/README.md). */
export async function markFacts(scene: Scene, act: Act): Promise<Acted> {
  const said = act.command.text;
  const marks = MARKS.filter((mark) => mark.words.test(said));
  if (marks.length === 0 || /不|没|未|非/.test(said)) {
    return refuse('mark-unknown', `要标记什么?可以标记:${MARKS.map((mark) => mark.name).join('、')}。例如:${act.case.number} 标记 群诉风险`);
  }
  const facts = marks.reduce<Facts>((all, mark) => ({ ...all, ...mark.facts }), act.case.facts);
  const names = marks.map((mark) => mark.name).join('、');
  await settle(scene, act.case, { ...act.case, facts }, [entry(scene, act, 'marked', { words: names })]);
  return accept(`已标记:${act.case.number} ${names}。`);
}
