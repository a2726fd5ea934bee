import type { DataSource } from 'typeorm';
import { ChannelRegistry } from './channels/port/registry.js';
import { messageView } from './channels/simulator/encode.js';
import { SimulatorChannel } from './channels/simulator/client.js';
import { Platforms } from './app.channels.js';
import { OPENERS, type PlatformOpener } from './channels/index.js';
import { ClockMover } from './flow/clock-mover.js';
import { codesToPrint, companiesJoin } from './flow/platform-keeping.js';
import type { House, PackShelf } from './flow/house.js';
import { packsLoaded, watchCalendars } from './flow/outside-changed.js';
import { seedDemo } from './flow/person-acted.js';
import { Workers } from './flow/workers.js';
import { checkTemplates } from './app.sms.js';
import { smsReported } from './flow/acts/sms-news.js';
import { languageModel } from './language/index.js';
import { Delivery, SmsInquiry } from './messages/index.js';
import { readPush, smsProviders, smsRoute } from './sms/index.js';
import type { SmsProvider } from './sms/port/sms.js';
import type { SmsDoor } from './console/sms-callback.controller.js';
import type { Configuration } from './platform/configuration/index.js';
import { StartRefused } from './platform/configuration/index.js';
import { takeQuestion } from './platform/language-budget.js';
import { migrate } from './platform/database/migrate.js';
import { makeServiceRole, SERVICE_ROLE, serviceRoleFits } from './platform/database/service-role.js';
import { createSource, SERVICE_PATIENCE, type DatabaseAddress } from './platform/database/source.js';
import { Database } from './platform/database/transaction.js';
import { randomIds } from './platform/ids/ids.js';
import type { Log } from './platform/logging/index.js';
import { Metrics } from './platform/metrics/metrics.js';
import { SimulatorDatabase } from './platform/simulator-store.js';
import { systemClock, type MachineClock } from './platform/time/machine-clock.js';
import { loadPacks, packFolders, packHash, restorePack, type Pack } from './policy/index.js';
import * as directory from './directory/index.js';
import { SimulatorSms } from './sms/simulator/client.js';
import { smsView } from './sms/simulator/encode.js';
import { CustomerLinks } from './platform/uploads/customer-link.js';
import { evidenceSubject, LinkSigner, paperSubject } from './platform/uploads/signed-link.js';
import { HOUR } from './terms/instants.js';
import type { LocalChannel } from './console/tokens.js';

const DOOR_POOL = 8;
/** As many stories at once: with more of them doors wait longer for the processor, and no more is done (bench: --callbacks). */
const WORK_POOL = 4;
const DEMO_PACK = 'longfor-hangzhou';

/** Everything one running service consists of, and how it ends. */
export interface Service {
  readonly house: House;
  readonly workers: Workers;
  readonly mover: ClockMover;
  readonly local: LocalChannel;
  readonly links: LinkSigner;
  readonly smsDoor: SmsDoor;
  readonly smsInquiry: SmsInquiry;
  readonly platforms: Platforms;
  /** One-time codes to be printed: whoever sends one to the bot becomes administrator of that company. */
  readonly codes: readonly { readonly company: string; readonly code: string }[];
  stop(): Promise<void>;
}

export interface ServiceParts {
  readonly configuration: Configuration;
  readonly address: DatabaseAddress;
  readonly log: Log;
  readonly linkKey: string;
  /** For tests; left out, WeCom and DingTalk. */
  readonly openers?: readonly PlatformOpener[];
  /** For tests of outages; left out, the system's. */
  readonly clock?: MachineClock;
}

/** Puts the parts of the house together: database, packs, channels, stories. */
export async function openService(parts: ServiceParts): Promise<Service> {
  const { configuration, address, log, clock = systemClock } = parts;
  const stepsDown = await migrated(address, configuration.migrate);
  if (!stepsDown) log.warn({}, '数据库账号无权建立受限角色,办理记录只由触发器保护');
  const restricted = stepsDown ? { ...address, role: SERVICE_ROLE } : address;
  const doorSource = await connected(restricted, DOOR_POOL, 'doors');
  const workSource = await connected(restricted, WORK_POOL, 'work');
  const doors = new Database(doorSource);
  const work = new Database(workSource);
  const simulator = new SimulatorDatabase(address);
  const providers = smsProviders(configuration.sms, clock, () => randomIds.uuid());
  const links = new LinkSigner(parts.linkKey);
  const metrics = new Metrics();
  const pictureLink = evidenceLinks(configuration.publicUrl, links, clock);
  const platforms = await Platforms.open({ configuration, doors, work, clock, ids: randomIds, log, metrics, pictureLink, openers: parts.openers ?? OPENERS });
  const channels = new ChannelRegistry([...(configuration.simulator ? [new SimulatorChannel(simulator)] : []), ...platforms.all.map((one) => one.channel)]);
  const delivery = deliveryOf(configuration, work, simulator, { log, clock, channels, sms: smsRoute(providers) });
  const shelf = new Shelf(log);
  const house: House = {
    work,
    doors,
    machine: clock,
    ids: randomIds,
    packs: shelf,
    log,
    metrics,
    publicUrl: configuration.publicUrl,
    evidenceLink: pictureLink,
    paperLink: paperLinks(configuration.publicUrl, links, clock),
    customerLinks: new CustomerLinks(parts.linkKey, configuration.customerUrl),
    serviceHotline: configuration.serviceHotline,
    limits: {
      messagesPerMinute: configuration.messagesPerMinute,
      smsPerNumberAndDay: configuration.smsDailyPerNumber,
      smsPerStaffAndDay: configuration.smsDailyPerStaff,
      smsPerCompanyAndDay: configuration.smsDailyBudget,
    },
    media: (channel, ref) => platforms.media(channel, ref),
    language: await languageModel(configuration.language, clock, takeQuestion(doors)),
    changesCards: (channel) => channels.find(channel)?.capabilities.changeCard ?? false,
    recallsTexts: (channel) => channels.find(channel)?.capabilities.recallText ?? false,
    afterCommit: (left) => delivery.kick(left),
  };
  await stockShelf(house, shelf, configuration.policyDir);
  await watchCalendars(house);
  if (configuration.simulator) await seedDemo(house, DEMO_PACK);
  await companiesJoin(house, platforms.all);
  await checkTemplates(house, configuration.sms);
  const workers = new Workers(house, delivery);
  const codes = platforms.all.length === 0 ? [] : await codesToPrint(house);
  await platforms.start(house, workers);
  return {
    house,
    workers,
    mover: new ClockMover(house, workers, providers.length > 0),
    local: localChannel(simulator, links, clock),
    links,
    smsDoor: (provider, key, body) => readPush(configuration.sms.callbackKey, provider, key, body),
    smsInquiry: new SmsInquiry({ database: work, providers, clock, log, reported: (receipt) => smsReported(house, receipt) }),
    platforms,
    codes,
    stop: async () => {
      await platforms.stop();
      await workers.stop();
      await simulator.close();
      await Promise.all([doorSource.destroy(), workSource.destroy()]);
    },
  };
}

const LINK_LIFE = HOUR;

const evidenceLinks =
  (publicUrl: string, links: LinkSigner, clock: MachineClock) =>
  (companyId: string, hash: string): string => {
    const expires = clock.now() + LINK_LIFE;
    const signature = links.sign(evidenceSubject(companyId, hash), expires);
    return `${publicUrl}/evidence/${hash}?${new URLSearchParams({ company: companyId, expires: String(expires), signature }).toString()}`;
  };

/** Links of the page that asks again and again: the same one for an hour, so that no picture is loaded anew with every look. */
const pageLinks = (companyId: string, links: LinkSigner, clock: MachineClock) => {
  const expires = (Math.floor(clock.now() / LINK_LIFE) + 2) * LINK_LIFE;
  return (hash: string): string => {
    const signature = links.sign(evidenceSubject(companyId, hash), expires);
    return `/evidence/${hash}?${new URLSearchParams({ company: companyId, expires: String(expires), signature }).toString()}`;
  };
};

const paperLinks =
  (publicUrl: string, links: LinkSigner, clock: MachineClock) =>
  (companyId: string, reader: string, path: string): string => {
    const expires = clock.now() + LINK_LIFE;
    const signature = links.sign(paperSubject(companyId, reader, path), expires);
    return `${publicUrl}${path}?${new URLSearchParams({ company: companyId, reader, expires: String(expires), signature }).toString()}`;
  };

/**
 * On a connection of its own: another replica's migration is waited for as long as it takes. True when the service can
 * then work as the restricted role.
 */
async function migrated(address: DatabaseAddress, allowed: boolean): Promise<boolean> {
  const source = await connected(address, 2, 'migration', null);
  try {
    await migrate(source, allowed);
    return allowed ? await makeServiceRole(source) : await serviceRoleFits(source);
  } finally {
    await source.destroy();
  }
}

async function connected(
  address: DatabaseAddress,
  size: number,
  name: string,
  patience: number | null = SERVICE_PATIENCE,
): Promise<DataSource> {
  const source = createSource(address, size, name, patience ?? undefined);
  try {
    return await source.initialize();
  } catch {
    throw new StartRefused('database-away', '数据库连不上,服务没有启动。请检查 DATABASE_URL 和数据库是否在运行。');
  }
}

interface Outward {
  readonly log: Log;
  readonly clock: MachineClock;
  readonly channels: ChannelRegistry;
  /** Null: no provider is configured, and only the local channel's phones ring. */
  readonly sms: SmsProvider | null;
}

function deliveryOf(configuration: Configuration, work: Database, simulator: SimulatorDatabase, { log, clock, channels, sms }: Outward): Delivery {
  const route = sms ?? (configuration.simulator ? new SimulatorSms(simulator) : null);
  return new Delivery({ database: work, channels, smsOf: () => route, clock, log });
}

/** Packs by hash: those of the files, and those that judged cases before and are only in the database now. */
class Shelf implements PackShelf {
  private readonly packs = new Map<string, Pack>();
  private readonly newest = new Map<string, string>();

  constructor(private readonly log: Log) {}

  place(hash: string, pack: Pack, current: boolean): void {
    this.packs.set(hash, pack);
    if (current) this.newest.set(pack.id, hash);
    this.log.debug({ pack: pack.id, version: pack.version, hash }, '制度包已载入');
  }

  has(hash: string): boolean {
    return this.packs.has(hash);
  }

  keep(hash: string, pack: Pack): void {
    this.place(hash, pack, false);
  }

  byHash(hash: string): Pack {
    const pack = this.packs.get(hash);
    if (pack === undefined) throw new Error(`pack ${hash} is not loaded`);
    return pack;
  }

  byId(id: string): Pack | null {
    const hash = this.newest.get(id);
    return hash === undefined ? null : this.byHash(hash);
  }

  current(): readonly Pack[] {
    return [...this.newest.values()].map((hash) => this.byHash(hash));
  }

  hashOf(id: string): string | null {
    return this.newest.get(id) ?? null;
  }
}

async function stockShelf(house: House, shelf: Shelf, policyDir: string | null): Promise<void> {
  const loaded = loadPacks(packFolders(policyDir));
  if (!loaded.ok) throw new StartRefused('packs', loaded.message);
  const packs = [...loaded.value.values()];
  const stored = await packsLoaded(house, packs);
  if (!stored.ok) throw new StartRefused('packs', stored.message);
  for (const row of await house.doors.withoutTransaction((tx) => directory.storedPacks(tx))) {
    const pack = restorePack(row.body, row.hash);
    if (!pack.ok) throw new StartRefused('packs', pack.message);
    shelf.place(row.hash, pack.value, false);
  }
  for (const pack of packs) shelf.place(packHash(pack), pack, true);
}

function localChannel(simulator: SimulatorDatabase, links: LinkSigner, clock: MachineClock): LocalChannel {
  const channel = new SimulatorChannel(simulator);
  return {
    recordIncoming: (message) => channel.recordIncoming(message),
    messagesAfter: async (companyId, chatId, after, limit) =>
      (await simulator.messagesAfter(companyId, chatId, after, limit)).map((message) => messageView(message, pageLinks(companyId, links, clock))),
    smsAfter: async (companyId, after, limit) => (await simulator.smsAfter(companyId, after, limit)).map(smsView),
    chatHeads: (companyId) => simulator.chatHeads(companyId),
  };
}
