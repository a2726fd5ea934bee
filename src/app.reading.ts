import type { Platform } from './channels/port/platform.js';
import type { ChannelDatabase } from './platform/channel-store.js';
import { syncDirectory } from './flow/directory-sync.js';
import { alertFirst } from './flow/platform-keeping.js';
import type { House } from './flow/house.js';
import { DAY, dayOf, MINUTE } from './terms/instants.js';
import { platformName } from './terms/platform.js';

/** Remembered while people need not be read: for a day after they were, for a while after it failed. */
const READ = 'people-read';
const AGAIN = 10 * MINUTE;
const READING = 10 * MINUTE;

interface Reading {
  store(channel: string): ChannelDatabase;
  readonly toRead: Set<string>;
}

/** Reads the people of an organisation where a day has passed since, or something was said to have changed; one replica does it. */
export async function readPeople(house: House, platform: Platform, reading: Reading): Promise<void> {
  const store = reading.store(platform.name);
  await store.sweep();
  const asked = reading.toRead.delete(platform.name);
  if (!asked && (await store.recall(READ)) !== null) return;
  const holder = house.ids.uuid();
  if (!(await store.lease(READ, holder, READING))) return;
  try {
    const done = await syncDirectory(house, platform);
    if (!done.ok) await alertFirst(house, whereOf(platform), { kind: done.code, subject: `${platform.name}:${dayOf(house.machine.now())}`, text: done.message });
    else house.log.info({ platform: platform.name, ...done.value }, '通讯录已同步');
    await store.remember(READ, {}, house.machine.now() + (done.ok ? DAY : AGAIN));
  } catch (error) {
    house.log.warn({ platform: platform.name, err: error }, '通讯录没有读到,稍后再试');
    await store.remember(READ, {}, house.machine.now() + AGAIN);
    const subject = `${platform.name}:${dayOf(house.machine.now())}`;
    const text = `${platformName(platform.name)}的通讯录今天没有读到,人员变动还没有更新。请运行 npm run doctor 查看原因。`;
    await alertFirst(house, whereOf(platform), { kind: 'people-not-read', subject, text });
  } finally {
    await store.release(READ, holder);
  }
}

const whereOf = ({ name, corp }: Platform): { channel: string; corp: string } => ({ channel: name, corp });
