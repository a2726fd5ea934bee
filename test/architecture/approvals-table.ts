import { ACT_NAMES, ACTS, RUN_ALLOWS, STEP_ALLOWS } from '../../src/approvals/index.js';
import { RUN_TABLE, STEP_TABLE } from '../../src/approvals/domain/run.js';

const STATE_NAMES: Readonly<Record<string, string>> = {
  waiting: '未轮到',
  open: '审批中',
  returned: '退回补充中',
  agreed: '已同意',
  approved: '已批准',
  rejected: '已驳回',
  void: '已作废',
};

const MOVE_NAMES: Readonly<Record<string, string>> = {
  open: '轮到',
  agree: '同意',
  reject: '驳回',
  return: '退回补充',
  resume: '答复',
  approve: '最后一步同意',
  void: '作废(撤回、方案或级别变化、投诉结束)',
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function moves(title: string, table: Readonly<Record<string, Readonly<Record<string, string>>>>): readonly string[] {
  const lines = Object.entries(table).map(([from, to]) => {
    const said = Object.entries(to).map(([act, next]) => `${MOVE_NAMES[act] ?? act} → ${STATE_NAMES[next] ?? next}`);
    return row([`${STATE_NAMES[from] ?? from} (${from})`, said.length === 0 ? '到此为止' : said.join('；')]);
  });
  return [`### ${title}`, '', row(['状态', '可以变成']), row(['---', '---']), ...lines, ''];
}

function allowed(title: string, table: Readonly<Record<string, Readonly<Record<string, string>>>>): readonly string[] {
  const states = Object.keys(table);
  const cell = (state: string, act: string): string => {
    const verdict = table[state]?.[act];
    return verdict === 'allowed' ? '✓' : (verdict ?? '');
  };
  const lines = ACTS.map((act) => row([`${ACT_NAMES[act]} (${act})`, ...states.map((state) => cell(state, act))]));
  const head = row(['', ...states.map((state) => `${STATE_NAMES[state] ?? state} (${state})`)]);
  return [`### ${title}`, '', head, row(['---', ...states.map(() => '---')]), ...lines, ''];
}

/** The tables of docs/approvals.md as the code has them. */
export const drawnTables = (): string =>
  [
    ...moves('步骤的状态', STEP_TABLE),
    ...moves('审批的状态', RUN_TABLE),
    ...allowed('步骤的每个状态允许什么', STEP_ALLOWS),
    ...allowed('审批的每个状态允许什么', RUN_ALLOWS),
  ]
    .join('\n')
    .trimEnd();
