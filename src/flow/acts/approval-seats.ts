import * as approvals from '../../approvals/index.js';
import type { RunView, Seat, SeatView } from '../../approvals/index.js';
import type { Case, CaseInShort } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import type { Role } from '../../terms/decision.js';
import { answerable, personName, type Scene } from '../scene.js';
import { packOf } from './judging.js';

/** A role's name on cards and in answers; a named person's own step (加签) has no role of the book. */
export const roleWords = (scene: Scene, one: CaseInShort, role: Role): approvals.RoleWords => {
  if (approvals.personOfRole(role) !== null) return { name: '加签', finance: false };
  const plan = packOf(scene, one).roles[role];
  return { name: plan?.name ?? role, finance: plan?.finance ?? false };
};

export const names = (scene: Scene, one: CaseInShort): approvals.Names => ({
  nameOf: (id) => personName(scene, id),
  roleOf: (role) => roleWords(scene, one, role),
});

/**
 * Who may decide a role now: its holders on the case's project, each through whoever he has delegated to; where nobody holds it, the
 * deputy of a holder who has left, else the superior role's holders, else whom the administrator named. Nobody decides what he
 * submitted, nor his deputy for him. Finance has no superior who decides for it, a committee nobody at all.
 */
export function seatsFor(scene: Scene, one: Case) {
  return (role: Role, _step: number, run: { readonly submittedBy: string }): readonly Seat[] => {
    const { people } = scene.company;
    const named = approvals.personOfRole(role);
    if (named !== null) {
      const there = directory.personById(people, named) !== null && named !== run.submittedBy;
      return there ? [seatOf(scene, role, named, run.submittedBy)] : appointedSeat(scene, one, role, run.submittedBy);
    }
    const holders = directory.holders(people, role, one.projectId);
    if (packOf(scene, one).roles[role]?.committee === true) return holders.map((person) => ({ role, personId: person.id, standsFor: null }));
    const fair = holders.filter((person) => person.id !== run.submittedBy);
    if (fair.length > 0) return fair.map((person) => seatOf(scene, role, person.id, run.submittedBy));
    const inPlace = holders.length > 0 ? [] : deputiesOfLeavers(scene, one, role, run.submittedBy);
    if (inPlace.length > 0) return inPlace;
    const above = superiorSeats(scene, one, role, run.submittedBy, holders.length > 0);
    return above.length > 0 ? above : appointedSeat(scene, one, role, run.submittedBy);
  };
}

/** A holder's seat, or his delegate's for him. */
function seatOf(scene: Scene, role: Role, holder: string, submittedBy: string): Seat {
  const delegate = directory.delegateOf(scene.company.people, holder, scene.now);
  if (delegate === null || delegate.id === submittedBy) return { role, personId: holder, standsFor: null };
  return { role, personId: delegate.id, standsFor: holder, via: 'delegation', note: '受委托' };
}

function deputiesOfLeavers(scene: Scene, one: Case, role: Role, submittedBy: string): readonly Seat[] {
  const { people } = scene.company;
  const held = people.leavers.filter((person) =>
    person.holdings.some((holding) => holding.role === role && [one.projectId, directory.EVERY_PROJECT].includes(holding.projectId)),
  );
  return held.flatMap((leaver): readonly Seat[] => {
    const deputy = leaver.id === submittedBy ? null : directory.deputyOf(people, leaver.id, scene.now);
    if (deputy === null || deputy.id === submittedBy) return [];
    return [{ role, personId: deputy.id, standsFor: leaver.id, via: 'leaver', note: `${leaver.name}已离职,由副手代` }];
  });
}

function superiorSeats(scene: Scene, one: Case, role: Role, submittedBy: string, isOwn: boolean): readonly Seat[] {
  const { roles } = packOf(scene, one);
  if (roles[role]?.finance === true) return [];
  const why = isOwn ? `${roles[role]?.name ?? role}本人提交` : `${roles[role]?.name ?? role}空缺`;
  let current = roles[role]?.superior ?? null;
  for (let rung = 0; current !== null && rung < 20; rung++) {
    const fair = directory.holders(scene.company.people, current, one.projectId).filter((person) => person.id !== submittedBy);
    const note = `${why},由上级${roles[current]?.name ?? current}审批`;
    if (fair.length > 0) return fair.map((person): Seat => ({ ...seatOf(scene, role, person.id, submittedBy), via: 'superior', note }));
    current = roles[current]?.superior ?? null;
  }
  return [];
}

function appointedSeat(scene: Scene, one: Case, role: Role, submittedBy: string): readonly Seat[] {
  const person = directory.personById(scene.company.people, one.handling.appointed[role] ?? '');
  if (person === null || person.id === submittedBy) return [];
  return [{ role, personId: person.id, standsFor: null, via: 'appointed', note: `${roleWords(scene, one, role).name}空缺,由管理员指定` }];
}

/** Who is asked where a role has nobody: whoever administers, else the head of what is major, else of the project. */
export function administratorOf(scene: Scene, one: Case): directory.Person | null {
  const [person] = directory.holders(scene.company.people, 'administrator', one.projectId);
  const { duties } = packOf(scene, one);
  return person ?? answerable(scene, duties.majorLevelLowering, one.projectId) ?? answerable(scene, duties.projectHead, one.projectId);
}

/** `vacant`: nobody may decide in this seat's role any more. */
export type SeatNow = { readonly seat: Seat } | 'right' | 'vacant';

/** Whose a seat is at this moment: delegations begin and end, deputies change, people leave. A committee's never moves. */
export function seatNow(scene: Scene, one: Case, run: RunView, seat: SeatView): SeatNow {
  const { people } = scene.company;
  const { standsFor: holder } = seat;
  if (directory.personById(people, seat.personId) === null || (holder !== null && directory.personById(people, holder) === null && !isDeputy(scene, holder, seat))) {
    const [next] = holder !== null && directory.personById(people, holder) !== null
      ? [seatOf(scene, seat.role, holder, run.submittedBy)]
      : seatsFor(scene, one)(seat.role, seat.step, run);
    return next === undefined ? 'vacant' : { seat: next };
  }
  if (holder === null) {
    const now = seatOf(scene, seat.role, seat.personId, run.submittedBy);
    return now.standsFor === null ? 'right' : { seat: now };
  }
  const delegated = directory.delegateOf(people, holder, scene.now)?.id === seat.personId;
  // A deputy sits there as such only by time-out, leaving or 转交; by delegation, also a superior's, only while it lasts and its giver is here.
  const asDelegate = (seat.via === 'delegation' || seat.via === 'superior') && directory.personById(people, holder) !== null;
  const entitled = delegated || (!asDelegate && isDeputy(scene, holder, seat));
  return entitled ? 'right' : { seat: seatOf(scene, seat.role, holder, run.submittedBy) };
}

const isDeputy = (scene: Scene, holder: string, seat: Seat): boolean =>
  directory.deputyOf(scene.company.people, holder, scene.now)?.id === seat.personId;
