import { roleGroup, roleNames } from './role-names.js';

describe('roles', () => {
  it('are shown in Chinese, never as ids', () => {
    expect(roleNames(['finance-director', 'project-director'])).toBe('财务总监、项目总监');
    expect(roleNames(['some-new-role'])).toBe('同事');
    expect(roleNames(['运营专员'])).toBe('运营专员');
  });

  it('stand on the shelf of the weightiest', () => {
    expect(roleGroup(['staff', 'finance-director'])).toBe('approver');
    expect(roleGroup(['project-director', 'regional-gm'])).toBe('manager');
    expect(roleGroup([])).toBe('staff');
  });
});
