import { PHOTO_NAMES, type Case, type PhotoOf } from '../../cases/index.js';
import type { Command } from '../../intake/index.js';
import { showInstant } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import { personName, tell, type Scene } from '../scene.js';
import { entry, inHand, isTooFar, TOO_FAR, tellHandler, type Act, type Acted } from './act.js';
import { smsToCustomer, type SmsOutcome } from './customer-sms.js';
import { endOwnAppointment, waitForCustomer } from './pausing.js';
import { settle } from './settle.js';

/* The repair, step by step: 派单 → 接单 → 约上门 → 到场拍照 → 完工. Each step is a fact of the case in its record. */

const APPOINTMENT_WORDS: Readonly<Partial<Record<SmsOutcome['became'], string>>> = { sent: ',已短信告知客户', held: ',早上 8 点短信告知客户' };

/** 约上门: the hour is a deadline of its own for whoever goes, and the customer is told of it. */
export async function appointment(scene: Scene, act: Act): Promise<Acted> {
  const at = act.command.at;
  if (at === null) return refuse('time-missing', '约在什么时候?例如:约明天下午3点上门');
  if (at <= scene.now) return refuse('time-past', `${showInstant(at)}已经过去了,请写一个将来的时间。`);
  if (isTooFar(scene, at)) return refuse('time-too-far', TOO_FAR);
  const sms = await smsToCustomer(scene, act.case, 'appointment', { by: act.by, occasion: `appointment:${at}`, at });
  const { case: one, pause } = await waitForCustomer(scene, act.case, { at, words: act.command.text, by: act.by });
  const handling = { ...one.handling, appointmentAt: at, appointmentMadeAt: scene.now, arrivedAt: null };
  const saved = await settle(scene, act.case, { ...inHand(one), handling }, [
    entry(scene, act, 'appointment', { at }),
    ...(pause === null ? [] : [entry(scene, act, 'paused', { reason: pause.reason, clocks: pause.clocks, until: pause.until })]),
    ...sms.lines,
  ]);
  tellHandler(scene, act, `${act.case.number} 已约${showInstant(at)}上门。`);
  if (pause !== null && saved.handlerId !== null) {
    tell(scene, saved.handlerId, { caseId: saved.id, text: `${saved.number} 客户约${showInstant(at)}上门,办理时限暂停到那时,之后自动恢复计时。` });
  }
  return accept(`${act.case.number} 已约${showInstant(at)}上门${APPOINTMENT_WORDS[sms.became] ?? ''}。`);
}

/** The photo is asked for once; it may come later. */
const photoAsked = (one: Case, of: PhotoOf, act: Act): { readonly words: string; readonly asks: Command } => ({
  words: `请发一张${of === 'arrived' ? '现场' : '完工'}照片,现在不方便可以后补(发“${one.number} 补照片”并附图)。`,
  asks: { ...act.command, name: 'photo', text: PHOTO_NAMES[of] },
});

const without = (wanted: readonly PhotoOf[], of: PhotoOf): readonly PhotoOf[] => wanted.filter((one) => one !== of);

/** 到场: the fact itself meets the appointment; its photo follows. */
export async function arrived(scene: Scene, act: Act): Promise<Acted> {
  const photos = act.attachments.map((file) => file.hash);
  if (act.case.handling.arrivedAt !== null) {
    return photos.length > 0 ? keepPhoto(scene, act) : accept(`${act.case.number} 已记录过到场(${showInstant(act.case.handling.arrivedAt)})。`);
  }
  const one = await endOwnAppointment(scene, act.case);
  const wanted = without(one.handling.photosWanted, 'arrived');
  const handling = { ...one.handling, arrivedAt: scene.now, photosWanted: photos.length > 0 ? wanted : [...wanted, 'arrived' as const] };
  await settle(scene, act.case, { ...inHand(one), handling }, [entry(scene, act, 'arrived', { photos })]);
  tellHandler(scene, act, `${one.number} ${personName(scene, act.by)}已到场${photos.length > 0 ? ',照片已存档' : ''}。`);
  if (photos.length > 0) return accept(`已记录:${one.number} 到场,照片 ${photos.length} 张。`);
  const { words, asks } = photoAsked(one, 'arrived', act);
  return { ...accept(`已记录:${one.number} 到场。${words}`), asks };
}

/** 补照片: a photo that was still to come. */
export async function keepPhoto(scene: Scene, act: Act): Promise<Acted> {
  const photos = act.attachments.map((file) => file.hash);
  if (photos.length === 0) return refuse('photo-missing', '请发照片。');
  const { photosWanted } = act.case.handling;
  const named: PhotoOf = /完工/.test(act.command.text) || (photosWanted.length === 0 && act.case.state === 'handled') ? 'handled' : 'arrived';
  const of = photosWanted.includes(named) ? named : (photosWanted[0] ?? named);
  const handling = { ...act.case.handling, photosWanted: without(photosWanted, of) };
  await settle(scene, act.case, { ...act.case, handling }, [entry(scene, act, 'photo', { of, photos })]);
  return accept(`已记录:${act.case.number} ${of === 'arrived' ? '到场' : '完工'},照片 ${photos.length} 张。`);
}

/** 完工 of the person it was dispatched to is shown by a photo; null where none is to be asked for. */
export function finishedPhoto(act: Act): { readonly wanted: readonly PhotoOf[]; readonly words: string; readonly asks: Command } | null {
  const { handling } = act.case;
  if (handling.dispatchedTo !== act.by || act.attachments.length > 0) return null;
  const { words, asks } = photoAsked(act.case, 'handled', act);
  return { wanted: [...without(handling.photosWanted, 'handled'), 'handled'], words, asks };
}
