/** The cast of the development stand-in: as many people and roles as the real demonstration has. */
export const PEOPLE = [
  ['staff1', '李晓雯', ['staff'], ['p1']],
  ['staff2', '陈嘉豪', ['staff'], ['p1', 'p2']],
  ['cs1', '沈丽华', ['property-cs-manager'], ['p1']],
  ['engineer1', '赵建国', ['project-engineer'], ['p1']],
  ['customer1', '吴倩', ['customer-manager'], ['p1']],
  ['marketing1', '孙悦', ['marketing-manager'], ['p1']],
  ['rd1', '钱文博', ['rd-manager'], ['p1']],
  ['em1', '马振宇', ['engineering-manager'], ['p1']],
  ['finance1', '周敏', ['finance-director'], ['p1', 'p2']],
  ['pd1', '王志强', ['project-director'], ['p1']],
  ['md1', '林可欣', ['marketing-director'], ['p1']],
  ['rdd1', '郑一鸣', ['rd-director'], ['p1']],
  ['committee1', '何静', ['compensation-committee'], []],
  ['committee2', '许国栋', ['compensation-committee'], []],
  ['committee3', '高远', ['compensation-committee'], []],
  ['gm1', '冯海涛', ['regional-gm'], ['p1', 'p2']],
  ['ggm1', '杨振华', ['group-gm'], []],
  ['brand1', '邓雅', ['brand-dept'], []],
].map(([id, name, roles, projects]) => ({ id, name, roles, projects }));

export const GROUPS = [
  { id: 'g1', title: '滨江一号客服群', kind: 'group', project: 'p1' },
  { id: 'g2', title: '西溪花园客服群', kind: 'group', project: 'p2' },
];
