import * as cases from '../../cases/index.js';
import type { Facts } from '../../terms/complaint.js';
import { accept, refuse } from '../../terms/outcome.js';
import { canReceiveSms } from '../../follow-ups/index.js';
import { maskPhone } from '../../terms/phone.js';
import type { Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { lookAgain } from './matter-offers.js';
import { settle } from './settle.js';

/** Writes changed facts and says how the level now stands; the level itself is only said in private. */
async function withFacts(scene: Scene, act: Act, facts: Facts, kind: string, payload: Record<string, unknown>): Promise<cases.Case> {
  return settle(scene, act.case, { ...act.case, facts }, [entry(scene, act, kind, payload)]);
}

/** 又有几户反映: "又" adds, a plain count is the total. */
export async function moreHouseholds(scene: Scene, act: Act): Promise<Acted> {
  const count = act.command.households;
  if (count === null || count < 1) return refuse('count-missing', '一共几户?例如:又有4户反映,或 共5户');
  const adding = /又|再|还有|另有|新增|多了/.test(act.command.text);
  const known = act.case.facts.households;
  if (!adding && count <= known) return accept(`${act.case.number} 已记录 ${known} 户,没有改动。`);
  const households = adding ? known + count : count;
  const saved = await withFacts(scene, act, { ...act.case.facts, households }, 'households', { households });
  return accept(`已记录:${saved.number} 现共 ${households} 户。`);
}

export async function failedTalk(scene: Scene, act: Act): Promise<Acted> {
  const failedTalks = act.case.facts.failedTalks + 1;
  const saved = await withFacts(scene, act, { ...act.case.facts, failedTalks }, 'failed-talk', { failedTalks, words: act.command.text });
  return accept(`已记录:${saved.number} 第 ${failedTalks} 次协商未成。`);
}

/** The customer does not accept what was proposed: a fact of its own in the books (LF-L2e, LF-D10). */
export async function refused(scene: Scene, act: Act): Promise<Acted> {
  const facts = cases.happened({ ...act.case.facts, refused: true }, 'claim-received', scene.now);
  const saved = await withFacts(scene, act, facts, 'refused', { words: act.command.text });
  return accept(`已记录:${saved.number} 客户不接受方案。请问清客户的想法,再提交新的方案。`);
}

export async function mediaHappened(scene: Scene, act: Act): Promise<Acted> {
  const saved = await withFacts(scene, act, { ...act.case.facts, media: true }, 'media', { words: act.command.text });
  return accept(`已记录:${saved.number} 媒体已曝光,相关负责人会收到通知。`);
}

export async function litigationHappened(scene: Scene, act: Act): Promise<Acted> {
  const saved = await withFacts(scene, act, { ...act.case.facts, litigation: true }, 'litigation', { words: act.command.text });
  return accept(`已记录:${saved.number} 已起诉,相关负责人会收到通知。`);
}

/** A customer's number is changed only when it was said twice: a wrong one would send his matter to a stranger. */
export async function changePhone(scene: Scene, act: Act): Promise<Acted> {
  const phone = act.command.phone;
  if (phone === null || !canReceiveSms(phone)) return refuse('phone-missing', '请写 11 位手机号,例如:客户电话改成13900139000');
  const waiting = act.case.handling.phoneToConfirm;
  if (waiting?.phone !== phone) {
    const handling = { ...act.case.handling, phoneToConfirm: { phone, by: act.by } };
    await settle(scene, act.case, { ...act.case, handling }, [entry(scene, act, 'phone-change-asked', { phone })]);
    return accept(`请再发一次同样的号码确认:${act.case.number} 的客户电话改为 ${maskPhone(phone)}。`);
  }
  const handling = { ...act.case.handling, phoneToConfirm: null };
  const saved = await settle(scene, act.case, { ...act.case, customerPhone: phone, handling }, [
    entry(scene, act, 'phone-changed', { from: act.case.customerPhone, to: phone }),
  ]);
  await lookAgain(scene, saved);
  return accept(`${act.case.number} 的客户电话已改为 ${maskPhone(phone)}。`);
}

