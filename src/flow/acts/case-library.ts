import * as cases from '../../cases/index.js';
import type { LibraryCase } from '../../cases/index.js';
import * as intake from '../../intake/index.js';
import type { Command } from '../../intake/index.js';
import * as messages from '../../messages/index.js';
import { CATEGORY_NAMES, LEVEL_NAMES, type Category } from '../../terms/complaint.js';
import { DAY } from '../../terms/instants.js';
import { showYuan } from '../../terms/money.js';
import type { Scene } from '../scene.js';
import { managedBy } from './manager-scope.js';
import { mayHandle } from './queries.js';

/*
 * 案例库 (SC-P5): closed cases of the same company on a like matter, with what came of them. No names, rooms or phones; sums only for
 * heads of projects and above.
 */

const MOST_SHOWN = 3;
const MOST_WORDS = 80;
/** Below this two matters have little in common; likeness.spec.ts measures it. */
const ALIKE = 0.7;

const HOW = '请说说是什么事,例如:厨房漏水以前怎么处理的;或加上编号:LH-… 类似案例。';

/** Up to three closed cases like the one asked about, the likest and newest first. */
export async function similarCases(scene: Scene, { text, number }: Command, by: string): Promise<string> {
  const wanted = matterOf(text) ?? (await matterOfCase(scene, number, by));
  if (wanted === null) return HOW;
  const closed = await cases.closedCasesOf(scene.tx, scene.company.head.id, wanted.category, wanted.number);
  const like = closed
    .map((one) => ({ one, alike: intake.likeness(one, wanted) }))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike || b.one.closedAt - a.one.closedAt)
    .slice(0, MOST_SHOWN);
  if (like.length === 0) return `案例库里还没有和“${wanted.subject}”类似的已结案件。${basis(scene)}`;
  const lines = await Promise.all(like.map(async ({ one }, index) => `${index + 1}. ${await caseLine(scene, one, by)}`));
  return [`和“${wanted.subject}”类似的已结案件:`, ...lines, basis(scene)].filter((line) => line !== '').join('\n');
}

interface Wanted extends intake.SaidMatter {
  /** The case itself is no case like it; empty where none was named. */
  readonly number: string;
}

/** What the words themselves name; null where they name no matter. */
function matterOf(text: string): Wanted | null {
  if (text.length < 2) return null;
  const subject = intake.subjectOf(text, null, []);
  const category: Category | undefined = intake.READERS.likelyCategories(text)[0];
  return category === undefined ? null : { category, subject, number: '' };
}

async function matterOfCase(scene: Scene, number: string | null, by: string): Promise<Wanted | null> {
  const one = number === null ? null : await cases.lockCaseByNumber(scene.tx, scene.company.head.id, number);
  return one !== null && mayHandle(scene, one, by) ? { category: one.category, subject: one.subject, number: one.number } : null;
}

async function caseLine(scene: Scene, one: LibraryCase, by: string): Promise<string> {
  const [plans, handled] = await Promise.all(['plan-submitted', 'handled'].map((kind) => cases.entriesOfKind(scene.tx, one.id, kind, 1)));
  const said = [handled?.[0]?.payload['words'], plans?.[0]?.payload['plan']].find((words): words is string => typeof words === 'string' && words !== '');
  const days = Math.max(1, Math.ceil((one.closedAt - one.registeredAt) / DAY));
  const paid = one.approvedAmount === null || one.approvedAmount === 0 ? '未赔付' : managedBy(scene.company, by) === null ? '有赔付' : `赔付 ${showYuan(one.approvedAmount)}`;
  const pleased = one.dissatisfiedTimes === 0 ? '回访满意' : `曾不满意 ${one.dissatisfiedTimes} 次,后结案`;
  return [`${one.subject}(${CATEGORY_NAMES[one.category]},${LEVEL_NAMES[one.level]})`, ...(said === undefined ? [] : [`处理:${anonymous(one, said)}`]), paid, pleased, `用时 ${days} 天`].join(';');
}

/** Sums in the words are others' business as well. */
function anonymous(one: LibraryCase, words: string): string {
  const known = [...(one.customerName === null ? [] : [one.customerName]), ...one.rooms];
  const hidden = intake.masked(words, intake.READERS, known).text.replace(/【([\u4e00-\u9fff]+)\d+】/g, '某$1').replace(/(?:¥|￥)?\d[\d,.]*\s?(?:元|块|万元?|千元?)/g, '若干元');
  return messages.fitText(hidden, MOST_WORDS);
}

/** The rule that asks for a case library, where the book has one. */
function basis(scene: Scene): string {
  const { pack } = scene.company;
  const row = pack.programme.standing.find(({ label }) => label.includes('案例库'));
  const [rule] = row?.rules ?? [];
  return rule === undefined ? '' : `依据 ${rule}:${pack.ruleTexts[rule] ?? ''}`;
}
