import * as approvals from '../../approvals/index.js';
import * as directory from '../../directory/index.js';
import { delegateSaid, NO_END, type Command } from '../../intake/index.js';
import { dayOf, showInstant, startOfDay, DAY, type Instant } from '../../terms/instants.js';
import { tell, type Scene } from '../scene.js';
import { lookAtSeats } from './approval-watch.js';

const MOST_STEPS = 500;

/** 审批交给某某: who decides in the speaker's place, from when and until when; said back in words with its dates. */
export async function delegate(scene: Scene, by: string, command: Command): Promise<string> {
  const { people } = scene.company;
  const said = delegateSaid(command.text);
  const person = personSaid(scene, by, said);
  if (typeof person === 'string') return person;
  if (command.at === null || command.until === undefined) return '这个时间没有看懂或已经过去,请写清楚起止日期,例如:我5月1日到5日出差,审批交给副手';
  const fresh = { id: scene.house.ids.uuid(), personId: by, delegateId: person.id, from: command.at, until: command.until };
  const fault = directory.chainFault(people.delegations, fresh);
  if (fault === 'cycle') return `${person.name}这段时间的审批又委托回您,这样没有人能审批。请换一位同事,或请他先发“取消委托”。`;
  if (fault === 'too-long') return `${person.name}这段时间的审批已经转了好几手,请直接委托最后那位同事。`;
  await directory.insertDelegation(scene.tx, scene.company.head.id, fresh, scene.now);
  await lookAtStepsOf(scene, by, Math.max(fresh.from, scene.now));
  const period = periodWords(fresh);
  tell(scene, person.id, { text: `${directory.nameOf(people, by)}委托您代为审批:${period}。到您这里的审批会注明“${person.name} 代 ${directory.nameOf(people, by)}”。` });
  return `好的,${period},您的审批由${person.name}代为决定,会注明“${person.name} 代 ${directory.nameOf(people, by)}”;期满自动收回。委员会表决须您本人投票,不在委托之列。要提前收回请发“取消委托”。`;
}

function personSaid(scene: Scene, by: string, said: string): directory.Person | string {
  const { people } = scene.company;
  if (/^(?:我的?)?副手$/.test(said)) {
    const deputy = directory.deputyOf(people, by, scene.now);
    return deputy ?? '您还没有登记副手,请写上同事的姓名,例如:审批交给李四';
  }
  const person = people.people.find((each) => each.name === said || each.id === said);
  if (person === undefined) return said === '' ? '交给谁?请写上同事的姓名,例如:审批交给李四' : `没有找到“${said}”,请写同事的姓名。`;
  return person.id === by ? '不能委托给自己,请写另一位同事的姓名。' : person;
}

/** "5月1日 00:00 至 5月5日 24:00": the last day whole, as people say it. */
function periodWords(one: { readonly from: Instant; readonly until: Instant }): string {
  const from = `${showInstant(one.from)} 起`;
  if (one.until === NO_END) return `${from},到您发“取消委托”为止`;
  const wholeDay = one.until === startOfDay(dayOf(one.until));
  return `${showInstant(one.from)} 至 ${wholeDay ? showInstant(one.until - DAY).replace('00:00', '24:00') : showInstant(one.until)}`;
}

/** 取消委托: everything, also what has not begun. What the delegate decided stays decided. */
export async function cancelDelegation(scene: Scene, by: string): Promise<string> {
  const lasting = scene.company.people.delegations.filter((one) => one.personId === by && one.until > scene.now);
  const ended = await directory.cancelDelegations(scene.tx, scene.company.head.id, by, scene.now);
  if (ended === 0) return '您现在没有委托别人审批。';
  await lookAtStepsOf(scene, by, scene.now);
  for (const delegateId of new Set(lasting.map((one) => one.delegateId))) {
    tell(scene, delegateId, { text: `${directory.nameOf(scene.company.people, by)}已取消审批委托,未决定的审批由本人处理。` });
  }
  return '已取消委托,未决定的审批回到您这里;已经代您决定的不变。';
}

/**
 * The open steps that come to a person, by his own seat or by delegations that lead through him, are looked at again, each in a story
 * of its own: their cases are locked one at a time.
 */
export async function lookAtStepsOf(scene: Scene, personId: string, at: Instant): Promise<void> {
  for (const concerned of directory.lendersTo(scene.company.people, personId, scene.now)) {
    const steps = await approvals.stepsOfPerson(scene.tx, scene.company.head.id, concerned, MOST_STEPS);
    for (const step of steps) await lookAtSeats(scene, step, at);
  }
}
