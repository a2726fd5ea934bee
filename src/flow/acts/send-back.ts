import type { Case, SentBack } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import { answerable, personName, projectName, roleName, showCard, tell, type Scene } from '../scene.js';
import { entry, inHand, type Act, type Acted } from './act.js';
import { dispatchCard } from './case-card.js';
import { keeping, packOf } from './judging.js';
import { holderUp } from './ladder.js';
import { isOwnClock } from './own-clocks.js';
import { SENT_BACK, sentBackCard, sentBackRow } from './sent-back-card.js';
import { settle } from './settle.js';

/*
 * 退单: whoever was sent a case that is not his says so, with the reason. It goes back to whoever sent it out, else to the role of
 * the pack (the supervisor where it is silent), who answers for it until it is sent on.
 */

/** At this many the head of the project hears of the ping-pong. */
const TOO_OFTEN = 3;

/** Who has to say now whose it is: the one who sent it out, else the role's holder, else somebody above; never the sender himself. */
function receiver(scene: Scene, one: Case, from: string, as: SentBack['as']): directory.Person | null {
  const { dispatchedBy } = one.handling;
  const known = as === 'repairer' && dispatchedBy !== null && dispatchedBy !== from ? directory.personById(scene.company.people, dispatchedBy) : null;
  if (known !== null) return known;
  const { answeredBy } = sentBackRow(scene, one);
  const usual = answerable(scene, answeredBy, one.projectId);
  return usual !== null && usual.id !== from ? usual : holderUp(scene, one, answeredBy, from);
}

function roleOf(one: Case, personId: string): SentBack['as'] | null {
  if (one.handling.dispatchedTo === personId) return 'repairer';
  return one.handlerId === personId ? 'handler' : null;
}

export async function sendBack(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, by } = act;
  const as = roleOf(one, by);
  if (one.state === 'handled') return refuse('already-handled', `${one.number} 已处理完毕,正在等回访,不用退单。`);
  if (as === null) return refuse('not-yours', `${one.number} 由受理人或被派单的人退单。`);
  if (one.handling.sentBack !== null) return refuse('already-sent-back', `${one.number} 已退单,正在等${personName(scene, one.handling.sentBack.to)}重新派单。`);
  const reason = act.command.text;
  if (reason === '') return refuse('reason-missing', `为什么退单?请写一句,例如:${one.number} 退单,这是工程部的事`);
  const to = receiver(scene, one, by, as);
  if (to === null) return refuse('no-receiver', '没有可以重新派单的人,请联系管理员补上人员。');
  const sentBack: SentBack = { from: by, as, to: to.id, reason, at: scene.now };
  const times = one.handling.sentBackTimes + 1;
  const free = as === 'repairer' ? { dispatchedTo: null, dispatchedBy: null, dispatchAccepted: false } : {};
  const handling = { ...one.handling, ...free, sentBack, sentBackTimes: times };
  const saved = await settle(scene, one, { ...inHand(one), handling }, [entry(scene, act, 'sent-back', { reason, to: to.id, as, times })]);
  showCard(scene, { chatId: to.id, subjectKind: SENT_BACK, subjectId: saved.id, caseId: saved.id, card: sentBackCard(scene, saved, to.id) });
  tellOfReturn(scene, saved, sentBack, times);
  return accept(`${saved.number} 已退给${to.name},请等他重新派单。`);
}

function tellOfReturn(scene: Scene, one: Case, { from, to, reason }: SentBack, times: number): void {
  const said = `${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${personName(scene, from)}退单(已退 ${times} 次),由${personName(scene, to)}重新派单。原因:${reason}`;
  const head = times === TOO_OFTEN ? answerable(scene, packOf(scene, one).duties.projectHead, one.projectId) : null;
  const people = new Set([one.handlerId, head?.id ?? null]);
  for (const id of people) if (id !== null && id !== from && id !== to) tell(scene, id, { caseId: one.id, text: said });
}

/** He whom it went back to, or a holder of the role that answers. */
export function answersReturn(scene: Scene, one: Case, personId: string): boolean {
  const { sentBack } = one.handling;
  if (sentBack === null) return false;
  return sentBack.to === personId || (sentBack.from !== personId && directory.holds(scene.company.people, personId, sentBackRow(scene, one).answeredBy, one.projectId));
}

/** 重新派单 of a case its handler sent back: the person named takes it over. */
export async function reassign(scene: Scene, act: Act, person: directory.Person): Promise<Acted> {
  const { case: one } = act;
  if (person.id === one.handling.sentBack?.from) return handOnAgain(scene, act, one.handling.sentBack, '');
  const handling = { ...one.handling, sentBack: null };
  const saved = await settle(scene, one, { ...one, handlerId: person.id, handling }, [
    entry(scene, act, 'sent-back-answered', { to: person.id }),
    entry(scene, act, 'handed-over', { from: one.handlerId, to: person.id, rule: null }),
  ]);
  await beginAnew(scene, saved, act.by);
  return accept(`${saved.number} 已转由${person.name}受理。`);
}

/** 退回原处理人, with the reason why it is his all the same. */
export async function handBack(scene: Scene, act: Act): Promise<Acted> {
  const { sentBack } = act.case.handling;
  if (sentBack === null) return refuse('not-sent-back', `${act.case.number} 没有待处理的退单。`);
  if (!answersReturn(scene, act.case, act.by)) {
    return refuse('not-yours', `这次退单由${personName(scene, sentBack.to)}(${roleName(scene, sentBackRow(scene, act.case).answeredBy)})处理。`);
  }
  if (act.command.text === '') return refuse('reason-missing', '为什么仍由他处理?请写一句,例如:退回原处理人,合同约定由你方维修');
  return handOnAgain(scene, act, sentBack, act.command.text);
}

async function handOnAgain(scene: Scene, act: Act, { from, as }: SentBack, reason: string): Promise<Acted> {
  const { case: one } = act;
  const again = as === 'repairer' ? { dispatchedTo: from, dispatchedBy: act.by, dispatchAccepted: false } : {};
  const handling = { ...one.handling, ...again, sentBack: null };
  const saved = await settle(scene, one, { ...one, handling }, [entry(scene, act, 'sent-back-answered', { to: from, reason })]);
  await beginAnew(scene, saved, act.by);
  tell(scene, from, { caseId: saved.id, text: `${saved.number} 退回由您处理${reason === '' ? '' : `:${reason}`}。` });
  if (as === 'repairer') {
    showCard(scene, { chatId: from, subjectKind: 'dispatch', subjectId: saved.id, caseId: saved.id, card: dispatchCard(scene, saved, from) });
  }
  return accept(`${saved.number} 已退回由${personName(scene, from)}处理。`);
}

/** Where the pack says so, the clocks have their whole time again once the case is sent out anew. */
export async function beginAnew(scene: Scene, one: Case, by: string): Promise<void> {
  if (sentBackRow(scene, one).clock !== 'restarts') return;
  for (const clock of await clocks.clocksOf(scene.tx, one.id)) {
    if (clock.state !== 'running' || isOwnClock(clock.name)) continue;
    await clocks.restartClock(scene.tx, { ...keeping(scene, one), clockId: clock.id, reason: '退单后重新派出,重新起算', by });
  }
}
