import { randomBytes } from 'node:crypto';
import { OPENERS, type DoctorFinding, type DoctorStep } from '../channels/index.js';
import * as directory from '../directory/index.js';
import { ChannelDatabase } from '../platform/channel-store.js';
import type { Configuration } from '../platform/configuration/index.js';
import { openOnlooker } from '../platform/database/onlooker.js';
import type { DatabaseAddress } from '../platform/database/source.js';
import { randomIds } from '../platform/ids/ids.js';
import { createLogger } from '../platform/logging/index.js';
import { systemClock } from '../platform/time/machine-clock.js';
import type { Database } from '../platform/database/transaction.js';
import { platformName } from '../terms/platform.js';

export interface PlatformFinding {
  readonly subject: string;
  readonly state: string;
  readonly mend: string | null;
}

const PATIENCE_MS = 30_000;

/** Tries every configured platform step by step, with its own keys; a test message goes only to whom the configuration names. */
export async function examinePlatforms(configuration: Configuration, address: DatabaseAddress | null): Promise<PlatformFinding[]> {
  const configured = OPENERS.filter(({ name }) => configuration[name] !== null);
  if (configured.length === 0) return [];
  const first = configured.map(({ name }) => ({ subject: platformName(name), state: '还没有检查', mend: '先启动一次服务,建好数据库,再运行本检查' }));
  if (address === null) return first;
  const store = await openOnlooker(address, PATIENCE_MS);
  try {
    if (store.schema !== 'current') return first;
    const findings: PlatformFinding[] = [];
    for (const opener of configured) findings.push(...(await examineOne(configuration, opener, store.database)));
    return findings;
  } finally {
    await store.close();
  }
}

async function examineOne(configuration: Configuration, opener: (typeof OPENERS)[number], database: Database): Promise<PlatformFinding[]> {
  const { name } = opener;
  const nobody = (): Promise<never> => Promise.reject(new Error('doctor hears nothing'));
  const nothing = (): void => undefined;
  const platform = await opener.open(configuration, {
    publicUrl: configuration.publicUrl,
    door: { message: nobody, tap: nobody, changed: nobody },
    store: new ChannelDatabase(name, { database, clock: systemClock, ids: randomIds }),
    clock: systemClock,
    ids: randomIds,
    log: createLogger({ level: 'silent', secrets: configuration.secrets }),
    figures: { refused: nothing, gap: nothing, quota: nothing },
    pictureLink: () => configuration.publicUrl,
    chance: () => 0.5,
    noise: (bytes) => randomBytes(bytes),
  });
  if (platform === null) return [];
  const findings: PlatformFinding[] = [];
  for (const step of platform.checks) findings.push(inWords(name, step, await tried(step)));
  return [...findings, await belongs(database, name, platform.corp)];
}

/** A step that breaks is a finding, not the end of the others. */
async function tried(step: DoctorStep): Promise<DoctorFinding> {
  try {
    return await step.run();
  } catch {
    return { state: 'bad', code: null, note: '没有查成', mend: '检查服务器能否访问外网,再运行一次本检查' };
  }
}

function inWords(name: string, step: DoctorStep, found: DoctorFinding): PlatformFinding {
  const subject = `${platformName(name)} ${step.name}`;
  if (found.state !== 'bad') return { subject, state: found.state === 'skipped' ? `跳过(${found.note})` : found.note, mend: null };
  return { subject, state: found.code === null ? found.note : `${found.note}(错误码 ${found.code})`, mend: found.mend };
}

/** A platform no company belongs to hears everybody as a stranger. */
async function belongs(database: Database, name: string, corp: string): Promise<PlatformFinding> {
  const subject = `${platformName(name)} 所属公司`;
  const { companies, orphans } = await database.withoutTransaction(async (tx) => ({
    companies: await directory.companiesOf(tx, name, corp),
    orphans: await directory.withoutAdministrator(tx),
  }));
  if (companies.length === 0) return { subject, state: '还没有公司', mend: '启动一次服务,会自动建立一家待设置的公司' };
  const without = orphans.filter(({ id }) => companies.some(({ companyId }) => companyId === id));
  if (without.length === 0) return { subject, state: `${companies.length} 家公司,都有管理员`, mend: null };
  return { subject, state: `${without.map((one) => one.name).join('、')}还没有管理员`, mend: '启动服务,30 分钟内把印出的口令私聊发给机器人' };
}
