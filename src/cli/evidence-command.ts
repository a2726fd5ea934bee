import { createWriteStream, existsSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import * as cases from '../cases/index.js';
import type { Case } from '../cases/index.js';
import * as directory from '../directory/index.js';
import { readStory, type CaseStory, type PackSources } from '../flow/acts/case-story.js';
import { packContent } from '../flow/acts/pack-content.js';
import type { Database, Tx } from '../platform/database/transaction.js';
import { restorePack } from '../policy/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import { chineseMarks } from '../terms/typography.js';
import { onStore, type StoreParts } from './policy-store.js';

const USAGE = '用法:npm run -s evidence -- 编号 文件.zip [--company 公司] [--masked](--masked 隐去客户电话)';

export interface EvidenceParts extends StoreParts {
  readonly output: Writable;
  readonly errors: Writable;
}

interface Asked {
  readonly number: string;
  readonly file: string;
  readonly companyId: string | null;
  readonly masked: boolean;
}

/** Gives the exit code: 0 written, 1 it could not be, 2 wrong usage. Whoever may open the store sees everything in it. */
export async function runEvidence(args: readonly string[], parts: EvidenceParts): Promise<number> {
  const asked = askedFor(args);
  if (asked === null) {
    parts.errors.write(`${chineseMarks(USAGE)}\n`);
    return 2;
  }
  return onStore(parts, 'read', parts.errors, async (database) => {
    const made = await written(database, asked, parts);
    if (made.ok) parts.output.write(`${chineseMarks(made.value)}\n`);
    else parts.errors.write(`${chineseMarks(made.message)}\n`);
    return made.ok ? 0 : 1;
  });
}

function askedFor(args: readonly string[]): Asked | null {
  const options = { company: { type: 'string' }, masked: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false, options });
  const [number, file, ...more] = positionals;
  const known = Object.keys(values).every((key) => key in options);
  if (number === undefined || file === undefined || more.length > 0 || !known) return null;
  return { number, file, companyId: typeof values.company === 'string' ? values.company : null, masked: values.masked === true };
}

const MOST_TRIES = 5;

/** A service may write while this reads, and a reader takes no lock: what moved meanwhile is read again. */
async function storyAtRest(tx: Tx, first: Case, sources: PackSources): Promise<CaseStory> {
  let one = first;
  for (let tries = 1; ; tries++) {
    const story = await readStory(tx, one, sources);
    const after = await cases.readCase(tx, one.id);
    if (after === null || after.headSeq === one.headSeq || tries === MOST_TRIES) return story;
    one = after;
  }
}

async function written(database: Database, asked: Asked, parts: EvidenceParts): Promise<Outcome<string>> {
  if (existsSync(asked.file)) return refuse('file-exists', `${asked.file} 已经存在,没有覆盖。请换一个文件名。`);
  const found = await database.inTransaction(async (tx) => {
    const fitting = (await cases.casesByNumber(tx, asked.number)).filter((one) => asked.companyId === null || one.companyId === asked.companyId);
    const live = (await directory.liveCompanies(tx)).map(({ id }) => id);
    const one = fitting.find((each) => live.includes(each.companyId)) ?? fitting[0];
    const head = one === undefined ? null : await directory.companyHead(tx, one.companyId);
    if (one === undefined || head === null) return refuse('case-unknown', `没有找到编号 ${asked.number};请核对后再试。`);
    const stored = (await directory.storedPacks(tx)).find(({ hash }) => hash === one.packHash);
    const pack = stored === undefined ? refuse('pack-unknown', '这件投诉的制度包不在库中,请联系维护人员。') : restorePack(stored.body, stored.hash);
    if (!pack.ok) return pack;
    const people = await directory.readDirectory(tx, head);
    const now = directory.businessNow(head.clock, parts.machineNow());
    const sources = { people, pack: pack.value, now, whole: !asked.masked, reader: '系统管理员' };
    return accept({ companyId: one.companyId, content: packContent(await storyAtRest(tx, one, sources), sources) });
  });
  if (!found.ok) return found;
  const { companyId, content } = found.value;
  const readFile = async (hash: string): Promise<Buffer | null> => (await database.withoutTransaction((tx) => cases.readEvidence(tx, companyId, hash)))?.body ?? null;
  const made = await cases.evidencePack({ ...content, readFile });
  await pipeline(Readable.from(made.body), createWriteStream(asked.file, { flags: 'wx', mode: 0o600 }));
  return accept(`证据包已写入 ${asked.file},清单指纹 ${made.digest}。核对:npm run -s verify-evidence -- ${asked.file}`);
}
