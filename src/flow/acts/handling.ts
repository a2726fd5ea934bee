import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type * as directory from '../../directory/index.js';
import { withdrawRatingOf } from '../../follow-ups/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import { personName, showCard, type Scene } from '../scene.js';
import { entry, inHand, tellHandler, type Act, type Acted } from './act.js';
import { papersWanted } from './case-papers.js';
import { dispatchCard } from './case-card.js';
import { dailyOccasion, roundOccasion, smsToCustomer, type SmsOutcome } from './customer-sms.js';
import { packOf } from './judging.js';
import { askForRating } from './rating.js';
import { saysComplainedAgain } from './mark-facts.js';
import { finishedPhoto } from './repair.js';
import { answersReturn, beginAnew, reassign } from './send-back.js';
import { settle } from './settle.js';
import { eventsOfTelling } from './told.js';
import { askForVisit } from './visit.js';
import { visitCallFailed } from './visit-missed.js';

export async function contacted(scene: Scene, act: Act): Promise<Acted> {
  const facts = cases.happened(act.case.facts, 'customer-reached', scene.now);
  await settle(scene, act.case, { ...inHand(act.case), facts }, [entry(scene, act, 'contacted', { words: act.command.text })]);
  return accept(`已记录:${act.case.number} 已联系上客户。`);
}

export async function unreachable(scene: Scene, act: Act): Promise<Acted> {
  // After handling the call was the return visit; before it, the first contact.
  if (act.case.state === 'handled') return visitCallFailed(scene, act);
  // Each try counts from itself (JK-D6: the next one within 24 hours).
  const facts = cases.happenedAgain(act.case.facts, 'call-failed', scene.now);
  const sms = await smsToCustomer(scene, act.case, 'unreachable', { by: act.by, occasion: dailyOccasion(scene, 'unreachable') });
  const handling = { ...act.case.handling, calledAndTexted: sms.became === 'sent' || sms.became === 'sent-before' };
  await settle(scene, act.case, { ...inHand(act.case), facts, handling }, [entry(scene, act, 'unreachable', { words: act.command.text }), ...sms.lines]);
  return accept(`已记录:${act.case.number} 联系不上,${UNREACHABLE_WORDS[sms.became]}。`);
}

const UNREACHABLE_WORDS: Readonly<Record<SmsOutcome['became'], string>> = {
  sent: '已给客户发短信请其回电',
  'sent-before': '今天已发过短信请客户回电,不再重复发',
  held: '夜间不打扰客户,短信将在早上 8 点发出',
  refused: '短信没有发出(原因已发您的私聊),请换个方式再联系',
  'no-mobile': '客户没有可收短信的手机号,请换个方式再联系',
};

export async function dispatch(scene: Scene, act: Act): Promise<Acted> {
  const person = personNamed(scene, act.command.text);
  if (person === null) {
    return refuse('person-unknown', act.command.text === '' ? '派给谁?请写上姓名,例如:派单给王工' : `没有找到"${act.command.text}",请写同事的姓名。`);
  }
  // 重新派单: whoever has to say whose a sent-back case is has said it.
  const answering = answersReturn(scene, act.case, act.by);
  if (answering && act.case.handling.sentBack?.as === 'handler') return reassign(scene, act, person);
  let facts = cases.happened(act.case.facts, 'department-contacted', scene.now);
  for (const event of eventsOfTelling(scene, packOf(scene, act.case), person.id, act.case.projectId)) facts = cases.happened(facts, event, scene.now);
  const handling = { ...act.case.handling, dispatchedTo: person.id, dispatchedBy: act.by, dispatchAccepted: false, sentBack: answering ? null : act.case.handling.sentBack };
  const saved = await settle(scene, act.case, { ...inHand(act.case), facts, handling }, [
    ...(answering ? [entry(scene, act, 'sent-back-answered', { to: person.id })] : []),
    entry(scene, act, 'dispatched', { to: person.id }),
  ]);
  if (answering) await beginAnew(scene, saved, act.by);
  showCard(scene, {
    chatId: person.id,
    subjectKind: 'dispatch',
    subjectId: saved.id,
    caseId: saved.id,
    card: dispatchCard(scene, saved, person.id),
  });
  return accept(`${act.case.number} 已派给${person.name}。`);
}

function personNamed(scene: Scene, words: string): directory.Person | null {
  const people = scene.company.people.people;
  const exact = people.find((person) => person.id === words || person.name === words);
  if (exact) return exact;
  const within = people.filter((person) => words.includes(person.name));
  if (within.length === 1) return within[0] ?? null;
  // 王工, 李师傅: a surname with a calling is enough when one colleague fits.
  const surname = /^(?:派给|给)?([\u4e00-\u9fa5])(?:工|师傅|经理|主任|总)$/.exec(words.trim())?.[1];
  const called = surname === undefined ? [] : people.filter((person) => person.name.startsWith(surname));
  return called.length === 1 ? (called[0] ?? null) : null;
}

export async function acceptDispatch(scene: Scene, act: Act): Promise<Acted> {
  if (act.case.handling.dispatchedTo === null) return refuse('not-dispatched', `${act.case.number} 还没有派单。`);
  if (act.case.handling.dispatchedTo !== act.by) {
    return refuse('not-yours', `${act.case.number} 派给了${personName(scene, act.case.handling.dispatchedTo)},由他接单。`);
  }
  const handling = { ...act.case.handling, dispatchAccepted: true };
  await settle(scene, act.case, { ...inHand(act.case), handling }, [entry(scene, act, 'dispatch-accepted')]);
  tellHandler(scene, act, `${personName(scene, act.by)}已接单 ${act.case.number}。`);
  return accept(`已接单:${act.case.number}。约好上门时间后请告诉我,例如:约明天下午3点上门`);
}

export async function siteChecked(scene: Scene, act: Act): Promise<Acted> {
  let facts = cases.happened(act.case.facts, 'site-checked', scene.now);
  facts = cases.happened(facts, 'background-learnt', scene.now);
  if (/与合同不符|与承诺不符|不符合合同/.test(act.command.text)) facts = cases.happened(facts, 'differs-from-contract', scene.now);
  await settle(scene, act.case, { ...inHand(act.case), facts }, [entry(scene, act, 'site-checked', { words: act.command.text })]);
  tellHandler(scene, act, `${act.case.number} 现场已核实:${act.command.text || '见现场记录'}`);
  return accept(`已记录:${act.case.number} 现场核实。下一步请提交方案和金额(可以私聊发我)。`);
}

export async function handled(scene: Scene, act: Act): Promise<Acted> {
  const { handling } = act.case;
  if (handling.approval?.state === 'open') {
    return refuse('approval-open', `${act.case.number} 的方案还在审批,批准后才能处理完毕(依据 赔付须先批后付)。`);
  }
  if (handling.approval?.state === 'withdrawn') {
    return refuse('approval-withdrawn', `${act.case.number} 的审批已撤回,请先重新提交方案。`);
  }
  if (handling.approval?.state === 'rejected') {
    return refuse('approval-rejected', `${act.case.number} 的方案被驳回,请先重新提交方案。`);
  }
  if (act.case.state === 'handled') {
    return refuse('already-handled', `${act.case.number} 已处理完毕,正在等回访;有新的情况请发"补充 ${act.case.number} …"。`);
  }
  const photo = finishedPhoto(act);
  const facts = cases.happenedAgain(act.case.facts, 'handled', scene.now);
  const next: Case = {
    ...act.case,
    state: 'handled',
    facts,
    handling: { ...handling, photosWanted: photo?.wanted ?? handling.photosWanted, handledAt: scene.now, result: act.command.text || handling.plan || '已处理完毕', customer: { ...cases.NOTHING_SAID, unsolvedIn: handling.customer.unsolvedIn } },
  };
  await askForRating(scene, act.case);
  const sms = await smsToCustomer(scene, act.case, 'finished', { by: act.by, occasion: roundOccasion('finished', act.case) });
  const saved = await settle(scene, act.case, next, [
    entry(scene, act, 'handled', { words: act.command.text, ...(act.attachments.length === 0 ? {} : { photos: act.attachments.map((file) => file.hash) }) }),
    ...sms.lines,
  ]);
  // Without its SMS nobody was asked.
  if (sms.became === 'refused') await withdrawRatingOf(scene.tx, saved.id, scene.now);
  askForVisit(scene, saved);
  const papers = cases.missingPapers(saved).length === 0 ? '' : papersWanted(scene, saved);
  const done = accept(`已记录:${saved.number} 处理完毕,转回访。${papers}${photo?.words ?? ''}`);
  return photo === null ? done : { ...done, asks: photo.asks };
}

export async function supplement(scene: Scene, act: Act): Promise<Acted> {
  if (act.command.text === '' && act.attachments.length === 0) return refuse('nothing-to-add', '要补充什么?请写内容或发图片。');
  const hashes = act.attachments.map((one) => one.hash);
  const content = act.command.text === '' ? act.case.content : `${act.case.content}\n【补充】${act.command.text}`;
  // The customer came again about the same matter: a fact of the books (JK-D11), whatever door he came by.
  const again = saysComplainedAgain(act.command.text);
  const facts = again ? { ...act.case.facts, complainedAgain: true } : act.case.facts;
  await settle(scene, act.case, { ...act.case, content, facts }, [
    entry(scene, act, 'supplemented', { words: act.command.text, evidence: hashes }),
    ...(again && !act.case.facts.complainedAgain ? [entry(scene, act, 'marked', { words: '再次投诉' })] : []),
  ]);
  const files = hashes.length > 0 ? `,附件 ${hashes.length} 个` : '';
  return accept(`已补充到 ${act.case.number}${files}。`);
}
