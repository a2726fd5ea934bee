import type { Case } from '../../cases/index.js';
import * as cases from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Timer } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { showYuan } from '../../terms/money.js';
import { accept, refuse, type Refusal } from '../../terms/outcome.js';
import { answer, answerable, personName, tell, type Scene } from '../scene.js';
import { entry, tellHandler, type Act, type Acted } from './act.js';
import { keeping, packOf } from './judging.js';
import { leadsProject } from './project-heads.js';
import { settle } from './settle.js';

/** "赔付协议(或谅解书)、付款凭证"; empty when nothing is missing. */
export const missingWords = (one: Case): string =>
  cases
    .missingPapers(one)
    .map((paper) => (paper === 'voucher' && cases.paidOf(one) > 0 ? '其余款项的付款凭证' : cases.PAPER_NAMES[paper]))
    .join('、');

/** What is missing before the case may end and who gives it; names no sum, since it may be said in a group. */
export function papersWanted(scene: Scene, one: Case): string {
  const who = personName(scene, one.handlerId ?? one.reporterId);
  return `结案还缺:${missingWords(one)},请受理人${who}发来,例如:${one.number} ${cases.missingPapers(one)[0] === 'agreement' ? '上传协议' : '付款凭证 金额'}(附照片或文件)`;
}

/** Who gives papers: the handler, finance, and the heads of the project. */
function mayGive(scene: Scene, one: Case, personId: string): boolean {
  if (one.handlerId === personId || leadsProject(scene, one, personId)) return true;
  const { roles } = packOf(scene, one);
  const person = directory.personById(scene.company.people, personId);
  return person?.holdings.some((held) => roles[held.role]?.finance === true) ?? false;
}

function refusedBefore(scene: Scene, { case: one, by }: Act): Refusal | null {
  if (!mayGive(scene, one, by)) {
    return refuse('not-yours', `${one.number} 的协议和付款凭证由受理人${personName(scene, one.handlerId ?? one.reporterId)}或财务上传。`);
  }
  if (cases.payableOf(one) !== null) return null;
  const { approval } = one.handling;
  if (approval?.state === 'open') return refuse('approval-open', `${one.number} 的方案还在审批,批准后再与客户签协议、付款。`);
  if (approval?.state === 'rejected') return refuse('approval-rejected', `${one.number} 的方案被驳回,请先重新提交方案。`);
  return refuse('not-approved', `${one.number} 还没有批准的方案,请先提交方案和金额,批准后再签协议、付款。`);
}

const hashesOf = ({ attachments }: Act): readonly string[] => attachments.map((file) => file.hash);

/** 上传协议: the settlement agreement (赔付协议) or letter of understanding (谅解书), after approval. */
export async function keepAgreement(scene: Scene, act: Act): Promise<Acted> {
  const refused = refusedBefore(scene, act);
  if (refused !== null) return refused;
  const { case: one, command } = act;
  if (act.attachments.length === 0) return refuse('agreement-missing', `请发赔付协议或谅解书的照片或文件,我一并记到 ${one.number}。`);
  const payable = cases.payableOf(one) ?? 0;
  if (command.amount !== null && command.amount > payable) {
    return refuse('over-approved', `协议金额 ${showYuan(command.amount)} 超过批准的 ${showYuan(payable)},没有记录。要多赔请提交新方案重新审批。`);
  }
  await keepFiles(scene, act, 'agreement');
  const agreement = { at: scene.now, by: act.by, files: hashesOf(act), amount: command.amount };
  const line = entry(scene, act, 'agreement-kept', { amount: command.amount, files: hashesOf(act) });
  const saved = await write(scene, one, { ...one, handling: { ...one.handling, agreement } }, line);
  tellHandler(scene, act, `${one.number} 的赔付协议已由${personName(scene, act.by)}存档。`);
  return accept(`已存档:${one.number} 赔付协议 ${act.attachments.length} 份。${nextWords(saved)}`);
}

/** 付款凭证: what was paid, with its voucher; the payments together never exceed what was approved. */
export async function keepPayment(scene: Scene, act: Act): Promise<Acted> {
  const refused = refusedBefore(scene, act) ?? paymentRefused(act);
  if (refused !== null) return refused;
  const { case: one } = act;
  const amount = act.command.amount ?? 0;
  await keepFiles(scene, act, 'voucher');
  const payment = { at: scene.now, by: act.by, amount, files: hashesOf(act) };
  const next: Case = { ...one, handling: { ...one.handling, payments: [...one.handling.payments, payment] } };
  const line = entry(scene, act, 'payment', { amount, paid: cases.paidOf(next), files: hashesOf(act) });
  const saved = await write(scene, one, next, line);
  tellHandler(scene, act, `${one.number} ${personName(scene, act.by)}已付款 ${showYuan(amount)},凭证已存档。`);
  const sums = `本次 ${showYuan(amount)},累计已付 ${showYuan(cases.paidOf(saved))},批准 ${showYuan(cases.payableOf(saved) ?? 0)}`;
  return accept(`已记录:${one.number} 付款,${sums}。${nextWords(saved)}`);
}

function paymentRefused({ case: one, command, attachments }: Act): Refusal | null {
  const payable = cases.payableOf(one) ?? 0;
  if (payable === 0) return refuse('no-compensation', `${one.number} 批准的方案里没有赔付金额,不用付款凭证。要赔付请提交带金额的方案。`);
  const { amount } = command;
  if (amount === null || amount <= 0) return refuse('sum-missing', `付了多少?请写上金额,例如:${one.number} 付款凭证 …元`);
  const paid = cases.paidOf(one);
  if (paid + amount > payable) {
    const sums = `批准 ${showYuan(payable)},已付 ${showYuan(paid)},本次 ${showYuan(amount)}`;
    return refuse('over-approved', `超过批准金额,没有记录(${sums})。要多付请提交新方案重新审批,例如:${one.number} 方案:…赔偿…元`);
  }
  if (attachments.length === 0) return refuse('voucher-missing', `请发付款凭证的照片或文件,我一并记到 ${one.number}。`);
  const known = new Set(one.handling.payments.flatMap((payment) => payment.files));
  if (attachments.some((file) => known.has(file.hash))) {
    return refuse('voucher-used', `这份付款凭证已经记在 ${one.number} 的付款里,没有重复记录。如果是另一笔付款,请发它自己的凭证。`);
  }
  return null;
}

const keepFiles = (scene: Scene, act: Act, kind: 'agreement' | 'voucher'): Promise<void> =>
  cases.attachEvidence(scene.tx, act.case.companyId, act.case.id, hashesOf(act), act.by, scene.now, kind);

function nextWords(one: Case): string {
  if (one.state === 'closed') return '资料已齐,已结案。';
  const missing = missingWords(one);
  return missing === '' ? '资料已齐。' : `还缺:${missing}。`;
}

/** Writes the paper; a customer who was satisfied already need not be called again: with the last paper the case ends. */
async function write(scene: Scene, before: Case, after: Case, line: cases.Entry): Promise<Case> {
  const ends = after.state === 'handled' && after.handling.satisfied === true && cases.missingPapers(after).length === 0;
  if (!ends) return settle(scene, before, after, [line]);
  const closed: cases.Entry = { at: scene.now, actor: line.actor, kind: 'closed', payload: {} };
  const saved = await settle(scene, before, { ...after, state: 'closed', closedAt: scene.now }, [line, closed]);
  answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 回访满意,已结案。` });
  return saved;
}

/** What the handler is to do once compensation is approved; repairs need no papers. */
export const afterApproval = (one: Case, amount: number | null): string =>
  amount === null || amount === 0
    ? '请与客户说明后执行。'
    : `请与客户签订协议后执行,并发来:${one.number} 上传协议、${one.number} 付款凭证 金额(都附照片或文件)。审批单请发:${one.number} 审批单。`;

/** A satisfied customer whose papers are missing: the handler is reminded every working morning until the case can end. */
export async function chasePapers(scene: Scene, one: Case): Promise<void> {
  await clocks.scheduleTimer(scene.tx, {
    id: scene.house.ids.uuid(),
    companyId: one.companyId,
    kind: 'papers',
    subject: `papers:${one.id}`,
    caseId: one.id,
    dueAt: keeping(scene).calendar.nextWorkingMorning(scene.now),
    payload: {},
  });
}

/** From the third morning on the supervisor hears of it too. */
const SUPERVISOR_FROM = 3;

export async function papersDue(scene: Scene, one: Case, timer: Timer): Promise<void> {
  clocks.endTimer(scene.tx, timer.id, scene.now);
  if (one.handling.satisfied !== true || one.state !== 'handled' || cases.missingPapers(one).length === 0) return;
  const { mornings = 0 } = timer.payload as { readonly mornings?: number };
  const handler = one.handlerId ?? one.reporterId;
  const text = `【提醒】${one.number} 客户已回访满意,${papersWanted(scene, one)}`;
  tell(scene, handler, { caseId: one.id, text });
  const supervisor = answerable(scene, packOf(scene, one).duties.supervisor, one.projectId);
  if (mornings + 1 >= SUPERVISOR_FROM && supervisor !== null && supervisor.id !== handler) {
    tell(scene, supervisor.id, { caseId: one.id, text: `${one.number} 客户已回访满意,结案资料一直未齐,请督促。${papersWanted(scene, one)}` });
  }
  const next = { ...timer, id: scene.house.ids.uuid(), dueAt: keeping(scene).calendar.nextWorkingMorning(scene.now) };
  await clocks.scheduleTimer(scene.tx, { ...next, payload: { mornings: mornings + 1 } });
}
