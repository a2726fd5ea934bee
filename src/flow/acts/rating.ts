import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import * as followUps from '../../follow-ups/index.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { addToNotice, answer, tell, type Scene } from '../scene.js';
import { chasePapers, papersWanted } from './case-papers.js';
import { smsToCustomer, tellKeeper } from './customer-sms.js';
import { settle } from './settle.js';
import { reopenDissatisfied, tellBoth, visitorOf } from './visit.js';

/*
 * The customer's own word on a closing: asked in the 处理完毕 SMS, reminded once, and after seven days recorded as 未评价. A visit by
 * phone is still made; only once three calls have failed does a good rating stand in its place (ours).
 */

export const RATING_REMINDER = 'rating-reminder';
export const RATING_END = 'rating-end';
export const isRatingTimer = ({ kind }: Pick<Timer, 'kind'>): boolean => kind === RATING_REMINDER || kind === RATING_END;

/** Before the 处理完毕 SMS, whose link it is; nothing where customers get no link or this one no SMS. */
export async function askForRating(scene: Scene, one: Case): Promise<void> {
  if (!scene.house.customerLinks.given || !followUps.canReceiveSms(one.customerPhone)) return;
  const id = scene.house.ids.uuid();
  const expiresAt = scene.now + followUps.RATING_LIFE;
  const ask = { id, companyId: one.companyId, caseId: one.id, round: one.facts.dissatisfiedTimes, askedAt: scene.now, expiresAt };
  if (!(await followUps.askRating(scene.tx, ask))) return;
  const timer = { companyId: one.companyId, subject: `rating:${id}`, caseId: one.id, payload: { rating: id } };
  await clocks.scheduleTimers(scene.tx, [
    { ...timer, id: scene.house.ids.uuid(), kind: RATING_REMINDER, dueAt: followUps.ratingReminderAt(scene.now) },
    { ...timer, id: scene.house.ids.uuid(), kind: RATING_END, dueAt: expiresAt },
  ]);
}

/** The reminder or the end of a rating fell due; also of a case that has been closed since. */
export async function ratingDue(scene: Scene, one: Case, timer: Timer): Promise<void> {
  const rating = await followUps.ratingById(scene.tx, String(timer.payload['rating']));
  if (rating?.state !== 'open') return;
  return timer.kind === RATING_REMINDER ? remind(scene, one, rating) : lapse(scene, one, rating);
}

/** Who has been visited meanwhile is left in peace. */
async function remind(scene: Scene, one: Case, rating: followUps.Rating): Promise<void> {
  if (one.state !== 'handled' || rating.remindedAt !== null) return;
  const sms = await smsToCustomer(scene, one, 'return-visit', { by: null, occasion: `rating-reminder:${rating.round}` });
  if (sms.became === 'sent' || sms.became === 'held') await followUps.noteRatingReminded(scene.tx, rating.id, scene.now);
  if (sms.lines.length > 0) await cases.saveCase(scene.tx, one, sms.lines, () => scene.house.ids.salt());
}

async function lapse(scene: Scene, one: Case, rating: followUps.Rating): Promise<void> {
  if (!(await followUps.lapseRating(scene.tx, rating.id, scene.now))) return;
  const line: Entry = { at: scene.now, actor: 'bot', kind: 'rating-lapsed', payload: { round: rating.round } };
  const customer = { ...one.handling.customer, rating: { said: '未评价', words: '', at: scene.now } };
  await settleOrSave(scene, one, { ...one, handling: { ...one.handling, customer } }, [line]);
  if (one.state !== 'handled') return;
  const visitor = visitorOf(scene, one);
  if (visitor !== null) tell(scene, visitor.id, { caseId: one.id, text: `${one.number} 客户 7 天内没有在线评价,已记为未评价,请继续电话回访。` });
}

/** A case that has ended is written and not decided again. */
const settleOrSave = (scene: Scene, before: Case, after: Case, lines: readonly Entry[]): Promise<Case> =>
  cases.isOpen(before.state) ? settle(scene, before, after, lines) : cases.saveCase(scene.tx, after, lines, () => scene.house.ids.salt());

/** A closed case whose close stands although its customer is not satisfied (NG-P11) is not opened by him again: he is rung. */
export const reopens = (one: Case): boolean => one.state === 'handled' || (one.state === 'closed' && one.handling.satisfied !== false);

/** The customer rated by his link; false when he had before, or too late. The caller holds the case's lock. */
export async function customerRated(scene: Scene, one: Case, rating: followUps.Rating, given: { readonly score: followUps.Score; readonly words: string }): Promise<boolean> {
  if (!(await followUps.rate(scene.tx, rating.id, { ...given, now: scene.now }))) return false;
  const said = followUps.SCORE_NAMES[given.score];
  const rated = withRating(scene, one, said, given.words);
  const line: Entry = { at: scene.now, actor: 'bot', kind: 'rated', payload: { score: given.score, said, words: given.words, satisfied: given.score !== 'dissatisfied' } };
  const words = maskPhonesIn(given.words) || '(没有写原因)';
  if (given.score === 'dissatisfied' && reopens(one)) {
    await reopenDissatisfied(scene, rated, { words, line, said: '客户在线评价不满意', by: null });
    return true;
  }
  const saved = await (given.score !== 'dissatisfied' && inPlaceOfVisit(one) ? visited(scene, one, rated, line) : settleOrSave(scene, one, rated, [line]));
  tellRated(scene, saved, `${saved.number} 客户在线评价:${said}${given.words === '' ? '' : `。客户说:${maskPhonesIn(given.words)}`}`, given.score);
  return true;
}

function withRating(scene: Scene, one: Case, said: string, words: string): Case {
  return { ...one, handling: { ...one.handling, customer: { ...one.handling.customer, rating: { said, words, at: scene.now } } } };
}

const inPlaceOfVisit = (one: Case): boolean => one.state === 'handled' && one.handling.customer.visitTries >= cases.VISIT_TRIES;

/** A good rating after three failed calls is the visit; papers that are missing keep the case open as after any visit. */
async function visited(scene: Scene, one: Case, rated: Case, line: Entry): Promise<Case> {
  const words = rated.handling.customer.rating?.said ?? '';
  const facts = cases.happenedAgain(one.facts, 'visited', scene.now);
  const handling = { ...rated.handling, satisfied: true, visitResult: words };
  const wait = cases.missingPapers(one).length > 0;
  const closed: Partial<Case> = wait ? {} : { state: 'closed', closedAt: scene.now };
  const by = { at: scene.now, actor: 'bot' };
  const lines: Entry[] = [line, { ...by, kind: 'visited', payload: { satisfied: true, words: `在线评价:${words}` } }, ...(wait ? [] : [{ ...by, kind: 'closed', payload: {} }])];
  const saved = await settle(scene, one, { ...rated, ...closed, facts, handling }, lines);
  if (wait) {
    await chasePapers(scene, saved);
    tellKeeper(scene, saved, `${saved.number} 客户在线评价${words},${papersWanted(scene, saved)}`);
  } else answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 客户已评价,已结案。` });
  return saved;
}

/** The visitor, who still has to ring, and the handler; of a dissatisfied one the supervisor too. */
function tellRated(scene: Scene, one: Case, text: string, score: followUps.Score): void {
  if (score === 'dissatisfied') return tellBoth(scene, one, `${text}。请致电客户说明。`, null);
  const visitor = one.state === 'handled' ? visitorOf(scene, one) : null;
  for (const personId of new Set([one.handlerId, visitor?.id ?? null])) {
    if (personId === null) continue;
    const more = personId === visitor?.id ? `${text}。仍请电话回访并记录结果。` : text;
    if (!addToNotice(scene, personId, one.id, more)) tell(scene, personId, { caseId: one.id, text: more });
  }
}
