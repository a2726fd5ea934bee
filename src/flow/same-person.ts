import * as directory from '../directory/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { userKey } from '../terms/platform.js';
import type { SetupView } from '../terms/setup.js';
import type { House } from './house.js';
import { personLeft } from './person-acted.js';
import { columnsOf, parseCsv } from './setup-csv.js';
import { setupOf, type Administrator } from './setup.js';

/** One person's two accounts; `gone` has been the other of them with us so far. */
interface Pair {
  readonly kept: string;
  readonly gone: string;
  readonly channel: string;
}

const CHANNELS = ['wecom', 'dingtalk'] as const;

/**
 * Makes one person of those whose accounts stand in one line: where no mobile says that they are the same. WeCom gives none to apps made
 * since 2022-06-20 (dossier §5.4). Refusal: every line that cannot be done, and why; then nothing is.
 */
export async function joinPeople(house: House, by: Administrator, csv: string): Promise<Outcome<SetupView>> {
  const read = pairsIn(await setupOf(house, by), csv);
  if (!read.ok) return read;
  for (const pair of read.value) await join(house, by.companyId, pair);
  return accept(await setupOf(house, by));
}

function pairsIn(view: SetupView, csv: string): Outcome<readonly Pair[]> {
  const [head = [], ...rows] = parseCsv(csv);
  const columns = columnsOf('people');
  if (head.map((name) => name.trim()).join() !== columns.join()) return refuse('csv', `第一行应为:${columns.join(',')}`);
  const found = rows.map(([, wecom = '', dingtalk = '']) => pairOf(view, [wecom.trim(), dingtalk.trim()]));
  const faults = found.flatMap((one, place) => (typeof one === 'string' ? [`第 ${place + 2} 行:${one}`] : []));
  if (faults.length > 0) return refuse('csv', faults.slice(0, 50).join('\n'));
  return accept(found.filter((one) => one !== null && typeof one !== 'string'));
}

/** Null: nothing to do. A text: why not. */
function pairOf(view: SetupView, userIds: readonly [string, string]): Pair | string | null {
  if (userIds.includes('')) return null;
  const both = CHANNELS.map((channel, place) => personWith(view, channel, userIds[place] ?? ''));
  const [first, second] = both;
  if (first === undefined || second === undefined) return `没有账号 ${userIds[first === undefined ? 0 : 1]}`;
  if (first.id === second.id) return null;
  if (first.accounts.length > 1 || second.accounts.length > 1) return `${first.name}或${second.name}已经和别的账号是同一个人`;
  const used = [first, second].filter((one) => isUsed(view, one.id));
  if (used.length > 1) return `${first.name}的两个账号都已有岗位、副手或值班,请先去掉其中一个的`;
  return used[0] === second ? { kept: second.id, gone: first.id, channel: CHANNELS[0] } : { kept: first.id, gone: second.id, channel: CHANNELS[1] };
}

const personWith = (view: SetupView, channel: string, userId: string): SetupView['people'][number] | undefined =>
  view.people.find(({ accounts }) => accounts.some((one) => one.channel === channel && userKey(channel, one.userId) === userKey(channel, userId)));

const isUsed = ({ holdings, deputies, duties }: SetupView, id: string): boolean => [...holdings, ...duties, ...deputies].some(({ person }) => person === id) || deputies.some(({ deputy }) => deputy === id);

async function join(house: House, companyId: string, { kept, gone, channel }: Pair): Promise<void> {
  const moved = await house.work.inTransaction(async (tx) => {
    const corp = await directory.corpOf(tx, companyId, channel);
    if (corp === null) return false;
    await directory.lockRoster(tx, channel, corp);
    const one = (await directory.standingAccounts(tx, channel, corp)).find((account) => account.companyId === companyId && account.personId === gone);
    if (one === undefined) return false;
    const { userId, name, departments } = one;
    await directory.writeAccount(tx, { channel, corp, userId, name, departments }, { companyId, personId: kept }, house.machine.now());
    await directory.peopleChanged(tx, companyId);
    return true;
  });
  // What he had begun under the other name goes on as with anybody who leaves.
  if (moved) await personLeft(house, companyId, gone);
}
