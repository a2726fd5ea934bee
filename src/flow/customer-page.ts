import * as cases from '../cases/index.js';
import type { Case } from '../cases/index.js';
import * as clocks from '../clocks/index.js';
import * as followUps from '../follow-ups/index.js';
import { fitText } from '../messages/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { DAY, showDay, showInstant } from '../terms/instants.js';
import { MATTERS } from './acts/customer-sms.js';
import { progressOf } from './acts/progress.js';
import { customerRated } from './acts/rating.js';
import { customerUnsolved, maySayUnsolved, saidUnsolved, shownState } from './acts/unsolved.js';
import type { House } from './house.js';
import { closeScene, openScene, type Scene } from './scene.js';

/*
 * What a customer sees and does by the links in his SMS, without signing in. The link may reach a stranger: no sums, no names but the
 * company's, no rooms, no phone but the service's own.
 */

export interface CustomerView {
  readonly company: string;
  readonly hotline: string;
  readonly number: string;
  /** 房屋质量问题 */
  readonly matter: string;
  readonly state: string;
  readonly progress: string;
  /** When that was last brought on: 3月2日 18:00. */
  readonly since: string;
  readonly next: string;
  /** 仍未解决: `may` press it, `said` so already in this state, or it does not arise. */
  readonly unsolved: 'may' | 'said' | 'none';
  /** What is shown, bound to the form. */
  readonly seal: string;
}

export interface RatingView extends CustomerView {
  /** `given`: he has rated; `over`: the complaint went on without it (a call was quicker). */
  readonly rating: 'open' | 'given' | 'over';
  /** 满意、基本满意、不满意, once given. */
  readonly said: string | null;
  readonly progressToken: string;
}

/** After its close a link goes on for as long as somebody may still come back to it (ours). */
const AFTER_CLOSE = 30 * DAY;

const WORDS_LENGTH = 100;

/** Null for a link that leads nowhere, or nowhere any more. */
export function progressView(house: House, token: string): Promise<CustomerView | null> {
  const id = house.customerLinks.idOf('p', token);
  if (id === null) return Promise.resolve(null);
  return house.doors.inTransaction(async (tx) => {
    const one = await cases.readCase(tx, id);
    const scene = one === null ? null : await openScene(house, tx, one.companyId, `customer:${id}`);
    return one === null || scene === null || isOver(scene, one) ? null : viewOf(scene, one);
  });
}

export function ratingView(house: House, token: string): Promise<RatingView | null> {
  const id = house.customerLinks.idOf('r', token);
  if (id === null) return Promise.resolve(null);
  return house.doors.inTransaction(async (tx) => {
    const rating = await followUps.ratingById(tx, id);
    const one = rating === null ? null : await cases.readCase(tx, rating.caseId);
    if (rating === null || one === null) return null;
    const scene = await openScene(house, tx, one.companyId, `customer:${id}`);
    // An answer that was given stays thanked for; one that was not is over with the link.
    if (rating.state === 'lapsed' || scene.now >= rating.expiresAt) return null;
    const said = rating.score === null ? null : followUps.SCORE_NAMES[rating.score];
    return { ...(await viewOf(scene, one)), rating: RATING_WORDS[rating.state], said, progressToken: house.customerLinks.token('p', one.id) };
  });
}

const RATING_WORDS = { open: 'open', rated: 'given', withdrawn: 'over' } as const;

/** 仍未解决 with a line of words. False for a link that leads nowhere; a page older than the case does nothing. */
export async function sayUnsolved(house: House, token: string, form: { readonly seal: string; readonly words: string }): Promise<boolean> {
  const id = house.customerLinks.idOf('p', token);
  if (id === null) return false;
  return act(house, id, `customer:${id}`, async (scene, one) => {
    if (isOver(scene, one)) return false;
    if (house.customerLinks.holds(one.id, shownState(scene, one), form.seal)) await customerUnsolved(scene, one, lineOf(form.words));
    return true;
  });
}

/** One rating a link; a second one changes nothing. False for a link that leads nowhere. */
export async function giveRating(house: House, token: string, form: { readonly score: followUps.Score; readonly words: string }): Promise<boolean> {
  const id = house.customerLinks.idOf('r', token);
  if (id === null) return false;
  const found = await house.doors.inTransaction((tx) => followUps.ratingById(tx, id));
  if (found === null) return false;
  return act(house, found.caseId, `customer:${id}`, async (scene, one) => {
    const rating = await followUps.ratingById(scene.tx, id);
    if (rating === null || rating.state === 'lapsed' || scene.now >= rating.expiresAt) return false;
    await customerRated(scene, one, rating, { score: form.score, words: lineOf(form.words) });
    return true;
  });
}

async function act(house: House, caseId: string, trace: string, run: (scene: Scene, one: Case) => Promise<boolean>): Promise<boolean> {
  const done = await house.work.inTransaction(async (tx: Tx) => {
    const one = await cases.lockCase(tx, caseId);
    if (one === null) return null;
    const scene = await openScene(house, tx, one.companyId, `${trace}:${one.headSeq}`);
    const found = await run(scene, one);
    await closeScene(scene);
    return { found, leaves: scene.leaves };
  });
  if (done === null) return false;
  house.afterCommit(done.leaves);
  return done.found;
}

/** One line, as chats can show it. */
const lineOf = (words: string): string => fitText(words.replaceAll('\0', '').toWellFormed().replace(/\s+/gu, ' ').trim(), WORDS_LENGTH);

const isOver = (scene: Scene, one: Case): boolean => one.closedAt !== null && scene.now >= one.closedAt + AFTER_CLOSE;

async function viewOf(scene: Scene, one: Case): Promise<CustomerView> {
  return {
    company: scene.company.head.name,
    hotline: scene.house.serviceHotline,
    number: one.number,
    matter: MATTERS[one.category],
    state: stateWords(one),
    progress: cases.isOpen(one.state) ? progressOf(scene, one) : '已办结',
    since: showInstant((await cases.lastProgressAt(scene.tx, one.id)) ?? one.registeredAt),
    next: await nextWords(scene, one),
    unsolved: maySayUnsolved(one) ? (saidUnsolved(scene, one) ? 'said' : 'may') : 'none',
    seal: scene.house.customerLinks.seal(one.id, shownState(scene, one)),
  };
}

function stateWords(one: Case): string {
  if (one.state === 'handled') return '已处理完毕,等待回访';
  if (one.state === 'handling') return one.facts.dissatisfiedTimes > 0 ? '已收到您的意见,正在重新处理' : '正在处理';
  if (one.state === 'merged') return '已与同一事项一并处理';
  return cases.isOpen(one.state) ? '已收到您的反映,正在安排处理' : '已办结';
}

/** When he will hear of it next; only what is planned. */
async function nextWords(scene: Scene, one: Case): Promise<string> {
  if (one.state === 'handled') {
    const visit = (await clocks.clocksOf(scene.tx, one.id)).find((clock) => clock.metBy === 'visited' && clocks.isOpen(clock) && clock.dueAt > scene.now);
    return visit === undefined ? '我们会尽快致电回访,请您留意来电。' : `我们会在${showDay(visit.dueAt)}前致电回访,请您留意来电。`;
  }
  if (!cases.isOpen(one.state)) return '感谢您的反映。如有疑问,请致电我们。';
  const told = await clocks.nextOfCase(scene.tx, one.id, 'progress');
  return told === null ? '有新的进展,我们会尽快与您联系。' : `最晚${showDay(told)},我们会再次向您告知进展。`;
}
