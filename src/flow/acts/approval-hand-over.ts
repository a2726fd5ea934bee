import * as approvals from '../../approvals/index.js';
import type { RunView, SeatMove, StepView } from '../../approvals/index.js';
import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import { handOverSaid } from '../../intake/index.js';
import type { Role } from '../../terms/decision.js';
import { projectName, tell, type Scene } from '../scene.js';
import { lookAtStepsOf } from './approval-delegation.js';
import { carryOutMoves, reseat } from './approval-reseat.js';

const MOST_STEPS = 500;
const MOST_LINES = 20;

/** Superiors of a role by the company's book, nearest first. */
function superiorsOf(scene: Scene, role: Role): readonly Role[] {
  const { roles } = scene.company.pack;
  const found: Role[] = [];
  for (let current = roles[role]?.superior ?? null; current !== null && found.length < 20; current = roles[current]?.superior ?? null) found.push(current);
  return found;
}

const everyone = (scene: Scene): readonly directory.Person[] => [...scene.company.people.people, ...scene.company.people.leavers];

/** Whoever administers, or holds a role above one of the person's: he hands his steps over, and is told when he leaves. */
function superiorsOfPerson(scene: Scene, person: directory.Person): readonly directory.Person[] {
  const { people, pack } = scene.company;
  const nearest = person.holdings.flatMap((held) => superiorsOf(scene, held.role).map((role) => ({ role, projectId: held.projectId })));
  const above = nearest.flatMap(({ role, projectId }) => directory.holders(people, role, projectId === directory.EVERY_PROJECT ? null : projectId));
  const administrators = directory.holders(people, 'administrator', null);
  const top = directory.holders(people, pack.duties.majorLevelLowering, null);
  return [...new Set([...administrators, ...above, ...top])].filter((each) => each.id !== person.id);
}

/** 交接 某甲 给 某乙: everything that waits for the one goes to the other in one act; what he decided keeps his name. */
export async function handOverApprovals(scene: Scene, by: string, words: string): Promise<string> {
  const said = handOverSaid(words);
  const from = said === null ? undefined : everyone(scene).find((each) => [each.id, each.name].includes(said.from));
  const to = said === null ? undefined : scene.company.people.people.find((each) => [each.id, each.name].includes(said.to));
  if (said === null || from === undefined || to === undefined) return `请写清楚谁交接给谁,例如:交接 张三 给 李四${from === undefined && said !== null ? `(没有找到“${said.from}”)` : ''}`;
  if (!superiorsOfPerson(scene, from).some((each) => each.id === by)) return `${from.name}的审批由他的上级或管理员交接。`;
  if (from.id === to.id) return '交接的两位是同一个人,请核对。';
  const steps = await approvals.stepsOfPerson(scene.tx, scene.company.head.id, from.id, MOST_STEPS);
  const done: string[] = [];
  const left: string[] = [];
  const votes: string[] = [];
  for (const step of steps) {
    const one = await cases.lockCase(scene.tx, step.caseId);
    const run = one === null ? null : await approvals.runView(scene.tx, step.runId);
    if (one === null || run === null) continue;
    const outcome = await handOverStep(scene, one, run, { from: from.id, to: to.id, by });
    if (outcome === 'moved') done.push(one.number);
    if (outcome === 'own') left.push(one.number);
    if (outcome === 'vote') votes.push(one.number);
  }
  if (done.length > 0) tell(scene, to.id, { text: `${from.name}的 ${done.length} 项审批已交接给您:${done.slice(0, MOST_LINES).join('、')}。` });
  const kept = keptWords(left, votes, to.name);
  return done.length === 0 ? `${from.name}没有可以交接给${to.name}的审批。${kept}` : `已把${from.name}的 ${done.length} 项审批交接给${to.name}:${done.slice(0, MOST_LINES).join('、')}。${kept}`;
}

/** What stays where it is, and why. */
function keptWords(own: readonly string[], votes: readonly string[], to: string): string {
  const submitted = own.length === 0 ? '' : `其中 ${own.join('、')} 的方案由${to}提交,不能由他审批,请另行指定。`;
  const voted = votes.length === 0 ? '' : `${votes.join('、')} 正由委员表决,委员的一票不能交接;票数不够时请补上委员后请受理人重新提交方案。`;
  return `${submitted}${voted}`;
}

interface Handing {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

async function handOverStep(scene: Scene, one: Case, run: RunView, { from, to, by }: Handing): Promise<'moved' | 'own' | 'vote' | 'nothing'> {
  const step = approvals.presentStepOf(run);
  const seats = step === null ? [] : seatsOf(step, from);
  if (step === null || seats.length === 0) return 'nothing';
  if (step.join === 'majority') return 'vote';
  if (run.submittedBy === to) return 'own';
  const note = `接替${directory.nameOf(scene.company.people, from)}`;
  const moves = seats.map((seat): SeatMove => ({
    step: step.step,
    role: seat.role,
    from: seat.personId,
    to: { role: seat.role, personId: to, standsFor: null, via: 'hand-over', note },
  }));
  const handed = await carryOutMoves(scene, one, run, moves.filter((move) => move.from !== to), by);
  // He may have lent his place himself: whoever decides for him is asked at once, not when he taps.
  await reseat(scene, handed.case, handed.run);
  return 'moved';
}

/** His undecided seats, and those of whoever sits there because of him: his deputies, delegates and stand-ins. */
function seatsOf(step: StepView, personId: string): readonly approvals.SeatView[] {
  const standIns = new Set(step.formerSeats.filter((seat) => seat.personId === personId).map((seat) => `${seat.role}:${seat.movedTo}`));
  return step.seats
    .filter((seat) => approvals.isAsked(step, seat))
    .filter((seat) => approvals.holderOf(seat) === personId || seat.personId === personId || standIns.has(`${seat.role}:${seat.personId}`));
}

/** Somebody has left: his open steps go to who stands in for him, and his superior is told what there is to hand over. */
export async function personHasLeft(scene: Scene, left: directory.Person): Promise<void> {
  const steps = await approvals.stepsOfPerson(scene.tx, scene.company.head.id, left.id, MOST_STEPS);
  await lookAtStepsOf(scene, left.id, scene.now);
  const [superior] = superiorsOfPerson(scene, left);
  if (superior === undefined) return;
  // A committee's vote is neither cast for him nor handed over: approval-reseat tells the administrator of it.
  const about = await cases.readCases(scene.tx, [...new Set(steps.filter((step) => !step.isVote).map((step) => step.caseId))]);
  const lines = about.slice(0, MOST_LINES).map((one, index) => `${index + 1}. ${one.number} ${projectName(scene, one.projectId)} ${one.subject}`);
  const list = lines.length === 0 ? '没有等他审批的事项。' : `等他审批的有 ${about.length} 项:\n${lines.join('\n')}\n在交接之前由副手或上级代审。一次交接请发:交接 ${left.name} 给 某某`;
  tell(scene, superior.id, { text: `${left.name}已离职,${list}` });
}
