import * as cases from '../../cases/index.js';
import type { Case, CaseLink, NearCase, Proposal } from '../../cases/index.js';
import type { Card, CardFact } from '../../terms/card.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { addToNotice, answerable, personName, projectName, showCard, tell, type Scene } from '../scene.js';
import { fitText } from '../../messages/index.js';
import { packOf } from './judging.js';
import { counted, countedAs, countingAnew, countingEntries, findEarlier, foundEntries, foundOn, countedOnLater, line, matterRules, type Found } from './matters.js';
import { settle } from './settle.js';

/** Cards that ask a person what belongs together: 并入, 计入群诉. */
export const MATTER = 'matter';

/** How a card of a pair is found again. */
export const matterSubject = (laterId: string, { withId, act }: Pick<Proposal, 'withId' | 'act'>): string => `${laterId}:${withId}:${act}`;

const MOST_OTHERS = 5;

/** Links back, counts, tells the handler and asks him. The later case is written with its own side already. */
export async function followFound(scene: Scene, later: Case, found: Found): Promise<void> {
  for (const { case: one, reasons } of found.same) {
    const as = one.id === found.goesOn?.case.id ? countingAnew(countedAs(packOf(scene, one), later), one) : 'nothing';
    await linkBack(scene, one, later, reasons, as);
  }
  tellFound(scene, later, found);
  if (found.goesOn !== null) offer(scene, later, found.goesOn.case, 'merge');
  if (found.lead !== null) offer(scene, later, found.lead.case, 'group');
}

/** A customer's number that became known later may be one that is known already. */
export async function lookAgain(scene: Scene, one: Case): Promise<void> {
  const known = [...one.handling.links.map(({ caseId }) => caseId), ...one.handling.proposals.filter(({ act }) => act === 'merge').map(({ withId }) => withId)];
  const pack = packOf(scene, one);
  const { lead: _lead, ...found } = await findEarlier(scene, pack, one, known);
  const customer: Found = { ...found, lead: null };
  if (customer.same.length === 0) {
    tellFound(scene, one, customer);
    return;
  }
  const handling = { ...one.handling, ...foundOn(scene, pack, one, customer) };
  const next = { ...one, handling, facts: countedOnLater(pack, one.facts, customer) };
  const saved = await settle(scene, one, next, foundEntries(scene, pack, one, customer));
  await followFound(scene, saved, customer);
}

async function linkBack(scene: Scene, one: Case, later: Case, reasons: readonly string[], as: ReturnType<typeof countedAs>): Promise<void> {
  const link: CaseLink = { caseId: later.id, number: later.number, kind: 'later', rooms: [], at: scene.now };
  const handling = { ...one.handling, links: cases.withLink(one.handling.links, link) };
  const entries = [
    line(scene, 'linked', { to: later.number, as: 'later', why: reasons.join('、') }),
    ...countingEntries(scene, as, later.number, matterRules(packOf(scene, one)).again.rule),
  ];
  if (cases.isOpen(one.state)) await settle(scene, one, { ...one, handling, facts: counted(one.facts, as, 1) }, entries);
  else await cases.saveCase(scene.tx, { ...one, handling }, entries, () => scene.house.ids.salt());
}

/** In private: what else this customer has come with, and as what it counts. */
function tellFound(scene: Scene, later: Case, found: Found): void {
  const { days, again } = matterRules(packOf(scene, later));
  const as = countedAs(packOf(scene, later), later);
  const said = (about: readonly (Case | NearCase)[]): string => about.slice(0, MOST_OTHERS).map(caseWords).join('、');
  const basis = as === 'nothing' || again.rule === null ? '' : `,${as === 'escalation' ? '标为升级' : '计一次不满意'}(依据 ${again.rule})`;
  const lines = [
    ...(found.same.length === 0 ? [] : [`该客户就同一事项投诉过:${said(found.same.map((one) => one.case))}${basis}。`]),
    ...(found.others.length === 0 ? [] : [`该客户 ${days} 天内另有:${said(found.others)}。`]),
  ];
  if (lines.length === 0 || later.handlerId === null) return;
  if (!addToNotice(scene, later.handlerId, later.id, lines.join('\n'))) {
    tell(scene, later.handlerId, { caseId: later.id, text: `${later.number} ${later.subject}:${lines.join('\n')}` });
  }
  const before = found.goesOn?.case.handlerId ?? null;
  if (found.goesOn === null || before === null || before === later.handlerId) return;
  const { number } = found.goesOn.case;
  if (addToNotice(scene, before, found.goesOn.case.id, `客户又就同一事项投诉:${later.number}。`)) return;
  tell(scene, before, { caseId: found.goesOn.case.id, text: `${number} 的客户又就同一事项投诉:${later.number},由${personName(scene, later.handlerId)}受理${basis}。` });
}

const caseWords = (one: Case | NearCase): string => `${one.number} ${one.subject}(${cases.STATE_NAMES[one.state]})`;

function offer(scene: Scene, later: Case, earlier: Case, act: Proposal['act']): void {
  const proposal = later.handling.proposals.find((one) => one.act === act && one.withId === earlier.id);
  const [first, second] = act === 'merge' ? [later, earlier] : [earlier, later];
  const asked = first.handlerId ?? second.handlerId ?? answerable(scene, packOf(scene, earlier).duties.supervisor, earlier.projectId)?.id ?? null;
  if (proposal === undefined || asked === null) return;
  showCard(scene, {
    chatId: asked,
    subjectKind: MATTER,
    subjectId: matterSubject(later.id, proposal),
    caseId: later.id,
    card: matterCard(scene, later, earlier, proposal, null),
  });
}

const fact = (label: string, value: string): CardFact => ({ label, value: fitText(value, 200) });

/** What is proposed and why; `outcome` once somebody has decided. */
export function matterCard(scene: Scene, later: Case, earlier: Case, proposal: Proposal, outcome: string | null): Card {
  const { act, reasons, withNumber } = proposal;
  const rules = matterRules(packOf(scene, earlier));
  const rule = act === 'merge' ? rules.again.rule : rules.groupRule;
  return {
    title: `${act === 'merge' ? '是否并入' : '是否计入群诉'} ${withNumber}`,
    state: outcome === null ? 'open' : 'done',
    facts: [
      fact('新编号', later.number),
      fact('原因', reasons.join('、')),
      fact('项目', projectName(scene, later.projectId)),
      ...(later.rooms.length === 0 ? [] : [fact('房号', later.rooms.join('、'))]),
      fact('本次内容', maskPhonesIn(later.content)),
      fact(act === 'merge' ? '前次投诉' : '最早一户', `${earlier.subject}(${cases.STATE_NAMES[earlier.state]})`),
      ...(act === 'merge' ? [] : [fact('计入后', `共 ${cases.groupHouseholds(earlier, later.rooms)} 户`)]),
      ...(outcome === null ? [] : [fact('结果', outcome)]),
    ],
    basis: rule === null ? [] : [rule],
    buttons:
      outcome !== null
        ? []
        : [
            { action: 'accept', label: act === 'merge' ? '并入' : '计入群诉', input: null },
            { action: 'refuse', label: act === 'merge' ? '不是同一件' : '不计入', input: null },
          ],
  };
}
