import type { Case, CasePause } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import type { Clock, ClockEvent } from '../../clocks/index.js';
import { showInstant, type Instant } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import { tell, type Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { showDue } from './due-words.js';
import { keeping } from './judging.js';
import { isOwnClock } from './own-clocks.js';
import { settle } from './settle.js';

/** Work that has to wait for parts or for a key; nothing keeps anybody from calling the customer or telling a colleague. */
const WAITS: ReadonlySet<ClockEvent | null> = new Set(['handled', 'site-checked', 'background-learnt', 'plan-received']);

/** The clocks that a pause makes stand still: running and not yet due. */
export async function waitingClocks(scene: Scene, one: Case): Promise<readonly Clock[]> {
  const all = await clocks.clocksOf(scene.tx, one.id);
  return all.filter((clock) => clock.state === 'running' && WAITS.has(clock.metBy) && !isOwnClock(clock.name) && clocks.isInTime(scene.now, clock.dueAt));
}

interface PauseAsked extends Pick<CasePause, 'reason' | 'until' | 'by' | 'grantedBy'> {
  readonly names: readonly string[];
}

/** Makes the named clocks stand still from now on; null when none of them runs any more, or the end has come already. */
export async function standStill(scene: Scene, one: Case, { names, reason, until, by, grantedBy }: PauseAsked): Promise<CasePause | null> {
  const paused: string[] = [];
  for (const clock of await waitingClocks(scene, one)) {
    if (!names.includes(clock.name)) continue;
    const done = await clocks.pauseClock(scene.tx, { ...keeping(scene, one), clockId: clock.id, until, reason, by: grantedBy ?? by });
    if (done.ok) paused.push(clock.name);
  }
  return paused.length === 0 ? null : { clocks: paused, reason, from: scene.now, until, by, grantedBy, endedAt: null };
}

const isOwnAppointment = (pause: CasePause): boolean => pause.grantedBy === null;

/** The clocks of these pauses go on with the time they had left; the case as it is then, and what goes on. */
export async function goOn(scene: Scene, one: Case, which: (pause: CasePause) => boolean = () => true): Promise<{ readonly case: Case; readonly going: readonly Clock[] }> {
  const ending = one.handling.pauses.filter((pause) => pause.endedAt === null && which(pause));
  if (ending.length === 0) return { case: one, going: [] };
  const names = ending.flatMap((pause) => pause.clocks);
  const going: Clock[] = [];
  for (const clock of await clocks.clocksOf(scene.tx, one.id)) {
    if (clock.state !== 'paused' || !names.includes(clock.name)) continue;
    const done = await clocks.resumeClock(scene.tx, { ...keeping(scene, one), clockId: clock.id });
    if (done.ok) going.push(done.value);
  }
  return { case: ended(one, scene.now, (pause) => ending.includes(pause)), going };
}

const ended = (one: Case, at: Instant, which: (pause: CasePause) => boolean): Case => ({
  ...one,
  handling: { ...one.handling, pauses: one.handling.pauses.map((pause) => (which(pause) ? { ...pause, endedAt: at } : pause)) },
});

/** 恢复计时: before the end that was asked for. */
export async function resume(scene: Scene, act: Act): Promise<Acted> {
  const { case: after, going } = await goOn(scene, act.case);
  if (going.length === 0) return refuse('not-paused', `${act.case.number} 没有暂停的时限,不用恢复。`);
  await settle(scene, act.case, after, [entry(scene, act, 'resumed', { clocks: going.map(({ label }) => label), reason: act.command.text })]);
  return accept(`${act.case.number} 已恢复计时:${dueList(scene, going)}。`);
}

const dueList = (scene: Scene, going: readonly Clock[]): string => going.map((clock) => `${clock.label}(${showDue(scene, clock)})`).join('、');

/** A pause came to the end that was asked for: on record, and the handler hears until when he has now. */
export async function pauseEnded(scene: Scene, one: Case, going: readonly Clock[]): Promise<void> {
  const names = going.map(({ name }) => name);
  const over = (pause: CasePause): boolean => pause.endedAt === null && pause.until <= scene.now && pause.clocks.some((name) => names.includes(name));
  const line = { at: scene.now, actor: 'clock', kind: 'resumed', payload: { clocks: going.map(({ label }) => label) } };
  const saved = await settle(scene, one, ended(one, scene.now, over), [line]);
  if (saved.handlerId === null) return;
  tell(scene, saved.handlerId, { caseId: saved.id, text: `${saved.number} 暂停结束,恢复计时:${dueList(scene, going)}。` });
}

const CUSTOMER = '(?:客户|业主|住户|租户|商户|对方|他|她|[\\p{Script=Han}]{1,2}(?:先生|女士|小姐|阿姨|总))';
const OWN_TIME = new RegExp(`${CUSTOMER}(?:自己|本人)?[^,。;!?]{0,4}(?:约|要求|指定|只有|有空|方便|希望|改到|定在|要等|才在家|在家)`, 'u');

/** The customer chose the hour himself: 业主约周六上午10点上门. */
export const choosesHimself = (words: string): boolean => OWN_TIME.test(words.normalize('NFKC'));

/**
 * The one pause that needs nobody's word: what waits for the hour the customer chose stands still until then. An earlier appointment's
 * pause ends with the new one.
 */
export async function waitForCustomer(scene: Scene, one: Case, made: { readonly at: Instant; readonly words: string; readonly by: string }): Promise<{ readonly case: Case; readonly pause: CasePause | null }> {
  const { case: going } = await goOn(scene, one, isOwnAppointment);
  if (!choosesHimself(made.words)) return { case: going, pause: null };
  const names = (await waitingClocks(scene, going)).map(({ name }) => name);
  const pause = await standStill(scene, going, { names, reason: `客户约${showInstant(made.at)}上门`, until: made.at, by: made.by, grantedBy: null });
  if (pause === null) return { case: going, pause };
  return { case: { ...going, handling: { ...going.handling, pauses: [...going.handling.pauses, pause] } }, pause };
}

/** Whoever is there before the hour has waited long enough. */
export const endOwnAppointment = async (scene: Scene, one: Case): Promise<Case> => (await goOn(scene, one, isOwnAppointment)).case;
