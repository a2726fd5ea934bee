import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as followUps from '../../follow-ups/index.js';
import { DAY } from '../../terms/instants.js';
import { accept } from '../../terms/outcome.js';
import { entry, type Act, type Acted } from './act.js';
import { roundOccasion, smsToCustomer, type SmsOutcome } from './customer-sms.js';
import { settle } from './settle.js';
import type { Scene } from '../scene.js';

const WORDS: Readonly<Record<SmsOutcome['became'], string>> = {
  sent: '已给客户发短信请其回电或评价',
  'sent-before': '之前已发过短信请客户回电或评价,不再重复发',
  held: '夜间不打扰客户,短信将在早上 8 点发出',
  refused: '短信没有发出(原因已发您的私聊),请换个方式再联系',
  'no-mobile': '客户没有可收短信的手机号,请换个方式再联系',
};

/** A call for the return visit failed. The third one is a miss on the record, and the customer is asked by SMS, once a closing. */
export async function visitCallFailed(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  const tries = one.handling.customer.visitTries + 1;
  const facts = cases.happenedAgain(one.facts, 'call-failed', scene.now);
  const tried: Case = { ...one, facts, handling: { ...one.handling, customer: { ...one.handling.customer, visitTries: tries } } };
  const line = entry(scene, act, 'unreachable', { words: act.command.text, tries });
  if (tries < cases.VISIT_TRIES) {
    await settle(scene, one, tried, [line]);
    return accept(`已记录:${one.number} 回访第 ${tries} 次没有联系上,请换个时间再联系;${cases.VISIT_TRIES} 次都联系不上时,我会发短信请客户评价。`);
  }
  const sms = (await justReminded(scene, one)) ? JUST_REMINDED : await smsToCustomer(scene, one, 'return-visit', { by: act.by, occasion: roundOccasion('visit-missed', one) });
  const asked = sms.became === 'sent' || sms.became === 'held' ? await followUps.openRatingOf(scene.tx, one.id) : null;
  // It asks for the rating: one reminder is enough.
  if (asked !== null) await followUps.noteRatingReminded(scene.tx, asked.id, scene.now);
  const missed = tries === cases.VISIT_TRIES ? [entry(scene, act, 'visit-missed', { tries })] : [];
  await settle(scene, one, tried, [line, ...missed, ...sms.lines]);
  return accept(`已记录:${one.number} 回访 ${tries} 次没有联系上,${WORDS[sms.became]}。`);
}

const JUST_REMINDED: SmsOutcome = { became: 'sent-before', lines: [] };

/** The reminder of his rating has the same words and the same link: nobody gets them twice within a day (ours). */
async function justReminded(scene: Scene, one: Case): Promise<boolean> {
  const asked = await followUps.openRatingOf(scene.tx, one.id);
  return asked !== null && asked.remindedAt !== null && scene.now - asked.remindedAt < DAY;
}
