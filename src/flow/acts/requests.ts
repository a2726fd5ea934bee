import * as cases from '../../cases/index.js';
import type { Case, CaseRequest, GrantedExtension } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock } from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import type { ExtensionRow, Pack, SpanEnd } from '../../policy/index.js';
import type { Card, CardFact } from '../../terms/card.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import type { Role } from '../../terms/decision.js';
import { OUTSIDE_NAMES } from '../../terms/outside.js';
import { answerable, answer, personName, redrawCards, roleName, showCard, tell, type Scene } from '../scene.js';
import { entry, inHand, isTooFar, TOO_FAR, type Act, type Acted } from './act.js';
import { bookExtension, extensionEnd } from './book-extension.js';
import { caseFacts } from './case-card.js';
import { keeping, packOf } from './judging.js';
import { isOwnClock } from './own-clocks.js';
import { pauseAsked } from './pause-words.js';
import { standStill, waitingClocks } from './pausing.js';
import { settle } from './settle.js';

/** The role that may lower a level or declare a case invalid (policies/README.md). */
export function decidingRole(scene: Scene, one: Case): Role {
  const duties = packOf(scene, one).duties;
  return one.level === 'major' ? duties.majorLevelLowering : duties.levelLowering;
}

/** More time is granted by the one the book names for it (JK-D4), else by the one who may lower the level. */
const grantingRole = (scene: Scene, one: Case): Role => packOf(scene, one).extension?.decidedBy ?? decidingRole(scene, one);

const roleFor = (scene: Scene, one: Case, kind: CaseRequest['kind']): Role =>
  kind === 'invalid' ? decidingRole(scene, one) : grantingRole(scene, one);

/** 无效: at once by the entitled person, else by his card. */
export async function declareInvalid(scene: Scene, act: Act): Promise<Acted> {
  const reason = act.command.text;
  if (reason === '') return refuse('reason-missing', '请写一句无效的原因,例如:无效,与事实不符,已向业主解释');
  const role = decidingRole(scene, act.case);
  if (directory.holds(scene.company.people, act.by, role, act.case.projectId)) {
    await makeInvalid(scene, act.case, reason, act.by, []);
    return accept(`${act.case.number} 已按无效处理并结束。`);
  }
  return askDecider(scene, act, { kind: 'invalid', reason, clockName: null, until: null });
}

async function makeInvalid(scene: Scene, one: Case, reason: string, by: string, told: readonly string[]): Promise<void> {
  const next: Case = { ...one, state: 'invalid', closedAt: scene.now, facts: { ...one.facts, valid: false } };
  const saved = await settle(scene, one, next, [{ at: scene.now, actor: by, kind: 'invalid', payload: { reason } }]);
  answer(scene, { chatId: saved.chatId, caseId: saved.id, text: `${saved.number} 经核实按无效处理,不再跟进。` });
  if (saved.handlerId !== null && saved.handlerId !== by && !told.includes(saved.handlerId)) {
    tell(scene, saved.handlerId, { caseId: saved.id, text: `${saved.number} 已由${personName(scene, by)}按无效处理:${reason}。` });
  }
}

/** 申请延期: asked for before the due time with a reason and an end; decided by card. */
export async function askExtension(scene: Scene, act: Act): Promise<Acted> {
  const until = act.command.at;
  if (until === null) return refuse('time-missing', '要延到什么时候?例如:申请延期到3月10日18点,配件没到');
  if (until <= scene.now) return refuse('time-past', '延期的时间要在现在之后。');
  if (isTooFar(scene, until)) return refuse('time-too-far', TOO_FAR);
  const all = [...(await clocks.clocksOf(scene.tx, act.case.id))].sort((a, b) => a.dueAt - b.dueAt);
  const running = all.filter((one) => one.state === 'running' && !isOwnClock(one.name) && clocks.isInTime(scene.now, one.dueAt));
  const outside = beyondOutside(act.case, until);
  if (outside !== null) return outside;
  const wanting = running.filter((one) => one.dueAt < until);
  const clock = wanting.find((one) => bookExtension(scene, act.case, one.name) !== null) ?? wanting[0];
  if (clock === undefined) return nothingToExtend(act.case, all, running[0]);
  const latest = bookEnd(scene, act.case, clock);
  if (latest !== null && until > latest.end.dueAt) {
    return refuse('beyond-book', `“${clock.label}”最迟可延到${showInstant(latest.end.dueAt)}(依据 ${latest.row.newRule}),请改一个时间。`);
  }
  if (!givesReason(act.command.text)) return refuse('reason-missing', '为什么要延期?请写一句原因,例如:配件没到');
  return askDecider(scene, act, { kind: 'extend', reason: act.command.text, clockName: clock.name, until });
}

/** 申请暂停: for parts or a key that must be waited for; what the book extends by a rule of its own is extended by it. */
export async function askPause(scene: Scene, act: Act): Promise<Acted> {
  const until = act.command.at;
  if (until === null) return refuse('time-missing', '要暂停到什么时候?例如:暂停到3月10日,等配件');
  if (until <= scene.now) return refuse('time-past', '暂停的时间要在现在之后。');
  if (isTooFar(scene, until)) return refuse('time-too-far', TOO_FAR);
  const waiting = await waitingClocks(scene, act.case);
  if (waiting.some((clock) => bookExtension(scene, act.case, clock.name) !== null)) return askExtension(scene, act);
  if (waiting.length === 0) return nothingToExtend(act.case, await clocks.clocksOf(scene.tx, act.case.id), undefined, '暂停');
  const outside = beyondOutside(act.case, until);
  if (outside !== null) return outside;
  if (!givesReason(act.command.text)) return refuse('reason-missing', '为什么要暂停?请写一句原因,例如:等配件');
  return askDecider(scene, act, { kind: 'pause', reason: act.command.text, clockName: null, clockNames: waiting.map(({ name }) => name), until });
}

/** What a body outside waits for is not ours to put off. */
function beyondOutside(one: Case, until: Instant): Acted | null {
  const { outside } = one.handling;
  if (outside === null || outside.dueAt === null || until <= outside.dueAt) return null;
  return refuse('beyond-outside', `${OUTSIDE_NAMES[outside.body]}要求${showInstant(outside.dueAt)}前回复,不能超过这个时间。对方已同意延期的,请先发:${one.number} 外部时限改为…`);
}

/** Where the book has an extension of its own for this clock that was not used yet: its row, and until when it gives. */
function bookEnd(scene: Scene, one: Case, clock: Clock): { readonly row: ExtensionRow; readonly end: SpanEnd } | null {
  const row = bookExtension(scene, one, clock.name);
  const end = row === null || one.handling.extensions.some((each) => each.ofBook && each.clock === clock.name) ? null : extensionEnd(scene, row, clock);
  return row === null || end === null ? null : { row, end };
}

function nothingToExtend(one: Case, all: readonly Clock[], next: Clock | undefined, what = '延期'): Acted {
  const late = all.find((clock) => clock.state === 'missed' && !isOwnClock(clock.name) && clocks.isOpen(clock));
  if (late !== undefined) return refuse('clock-overdue', `“${late.label}”已于${showInstant(late.dueAt)}到期,超时后不能再${what},请尽快办理。`);
  if (next !== undefined) return refuse('not-later', `“${next.label}”的时限本来就到${showInstant(next.dueAt)},不用延期。`);
  return refuse('no-clock', `${one.number} 现在没有在走的时限,不用${what}。`);
}

const TIME_WORDS =
  /到|至|为|再|延|期|多|大?后天|今天|明天|今晚|明晚|[上本这下]*(?:个)?(?:周|星期|礼拜)[一二三四五六日天]?|上午|下午|中午|晚上?|早上?|傍晚|凌晨|下班|之?前|以前|月底|\d+|[零一二两三四五六七八九十百半]+|[个年月日号天点时分钟]|小时|工作|[^\p{L}\p{N}]/gu;

/** Words that name more than a time: an extension is asked for with its reason. */
const givesReason = (words: string): boolean => words.normalize('NFKC').replace(TIME_WORDS, '').length >= 2;

async function askDecider(
  scene: Scene,
  act: Act,
  ask: Pick<CaseRequest, 'kind' | 'reason' | 'clockName' | 'clockNames' | 'until'>,
): Promise<Acted> {
  const role = roleFor(scene, act.case, ask.kind);
  const decider = answerable(scene, role, act.case.projectId);
  if (decider === null) return refuse('no-decider', `没有${roleName(scene, role)}可以决定,请联系管理员补上人员。`);
  const request: CaseRequest = { ...ask, id: scene.house.ids.uuid(), by: act.by, decider: decider.id };
  const replaced = act.case.handling.requests.filter((one) => one.kind === ask.kind && one.clockName === ask.clockName);
  for (const one of replaced) redrawCards(scene, 'request', one.id, (card) => endedCard(card, '已由新的申请代替'));
  const left = act.case.handling.requests.filter((one) => !replaced.includes(one));
  const handling = { ...act.case.handling, requests: [...left, request] };
  const saved = await settle(scene, act.case, { ...inHand(act.case), handling }, [
    entry(scene, act, `${ask.kind}-asked`, { reason: ask.reason, until: ask.until, clock: ask.clockName, ...(ask.clockNames === undefined ? {} : { clocks: ask.clockNames }) }),
  ]);
  showCard(scene, {
    chatId: decider.id,
    subjectKind: 'request',
    subjectId: request.id,
    caseId: saved.id,
    card: requestCard(scene, saved, request, null),
  });
  return accept(`${saved.number} 的${asked(scene, saved, request)}申请已发给${personName(scene, decider.id)}决定。`);
}

/** 无效, or 延期 and 暂停 with the clocks and their end. */
function asked(scene: Scene, one: Case, request: CaseRequest): string {
  if (request.kind === 'invalid' || request.until === null) return '无效';
  if (request.kind === 'pause') return pauseAsked(scene, one, request.clockNames ?? [], request.until);
  const label = packOf(scene, one).clocks[request.clockName ?? '']?.label ?? '';
  return `延期(${label}延到${showInstant(request.until)})`;
}

const endedCard = (card: Card, outcome: string): Card => ({
  ...card,
  state: 'void',
  facts: [...card.facts, { label: '结果', value: outcome }],
  buttons: [],
});

const TITLES: Readonly<Record<CaseRequest['kind'], string>> = { extend: '申请延期', pause: '申请暂停', invalid: '申请按无效处理' };

export function requestCard(scene: Scene, one: Case, request: CaseRequest, outcome: string | null): Card {
  const until = request.until === null ? [] : [{ label: request.kind === 'pause' ? '暂停至' : '延至', value: showInstant(request.until) }];
  const clock = request.clockName === null ? undefined : packOf(scene, one).clocks[request.clockName];
  return {
    title: `${TITLES[request.kind]} ${one.number}`,
    state: outcome === null ? 'open' : 'done',
    facts: [
      { label: '申请人', value: personName(scene, request.by) },
      { label: '原因', value: request.reason },
      ...(clock === undefined ? [] : [{ label: '时限', value: `${clock.label}(${clock.rule})` }]),
      ...until,
      ...(request.kind === 'pause' && request.until !== null ? [{ label: '同意后', value: `${pauseAsked(scene, one, request.clockNames ?? [], request.until)},到时自动恢复计时` }] : []),
      ...bookFacts(scene, one, request),
      ...caseFacts(scene, one),
      ...(request.kind === 'invalid' ? validityFacts(packOf(scene, one)) : []),
      ...(outcome === null ? [] : [{ label: '结果', value: outcome }]),
    ],
    basis: clock === undefined ? [] : [bookExtension(scene, one, request.clockName)?.rule ?? clock.rule],
    buttons:
      outcome === null
        ? [
            { action: 'approve', label: '同意', input: null },
            { action: 'reject', label: '驳回', input: 'reason' },
          ]
        : [],
  };
}

/** What an extension of the book's own brings, for whoever grants it. */
function bookFacts(scene: Scene, one: Case, request: CaseRequest): CardFact[] {
  const row = request.kind === 'extend' ? bookExtension(scene, one, request.clockName) : null;
  return row === null ? [] : [{ label: '批准后', value: `按 ${row.newRule} 办理:${packOf(scene, one).ruleTexts[row.newRule] ?? ''}` }];
}

/** When the book takes a complaint for valid and when not, for whoever decides on it. */
const validityFacts = (pack: Pack): CardFact[] =>
  pack.validity.map((row) => ({ label: row.valid ? '有效情形' : '无效情形', value: `${row.text}(依据 ${row.rule})` }));

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
  if (!directory.holds(scene.company.people, tap.by, roleFor(scene, one, request.kind), one.projectId) && request.decider !== tap.by) {
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
  const granted = tap.agreed && request.until !== null ? await grant(scene, one, request, request.until, tap.by) : null;
  if (tap.agreed && request.until !== null && granted === null) return lapsed(scene, { ...one, handling }, request, tap.by);
  const outcome = `已由${personName(scene, tap.by)}${tap.agreed ? '同意' : '驳回'}${tap.reason === '' ? '' : `:${tap.reason}`}`;
  redrawCards(scene, 'request', request.id, () => requestCard(scene, one, request, outcome));
  tell(scene, request.by, { caseId: one.id, text: `${one.number} 的${asked(scene, one, request)}申请${outcome}。` });
  if (request.kind === 'invalid' && tap.agreed) {
    const agreed = await settle(scene, one, { ...one, handling }, [line]);
    await makeInvalid(scene, agreed, request.reason, tap.by, [request.by]);
    return accept(`已同意:${one.number} 按无效处理。`);
  }
  const { extensions, pauses } = one.handling;
  const more = { extensions: [...extensions, ...(granted?.extensions ?? [])], pauses: [...pauses, ...(granted?.pauses ?? [])] };
  await settle(scene, one, { ...one, handling: { ...handling, ...more } }, [line]);
  return accept(`已${tap.agreed ? '同意' : '驳回'}:${one.number}。`);
}

/** Asked for in time, but decided when the time had run out: nothing moves, and both sides are told. */
async function lapsed(scene: Scene, one: Case, request: CaseRequest, by: string): Promise<Acted> {
  const why = `决定时这项时限已到期,没有${request.kind === 'pause' ? '暂停' : '延期'}`;
  redrawCards(scene, 'request', request.id, (card) => endedCard(card, why));
  tell(scene, request.by, { caseId: one.id, text: `${one.number} 的${asked(scene, one, request)}申请没有生效:${why}。` });
  await settle(scene, one, one, [{ at: scene.now, actor: by, kind: `${request.kind}-lapsed`, payload: { until: request.until, clock: request.clockName } }]);
  return refuse('clock-overdue', `${one.number}:${why}。`);
}

/** What more time a request brings, to be kept with the case; null when there is nothing left to give time to. */
async function grant(scene: Scene, one: Case, request: CaseRequest, until: Instant, by: string): Promise<Partial<Pick<Case['handling'], 'extensions' | 'pauses'>> | null> {
  if (request.kind === 'pause') {
    const pause = until <= scene.now ? null : await standStill(scene, one, { names: request.clockNames ?? [], reason: request.reason, until, by: request.by, grantedBy: by });
    return pause === null ? null : { pauses: [pause] };
  }
  const extension = await extend(scene, one, request, until, by);
  return extension === null ? null : { extensions: [extension] };
}

/** What was granted; null when the clock has ended meanwhile. Under the book's own rule the clock moves with the next decision. */
async function extend(scene: Scene, one: Case, request: CaseRequest, until: Instant, by: string): Promise<GrantedExtension | null> {
  const clock = (await clocks.clocksOf(scene.tx, one.id)).find(
    (candidate) => candidate.name === request.clockName && candidate.state === 'running',
  );
  if (clock === undefined) return null;
  const granted = { clock: clock.name, reason: request.reason, by, at: scene.now };
  const book = clocks.isInTime(scene.now, clock.dueAt) ? bookEnd(scene, one, clock) : null;
  if (book !== null) return { ...granted, until: book.end.dueAt, ofBook: true };
  const moved = await clocks.extendClock(scene.tx, { ...keeping(scene, one), clockId: clock.id, newDueAt: until, reason: request.reason, by });
  return moved.ok ? { ...granted, until, ofBook: false } : null;
}
