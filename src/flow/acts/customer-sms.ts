import type * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import { addressOf, canReceiveSms, fillTemplate } from '../../follow-ups/index.js';
import * as messages from '../../messages/index.js';
import type { Category } from '../../terms/complaint.js';
import { dayOf, showInstant } from '../../terms/instants.js';
import type { SmsOccasion } from '../../policy/index.js';
import { answerable, projectName, tell, type Scene } from '../scene.js';
import { packOf } from './judging.js';

/** Generic on purpose: the number may be a stranger's. */
const MATTERS: Readonly<Record<Category, string>> = {
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

/** What became of it, with the line for the case's record. `sent-before`: this occasion has had its text. */
export interface SmsOutcome {
  readonly became: 'sent' | 'sent-before' | 'refused' | 'no-mobile';
  readonly lines: readonly Entry[];
}

/**
 * Sends the customer a text by the pack's template, once an occasion. Says why in the handler's private chat when it
 * must not be sent.
 */
export async function smsToCustomer(scene: Scene, one: Case, template: SmsOccasion, ask: SmsAsk): Promise<SmsOutcome> {
  if (!canReceiveSms(one.customerPhone)) return { became: 'no-mobile', lines: [] };
  const text = fillTemplate(packOf(scene, one).sms[template], {
    称呼: addressOf(one.customerName),
    编号: one.number,
    项目: projectName(scene, one.projectId),
    事项: MATTERS[one.category],
    公司: scene.company.head.name,
    电话: scene.house.serviceHotline,
    时间: showInstant(ask.at ?? scene.now),
    进展: ask.progress ?? '',
  });
  const sent = await messages.sendSms(scene.tx, {
    companyId: one.companyId,
    phone: one.customerPhone,
    template,
    text,
    dedupeKey: `sms:${one.id}:${ask.occasion}`,
    caseId: one.id,
    now: scene.now,
    machineNow: scene.machineNow,
    trace: scene.trace,
    sentBy: ask.by,
    limits: scene.house.limits,
  });
  if (!sent.ok) {
    const person = one.handlerId ?? answerable(scene, scene.company.pack.duties.supervisor, one.projectId)?.id;
    if (person !== undefined && person !== null) tell(scene, person, { caseId: one.id, text: `${one.number}:${sent.message}` });
    return { became: 'refused', lines: [{ at: scene.now, actor: 'bot', kind: 'sms-refused', payload: { template, code: sent.code } }] };
  }
  if (!sent.value.ordered) return { became: 'sent-before', lines: [] };
  scene.leaves.add(messages.SMS);
  return { became: 'sent', lines: [{ at: scene.now, actor: 'bot', kind: 'sms', payload: { template, occasion: ask.occasion } }] };
}

/** One such SMS a case and day (JK-D6). */
export const dailyOccasion = (scene: Scene, template: SmsOccasion): string => `${template}:${dayOf(scene.now)}`;

/** The n-th time a case was finished or visited has its own text. */
export const roundOccasion = (name: string, one: cases.Case): string => `${name}:${one.facts.dissatisfiedTimes}`;
