import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import { addressOf, canReceiveSms, fillTemplate, isSmsNight, smsMorning, type SmsWords } from '../../follow-ups/index.js';
import * as messages from '../../messages/index.js';
import type { Category } from '../../terms/complaint.js';
import { dayOf, showInstant } from '../../terms/instants.js';
import type { SmsOccasion } from '../../policy/index.js';
import { answerable, projectName, tell, type Scene } from '../scene.js';
import { smsTail } from './customer-words.js';
import { packOf } from './judging.js';

/** Generic on purpose: the number may be a stranger's. */
export const MATTERS: Readonly<Record<Category, string>> = {
  engineering: '房屋质量问题',
  planning: '规划设计问题',
  sales: '购房服务问题',
  property: '物业服务问题',
  other: '所提问题',
};

interface SmsAsk {
  /** The person whose act sends it; his daily count goes up. Null: a clock sends it. */
  readonly by: string | null;
  /** Never twice for one occasion: "registered", or "unreachable:2026-03-02". */
  readonly occasion: string;
  readonly at?: number;
  readonly progress?: string;
}

/** What became of it, with the line for the case's record. `sent-before`: this occasion has had its text; `held`: it goes out in the morning. */
export interface SmsOutcome {
  readonly became: 'sent' | 'sent-before' | 'held' | 'refused' | 'no-mobile';
  readonly lines: readonly Entry[];
}

/**
 * Sends the customer a text by the pack's template, once an occasion; at night it is kept for the morning, unless the book says at once.
 * Says why in the handler's private chat when it must not be sent.
 */
export async function smsToCustomer(scene: Scene, one: Case, template: SmsOccasion, ask: SmsAsk): Promise<SmsOutcome> {
  if (!canReceiveSms(one.customerPhone)) return { became: 'no-mobile', lines: [] };
  if (isSmsNight(scene.now) && !goesAtOnce(scene, one, template)) return hold(scene, one, template, ask);
  const text = packOf(scene, one).sms[template];
  const words = wordsFor(scene, one, ask);
  const tail = await smsTail(scene, one, template, text);
  const sent = await messages.sendSms(scene.tx, {
    companyId: one.companyId,
    phone: one.customerPhone,
    template,
    pack: packOf(scene, one).id,
    words: { ...Object.fromEntries(Object.entries(words).filter(([name]) => text.includes(`{${name}}`))), ...tail.words },
    text: `${fillTemplate(text, words)}${tail.text}`,
    dedupeKey: keyOf(one, ask),
    caseId: one.id,
    now: scene.now,
    machineNow: scene.machineNow,
    trace: scene.trace,
    sentBy: ask.by,
    limits: scene.house.limits,
  });
  if (!sent.ok) {
    tellKeeper(scene, one, `${one.number}:${sent.message}`);
    return { became: 'refused', lines: [{ at: scene.now, actor: 'bot', kind: 'sms-refused', payload: { template, code: sent.code } }] };
  }
  if (!sent.value.ordered) return { became: 'sent-before', lines: [] };
  scene.leaves.add(messages.SMS);
  return { became: 'sent', lines: [{ at: scene.now, actor: 'bot', kind: 'sms', payload: { template, occasion: ask.occasion } }] };
}

const wordsFor = (scene: Scene, one: Case, ask: SmsAsk): SmsWords => ({
  称呼: addressOf(one.customerName),
  编号: one.number,
  项目: projectName(scene, one.projectId),
  事项: MATTERS[one.category],
  公司: scene.company.head.name,
  电话: scene.house.serviceHotline,
  时间: showInstant(ask.at ?? scene.now),
  进展: ask.progress ?? '',
});

/** Tells, in private, who has the case in hand; nobody where nobody has. */
export function tellKeeper(scene: Scene, one: Case, text: string): void {
  const person = one.handlerId ?? answerable(scene, scene.company.pack.duties.supervisor, one.projectId)?.id;
  if (person !== undefined && person !== null) tell(scene, person, { caseId: one.id, text });
}

/** JK-D6 lets a failed call count once its SMS is out: that SMS goes at once, at night too. */
const goesAtOnce = (scene: Scene, one: Case, template: SmsOccasion): boolean =>
  template === 'unreachable' && Object.values(packOf(scene, one).clocks).some((clock) => clock.metByCallAndSms === true);

const keyOf = (one: Case, ask: SmsAsk): string => `sms:${one.id}:${ask.occasion}`;

async function hold(scene: Scene, one: Case, template: SmsOccasion, ask: SmsAsk): Promise<SmsOutcome> {
  if (await messages.isSmsOrdered(scene.tx, { companyId: one.companyId, dedupeKey: keyOf(one, ask) })) return { became: 'sent-before', lines: [] };
  await clocks.scheduleTimer(scene.tx, {
    id: scene.house.ids.uuid(),
    companyId: one.companyId,
    kind: HELD_SMS,
    subject: keyOf(one, ask),
    caseId: one.id,
    dueAt: smsMorning(scene.now, template),
    payload: { ...ask, template },
  });
  return { became: 'held', lines: [] };
}

export const HELD_SMS = 'sms-held';

/** In the morning what was kept goes out, where it is still true. */
export async function sendHeld(scene: Scene, one: Case, timer: clocks.Timer): Promise<void> {
  const { template, by, occasion, at, progress } = timer.payload as unknown as SmsAsk & { readonly template: SmsOccasion };
  if (!stillTrue(scene, one, template, at)) return;
  // One that goes out this morning is today's: said again today, it is not sent twice.
  const ask = { by, occasion: template === 'unreachable' ? dailyOccasion(scene, template) : occasion, ...(at === undefined ? {} : { at }), ...(progress === undefined ? {} : { progress }) };
  const sms = await smsToCustomer(scene, one, template, ask);
  if (sms.lines.length > 0) await cases.saveCase(scene.tx, one, sms.lines, () => scene.house.ids.salt());
}

function stillTrue(scene: Scene, one: Case, template: SmsOccasion, at: number | undefined): boolean {
  if (template === 'unreachable') return one.facts.happened['customer-reached'] === undefined;
  if (template === 'appointment') return one.handling.appointmentAt === at && at !== undefined && at > scene.now;
  return template !== 'finished' || one.state === 'handled';
}

/** One such SMS a case and day (JK-D6). */
export const dailyOccasion = (scene: Scene, template: SmsOccasion): string => `${template}:${dayOf(scene.now)}`;

/** The n-th time a case was finished or visited has its own text. */
export const roundOccasion = (name: string, one: cases.Case): string => `${name}:${one.facts.dissatisfiedTimes}`;
