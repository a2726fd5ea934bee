import { DAY, type Instant } from '../../terms/instants.js';
import type { Role } from '../../terms/decision.js';
import type { NewCompany } from './new-company.js';
import { EVERY_PROJECT, type Person } from './snapshot.js';

export interface DemoRole {
  readonly role: Role;
  readonly committee: boolean;
  readonly finance: boolean;
  /** Reviews or approves. */
  readonly signs: boolean;
  /** Takes cases and gives the last approval as well: a second holder decides what the first one submits. */
  readonly signsOwnCases: boolean;
  /** Is told of filings by SMS. */
  readonly toldBySms: boolean;
}

export interface DemoInput {
  readonly id: string;
  readonly packHash: string;
  readonly roles: readonly DemoRole[];
  readonly at: Instant;
  readonly machineNow: Instant;
  readonly frozen: boolean;
  readonly newId: () => string;
}

/** Invented names, one for each role in the order of the pack. */
const NAMES = [
  '陈静', '王芳', '李明', '张伟', '刘洋', '赵敏', '孙磊', '周婷', '吴强', '郑洁', '冯涛', '褚云', '卫青', '蒋欣', '沈浩', '韩雪',
  '杨帆', '朱琳', '秦岭', '许诺', '何平', '吕梁', '施展', '孔明月', '曹越', '严冬', '华晨', '金鑫', '魏然', '陶冶', '姜山', '戚薇',
] as const;

const PROJECTS = [
  { id: 'p1', name: '滨江一号', nicknames: ['滨江', '一号院'] },
  { id: 'p2', name: '湖畔春晓', nicknames: ['湖畔', '春晓'] },
] as const;

const COMMITTEE_SEATS = 3;

/** No number of a real subscriber. */
const DEMO_PHONE = '19900000000';

/** `finance-director` is finance1 as in contracts.md §4; every other role carries its own name. */
const idOf = (role: Role, seat: number): string => (role === 'finance-director' ? `finance${seat}` : `${role}${seat}`);

/** The demo company: a holder of every role, deputies for those who sign, two members of staff, a duty person, two projects. */
export function demoCompany(input: DemoInput): NewCompany {
  const names = NAMES.values();
  const nextName = (): string => names.next().value ?? '值班员';
  const texted = new Set(input.roles.filter((one) => one.toldBySms).map((one) => one.role));
  const everywhere = (id: string, roles: readonly Role[]): Person => ({
    id,
    name: nextName(),
    phone: roles.some((role) => texted.has(role)) ? DEMO_PHONE : null,
    holdings: roles.map((role) => ({ role, projectId: EVERY_PROJECT })),
  });
  const staff = [everywhere('staff1', ['staff']), everywhere('staff2', ['staff'])];
  const holders = input.roles
    .filter((one) => one.role !== 'staff')
    .flatMap((one) =>
      Array.from({ length: one.committee ? COMMITTEE_SEATS : 1 }, (_, seat) => everywhere(idOf(one.role, seat + 1), [one.role])),
    );
  const duty = everywhere('duty1', ['staff']);
  const deputies = deputiesOf(input, holders, everywhere);
  const seconds = input.roles.filter((one) => one.signsOwnCases).map((one) => everywhere(idOf(one.role, 2), [one.role]));
  const people = [...staff, ...holders, duty, ...deputies.map((one) => one.deputy), ...seconds];
  return {
    company: { id: input.id, name: '示范物业', channel: 'simulator', packHash: input.packHash },
    clock: { business: input.at, machine: input.machineNow, frozen: input.frozen },
    createdAt: input.at,
    projects: PROJECTS,
    people,
    duties: [{ projectId: EVERY_PROJECT, personId: duty.id, from: input.at - DAY, until: input.at + 3650 * DAY, setAt: null }],
    chats: [
      ...PROJECTS.map((project, index) => ({
        id: `g${index + 1}`,
        title: `${project.name}客服群`,
        kind: 'group' as const,
        projectId: project.id,
      })),
      ...people.map((person) => ({ id: person.id, title: `${person.name}与客诉助手`, kind: 'private' as const, projectId: null })),
    ],
    deputies: deputies.map((one) => ({
      id: input.newId(),
      personId: one.personId,
      deputyId: one.deputy.id,
      from: input.at - DAY,
      until: input.at + 3650 * DAY,
    })),
  };
}

/** Whoever signs for money or a project has a deputy (副手); a committee's member has none. */
function deputiesOf(
  input: DemoInput,
  holders: readonly Person[],
  everywhere: (id: string, roles: readonly Role[]) => Person,
): { readonly personId: string; readonly deputy: Person }[] {
  const signing = input.roles.filter((one) => !one.committee && (one.signs || /(director|gm|manager|head)$/.test(one.role)));
  return signing.flatMap((one) => {
    const holder = holders.find((person) => person.holdings.some((held) => held.role === one.role));
    return holder === undefined ? [] : [{ personId: holder.id, deputy: everywhere(`${holder.id}-deputy`, ['staff']) }];
  });
}
