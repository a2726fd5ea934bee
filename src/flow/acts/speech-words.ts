import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import type { Command } from '../../intake/index.js';
import type { SmsOccasion } from '../../policy/index.js';
import type { Scene } from '../scene.js';
import { mayHandle } from './queries.js';

/** What is to be said about, by the words of whoever asks; the first that fits. */
const OCCASIONS: readonly (readonly [SmsOccasion, RegExp])[] = [
  ['return-visit', /回访|满意/],
  ['unreachable', /联系不上|没接|不接|打不通|未接/],
  ['appointment', /上门|预约|约(?:时间|客户|业主)/],
  ['finished', /处理完|修好|完成|办结|结果/],
  ['registered', /登记|受理|刚接到|第一次|接到/],
  ['progress', /进展|进度|催|拖|还没|等/],
];

const OCCASION_NAMES: Readonly<Record<SmsOccasion, string>> = {
  unreachable: '没有联系上',
  registered: '受理之后',
  progress: '告知进展',
  finished: '处理完毕',
  'return-visit': '回访',
  appointment: '约上门',
};

/** What the company's book says about talking to a customer, with words for the occasion; of a case the person handles, filled in. */
export async function speechWords(scene: Scene, { text, number }: Command, by: string): Promise<string> {
  const { pack } = scene.company;
  const one = number === null ? null : await cases.lockCaseByNumber(scene.tx, scene.company.head.id, number);
  const known = one !== null && mayHandle(scene, one, by) ? one : null;
  const named = OCCASIONS.find(([, pattern]) => pattern.test(text))?.[0];
  const occasion = named ?? occasionOf(known);
  const lines = [`${OCCASION_NAMES[occasion]},可以这样说:`, `“${filled(scene, pack.sms[occasion], known)}”`];
  if (occasion === 'return-visit') lines.push('回访要问:', ...pack.returnVisitQuestions.map((question, index) => `${index + 1}. ${question}`));
  if (pack.conduct !== null) lines.push(conductLine(pack.conduct));
  return lines.join('\n');
}

/** Where nothing was said of the occasion, the case's own state tells it. */
function occasionOf(one: Case | null): SmsOccasion {
  if (one === null || one.state === 'registered' || one.state === 'unverified') return 'registered';
  return one.state === 'handled' ? 'return-visit' : one.state === 'closed' ? 'finished' : 'progress';
}

type Conduct = NonNullable<Scene['company']['pack']['conduct']>;

const conductLine = ({ rule, greeting, apologyOrThanks, please, close, never }: Conduct): string =>
  `要点:先问候(${greeting.join('、')}),要有致歉或致谢(${apologyOrThanks.join('、')}),有请求就用“${please.join('、')}”,最后祝愿(${close.join('、')});不说“${never.join('”“')}”。依据 ${rule}`;

/** Placeholders nobody can fill in are left to whoever speaks. */
function filled(scene: Scene, words: string, one: Case | null): string {
  const values: Readonly<Record<string, string>> = {
    称呼: one?.customerName ?? '×先生/女士',
    公司: scene.company.people.company.name,
    事项: one?.subject ?? '(事项)',
    编号: one?.number ?? '(编号)',
    电话: scene.house.serviceHotline,
    时间: '(时间)',
    进展: '(进展)',
    项目: '(项目)',
  };
  return words.replace(/\{([^{}]+)\}/g, (whole, name: string) => values[name] ?? whole);
}
