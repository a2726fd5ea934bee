
import * as cases from '../../cases/index.js';
import type { Case, CaseRequest } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import type { Card } from '../../terms/card.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import type { Role } from '../../terms/decision.js';
import { answerable, answer, personName, redrawCards, roleName, showCard, tell, type Scene } from '../scene.js';
import { entry, inHand, type Act, type Acted } from './act.js';
import { caseFacts } from './case-card.js';
import { keeping, packOf } from './judging.js';
import { settle } from './settle.js';

/** The role that may lower a level, declare a case invalid or grant more time (policies/README.md). */
function decidingRole(scene: Scene, one: Case): Role {
  const duties = packOf(scene, one).duties;
  return one.level === 'major' ? duties.majorLevelLowering : duties.levelLowering;
}

/** 无效: at once by the entitled person, else by his card. */
export async function declareInvalid(scene: Scene, act: Act): Promise<Acted> {
  const reason = act.command.text;
  if (reason === '') return refuse('reason-missing', '请写一句无效的原因,例如:无效,与事实不符,已向业主解释');
  const role = decidingRole(scene, act.case);
  if (directory.holds(scene.company.people, act.by, role, act.case.projectId)) {
    await makeInvalid(scene, act.case, act.by, reason);
    return accept(`${act.case.number} 已按无效处理并结束。`);
  }
  return askDecider(scene, act, { kind: 'invalid', reason, clockName: null, until: null });
}

async function makeInvalid(scene: Scene, one: Case, by: string, reason: string): Promise<void> {
  const next: Case = { ...one, state: 'invalid', closedAt: scene.now, facts: { ...one.facts, valid: false } };
  const saved = await settle(scene, one, next, [{ at: scene.now, actor: by, kind: 'invalid', payload: { reason } }]);
  answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 经核实按无效处理,已向客户解释,不再跟进。` });
}

/** 申请延期: asked for before the due time with a reason and an end; decided by card. */
export async function askExtension(scene: Scene, act: Act): Promise<Acted> {
  const until = act.command.at;
  if (until === null) return refuse('time-missing', '要延到什么时候?例如:申请延期到3月10日18点,配件没到');
  if (until <= scene.now) return refuse('time-past', '延期的时间要在现在之后。');
  const [clock] = (await clocks.clocksOf(scene.tx, act.case.id))
    .filter((one) => one.state === 'running' && one.dueAt >= scene.now)
    .sort((a, b) => a.dueAt - b.dueAt);
  if (clock === undefined) return refuse('no-clock', `${act.case.number} 现在没有在走的时限;已超时的不能再延期。`);
  if (until <= clock.dueAt) return refuse('not-later', `"${clock.label}"的时限本来就到${showInstant(clock.dueAt)},不用延期。`);
  return askDecider(scene, act, { kind: 'extend', reason: act.command.text || '未说明', clockName: clock.name, until });
}

async function askDecider(
  scene: Scene,
  act: Act,
  ask: Pick<CaseRequest, 'kind' | 'reason' | 'clockName' | 'until'>,
): Promise<Acted> {
  const role = decidingRole(scene, act.case);
  const decider = answerable(scene, role, act.case.projectId);
  if (decider === null) return refuse('no-decider', `没有${roleName(scene, role)}可以决定,请联系管理员补上人员。`);
  const request: CaseRequest = { ...ask, id: scene.house.ids.uuid(), by: act.by, decider: decider.id };
  const handling = { ...act.case.handling, requests: [...act.case.handling.requests, request] };
  const saved = await settle(scene, act.case, { ...inHand(act.case), handling }, [
    entry(scene, act, `${ask.kind}-asked`, { reason: ask.reason, until: ask.until, clock: ask.clockName }),
  ]);
  showCard(scene, {
    chatId: decider.id,
    subjectKind: 'request',
    subjectId: request.id,
    caseId: saved.id,
    card: requestCard(scene, saved, request, null),
  });
  return accept(`${saved.number} 的${ask.kind === 'extend' ? '延期申请' : '无效申请'}已发给${personName(scene, decider.id)}决定。`);
}

export function requestCard(scene: Scene, one: Case, request: CaseRequest, outcome: string | null): Card {
  const asked = request.kind === 'extend' ? '申请延期' : '申请按无效处理';
  const until = request.until === null ? [] : [{ label: '延至', value: showInstant(request.until) }];
  const clock = request.clockName === null ? undefined : packOf(scene, one).clocks[request.clockName];
  return {
    title: `${asked} ${one.number}`,
    state: outcome === null ? 'open' : 'done',
    facts: [
      { label: '申请人', value: personName(scene, request.by) },
      { label: '原因', value: request.reason },
      ...(clock === undefined ? [] : [{ label: '时限', value: `${clock.label}(${clock.rule})` }]),
      ...until,
      ...caseFacts(scene, one),
      ...(outcome === null ? [] : [{ label: '结果', value: outcome }]),
    ],
    basis: clock === undefined ? [] : [clock.rule],
    buttons:
      outcome === null
        ? [
            { action: 'approve', label: '同意', input: null },
            { action: 'reject', label: '驳回', input: 'reason' },
          ]
        : [],
  };
}

export interface RequestTap {
  readonly requestId: string;
  readonly by: string;
  readonly agreed: boolean;
  readonly reason: string;
}

/** The entitled person's tap on a request. The caller holds the case's lock. */
export async function decideRequest(scene: Scene, one: Case, tap: RequestTap): Promise<Acted> {
  const request = one.handling.requests.find((candidate) => candidate.id === tap.requestId);
  if (request === undefined) return refuse('already-decided', '这个申请已经处理过了。');
  if (!cases.isOpen(one.state)) return refuse('case-ended', `${one.number} ${cases.STATE_NAMES[one.state]},不用再决定。`);
  if (!directory.holds(scene.company.people, tap.by, decidingRole(scene, one), one.projectId) && request.decider !== tap.by) {
    return refuse('not-yours', `这个申请由${personName(scene, request.decider)}决定。`);
  }
  if (!tap.agreed && tap.reason === '') return refuse('reason-missing', '驳回请写一句理由。');
  const handling = { ...one.handling, requests: one.handling.requests.filter((candidate) => candidate.id !== request.id) };
  const line = {
    at: scene.now,
    actor: tap.by,
    kind: `${request.kind}-${tap.agreed ? 'granted' : 'refused'}`,
    payload: { reason: tap.reason, asked: request.reason, until: request.until, clock: request.clockName },
  };
  const outcome = `已由${personName(scene, tap.by)}${tap.agreed ? '同意' : '驳回'}${tap.reason === '' ? '' : `:${tap.reason}`}`;
  await redrawCards(scene, 'request', request.id, () => requestCard(scene, one, request, outcome));
  tell(scene, request.by, { caseId: one.id, text: `${one.number} 的${request.kind === 'extend' ? '延期' : '无效'}申请${outcome}。` });
  if (request.kind === 'invalid' && tap.agreed) {
    const asked = await settle(scene, one, { ...one, handling }, [line]);
    await makeInvalid(scene, asked, tap.by, request.reason);
    return accept(`已同意:${one.number} 按无效处理。`);
  }
  if (tap.agreed && request.until !== null) await extend(scene, one, request, request.until, tap.by);
  await settle(scene, one, { ...one, handling }, [line]);
  return accept(`已${tap.agreed ? '同意' : '驳回'}:${one.number}。`);
}

async function extend(scene: Scene, one: Case, request: CaseRequest, until: Instant, by: string): Promise<void> {
  const clock = (await clocks.clocksOf(scene.tx, one.id)).find(
    (candidate) => candidate.name === request.clockName && candidate.state === 'running',
  );
  if (clock === undefined) return;
  await clocks.extendClock(scene.tx, { ...keeping(scene), clockId: clock.id, newDueAt: until, reason: request.reason, by });
}

