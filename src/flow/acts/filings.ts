import type { Case, Entry } from '../../cases/index.js';
import type * as directory from '../../directory/index.js';
import * as messages from '../../messages/index.js';
import { LEVEL_NAMES } from '../../terms/complaint.js';
import type { Decision, Filing } from '../../terms/decision.js';
import { answerable, projectName, tell, type Scene } from '../scene.js';
import { packOf } from './judging.js';

/** A filing (备案) is told once, when it first stands in the decision; returns what goes on the case's record. */
export async function tellFilings(scene: Scene, before: Decision | null, one: Case): Promise<readonly Entry[]> {
  const known = new Set((before?.filings ?? []).map(nameOf));
  const lines: Entry[] = [];
  for (const filing of one.decision.filings.filter((each) => !known.has(nameOf(each)))) {
    const person = answerable(scene, filing.role, one.projectId);
    if (person === null) continue;
    tell(scene, person.id, {
      caseId: one.id,
      text: `【备案】${one.number} ${projectName(scene, one.projectId)} ${one.subject},级别${LEVEL_NAMES[one.level]}。依据 ${filing.rule}:${packOf(scene, one).ruleTexts[filing.rule] ?? ''}`,
    });
    if (filing.channels.includes('sms')) lines.push(await textFiling(scene, one, filing, person));
  }
  return lines;
}

const nameOf = (filing: Filing): string => `${filing.rule}:${filing.role}`;

/** The SMS names no customer, sum or room. What could not be sent is asked of the handler as a call: nobody is left untold in silence. */
async function textFiling(scene: Scene, one: Case, filing: Filing, person: directory.Person): Promise<Entry> {
  const sent = person.phone === null ? null : await orderSms(scene, one, filing, person.name, person.phone);
  if (sent?.ok === true) {
    scene.leaves.add(messages.SMS);
    return { at: scene.now, actor: 'bot', kind: 'filing-sms', payload: { rule: filing.rule, to: person.id } };
  }
  const why = sent === null ? '没有登记手机号' : sent.message;
  tell(scene, one.handlerId ?? one.reporterId, {
    caseId: one.id,
    text: `${one.number} 的备案短信没有发给${person.name}(${why}),请您电话告知。依据 ${filing.rule}`,
  });
  return { at: scene.now, actor: 'bot', kind: 'filing-sms-refused', payload: { rule: filing.rule, to: person.id, code: sent?.code ?? 'sms-no-mobile' } };
}

const TEMPLATE = 'filing';

function orderSms(scene: Scene, one: Case, filing: Filing, name: string, phone: string) {
  const { limits } = scene.house;
  return messages.sendSms(scene.tx, {
    companyId: one.companyId,
    phone,
    template: TEMPLATE,
    pack: packOf(scene, one).id,
    words: { 称呼: name, 项目: projectName(scene, one.projectId), 编号: one.number },
    text: `${name}您好,${projectName(scene, one.projectId)}的投诉${one.number}现报您备案,详情请见客诉助手的消息。谢谢!`,
    dedupeKey: `sms:${one.id}:filing:${nameOf(filing)}`,
    caseId: one.id,
    now: scene.now,
    machineNow: scene.machineNow,
    trace: scene.trace,
    sentBy: null,
    // The day's limit for one number is there for customers; a colleague hears of every case that is filed with him.
    limits: { ...limits, smsPerNumberAndDay: limits.smsPerCompanyAndDay },
  });
}
