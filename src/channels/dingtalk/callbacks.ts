import { createHash, createHmac } from 'node:crypto';
import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { CallbackAnswer, CallbackHandler, CallbackRequest } from '../port/platform.js';
import { readTap, type Account } from './decode.js';
import { fieldsIn, textIn, type Fields } from './fields.js';
import type { Inbound } from './inbound.js';
import type { CardAnswer, TapsUnderWay } from './taps.js';
import { TODO_FIELD, type TodoButtons } from './todo-buttons.js';
import { cardFault, openEvent, robotFault, sealAnswer, type Refused } from './verify.js';

export interface CallbackParts {
  readonly configuration: DingtalkConfiguration;
  readonly account: Account;
  readonly inbound: Inbound;
  readonly taps: TapsUnderWay;
  /** Null: no entry of a list of ours has buttons. */
  readonly todoButtons: TodoButtons | null;
  readonly clock: MachineClock;
  /** So many random bytes. */
  readonly noise: (bytes: number) => Buffer;
}

const MOST_BODY = 1024 * 1024;

const json = (status: number, body: object): CallbackAnswer => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) });

const STATUS: Readonly<Record<Refused, number>> = { signature: 401, stale: 401, receiver: 403, malformed: 400, 'over-quota': 200, 'not-configured': 404 };
const refused = (why: Refused): CallbackAnswer => ({ ...json(STATUS[why], { code: why }), refused: why });

/** DingTalk takes this for "nothing to say". */
const NOTHING_TO_SAY = { msgtype: 'empty' };

/** The secret by which taps over HTTP are signed: ours to choose, so it is made from the app's own. */
export const cardSecret = ({ clientSecret }: DingtalkConfiguration): string => createHmac('sha256', clientSecret).update('card-callback').digest('hex');

/**
 * /callbacks/dingtalk/robot: messages to the robot, taps on cards and in lists, and events, each known by what it brings and checked by its own signature
 * before anything of it is read.
 */
export function robotCallback(parts: CallbackParts): CallbackHandler {
  return async (request) => {
    if (request.method !== 'POST') return refused('malformed');
    if (request.body.length > MOST_BODY) return { ...json(413, { code: 'oversized' }), refused: 'oversized' };
    const body = fieldsIn(request.body.toString('utf8'));
    if ('x-ddpaas-signature' in request.headers) return tapped(parts, request, body);
    if (body !== null && TODO_FIELD in body) return pressed(parts, body);
    if (body !== null && 'encrypt' in body) return event(parts, request, body);
    return message(parts, request, body);
  };
}

async function message({ configuration, inbound, clock }: CallbackParts, { headers }: CallbackRequest, body: Fields | null): Promise<CallbackAnswer> {
  const fault = robotFault(headers, configuration.clientSecret, clock.now());
  if (fault !== null) return refused(fault);
  const why = await inbound.message(body);
  return why === null ? json(200, NOTHING_TO_SAY) : refused(why);
}

async function tapped({ configuration, account, taps, clock }: CallbackParts, { headers, body: raw }: CallbackRequest, body: Fields | null): Promise<CallbackAnswer> {
  const fault = cardFault(headers, cardSecret(configuration), clock.now());
  if (fault !== null) return refused(fault);
  // The signature is over the time alone: the key of a tap is all that was sent.
  const key = createHash('sha256').update(headers['x-ddpaas-signature-timestamp'] ?? '').update(raw).digest('hex');
  const tap = readTap(body, key, account);
  if (!tap.ok) return refused(tap.why);
  let answer: CardAnswer | null = null;
  await taps.answer(tap.value, (drawn) => {
    answer = drawn;
  });
  return json(200, answer ?? {});
}

/** A button in somebody's list. What DingTalk does with the answer is not documented: it is told in words as well. */
async function pressed({ account, taps, todoButtons, clock }: CallbackParts, body: Fields): Promise<CallbackAnswer> {
  if (todoButtons === null) return refused('not-configured');
  const tap = todoButtons.read(body, account, clock.now());
  if (!tap.ok) return refused(tap.why);
  let message = '';
  await taps.answer(tap.value, ({ cardData }) => {
    message = cardData.cardParamMap['notice'] ?? '';
  });
  return json(200, { success: true, message });
}

async function event({ configuration, inbound, clock, noise }: CallbackParts, { query }: CallbackRequest, body: Fields): Promise<CallbackAnswer> {
  if (configuration.events === null) return refused('not-configured');
  const secrets = { ...configuration.events, owner: configuration.clientId };
  const encrypt = textIn(body['encrypt'], MOST_BODY);
  if (encrypt === null) return refused('malformed');
  const opened = openEvent(secrets, query, encrypt, clock.now());
  if (!opened.ok) return refused(opened.why);
  const fields = fieldsIn(opened.text);
  const type = fields === null ? null : textIn(fields['EventType'], 200);
  if (fields === null || type === null) return refused('malformed');
  const why = type === 'check_url' ? null : await inbound.event(type, textIn(fields['CorpId'], 200), fields);
  if (why !== null) return refused(why);
  return json(200, sealAnswer(secrets, 'success', { noise: noise(16), nonce: noise(8).toString('hex'), now: clock.now() }));
}
