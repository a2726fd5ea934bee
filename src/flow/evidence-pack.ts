import { Readable } from 'node:stream';
import * as cases from '../cases/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { callsCustomer } from './acts/case-card.js';
import { mayReadPack } from './acts/case-files.js';
import { packOf } from './acts/judging.js';
import { readStory } from './acts/case-story.js';
import { packContent } from './acts/pack-content.js';
import { companyOfReader, readerOf, type PaperReader } from './approval-form.js';
import type { House } from './house.js';
import { openScene, personName } from './scene.js';

export interface PackFile {
  readonly name: string;
  readonly body: Readable;
}

const unknown = refuse('no-pack', '没有这件投诉,请核对编号。');

/** Attachments in all; beyond this the archive would not be one that every program opens. */
const MOST_BYTES = 2 * 1024 ** 3;

/** A case as one file that proves itself, for its handler and the heads of its project. */
export async function evidencePackFor(house: House, reader: PaperReader, number: string): Promise<Outcome<PackFile>> {
  const companyId = await companyOfReader(house, reader);
  if (companyId === null) return unknown;
  const content = await house.doors.inTransaction(async (tx) => {
    const one = await cases.lockCaseByNumber(tx, companyId, number);
    if (one === null) return unknown;
    const scene = await openScene(house, tx, companyId, `pack:${number}`);
    const personId = readerOf(scene, one, reader.personId);
    if (!mayReadPack(scene, one, personId)) return refuse('forbidden', '证据包由受理人和项目负责人导出。');
    const sources = {
      people: scene.company.people,
      pack: packOf(scene, one),
      now: scene.now,
      whole: callsCustomer(one, personId),
      reader: personName(scene, personId),
    };
    return accept(packContent(await readStory(tx, one, sources), sources));
  });
  if (!content.ok) return content;
  if (content.value.attachments.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) return refuse('too-large', '附件超过 2 GB,不能在网页上导出,请管理员用命令导出。');
  // A connection a file, so that a slow reader keeps none.
  const readFile = async (hash: string): Promise<Buffer | null> => (await house.doors.withoutTransaction((tx) => cases.readEvidence(tx, companyId, hash)))?.body ?? null;
  const made = await cases.evidencePack({ ...content.value, readFile });
  house.log.info({ number, reader: reader.personId, digest: made.digest }, '证据包已导出');
  return accept({ name: `${number}_证据包.zip`, body: Readable.from(made.body) });
}
