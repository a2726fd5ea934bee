import * as approvals from '../approvals/index.js';
import type { ApprovalForm } from '../approvals/index.js';
import * as cases from '../cases/index.js';
import type { Instant } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { mayReadForm } from './acts/case-files.js';
import { names } from './acts/approval-seats.js';
import { packOf } from './acts/judging.js';
import { simulatorCompany } from './door.js';
import type { House } from './house.js';
import { answerable, openScene, projectName, type Scene } from './scene.js';

/** Who asks for a paper: by signed link with company and reader, or on the local channel by name (contracts.md §4). */
export interface PaperReader {
  /** Null: the company of the local channel. */
  readonly companyId: string | null;
  /** Null: the project's head. */
  readonly personId: string | null;
}

/** The head of the project, for a reader who was not named. */
export const readerOf = (scene: Scene, one: cases.Case, personId: string | null): string =>
  personId ?? answerable(scene, packOf(scene, one).duties.projectHead, one.projectId)?.id ?? '';

export async function companyOfReader(house: House, reader: PaperReader): Promise<string | null> {
  return reader.companyId ?? (await simulatorCompany(house))?.head.id ?? null;
}

const unknown = refuse('no-form', '没有这张审批单,请回到会话里重新打开。');

/** The approval form of a run for somebody who may read it. */
export async function approvalFormFor(house: House, reader: PaperReader, runId: string): Promise<Outcome<{ readonly form: ApprovalForm; readonly now: Instant }>> {
  const companyId = await companyOfReader(house, reader);
  if (companyId === null) return unknown;
  return house.doors.withoutTransaction(async (tx) => {
    const run = await approvals.runView(tx, runId);
    const one = run === null ? null : await cases.readCase(tx, run.caseId);
    if (run === null || one === null || run.companyId !== companyId) return unknown;
    const scene = await openScene(house, tx, companyId, `form:${runId}`);
    const personId = readerOf(scene, one, reader.personId);
    if (!mayReadForm(scene, one, run, personId)) return refuse('forbidden', '审批单由受理人、审批人和项目负责人查看。');
    const subject = {
      company: scene.company.people.company.name,
      number: one.number,
      project: projectName(scene, one.projectId),
      rooms: one.rooms,
      category: one.category,
      level: one.level,
      subject: one.subject,
      claimedAmount: one.facts.claimedAmount,
    };
    const pack = packOf(scene, one);
    const words = { ...names(scene, one), reader: personId, now: scene.now, ruleText: (rule: string) => pack.ruleTexts[rule] ?? '' };
    return accept({ form: approvals.approvalForm(run, subject, words), now: scene.now });
  });
}

export { formHtml, formPdf } from '../approvals/index.js';
