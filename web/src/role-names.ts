/** The three shelves of the person switcher. */
export type RoleGroup = 'staff' | 'approver' | 'manager';
export const ROLE_GROUP_NAMES: Readonly<Record<RoleGroup, string>> = {
  staff: '一线员工',
  approver: '审核审批',
  manager: '管理层',
};

interface RoleEntry {
  readonly name: string;
  readonly group: RoleGroup;
}

const staff = (name: string): RoleEntry => ({ name, group: 'staff' });
const approver = (name: string): RoleEntry => ({ name, group: 'approver' });
const manager = (name: string): RoleEntry => ({ name, group: 'manager' });

/** Role ids of the rule books (shared policies) with their Chinese names; the people list gives ids only. */
const ROLES: Readonly<Record<string, RoleEntry>> = {
  staff: staff('员工'),
  handler: staff('受理人'),
  'property-cs-manager': staff('物业客服经理'),
  'project-engineer': staff('项目工程师'),
  'customer-manager': staff('项目客户经理'),
  'marketing-manager': staff('项目营销经理'),
  'engineering-manager': staff('项目工程经理'),
  'rd-manager': approver('项目研发经理'),
  'rd-director': approver('研发总监'),
  'marketing-director': approver('营销总监'),
  'functional-head': approver('职能负责人'),
  'finance-director': approver('财务总监'),
  'project-director': approver('项目总监'),
  'compensation-committee': approver('赔付委员会'),
  'service-executive': approver('客服分管高管'),
  'regional-gm': manager('地区公司总经理'),
  'group-gm': manager('集团总经理'),
  'general-manager': manager('总经理'),
  'brand-dept': manager('战略及品牌部'),
  board: manager('董事局'),
  manager: manager('经理'),
  administrator: manager('管理员'),
  'responsible-person': staff('项目责任人'),
  'floor-lead': staff('楼层负责人'),
  'call-centre': staff('呼叫中心'),
  'city-crm-handler': staff('城市公司投诉处理人'),
  'crm-unit': staff('客户关系管理单位'),
  'service-assistant': staff('客户服务助理'),
  'responsible-department': staff('责任部门'),
  'relations-officer': staff('客户关系专员'),
  'complaint-officer': staff('投诉专员'),
  'project-service': staff('项目客户服务小组'),
  'project-cs-lead': approver('项目客户服务分管负责人'),
  'commercial-cs-vp': approver('商业事业部分管客服副总'),
  'cs-centre-executive': approver('客服职能中心分管高管'),
  'service-supervisor': approver('客户服务主任'),
  'complaint-supervisor': approver('客户投诉主管'),
  'relations-supervisor': approver('客户关系主管'),
  'department-manager': manager('客户关系经理'),
  'group-service': manager('集团客户服务部'),
};

/** Chinese names of a person's roles; a role this page does not know is left out. */
export function roleNames(roles: readonly string[]): string {
  const names = roles.flatMap((role) => ROLES[role]?.name ?? (/\p{Script=Han}/u.test(role) ? role : []));
  return names.length > 0 ? names.join('、') : '同事';
}

const WEIGHT: Readonly<Record<RoleGroup, number>> = { staff: 0, approver: 1, manager: 2 };

/** The shelf of the weightiest role; someone without a known role stands with the staff. */
export function roleGroup(roles: readonly string[]): RoleGroup {
  return roles
    .map((role): RoleGroup => ROLES[role]?.group ?? 'staff')
    .reduce<RoleGroup>((best, group) => (WEIGHT[group] > WEIGHT[best] ? group : best), 'staff');
}
