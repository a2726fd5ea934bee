import { createHash } from 'node:crypto';
import type { Platform } from '../channels/port/platform.js';
import * as directory from '../directory/index.js';
import type { Session } from '../directory/index.js';
import { MINUTE } from '../terms/instants.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { platformName } from '../terms/platform.js';
import type { SignedIn } from '../terms/setup.js';
import { companyAt, type House } from './house.js';

/** On the way to the platform and back. */
const SIGN_IN_LIFE = 10 * MINUTE;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** 32 bytes of chance, as hexadecimal: WeCom's state takes letters and figures only (96441). */
const secretOf = (house: House): string => hashOf(`${house.ids.salt()}${house.ids.salt()}`);

type Where = Pick<Platform, 'name' | 'corp' | 'signIn'>;

export interface SignInAsked {
  readonly inside: boolean;
  /** A path of ours. */
  readonly returnTo: string;
  /** Where the platform sends the browser back to. */
  readonly redirectUri: string;
}

/** Sends a browser to the platform. `browser`: the value of the cookie that has to come back with it. */
export async function beginSignIn(house: House, platform: Where, asked: SignInAsked): Promise<{ readonly address: string; readonly browser: string }> {
  const [state, browser] = [secretOf(house), secretOf(house)];
  const now = house.machine.now();
  const underWay = { stateHash: hashOf(state), browserHash: hashOf(browser), channel: platform.name, inside: asked.inside, returnTo: asked.returnTo };
  await house.doors.inTransaction((tx) => directory.beginSignIn(tx, underWay, now + SIGN_IN_LIFE, now));
  return { address: platform.signIn.address({ state, redirectUri: asked.redirectUri, inside: asked.inside }), browser };
}

/** The browser is back: a session for whoever the platform says he is, if he is one of our people. `id` goes into his cookie. */
export async function endSignIn(house: House, platform: Where, came: { readonly code: string; readonly state: string; readonly browser: string }): Promise<Outcome<{ readonly id: string; readonly returnTo: string }>> {
  const now = house.machine.now();
  const secrets = { stateHash: hashOf(came.state), browserHash: hashOf(came.browser), channel: platform.name };
  const begun = await house.doors.withoutTransaction((tx) => directory.takeSignIn(tx, secrets, now));
  if (begun === null) return refuse('sign-in-state', '这次登录已失效,请重新登录。');
  const who = await platform.signIn.whoIs(came.code, begun.inside);
  if (who === null) return refuse('sign-in-code', `${platformName(platform.name)}没有确认您的身份,请重新登录。`);
  const account = { channel: platform.name, corp: platform.corp, userId: who.userId };
  const known = await house.doors.withoutTransaction((tx) => directory.knownAccount(tx, account));
  if (known === null) return refuse('sign-in-unknown', '您还不在人员名单里,请联系管理员加入后再登录。');
  const id = secretOf(house);
  await house.doors.inTransaction((tx) => directory.beginSession(tx, { hash: hashOf(id), companyId: known.companyId, personId: known.personId, channel: platform.name }, now));
  house.log.info({ channel: platform.name }, '已登录');
  return accept({ id, returnTo: begun.returnTo });
}

/** Whose session a cookie is; null when it has ended. */
export function sessionOf(house: House, id: string): Promise<Session | null> {
  return house.doors.withoutTransaction((tx) => directory.seenSession(tx, hashOf(id), house.machine.now()));
}

export function endSession(house: House, id: string): Promise<void> {
  return house.doors.withoutTransaction((tx) => directory.endSession(tx, hashOf(id)));
}

/** Who he is, for the page. */
export async function signedIn(house: House, { companyId, personId }: Session): Promise<SignedIn> {
  const company = await house.doors.withoutTransaction((tx) => companyAt(house, tx, companyId, house.machine.now()));
  return { personId, name: directory.nameOf(company.people, personId), company: company.head.name, administrator: administers(company.people, personId) };
}

/** Whether he may set up his company, at this moment. */
export async function isAdministrator(house: House, { companyId, personId }: Session): Promise<boolean> {
  const company = await house.doors.withoutTransaction((tx) => companyAt(house, tx, companyId, house.machine.now()));
  return administers(company.people, personId);
}

const administers = (people: directory.Directory, personId: string): boolean => directory.holds(people, personId, 'administrator', null);
