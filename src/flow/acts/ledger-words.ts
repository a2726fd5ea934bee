import * as ledger from '../../ledger/index.js';
import * as directory from '../../directory/index.js';
import type { Scene } from '../scene.js';
import { headRoles } from './project-heads.js';

/** Roles at the head of a project or above may read the whole ledger; others see their own work under 我的待办. */
export function mayReadLedger(scene: Pick<Scene, 'company'>, personId: string): boolean {
  const heads = headRoles(scene.company.pack);
  const person = directory.personById(scene.company.people, personId);
  return person?.holdings.some((held) => heads.has(held.role)) ?? false;
}

/** 查询台账: the month in figures and where the whole table is. */
export async function ledgerWords(scene: Scene, personId: string): Promise<string> {
  if (!mayReadLedger(scene, personId)) return '台账由项目负责人及以上查看;您的事项请发"我的待办"。';
  const sums = await ledger.monthInFigures(scene.tx, scene.company.head.id, scene.now);
  const address = `${scene.house.publicUrl}/api/ledger.xlsx?as=${encodeURIComponent(personId)}`;
  return [
    `本月台账:登记 ${sums.registered} 件(投诉 ${sums.complaints},需求 ${sums.needs}),已结案 ${sums.closed},处理中 ${sums.open},无效 ${sums.invalid}。`,
    `重要 ${sums.important} 件,重大 ${sums.major} 件;回访不满意 ${sums.dissatisfied} 件。`,
    `完整台账:${address}`,
  ].join('\n');
}
