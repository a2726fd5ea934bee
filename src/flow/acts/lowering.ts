import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as clocks from '../../clocks/index.js';
import * as directory from '../../directory/index.js';
import { rulesAtLevel } from '../../policy/index.js';
import { LEVEL_NAMES, type Level } from '../../terms/complaint.js';
import type { Role } from '../../terms/decision.js';
import { dayOf, endOfDay } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import { roleName, type Scene } from '../scene.js';
import { entry, tellHandler, type Act, type Acted } from './act.js';
import { keeping, levelRank, packOf } from './judging.js';
import { decidingRole } from './requests.js';
import { settle } from './settle.js';

/** 降级为一般,原因…: only by the person whom the book names, with a reason (policies/README.md); what is known now raises it no more. */
export async function lowerLevel(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, by } = act;
  const role = decidingRole(scene, one);
  if (!directory.holds(scene.company.people, by, role, one.projectId)) return refuse('not-the-lowerer', `${one.number} 的降级由${whoHolds(scene, one, role)}决定。`);
  const asked = levelAsked(act.command.text);
  if (asked === null) return refuse('level-missing', `降为哪一级?例如:${one.number} 降级为一般,原因…`);
  const { to, reason } = asked;
  if (one.level === 'need' || levelRank(to) >= levelRank(one.level)) {
    return refuse('not-lower', `${one.number} 现在是${LEVEL_NAMES[one.level]},不能降为${LEVEL_NAMES[to]}。`);
  }
  if (reason === '') return refuse('reason-missing', '请写一句降级的原因,例如:经核实只涉及一户');
  const saved = await lowerTo(scene, act, to, reason);
  tellHandler(scene, act, `${saved.number} 级别由${LEVEL_NAMES[one.level]}降为${LEVEL_NAMES[to]}。原因:${reason}`);
  return accept(`${saved.number} 级别已由${LEVEL_NAMES[one.level]}降为${LEVEL_NAMES[to]},有新的情况会再自动升级。`);
}

async function lowerTo(scene: Scene, { case: one, ...act }: Act, to: Level, reason: string): Promise<Case> {
  // What is no longer important has not been so since any day.
  const known = to === 'important' ? one.facts : { ...cases.withoutEvents(one.facts, ['became-important']), importantSince: null };
  const facts = { ...known, now: scene.now };
  const lowered = { level: to, from: one.level, rules: rulesAtLevel(packOf(scene, one), facts, to), reason, by: act.by, at: scene.now, facts };
  const overdue = (await clocks.clocksOf(scene.tx, one.id)).some((clock) => clock.state === 'running' && !clocks.isInTime(scene.now, clock.dueAt));
  const line = entry(scene, { case: one, ...act }, 'level-lowered', { from: one.level, to, reason });
  const saved = await settle(scene, one, { ...one, facts, handling: { ...one.handling, lowered } }, [line]);
  // A shorter deadline that has run out already makes nobody late: it is given until the end of the day (ours). What had run out
  // before the lowering stays late.
  if (overdue) return saved;
  await clocks.spareClocks(scene.tx, { ...keeping(scene, saved), caseId: one.id, until: endOfDay(dayOf(scene.now)), reason: '级别降低,原时限已过,顺延到当天', by: act.by });
  return saved;
}

/** "由重大降为一般,原因:…": what it is lowered to stands first behind the lowering. */
function levelAsked(words: string): { readonly to: Level; readonly reason: string } | null {
  const said = words.replace(/^.*?(?:降级?|下调|调低|降低)(?:级别)?(?:为|到|至|成)?/, '');
  const found = /^.*?(一般|重要)(?:级别|投诉|级)?/.exec(said);
  if (found === null) return null;
  const reason = said.slice(found[0].length).replace(/^[\s,.;:,。;:、]+/, '').replace(/^(?:原因|因为|理由)(?:是|为)?[\s::,,]*/, '').trim();
  return { to: found[1] === '一般' ? 'general' : 'important', reason };
}

function whoHolds(scene: Scene, one: Case, role: Role): string {
  const names = directory.holders(scene.company.people, role, one.projectId).map((person) => person.name);
  return names.length === 0 ? roleName(scene, role) : `${roleName(scene, role)}${names.join('、')}`;
}
