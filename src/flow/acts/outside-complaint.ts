import type { Case, OutsideComplaint } from '../../cases/index.js';
import { READERS } from '../../intake/index.js';
import { spanEnd, withProvisionalYears } from '../../policy/index.js';
import type { Instant } from '../../terms/instants.js';
import { showInstant } from '../../terms/instants.js';
import { accept, refuse } from '../../terms/outcome.js';
import { OUTSIDE_NAMES, type OutsideDue, type OutsideSaid } from '../../terms/outside.js';
import type { Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { packOf } from './judging.js';
import { outsideGoverns } from './outside-words.js';
import { settle } from './settle.js';

/** What was said of a body outside, with its deadline as an instant; a span counts from receipt. Null when nobody passed it on. */
export function outsideOf(scene: Scene, said: OutsideSaid | null, receivedAt: Instant): OutsideComplaint | null {
  if (said === null || said.body === null) return null;
  const dueAt = said.due === null ? null : dueOf(scene, said.due, receivedAt);
  return { body: said.body, number: said.number, dueAt, wholeDay: said.due !== null && endsWithDay(said.due) };
}

const endsWithDay = (due: OutsideDue): boolean => (due.kind === 'at' ? due.wholeDay : due.unit !== 'hours');

function dueOf(scene: Scene, due: OutsideDue, receivedAt: Instant): Instant | null {
  if (due.kind === 'at') return due.at;
  const { unit, length } = due;
  const span = unit === 'hours' ? { unit, length, nightExcluded: false } : { unit, length, target: null };
  const end = spanEnd(span, receivedAt, withProvisionalYears(scene.company.calendar));
  return end.ok ? end.value.dueAt : null;
}

const EXAMPLE = '12345工单号20260302001,3月9日前回复';

/** 外部工单号、外部时限: told or corrected after registration. */
export async function tellOutside(scene: Scene, act: Act): Promise<Acted> {
  const { case: one } = act;
  const said = READERS.readOutsideAnswer(act.command.text, scene.now);
  const known = one.handling.outside;
  const body = said?.body ?? known?.body ?? null;
  if (said === null || body === null) return refuse('outside-missing', `是哪里转来的,工单号和回复时限是什么?例如:${one.number} ${EXAMPLE}`);
  const told = outsideOf(scene, { ...said, body }, one.facts.receivedAt);
  const due = told === null || told.dueAt === null ? known : told;
  const outside: OutsideComplaint = { body, number: told?.number ?? known?.number ?? null, dueAt: due?.dueAt ?? null, wholeDay: due?.wholeDay ?? false };
  const whole = outside.number !== null && outside.dueAt !== null;
  const others = one.handling.pendingSlots.filter((slot) => slot !== 'outside');
  const handling = { ...one.handling, outside, pendingSlots: whole ? others : [...others, 'outside'] };
  const saved = await settle(scene, one, { ...one, handling }, [
    entry(scene, act, 'outside-told', { body, number: outside.number, until: outside.dueAt, from: known?.dueAt ?? null }),
  ]);
  return accept(`已记录:${saved.number} ${toldWords(saved, outside)}${governingWords(scene, saved)}`);
}

function toldWords(one: Case, { body, number, dueAt }: OutsideComplaint): string {
  const missing = number === null ? '工单号还没有,' : dueAt === null ? '回复时限还没有,' : '';
  const due = dueAt === null ? '' : `,${showInstant(dueAt)}前回复`;
  const example = missing === '' ? '' : `${missing}知道后请补:${one.number} ${EXAMPLE}`;
  return `${OUTSIDE_NAMES[body]}${number === null ? '' : ` 工单号 ${number}`}${due}。${example}`;
}

const governingWords = (scene: Scene, one: Case): string => (outsideGoverns(one, packOf(scene, one)) ? '外部时限早于本单时限,请按外部时限办结。' : '');
