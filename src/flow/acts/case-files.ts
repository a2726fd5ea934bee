import * as approvals from '../../approvals/index.js';
import type { RunView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { CardButton } from '../../terms/card.js';
import { accept, refuse, type Outcome } from '../../terms/outcome.js';
import { tell, type Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { leadsProject } from './project-heads.js';

/** Addresses of a case's files; links are signed for them and for one reader. */
export const formPath = (runId: string): string => `/api/approvals/${runId}/form`;
export const evidencePackPath = (number: string): string => `/api/cases/${number}/evidence-pack`;

/** 审批单: the handler, whoever decides or decided in the run, and the heads of the project. */
export function mayReadForm(scene: Scene, one: Case, run: RunView, personId: string): boolean {
  const sat = run.steps.some(
    (step) =>
      step.seats.some((seat) => seat.personId === personId || seat.standsFor === personId) ||
      step.decisions.some((decision) => decision.decidedBy === personId || decision.holderId === personId),
  );
  return sat || [one.handlerId, run.submittedBy].includes(personId) || leadsProject(scene, one, personId);
}

/** 证据包: the handler and the heads of the project. */
export const mayReadPack = (scene: Scene, one: Case, personId: string): boolean => one.handlerId === personId || leadsProject(scene, one, personId);

const FORM: CardButton = { action: 'approval-form', label: '审批单', input: null };
const PACK: CardButton = { action: 'evidence-pack', label: '导出证据包', input: null };

/** What this reader can have of a case as a file, from its card, also after its end: the approval form once something was submitted, and the whole. */
export function fileButtons(scene: Scene, one: Case, reader: string): readonly CardButton[] {
  const wholeFile = mayReadPack(scene, one, reader);
  const roles = one.decision.approval.flatMap((step) => step.roles);
  const form = wholeFile || roles.some((role) => directory.holds(scene.company.people, reader, role, one.projectId));
  return [...(form && one.handling.approval !== null ? [FORM] : []), ...(wholeFile ? [PACK] : [])];
}

const NO_FORM = '审批单由受理人、审批人和项目负责人查看。';

/** 审批单 as a link in private: of the approval that stands, else of the newest one. */
export async function giveForm(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, by } = act;
  const runs = await approvals.runsOfCase(scene.tx, one.id);
  const run = runs.findLast((each) => each.state === 'approved') ?? runs.at(-1);
  if (run === undefined) return refuse('no-approval', `${one.number} 还没有提交过审批,没有审批单。`);
  return giveFormOf(scene, one, run, by);
}

/** 审批单 of one run as a link in private. Refusal: `not-yours`. */
export function giveFormOf(scene: Scene, one: Case, run: RunView, by: string): Outcome<string> {
  if (!mayReadForm(scene, one, run, by)) return refuse('not-yours', NO_FORM);
  const link = scene.house.paperLink(one.companyId, by, formPath(run.id));
  tell(scene, by, { caseId: one.id, text: `${one.number} 审批单(链接一小时内有效,可打印或下载 PDF):\n${link}` });
  return accept(`${one.number} 的审批单已发到您的私聊。`);
}

/** 导出证据包 as a link in private; that it was asked for is on the record. */
export async function givePack(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, by } = act;
  if (!mayReadPack(scene, one, by)) return refuse('not-yours', '证据包由受理人和项目负责人导出。');
  const saved = await cases.saveCase(scene.tx, one, [entry(scene, act, 'evidence-exported')], () => scene.house.ids.salt());
  const link = scene.house.paperLink(saved.companyId, by, evidencePackPath(saved.number));
  tell(scene, by, { caseId: saved.id, text: `${saved.number} 证据包(链接一小时内有效,含个人信息,请妥善保管):\n${link}` });
  return accept(`${saved.number} 的证据包已发到您的私聊,导出已记入办理记录。`);
}
