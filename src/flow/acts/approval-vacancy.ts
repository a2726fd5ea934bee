import * as approvals from '../../approvals/index.js';
import type { RunView, SeatView, StepView } from '../../approvals/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { Card } from '../../terms/card.js';
import type { Role } from '../../terms/decision.js';
import { personName, projectName, showCard, tell, type Scene } from '../scene.js';
import { administratorOf, roleWords, seatsFor } from './approval-seats.js';
import { packOf } from './judging.js';

export const VACANCY = 'approval-vacancy';

/** Asks the administrator for whom the route has nobody, once a role; the case remembers that he was asked. */
export function askForApprovers(scene: Scene, one: Case, submittedBy: string): Case {
  return ask(scene, one, vacantRoles(scene, one, submittedBy, one.decision.approval.flatMap((step) => step.roles)));
}

/** The same for a run that stands before a step nobody can decide. */
export function askForRun(scene: Scene, one: Case, run: RunView): Case {
  const ahead = run.steps.filter((step) => ['open', 'returned', 'waiting'].includes(step.state));
  return ask(scene, one, vacantRoles(scene, one, run.submittedBy, ahead.flatMap((step) => step.roles)));
}

/** Members of a committee have left without a vote. Their seats never move (policies/README.md): the administrator is told, once a member. */
export function askForMembers(scene: Scene, one: Case, step: StepView): Case {
  const gone = step.seats.filter((seat) => approvals.isAsked(step, seat) && directory.personById(scene.company.people, seat.personId) === null);
  const fresh = gone.filter((seat) => !one.handling.vacant.includes(seatKey(seat)));
  const [first] = fresh;
  const administrator = administratorOf(scene, one);
  if (first === undefined || administrator === null) return one;
  const who = fresh.map((seat) => personName(scene, seat.personId)).join('、');
  const what = roleWords(scene, one, first.role).name;
  tell(scene, administrator.id, { caseId: one.id, text: `${one.number} 正由${what}表决,委员${who}已离职、还没有投票,其余委员仍可表决。票数不够时,请补上委员后请受理人重新提交方案。` });
  return { ...one, handling: { ...one.handling, vacant: [...one.handling.vacant, ...fresh.map(seatKey)] } };
}

const seatKey = (seat: SeatView): string => `${seat.role}:${seat.personId}`;

function vacantRoles(scene: Scene, one: Case, submittedBy: string, roles: readonly Role[]): readonly Role[] {
  return [...new Set(roles)].filter((role) => seatsFor(scene, one)(role, 0, { submittedBy }).length === 0);
}

function ask(scene: Scene, one: Case, vacant: readonly Role[]): Case {
  const administrator = administratorOf(scene, one);
  const fresh = vacant.filter((role) => !one.handling.vacant.includes(role));
  if (administrator === null || fresh.length === 0) return one;
  for (const role of fresh) {
    if (packOf(scene, one).roles[role]?.committee === true) {
      tell(scene, administrator.id, { caseId: one.id, text: `${one.number} 要由${roleWords(scene, one, role).name}表决,委员不足,请补上委员后请受理人重新提交方案。` });
      continue;
    }
    showCard(scene, { chatId: administrator.id, subjectKind: VACANCY, subjectId: vacancySubject(one, role), caseId: one.id, card: vacancyCard(scene, one, role) });
  }
  return { ...one, handling: { ...one.handling, vacant: [...one.handling.vacant, ...fresh] } };
}

export const vacancySubject = (one: Case, role: Role): string => `${one.id}:${role}`;

function vacancyCard(scene: Scene, one: Case, role: Role): Card {
  return {
    title: '请指定审批人',
    state: 'open',
    facts: [
      { label: '编号', value: one.number },
      { label: '项目', value: projectName(scene, one.projectId) },
      { label: '空缺', value: `${roleWords(scene, one, role).name}目前没有可以审批的人` },
      { label: '怎么办', value: '请指定一位同事代为审批;指定后自动送审,并在审批卡片上注明' },
    ],
    basis: one.decision.approvalRules,
    buttons: [{ action: 'appoint', label: '指定审批人', input: 'person' }],
  };
}
