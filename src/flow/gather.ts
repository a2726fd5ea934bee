import type { MediaRef } from '../channels/port/arrival.js';
import { MediaGone } from '../channels/port/platform.js';
import * as intake from '../intake/index.js';
import type { Lane, ToGather } from '../intake/index.js';
import { checkFile } from '../platform/uploads/check-upload.js';
import { MINUTE, SECOND } from '../terms/instants.js';
import { storeFiles, type StoredFile } from './door.js';
import type { House } from './house.js';

/** One caller has this long for all files of a message. */
const LEASE = 60 * SECOND;
const A_FILE = 20 * SECOND;
const PAUSES = [2 * SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, 60 * SECOND] as const;
/** Platforms let go of a file after some minutes; a complaint does not wait longer for a picture. */
const PATIENCE = 6 * MINUTE;

interface Fetched {
  readonly files: StoredFile[];
  readonly notes: string[];
  /** Those to be tried again. */
  readonly left: MediaRef[];
}

/**
 * Fetches the files of a conversation's oldest message, before anybody decides about it. False when they are not there yet: somebody else
 * fetches them, or the platform does not give them now; the sweep tries again. True when the message may be worked.
 */
export async function gather(house: House, lane: Lane): Promise<boolean> {
  const now = house.machine.now();
  const taken = await house.work.inTransaction((tx) => intake.takeToGather(tx, lane, now, now + LEASE));
  if (taken === null) return false;
  const fetched = await fetchAll(house, lane.channel, taken);
  await storeFiles(house, lane.companyId, fetched.files);
  const before = taken.payload as { readonly attachments?: readonly object[]; readonly notes?: readonly string[] };
  const found = {
    attachments: [...(before.attachments ?? []), ...fetched.files.map(({ hash, name, mime }) => ({ hash, name, mime }))],
    notes: [...(before.notes ?? []), ...fetched.notes],
    media: fetched.left,
  };
  const notBefore = house.machine.now() + (PAUSES[taken.tries - 1] ?? 60 * SECOND);
  await house.work.inTransaction((tx) => intake.gathered(tx, taken.id, found, notBefore));
  return fetched.left.length === 0;
}

async function fetchAll(house: House, channel: string, taken: ToGather): Promise<Fetched> {
  const refs = taken.payload[intake.MEDIA] as readonly MediaRef[];
  const last = taken.tries > PAUSES.length || house.machine.now() - taken.receivedAt > PATIENCE;
  const fetched: Fetched = { files: [], notes: [], left: [] };
  await Promise.all(refs.map((ref) => fetchOne(house, channel, ref, last, fetched)));
  return fetched;
}

async function fetchOne(house: House, channel: string, ref: MediaRef, last: boolean, fetched: Fetched): Promise<void> {
  try {
    const file = await within(A_FILE, house.media(channel, ref));
    const checked = await checkFile(file.name, file.mime, file.body);
    if (checked.ok) fetched.files.push(checked.value);
    else fetched.notes.push(checked.message);
  } catch (error) {
    house.log.warn({ channel, kind: ref.kind, why: error instanceof Error ? error.message : '' }, '附件没有取到');
    if (last || error instanceof MediaGone) fetched.notes.push(`${WORDS[ref.kind]}${ref.name === null ? '' : `"${ref.name}"`}没有取到,请再发一次。`);
    else fetched.left.push(ref);
  }
}

const WORDS: Readonly<Record<MediaRef['kind'], string>> = { image: '图片', file: '文件', voice: '语音' };

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no file in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
