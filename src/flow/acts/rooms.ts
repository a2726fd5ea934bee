import * as cases from '../../cases/index.js';
import { accept, refuse } from '../../terms/outcome.js';
import type { Scene } from '../scene.js';
import { entry, type Act, type Acted } from './act.js';
import { lookAgain } from './matter-offers.js';
import { settle } from './settle.js';

/** Words that put a room right; without them it is one more. */
const PUTS_RIGHT = /改|更正|错|应该|不是/;

/** 房号 3-2-1502, told after registration: one more household counts, and earlier complaints from that room are looked for. */
export async function tellRooms(scene: Scene, act: Act): Promise<Acted> {
  const { case: one, command } = act;
  const told = command.rooms ?? [];
  if (told.length === 0) return refuse('room-missing', '请写房号,例如:房号 3-2-1502;登记错的写:房号改成3-2-1502');
  const rooms = PUTS_RIGHT.test(command.text) ? [...new Set(told)] : withRooms(one.rooms, told);
  if (rooms.join() === one.rooms.join()) return accept(`${one.number} 的房号已是 ${one.rooms.join('、')},没有改动。`);
  // A household that turns out to be another one is still one; only more of them than were said count.
  const facts = { ...one.facts, households: Math.max(one.facts.households, cases.householdsOf(rooms).length) };
  const saved = await settle(scene, one, { ...one, rooms, facts }, [entry(scene, act, 'rooms-told', { from: one.rooms, to: rooms })]);
  await lookAgain(scene, saved);
  return accept(`已记录:${saved.number} 的房号 ${rooms.join('、')}。`);
}

/** The rooms told join the known ones; a whole one takes the place of the building or unit it lies in. */
function withRooms(known: readonly string[], told: readonly string[]): readonly string[] {
  const kept = known.filter((room) => !told.some((more) => more === room || more.startsWith(`${room}-`)));
  const fresh = told.filter((room) => !kept.some((whole) => whole === room || whole.startsWith(`${room}-`)));
  return [...kept, ...new Set(fresh)];
}
