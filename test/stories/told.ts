import type { World } from '../harness/world.js';

/** A complaint told in the group in one sentence, with nothing left to ask, and registered; what that said is another story's. */
export async function registers(world: World, words: string, by = 'staff1'): Promise<string> {
  await world.says(by, words);
  const answer = await world.taps(by, '确认登记', { chat: 'g1' });
  world.forget();
  const number = /[A-Z]+-\d{8}-\d{4}/.exec(answer.message)?.[0];
  if (number === undefined) throw new Error(`not registered: ${answer.message}`);
  return number;
}

/** 厨房漏水 at 3-2-1501, by a customer who can be reached. */
export const LEAK = '3栋2单元1501业主王女士13800138000来电,厨房漏水';
export const PHONE = '13800138000';

export const valueOf = (card: { readonly facts: readonly { readonly label: string; readonly value: string }[] } | null, label: string): string | undefined =>
  card?.facts.find((fact) => fact.label === label)?.value;

/** LF: reported, the customer reached, sent to 张伟; nothing of it is left unread. Returns its number. */
export async function dispatched(world: World): Promise<string> {
  await world.begins('longfor-hangzhou', '2026-03-02T09:00:00+08:00');
  const number = await registers(world, LEAK);
  await world.tells(DISPATCHER, `${number} 已联系客户`);
  await world.tells(DISPATCHER, `${number} 派单给张伟`);
  world.forget();
  return number;
}
const DISPATCHER = 'property-cs-manager1';
