import type { Service } from '../../src/app.service.js';
import type { World } from '../harness/world.js';

/** The job's people: who they are in a company, by what they do in it. */
export type Cast = Readonly<Record<'staff1' | 'manager1' | 'finance1' | 'director1' | 'gm1', string>>;

const DEMO: Cast = { staff1: 'staff1', manager1: 'customer-manager1', finance1: 'finance1', director1: 'project-director1', gm1: 'regional-gm1' };

/**
 * When both are played: a Monday morning. At the hour of the run it would be night in one run of two, holiday in one of five, and then
 * other people are nudged: the demo has somebody on duty, the company of the platform has not.
 */
export const MORNING = Date.parse('2026-03-02T10:00:00+08:00');

/** Said one after the other; over a platform they may arrive the other way round. */
export const FIRST_HALF = '滨江一号3栋2单元1602王女士13800138000来电,厨房漏水';
export const SECOND_HALF = '要赔8000,不给就找电视台';

/** The job as it goes where nothing goes wrong: on the simulator, at the hour it is there. */
export async function playsOnSimulator(world: World): Promise<unknown> {
  const { service } = world.app;
  await world.begins('longfor-hangzhou', new Date(service.house.machine.now() + EAST).toISOString().replace(/\.\d+Z$/, '+08:00'));
  await world.says('staff1', FIRST_HALF);
  await world.says('staff1', SECOND_HALF);
  const { message } = await world.taps('staff1', '确认登记', { chat: 'g1' });
  const number = /LH-\d{8}-\d{4}/.exec(message)?.[0] ?? message;
  await world.tells(DEMO.manager1, `${number} 方案:更换水管并赔偿6000元`);
  await world.taps(DEMO.finance1, '同意');
  await world.taps(DEMO.director1, '同意');
  await world.taps(DEMO.gm1, '驳回', { input: { reason: '金额偏高,请再谈' } });
  await world.tells(DEMO.manager1, `${number} 方案:更换水管并赔偿5000元`);
  for (const who of ['finance1', 'director1', 'gm1'] as const) await world.taps(DEMO[who], '同意');
  const [company] = await service.house.doors.dataSource.query<{ company_id: string }[]>('select company_id from complaint where number = $1 and channel = $2', [number, 'simulator']);
  return outcomeOf(service, company?.company_id ?? '', DEMO);
}

const EAST = 8 * 3_600_000;

/** What is left of the one case of a company: what the record says, who decided what, which duties run, and what each of the cast was sent. Taps that were refused are told elsewhere. */
export async function outcomeOf(service: Service, companyId: string, cast: Cast): Promise<unknown> {
  const rows = (sql: string): Promise<readonly object[]> => service.house.doors.dataSource.query(sql, [companyId]);
  const [groups, projects] = [await rows("select id from chat where company_id = $1 and kind = 'group'"), await rows('select id from project where company_id = $1')];
  const names = new Map([...Object.entries(cast).map(([name, id]) => [id, name] as const), ...groups.map((one) => [idOf(one), 'group'] as const), ...projects.map((one) => [idOf(one), 'project'] as const)]);
  const toCast = (found: readonly object[]): readonly object[] => found.filter((one) => names.has(String((one as { readonly chat?: unknown }).chat)));
  const found = {
    cases: await rows(CASES),
    record: await rows("select actor, kind, payload - 'content' as payload from case_entry where company_id = $1 and kind <> 'tap-refused' order by seq"),
    runs: await rows('select state, amount, submitted_by, rules, reason from approval_run where company_id = $1 order by state'),
    decisions: await rows('select d.step, d.role, d.holder_id, d.decided_by, d.verdict, d.reason from approval_decision d join approval_run r on r.id = d.run_id where d.company_id = $1 order by d.step, d.verdict'),
    duties: await rows('select name, rule, responsible_role, state from clock where company_id = $1 order by name, rule, started_at'),
    cards: toCast(await rows("select chat_id as chat, subject_kind, wanted ->> 'title' as title, wanted ->> 'state' as state, count(*)::int as times from card where company_id = $1 and case_id is not null group by 1, 2, 3, 4 order by 3, 4, 1")),
    texts: toCast(await rows(TEXTS)),
  };
  return JSON.parse(JSON.stringify(found), (_, value: unknown) => (typeof value === 'string' ? plain(value, names) : value)) as unknown;
}

const CASES = `select kind, state, level, category, subject, customer_name, customer_phone, rooms, reporter_id, handler_id, facts -> 'threats' as threats, facts -> 'claimedAmount' as claimed,
  decision -> 'approval' as route, decision -> 'levelRules' as rules, handling -> 'approvedAmount' as approved, (select array_agg(line order by line) from regexp_split_to_table(content, '\n') line) as said
  from complaint where company_id = $1`;

/** Where a card takes no words, the reason of a refusal is asked for and taken in chat. */
const TEXTS = `select recipient as chat, payload ->> 'text' as text, count(*)::int as times from outgoing
  where company_id = $1 and kind = 'text' and case_id is not null and payload ->> 'text' !~ '请直接回复|^已驳回' group by 1, 2 order by 2, 1`;

const idOf = (row: object): string => String((row as { readonly id?: unknown }).id);

/** Without what differs from one run to the next: ids, numbers, and the minute. */
function plain(text: string, names: ReadonlyMap<string, string>): string {
  const words = names.get(text) ?? text;
  return words.replace(/LH-\d{8}-\d{4}/g, 'NUMBER').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40,}/g, 'ID').replace(/\d{1,2}月\d{1,2}日( \d\d:\d\d)?|\d\d:\d\d/g, 'TIME');
}
