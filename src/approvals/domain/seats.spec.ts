import type { Seat } from './run.js';
import { seatStep } from './seats.js';
import { names } from './run.sample.js';

const own = (personId: string): Seat => ({ role: 'any', personId, standsFor: null });
const deputy = (personId: string, standsFor: string): Seat => ({ role: 'any', personId, standsFor });

function seated(join: 'all' | 'majority', found: readonly Seat[], submittedBy = 'staff'): readonly string[] | string {
  const step = { step: 2, roles: [join === 'all' ? 'project-director' : 'compensation-committee'], join };
  const outcome = seatStep(step, { caseId: 'c', submittedBy }, () => found, names);
  if (!outcome.ok) return `${outcome.code}: ${outcome.message}`;
  return outcome.value.map((seat) => (seat.standsFor === null ? seat.personId : `${seat.personId}>${seat.standsFor}`)).sort();
}

describe('seats of a step that opens', () => {
  test('nobody holds the role: refused by the role’s name', () => {
    expect(seated('all', [])).toBe('no-approver: 第2步“项目总监”目前没有可以审批的人,请管理员先安排审批人。');
  });

  test('one person has one seat in a role, his own before one as deputy', () => {
    expect(seated('all', [deputy('a', 'b'), own('a'), own('a')])).toEqual(['a']);
  });

  test('nobody decides what he submitted, nor his deputy for him', () => {
    expect(seated('all', [own('staff'), own('b')])).toEqual(['b']);
    expect(seated('all', [deputy('d', 'staff')])).toMatch(/^no-approver: .*自己提交,不能自己审批/);
  });

  test('a deputy who submitted gives the decision back to the holder', () => {
    expect(seated('all', [deputy('staff', 'b')])).toEqual(['b']);
  });

  test('a committee keeps every member, whoever stands for whom', () => {
    expect(seated('majority', [own('a'), own('b'), deputy('d', 'c')])).toEqual(['a', 'b', 'd>c']);
    expect(seated('majority', [own('a'), own('b'), deputy('a', 'c')])).toEqual(['a', 'b', 'c']);
    expect(seated('majority', [deputy('d', 'a'), deputy('d', 'b'), own('c')])).toEqual(['b', 'c', 'd>a']);
    expect(seated('majority', [deputy('b', 'a'), deputy('c', 'b'), own('c')])).toEqual(['a', 'b', 'c']);
    expect(seated('majority', [own('staff'), own('b'), own('c')])).toEqual(['b', 'c', 'staff']);
  });

  test('a committee that cannot reach a majority without the submitter is no approver', () => {
    expect(seated('majority', [own('staff'), own('b')])).toMatch(/^no-approver: /);
  });
});
