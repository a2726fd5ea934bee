import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { Attachment, Command, CommandName } from '../../intake/index.js';
import { refuse, type Outcome } from '../../terms/outcome.js';
import { isOpen } from '../../cases/index.js';
import type { Scene } from '../scene.js';
import type { Act, Acted } from './act.js';
import { submitPlan } from './submit-plan.js';
import { giveForm, givePack } from './case-files.js';
import * as papers from './case-papers.js';
import * as handling from './handling.js';
import * as facts from './new-facts.js';
import { closeDissatisfied } from './closing.js';
import { lowerLevel } from './lowering.js';
import { markFacts } from './mark-facts.js';
import { tellOutside } from './outside-complaint.js';
import { resume } from './pausing.js';
import * as queries from './queries.js';
import * as repair from './repair.js';
import { tellRooms } from './rooms.js';
import { handBack, sendBack } from './send-back.js';
import * as requests from './requests.js';
import * as visit from './visit.js';
import { answerAsked } from './asked-words.js';
import { ledgerWords } from './ledger-words.js';
import { cancelDelegation, delegate } from './approval-delegation.js';
import { answerReturned, urge, waitingReturn, withdrawRun } from './approval-handler.js';
import { handOverApprovals } from './approval-hand-over.js';
import { cardWordSaid } from './approval-card-word.js';
import { batchAgree, myApprovals } from './approval-list.js';
import { showNewEvidence } from './approval-run.js';
import { dutyRoster, setDuty } from './duty-roster.js';
import { todoSaid } from './todo-words.js';
import { ASK_PRIVATELY, isManagersQuestion, managersAnswer } from './manager-questions.js';

/** Acts on one case, by the words staff use for them. */
const ACTS: Readonly<Partial<Record<CommandName, (scene: Scene, act: Act) => Promise<Acted>>>> = {
  contacted: handling.contacted,
  unreachable: handling.unreachable,
  dispatch: handling.dispatch,
  'accept-dispatch': handling.acceptDispatch,
  appointment: repair.appointment,
  arrived: repair.arrived,
  photo: repair.keepPhoto,
  'send-back': sendBack,
  'hand-back': handBack,
  outside: tellOutside,
  pause: requests.askPause,
  resume,
  'site-checked': handling.siteChecked,
  handled: handling.handled,
  supplement: handling.supplement,
  plan: submitPlan,
  agreement: papers.keepAgreement,
  payment: papers.keepPayment,
  'approval-form': giveForm,
  'evidence-pack': givePack,
  'visit-satisfied': visit.visitSatisfied,
  'visit-dissatisfied': visit.visitDissatisfied,
  invalid: requests.declareInvalid,
  extend: requests.askExtension,
  'more-households': facts.moreHouseholds,
  'failed-talk': facts.failedTalk,
  refused: facts.refused,
  'media-happened': facts.mediaHappened,
  'litigation-happened': facts.litigationHappened,
  'change-phone': facts.changePhone,
  rooms: tellRooms,
  mark: markFacts,
  'lower-level': lowerLevel,
  close: closeDissatisfied,
  answer: answerReturned,
  withdraw: withdrawRun,
  urge,
};

export interface Spoken {
  readonly command: Command;
  readonly by: string;
  readonly attachments: readonly Attachment[];
  readonly inGroup: boolean;
  /** Where it was said; left out where a button said it. */
  readonly chatId?: string;
}

/** What a command came to: the answer, the case it was about, and whether anything was refused. */
export interface CommandResult {
  readonly text: string;
  /** Where the answer goes: a group must not see what is private. */
  readonly privately: boolean;
  readonly case: Case | null;
  readonly code: string | null;
  /** What the person's next message may still complete. */
  readonly asks?: Command;
}

const ofTodo = (done: Outcome<string>): CommandResult => (done.ok ? plain(done.value, true) : { text: done.message, privately: true, case: null, code: done.code });

const plain = (text: string, privately = false): CommandResult => ({ text, privately, case: null, code: null });

/** Carries out what was said, typed or tapped, for a person who may. */
export async function carryOut(scene: Scene, spoken: Spoken): Promise<CommandResult> {
  const { command } = spoken;
  if (command.name === 'help') return plain(queries.HELP);
  if (command.name === 'my-tasks') return plain(await queries.myTasks(scene, spoken.by), true);
  if (command.name === 'my-approvals') return plain(await myApprovals(scene, spoken.by), true);
  if (command.name === 'batch-agree') return plain(await batchAgree(scene, spoken.by), true);
  if (command.name === 'delegate') return plain(await delegate(scene, spoken.by, command), true);
  if (command.name === 'duty-roster') return plain(dutyRoster(scene, spoken));
  if (command.name === 'set-duty') return plain(await setDuty(scene, spoken));
  if (command.name === 'cancel-delegation') return plain(await cancelDelegation(scene, spoken.by), true);
  if (command.name === 'hand-over') return plain(await handOverApprovals(scene, spoken.by, command.text), true);
  if (isManagersQuestion(command.name)) return managersQuestion(scene, spoken);
  if (command.name === 'ledger') return plain(await ledgerWords(scene, spoken.by), true);
  if (command.name === 'snooze' || command.name === 'why-nudged') return ofTodo(await todoSaid(scene, command, spoken.by));
  const told = await answerAsked(scene, spoken);
  if (told !== null) return plain(told, true);
  if (command.card !== undefined) return { ...(await cardWordSaid(scene, command.card, spoken.by, command.text)), privately: true };
  if (command.further !== undefined) return plain(`请一次写一个编号,${command.number ?? ''} 和 ${command.further} 都还没有处理,分开再发一次就好。`);
  const one = await lockNamed(scene, spoken);
  if (typeof one === 'string') return plain(one);
  if (command.name === 'query') return query(scene, spoken, one);
  const done = await act(scene, spoken, one);
  if (!done.ok) return { text: done.message, privately: REFUSED_PRIVATELY.has(done.code), case: one, code: done.code };
  return { ...(done.asks === undefined ? {} : { asks: done.asks }), text: done.value, privately: NOT_FOR_GROUPS.includes(command.name) || namesPapers(command.name, one), case: one, code: null };
}

async function managersQuestion(scene: Scene, { command, by, inGroup }: Spoken): Promise<CommandResult> {
  return inGroup ? plain(ASK_PRIVATELY) : plain(await managersAnswer(scene, by, command.name));
}

/** Their answers name numbers, roles that decide, or deadlines. A refusal is answered where the missing word is expected. */
const NOT_FOR_GROUPS: readonly CommandName[] = ['change-phone', 'rooms', 'mark', 'lower-level', 'close', 'plan', 'extend', 'pause', 'resume', 'outside', 'answer', 'withdraw', 'urge', 'agreement', 'payment'];
/** Their refusals name sums, levels or what the customer thinks of us; what is merely missing is asked for where it was said. */
const REFUSED_PRIVATELY: ReadonlySet<string> = new Set(['over-approved', 'papers-missing', 'not-lower', 'not-the-lowerer', 'not-the-closer', 'not-closable-yet', 'beyond-outside']);
/** A missing agreement tells contractors that the customer is paid. */
const namesPapers = (name: CommandName, one: Case): boolean =>
  (name === 'handled' || name === 'visit-satisfied') && cases.missingPapers(one).length > 0;

async function lockNamed(scene: Scene, spoken: Spoken): Promise<Case | string> {
  const { command, by } = spoken;
  if (command.number !== null) {
    const one = await cases.lockCaseByNumber(scene.tx, scene.company.head.id, command.number);
    return one !== null && queries.mayHandle(scene, one, by) ? one : queries.UNKNOWN_NUMBER;
  }
  const mine = await cases.openCasesOf(scene.tx, scene.company.head.id, by, 2);
  const only = mine.length === 1 ? mine[0] : undefined;
  const one = only === undefined ? null : await cases.lockCase(scene.tx, only.id);
  return one ?? '请带上编号,例如:LH-20260302-0001 已联系客户。发"我的待办"可以看编号。';
}

async function query(scene: Scene, spoken: Spoken, one: Case): Promise<CommandResult> {
  if (!spoken.inGroup) await queries.showCase(scene, one, spoken.by);
  return { ...plain(queries.groupLine(scene, one)), case: one };
}

/** A case that has ended is still added to and read. */
const AFTER_THE_END: readonly CommandName[] = ['supplement', 'photo', 'approval-form', 'evidence-pack'];

/** One act on a locked case; a case that has ended takes only what may still be said of it. */
export async function act(scene: Scene, spoken: Spoken, one: Case): Promise<Acted> {
  const run = ACTS[spoken.command.name];
  if (run === undefined) return refuse('unknown-act', '我没有看懂,请换个说法,或发"帮助"。');
  if (!queries.mayHandle(scene, one, spoken.by)) return refuse('unknown-case', queries.UNKNOWN_NUMBER);
  if (!isOpen(one.state) && !AFTER_THE_END.includes(spoken.command.name)) {
    return refuse('case-ended', `${one.number} ${cases.STATE_NAMES[one.state]},不能再操作。客户又有意见时请重新登记。`);
  }
  await cases.attachEvidence(
    scene.tx,
    one.companyId,
    one.id,
    spoken.attachments.map((file) => file.hash),
    spoken.by,
    scene.now,
  );
  // 补充 by the handler while he is asked for more (退回补充) is his answer.
  if (spoken.command.name === 'supplement' && spoken.by === one.handlerId) {
    const asked = await waitingReturn(scene, { case: one });
    if (asked !== null) return answerReturned(scene, { case: one, command: spoken.command, by: spoken.by, attachments: spoken.attachments });
  }
  const done = await run(scene, { case: one, command: spoken.command, by: spoken.by, attachments: spoken.attachments });
  if (spoken.attachments.length > 0) await showNewEvidence(scene, one.id);
  return done;
}
