import { pause } from './service-process.js';
import type { Town } from './town.js';

/** How much happens: 500 messages and 200 taps by default (issue: crash test). */
export interface Work {
  readonly complaints: number;
  readonly cancelled: number;
  readonly approvals: number;
  readonly smallTalk: number;
}

export const USUAL: Work = { complaints: 130, cancelled: 10, approvals: 20, smallTalk: 340 };

const SMALL_TALK = ['帮助', '我的待办', '你好', '谢谢', '我的审批'] as const;
const APPROVERS = ['finance1', 'project-director1', 'regional-gm1'] as const;
/** Those who decide and handle have their own hands full. */
const HANDLER = 'customer-manager1';

/** What the clients know of a complaint that was confirmed. */
export interface Confirmed {
  readonly phone: string;
  readonly reporter: string;
}

/** What was done, for whoever checks it afterwards. */
export interface Day {
  readonly confirmed: Confirmed[];
  readonly cancelledPhones: string[];
  /** Numbers whose plan went through all its approvers. */
  readonly approved: string[];
}

type Job = (person: string) => Promise<void>;

/** Lets the company work through all of it, many people at once, and resolves when everything has been answered. */
export async function aDayAtTheDesk(town: Town, work: Work, chance: () => number): Promise<Day> {
  const day: Day = { confirmed: [], cancelledPhones: [], approved: [] };
  const registered: string[] = [];
  const jobs = shuffled([...reports(town, work, day, registered), ...talk(town, work, chance)], chance);
  const people = (await town.people()).filter((id) => id !== HANDLER && !APPROVERS.some((one) => one === id));
  const shift = people.map(async (person) => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job(person);
  });
  await Promise.all([...shift, approve(town, work, day, registered)]);
  return day;
}

function reports(town: Town, work: Work, day: Day, registered: string[]): Job[] {
  return Array.from({ length: work.complaints + work.cancelled }, (_, index): Job => {
    const phone = `138${String(10_000_000 + index)}`;
    const text = `滨江一号${(index % 9) + 1}栋2单元${201 + index}业主李女士来电,厨房漏水,要求赔偿8000元,电话${phone}`;
    return async (person) => {
      const number = await report(town, person, text, index < work.cancelled ? 'cancel' : 'confirm');
      if (index < work.cancelled) day.cancelledPhones.push(phone);
      else {
        day.confirmed.push({ phone, reporter: person });
        if (number !== null) registered.push(number);
      }
    };
  });
}

/** One report from its first word to its end; the number when it was registered. */
async function report(town: Town, person: string, text: string, action: 'confirm' | 'cancel'): Promise<string | null> {
  await town.readUp(person);
  await town.says(person, text);
  const draft = await town.hears(person, (one) => one.card?.title === '投诉草稿' && one.card.state === 'open');
  await town.taps(person, draft.card?.id ?? '', action);
  const end = await town.hears(person, (one) => /已登记|已取消/.test(one.text));
  return /LH-\d{8}-\d+/.exec(end.text)?.[0] ?? null;
}

function talk(town: Town, work: Work, chance: () => number): Job[] {
  return Array.from({ length: work.smallTalk }, (_, index): Job => {
    const words = SMALL_TALK[Math.floor(chance() * SMALL_TALK.length)] ?? '你好';
    // Some of it in the groups, where many talk at once.
    return async (person) => void (await town.says(person, words, index % 4 === 0 ? `g${(index % 2) + 1}` : person));
  });
}

/** The handler hands in plans as complaints are registered; each approver taps 同意 on every card he is shown. */
async function approve(town: Town, work: Work, day: Day, registered: readonly string[]): Promise<void> {
  const deciding = APPROVERS.map((approver) => decideAll(town, approver, work.approvals));
  for (let index = 0; index < work.approvals; index++) {
    while (registered[index] === undefined) await pause(50);
    const number = registered[index] ?? '';
    await town.says(HANDLER, `${number} 方案:更换水管,赔偿6000元`);
    day.approved.push(number);
  }
  await Promise.all(deciding);
}

async function decideAll(town: Town, approver: string, cards: number): Promise<void> {
  for (let decided = 0; decided < cards; ) {
    for (const { card } of await town.listens(approver)) {
      if (card?.state !== 'open' || !card.buttons.some((button) => button.action === 'approve')) continue;
      decided++;
      // He taps twice, as people do when nothing seems to happen: one of them decides.
      await Promise.all([town.taps(approver, card.id, 'approve'), town.taps(approver, card.id, 'approve')]);
    }
  }
}

function shuffled<T>(items: readonly T[], chance: () => number): T[] {
  const out = [...items];
  for (let index = out.length - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1));
    const [one, two] = [out[index], out[other]];
    if (one !== undefined && two !== undefined) [out[index], out[other]] = [two, one];
  }
  return out;
}
