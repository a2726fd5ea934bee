import type { DingtalkConfiguration } from '../../platform/configuration/index.js';
import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { ChannelDoor } from '../port/arrival.js';
import type { Platform, PlatformFigures } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import { DingtalkApi } from './api.js';
import { cardSecret, robotCallback } from './callbacks.js';
import { dingtalkChecks } from './checks.js';
import { DingtalkChannel, ROUTE_KEY } from './client.js';
import type { Ack, Frame } from './connection.js';
import { CHANNEL, readTap, type Account } from './decode.js';
import { textIn } from './fields.js';
import { Inbound } from './inbound.js';
import { mediaFile } from './media.js';
import { DingtalkPeople, DingtalkSignIn } from './people.js';
import { Stream, type StreamTimings } from './stream.js';
import { TapsUnderWay } from './taps.js';
import { TodoList } from './todo.js';
import { TodoButtons } from './todo-buttons.js';
import { WorkNotices } from './work-notice.js';

export interface DingtalkParts {
  readonly configuration: DingtalkConfiguration;
  /** Of this service, without a slash at the end. */
  readonly publicUrl: string;
  readonly door: ChannelDoor;
  readonly store: ChannelStore;
  /** Machine time. */
  readonly clock: MachineClock;
  readonly log: Log;
  readonly figures: PlatformFigures;
  /** Where a stored picture is seen, for a while. */
  readonly pictureLink: (companyId: string, hash: string) => string;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** So many random bytes. */
  readonly noise: (bytes: number) => Buffer;
  /** For tests; left out, those of production. */
  readonly timings?: Partial<StreamTimings>;
}

/** DingTalk as one of the platforms. Nothing is connected before `start`. */
export function openDingtalk(parts: DingtalkParts): Platform {
  const { configuration, door, store, clock, log, figures, publicUrl } = parts;
  const corp = configuration.corpId ?? configuration.clientId;
  const account: Account = { ...configuration, corp };
  const api = new DingtalkApi({ configuration, store, figures, log });
  const people = new DingtalkPeople(api, store, clock);
  const taps = new TapsUnderWay(door, log);
  const buttons = configuration.todoButtons ? new TodoButtons(configuration.clientSecret, `${publicUrl}/callbacks/dingtalk/robot`) : null;
  const todo = configuration.todo ? new TodoList({ api, store, people, clock, log, publicUrl, buttons }) : null;
  const inbound = new Inbound({ account, door, api, figures, log, monthlyPushes: configuration.monthlyPushes });
  const notices = new WorkNotices({ api, store, clock, log, figures, agentId: configuration.agentId });
  const channel = new DingtalkChannel({ ...parts, api, people, taps, todo, notices });
  const frame = frames({ account, inbound, taps, api, figures, monthlyPushes: configuration.monthlyPushes });
  const stream = configuration.stream ? new Stream({ ...parts, frame }) : null;
  let routed: Promise<void> = Promise.resolve();
  return {
    name: CHANNEL,
    corp,
    channel,
    callbacks: { 'dingtalk/robot': robotCallback({ ...parts, account, inbound, taps, todoButtons: buttons }) },
    directory: people,
    signIn: new DingtalkSignIn(configuration, api),
    checks: dingtalkChecks({ configuration, api, publicUrl, clock: parts.clock }),
    media: (ref) => mediaFile(api, ref),
    start: () => {
      stream?.start();
      if (stream === null) routed = registerRoute(api, parts);
      return Promise.resolve();
    },
    stop: async () => {
      await stream?.stop();
      await routed;
    },
  };
}

interface FrameParts {
  readonly account: Account;
  readonly inbound: Inbound;
  readonly taps: TapsUnderWay;
  readonly api: DingtalkApi;
  readonly figures: PlatformFigures;
  readonly monthlyPushes: number;
}

const TAP_TOPIC = '/v1.0/card/instances/callback';
const MESSAGE_TOPIC = '/v1.0/im/bot/messages/get';
const NO_CHANGE = { response: null };

/** What Stream brings. Stored first, acknowledged then; what could not be stored is not acknowledged and comes again after 60 seconds. */
function frames({ account, inbound, taps, api, figures, monthlyPushes }: FrameParts) {
  return async ({ type, topic, headers, messageId, data }: Frame, ack: (answer: Ack) => void): Promise<void> => {
    if (type === 'EVENT') return event(inbound, headers, data, figures, ack);
    if (type !== 'CALLBACK' || (topic !== TAP_TOPIC && topic !== MESSAGE_TOPIC)) return ack({ code: 404, data: NO_CHANGE });
    if (topic === MESSAGE_TOPIC) {
      const why = await inbound.message(data);
      if (why !== null) figures.refused(why);
      return ack({ code: 200, data: NO_CHANGE });
    }
    const tap = readTap(data, messageId, account);
    if (!tap.ok) {
      figures.refused(tap.why);
      return ack({ code: 200, data: NO_CHANGE });
    }
    await taps.answer(tap.value, (response) => ack({ code: 200, data: { response } }));
    await api.count('pushes', monthlyPushes);
  };
}

/** LATER: DingTalk pushes it again. */
async function event(inbound: Inbound, headers: Frame['headers'], data: string, figures: PlatformFigures, ack: (answer: Ack) => void): Promise<void> {
  try {
    const why = await inbound.event(textIn(headers['eventType'], 200) ?? '', textIn(headers['eventCorpId'], 200), data);
    if (why !== null) figures.refused(why);
    ack({ code: 200, data: { status: 'SUCCESS', message: '' } });
  } catch {
    ack({ code: 500, data: { status: 'LATER', message: '' } });
  }
}

/** Where Stream is off, taps come to our address; the platform may be away, and nothing waits for it. */
async function registerRoute(api: DingtalkApi, { configuration, publicUrl, log }: DingtalkParts): Promise<void> {
  const body = { callbackRouteKey: ROUTE_KEY, callbackUrl: `${publicUrl}/callbacks/dingtalk/robot`, apiSecret: cardSecret(configuration), forceUpdate: true };
  try {
    const answer = await api.call({ method: 'POST', path: '/v1.0/card/callbacks/register', body });
    if (!answer.ok) log.error({ code: answer.code }, '钉钉卡片的回调地址没有登记,卡片上的按钮没有反应');
  } catch (error) {
    log.error({ error }, '钉钉卡片的回调地址没有登记,卡片上的按钮没有反应');
  }
}
