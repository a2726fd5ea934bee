import type { WecomConfiguration } from '../../platform/configuration/index.js';
import type { Log } from '../../platform/logging/index.js';
import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { Card } from '../../terms/card.js';
import type { ChannelDoor } from '../port/arrival.js';
import type { CallbackHandler, Platform, PlatformFigures } from '../port/platform.js';
import type { ChannelStore } from '../port/store.js';
import { WecomApi } from './api.js';
import { AppGroups } from './app-groups.js';
import { AppSender } from './app-sender.js';
import { BotSender } from './bot-sender.js';
import { aibotCallback, appCallback } from './callbacks.js';
import { wecomChecks } from './checks.js';
import { WecomChannel } from './client.js';
import { Ears } from './ears.js';
import type { Drawing } from './encode.js';
import { Frames } from './frames.js';
import { Identity } from './identity.js';
import { mediaFile } from './media.js';
import { WecomPeople, WecomSignIn } from './people.js';
import { PolledStreams } from './polled-streams.js';
import { SocketStreams } from './socket-streams.js';
import { STREAM_TIMING, type StreamTiming } from './streams.js';
import { BotSocket, SOCKET_TIMING, type SocketTiming } from './socket.js';
import { Surfaces } from './surface.js';

export interface WecomParts {
  readonly configuration: WecomConfiguration;
  /** Of this service, without a slash at the end. */
  readonly publicUrl: string;
  readonly door: ChannelDoor;
  readonly store: ChannelStore;
  /** Machine time. */
  readonly clock: MachineClock;
  readonly ids: { uuid(): string };
  readonly log: Log;
  readonly figures: PlatformFigures;
  /** Where a stored picture is seen, for a while. */
  readonly pictureLink: (companyId: string, hash: string) => string;
  /** So many random bytes. */
  readonly noise: (bytes: number) => Buffer;
  /** For tests; left out, those of production. */
  readonly timing?: Partial<SocketTiming>;
  readonly streaming?: Partial<StreamTiming>;
}

/** WeCom as one of the platforms: app, bot, or both. Nothing is connected before `start`. */
export function openWecom(parts: WecomParts): Platform {
  const { configuration, store, clock, log } = parts;
  const { corpId, app, aibot } = configuration;
  const now = (): number => clock.now();
  const page = pageOf(parts.publicUrl);
  const surfaces = new Surfaces(store, now);
  const api = app === null ? null : new WecomApi({ ...configuration, secret: app.secret }, store);
  const drawing = drawings(page, parts.pictureLink);
  const identity = new Identity({ corpId, store, api, now, log });
  const appSender = api === null || app === null ? null : new AppSender({ api, store, surfaces, agentId: app.agentId, now, drawing, left: (why) => void parts.figures.refused(`recall-${why}`) });
  const groups = api === null ? null : new AppGroups({ api, store, surfaces, now });
  // The socket hears before the ears stand; nothing comes in before `start`.
  const frames = new Frames();
  const socket = socketOf(parts, frames);
  const streams = aibot === null || socket === null ? null : socketStreams(parts, aibot.id, socket);
  frames.up = () => streams?.adopts();
  const polled = aibot === null || socket !== null ? null : polledStreams(parts);
  const bot = aibot === null ? null : new BotSender({ store, surfaces, socket, streams, polled, apiBaseUrl: configuration.apiBaseUrl, now, drawing });
  const ears = new Ears({ door: parts.door, identity, surfaces, store, app: appSender, bot, log });
  if (aibot !== null && bot !== null && socket !== null && streams !== null) {
    frames.work = { receiver: { corpId, botId: aibot.id, name: aibot.name }, ears, bot, socket, streams, clock, log, page, figures: parts.figures };
  }
  return {
    name: 'wecom',
    corp: corpId,
    channel: new WecomChannel({ store, surfaces, app: appSender, bot, groups }),
    callbacks: callbacksOf(parts, ears, polled, page),
    directory: new WecomPeople(api),
    signIn: new WecomSignIn({ api, corpId, agentId: app?.agentId ?? '' }),
    ...(groups === null ? {} : { founder: groups }),
    checks: wecomChecks({ ...parts, api }),
    media: (ref) => mediaFile({ api, aesKey: aibot?.callback?.aesKey ?? null, trusted: trusted(configuration) }, ref),
    start: () => {
      socket?.start();
      return Promise.resolve();
    },
    stop: async () => {
      await streams?.settle();
      await socket?.stop();
      await ears.settled();
    },
  };
}

function socketOf({ configuration, store, clock, log, ids, figures, timing }: WecomParts, frames: Frames): BotSocket | null {
  const { aibot, socketUrl: url } = configuration;
  if (aibot === null || aibot.secret === null) return null;
  const access = { url, botId: aibot.id, secret: aibot.secret };
  return new BotSocket({
    access,
    store,
    clock,
    log,
    uuid: () => ids.uuid(),
    timing: { ...SOCKET_TIMING, ...timing },
    gap: (ms) => {
      figures.gap(ms);
    },
    heard: (frame) => frames.take(frame),
    up: () => {
      frames.up();
    },
  });
}

const timingOf = ({ streaming }: WecomParts): StreamTiming => ({ ...STREAM_TIMING, ...streaming });

const socketStreams = (parts: WecomParts, botId: string, socket: BotSocket): SocketStreams =>
  new SocketStreams({ socket, store: parts.store, door: parts.door, botId, now: () => parts.clock.now(), log: parts.log, timing: timingOf(parts) });

const polledStreams = (parts: WecomParts): PolledStreams =>
  new PolledStreams({ store: parts.store, door: parts.door, now: () => parts.clock.now(), timing: timingOf(parts) });

function callbacksOf({ configuration: { corpId, app, aibot }, clock, log, noise }: WecomParts, ears: Ears, streams: PolledStreams | null, page: string | null): Readonly<Record<string, CallbackHandler>> {
  const common = { ears, clock, log, noise, page };
  const callbacks: Record<string, CallbackHandler> = {};
  if (app !== null) callbacks['wecom/app'] = appCallback({ ...common, keys: { ...app.callback, receiveId: corpId }, receiver: { corpId, agentId: app.agentId } });
  const keys = aibot?.callback ?? null;
  if (aibot !== null && keys !== null) {
    const receiver = { corpId, botId: aibot.id, name: aibot.name, reqId: null };
    callbacks['wecom/aibot'] = aibotCallback({ ...common, keys: { ...keys, receiveId: '' }, receiver, streams });
  }
  return callbacks;
}

/** An address of this machine opens on nobody's phone. */
const pageOf = (publicUrl: string): string | null => (/^https?:\/\/(?:127\.|localhost|0\.0\.0\.0|\[)/.test(publicUrl) ? null : publicUrl);

const drawings =
  (page: string | null, link: WecomParts['pictureLink']) =>
  (companyId: string, card: Card): Pick<Drawing, 'page' | 'pictures'> => ({
    page,
    pictures: page === null ? [] : (card.pictures ?? []).map(({ hash, name }) => ({ name, url: link(companyId, hash) })),
  });

/** Files may be fetched from where the services themselves are, also on loopback. */
const trusted = ({ apiBaseUrl, socketUrl }: WecomConfiguration): readonly string[] => [apiBaseUrl, socketUrl.replace(/^ws/, 'http')].map((url) => new URL(url).origin);
