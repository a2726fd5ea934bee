import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import { maskPhonesIn } from '../../terms/phone.js';
import { projectName, type Scene } from '../scene.js';
import { saysComplainedAgain } from './mark-facts.js';
import { progressOf } from './progress.js';
import { reopens } from './rating.js';
import { settle } from './settle.js';
import { reopenDissatisfied, tellBoth } from './visit.js';

/** States remembered: the oldest are those nobody can come back to. */
const MOST_STATES = 20;

/** What the customer sees of his case, as one word: pressing 仍未解决 has one effect for each. */
export function shownState(scene: Scene, one: Case): string {
  const round = one.facts.dissatisfiedTimes;
  if (one.state === 'handled' || one.state === 'closed') return `finished:${round}`;
  return `open:${round}:${progressOf(scene, one)}`;
}

/** Not of what was declared invalid, or goes on under another number. */
export const maySayUnsolved = (one: Case): boolean => cases.isOpen(one.state) || one.state === 'closed';

export const saidUnsolved = (scene: Scene, one: Case): boolean => one.handling.customer.unsolvedIn.includes(shownState(scene, one));

/**
 * 仍未解决 by the customer's own link: after handling it is his dissatisfaction and reopens the case; before, he chases. Once in each
 * state he is shown. The caller holds the case's lock.
 */
export async function customerUnsolved(scene: Scene, one: Case, words: string): Promise<void> {
  if (!maySayUnsolved(one) || saidUnsolved(scene, one)) return;
  const { customer } = one.handling;
  const heard: Case = { ...one, handling: { ...one.handling, customer: { ...customer, unsolvedIn: [...customer.unsolvedIn, shownState(scene, one)].slice(-MOST_STATES) } } };
  const line = (kind: string): Entry => ({ at: scene.now, actor: 'bot', kind, payload: { words } });
  const said = maskPhonesIn(words);
  if (reopens(one)) {
    await reopenDissatisfied(scene, heard, { words: said || '仍未解决', line: line('unsolved'), said: '客户通过短信链接反映仍未解决', by: null });
    return;
  }
  // The case may have been closed over him by the book: then it stays so, and he is rung.
  if (one.state === 'closed') await cases.saveCase(scene.tx, heard, [line('unsolved')], () => scene.house.ids.salt());
  else await settle(scene, one, { ...heard, facts: chasedFacts(one, words) }, [line('unsolved')]);
  const next = one.state === 'closed' ? '请致电客户说明。' : '请尽快联系客户,并推进处理。';
  tellBoth(scene, one, `【客户催办】${one.number} ${projectName(scene, one.projectId)}:客户通过短信链接反映仍未解决${said === '' ? '' : `:${said}`}。${next}`, null);
}

/** A chase is no second complaint, unless its words say that it is one (JK-D11). */
const chasedFacts = (one: Case, words: string): Case['facts'] => (saysComplainedAgain(words) ? { ...one.facts, complainedAgain: true } : one.facts);
