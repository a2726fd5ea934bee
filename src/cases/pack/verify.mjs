/**
 * 证据包核对程序: checks an evidence pack with plain Node.js (20 or newer) and nothing else: no network, no other file.
 *   node verify.mjs            the unpacked folder this file lies in
 *   node verify.mjs FILE       a pack (.zip), or a folder it was unpacked to
 * Prints in Chinese what holds, or the first thing that was altered; exit code 1 then.
 * Written apart from the service on purpose: two programs that agree prove more than one.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

class Altered extends Error {}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const need = (holds, words) => {
  if (!holds) throw new Altered(words);
};

// ---- reading: a folder, or a ZIP of which every byte has its place

function readFolder(folder) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), readFileSync(path));
  }
  return files;
}

function readZip(bytes) {
  const end = bytes.length - 22;
  need(end >= 0 && bytes.readUInt32LE(end) === 0x06054b50, '压缩包的结尾被改过或被截短');
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  const plain = bytes.readUInt32LE(end + 4) === 0 && bytes.readUInt16LE(end + 8) === count && bytes.readUInt16LE(end + 20) === 0;
  need(plain && start + size === end, '压缩包的结尾被改过');
  const files = new Map();
  let at = 0;
  let line = start;
  for (let index = 0; index < count; index++) {
    const file = readEntry(bytes, at, line, end);
    need(!files.has(file.name), `压缩包里有两个 ${file.name}`);
    files.set(file.name, file.body);
    at = file.next;
    line = file.nextLine;
  }
  need(at === start && line === end, '压缩包里有不属于任何文件的内容');
  return files;
}

function readEntry(bytes, at, line, end) {
  need(line + 46 <= end && bytes.readUInt32LE(line) === 0x02014b50 && bytes.readUInt32LE(at) === 0x04034b50, '压缩包的目录被改过');
  const length = bytes.readUInt16LE(at + 26);
  const name = bytes.toString('latin1', at + 30, at + 30 + length);
  // The header before the file and its line in the directory say the same, byte by byte.
  const same = bytes.subarray(at + 4, at + 30).equals(bytes.subarray(line + 6, line + 32)) && bytes.toString('latin1', line + 46, line + 46 + length) === name;
  const usual = bytes.readUInt16LE(line + 4) === 20 && bytes.readUInt16LE(at + 4) === 20 && bytes.readUInt32LE(at + 6) === 0 && bytes.readUInt32LE(at + 10) === 0x00210000 && bytes.readUInt16LE(at + 28) === 0;
  const rest = bytes.subarray(line + 32, line + 42).every((byte) => byte === 0) && bytes.readUInt32LE(line + 42) === at;
  const size = bytes.readUInt32LE(at + 18);
  const from = at + 30 + length;
  need(same && usual && rest && bytes.readUInt32LE(at + 22) === size && from + size <= end, `压缩包里 ${printable(name)} 的文件头被改过(如果是自己重新压缩的,请核对解压后的文件夹)`);
  const body = bytes.subarray(from, from + size);
  need(crc32(body) === bytes.readUInt32LE(at + 14), `${printable(name)} 的内容被改过`);
  return { name, body, next: from + size, nextLine: line + 46 + length };
}

const printable = (name) => (/^[\w./-]{1,120}$/.test(name) ? name : '一个文件');

// ---- checking

function parsed(files, name) {
  const body = files.get(name);
  need(body !== undefined, `缺少文件 ${name}`);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Altered(`${name} 的内容被改过(读不出来)`);
  }
}

function checkList(files) {
  need(files.has('manifest.json'), '缺少文件清单 manifest.json');
  const digest = sha256(files.get('manifest.json'));
  need(files.get('manifest.sha256')?.toString('utf8') === `${digest}  manifest.json\n`, '文件清单与它的指纹不符:manifest.json 或 manifest.sha256 被改过');
  const list = parsed(files, 'manifest.json');
  need(list.format === 'evidence-pack/1', `这个核对程序不认识的格式:${String(list.format)}`);
  const known = new Set(['manifest.json', 'manifest.sha256']);
  for (const { path, size, sha256: hash } of list.files) {
    const body = files.get(path);
    need(body !== undefined, `缺少文件 ${path}`);
    need(body.length === size && sha256(body) === hash, `${path} 的内容被改过`);
    known.add(path);
  }
  for (const path of files.keys()) need(known.has(path), `多出了清单里没有的文件 ${printable(path)}`);
  return { list, digest };
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
    return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function checkChain(record) {
  let previous = '';
  for (const [index, entry] of record.entries.entries()) {
    const which = `办理记录第 ${index + 1} 条`;
    need(entry.seq === index + 1, `${which}不见了`);
    need(entry.content !== 'whole' || sha256(entry.salt + canonical(entry.payload)) === entry.payloadHash, `${which}的内容被改过`);
    const line = [entry.prevHash, record.caseId, String(entry.seq), entry.at, entry.actor, entry.kind, entry.payloadHash];
    need(sha256(line.join('\n')) === entry.hash, `${which}的时间、经办人、类别或指纹被改过`);
    need(entry.prevHash === previous, `${which}与上一条接不上:上一条被整条改写过`);
    previous = entry.hash;
  }
  need(record.entries.length === record.head.seq && previous === record.head.hash, '办理记录的最后一条与案件上记的不符');
}

function checkSeals(record, seals) {
  for (const seal of seals) {
    const which = `封存日志第 ${seal.seq} 行`;
    const line = [seal.prevHash, seal.companyId, seal.caseId, String(seal.caseSeq), seal.caseHash, seal.sealedAt];
    need(sha256(line.join('\n')) === seal.hash, `${which}被改过`);
    need(seal.caseId === record.caseId && record.entries[seal.caseSeq - 1]?.hash === seal.caseHash, `${which}与办理记录第 ${seal.caseSeq} 条不符:封存之后被改写过`);
  }
}

function checkAttachments(files, attachments, record) {
  const kept = new Set();
  for (const { path, hash, name } of attachments) {
    need(files.has(path) && sha256(files.get(path)) === hash, `附件“${name}”的内容被改过`);
    kept.add(hash);
  }
  for (const entry of record.entries) {
    const named = [entry.payload.files, entry.payload.photos, entry.payload.evidence].filter(Array.isArray).flat();
    for (const hash of named) need(kept.has(hash), `办理记录第 ${entry.seq} 条所附的文件 ${printable(String(hash))} 不在包里`);
  }
}

/** Sums and decisions are told twice: in sheets made for reading, and in the record. Both must say the same. */
function checkSums(record, whole, approvals) {
  const of = (kind) => record.entries.filter((entry) => entry.kind === kind && entry.content === 'whole');
  const paid = of('payment').reduce((sum, { payload }) => sum + payload.amount, 0);
  need(record.entries.some(({ kind, content }) => kind === 'payment' && content !== 'whole') || paid === whole.sums.paid, '已付金额与办理记录不符');
  for (const run of approvals) {
    const opened = of('approval-opened').find(({ payload }) => payload.run === run.id);
    need(opened === undefined || opened.payload.amount === run.amount, `审批 ${run.id} 的金额与办理记录不符`);
    const closed = of('approval-closed').find(({ payload }) => payload.run === run.id);
    need(closed === undefined || closed.payload.state === run.state, `审批 ${run.id} 的结果与办理记录不符`);
    const decided = of('approval-decided').filter(({ payload }) => payload.run === run.id);
    for (const step of run.steps) {
      for (const one of step.decisions) {
        const told = decided.some(({ actor, payload, at }) => actor === one.decidedBy && payload.verdict === one.verdict && Date.parse(at) === one.decidedAt);
        need(told, `审批 ${run.id} 第 ${step.step} 步的决定与办理记录不符`);
      }
    }
  }
}

function verify(files) {
  const { list, digest } = checkList(files);
  const record = parsed(files, 'record.json');
  const whole = parsed(files, 'case.json');
  const seals = parsed(files, 'seals.json');
  const attachments = parsed(files, 'attachments.json');
  checkChain(record);
  need(whole.number === list.number && whole.number === record.number && whole.record.seq === record.head.seq && whole.record.hash === record.head.hash, 'case.json 与办理记录不是同一件投诉或不是同一时刻');
  checkSeals(record, seals);
  checkAttachments(files, attachments, record);
  checkSums(record, whole, parsed(files, 'approvals.json'));
  const hidden = record.entries.filter(({ content }) => content === 'masked').length;
  const erased = record.entries.filter(({ content }) => content === 'erased').length;
  const sealed = seals.at(-1)?.caseSeq ?? 0;
  return [
    `✓ 证据包 ${list.number}(${list.company}),${list.madeFor} 于 ${list.madeAt} 导出`,
    `✓ 文件 ${list.files.length} 个,与清单逐一相符`,
    `✓ 办理记录 ${record.entries.length} 条,首尾相连,没有改动、缺失或插入`,
    ...(hidden === 0 ? [] : [`  其中 ${hidden} 条按查看权限隐去了电话,链条可以核对,隐去的内容不能`]),
    ...(erased === 0 ? [] : [`  其中 ${erased} 条已按规定删除内容,链条仍然相连`]),
    sealed === 0 ? '  办理记录还没有封存(每分钟封存一次,请稍后重新导出)' : `✓ 封存 ${seals.length} 次,封存到第 ${sealed} 条,与记录相符(最近封存值 ${seals.at(-1).seq}:${seals.at(-1).hash})`,
    `✓ 附件 ${attachments.length} 个,内容与指纹相符`,
    '✓ 金额、审批决定与办理记录相符',
    `清单指纹 ${digest}(与导出时服务日志里的指纹相同,即为原包)`,
  ];
}

export function verifyPack(path) {
  try {
    const files = statSync(path).isDirectory() ? readFolder(path) : readZip(readFileSync(path));
    return { holds: true, lines: verify(files) };
  } catch (error) {
    if (error instanceof Altered) return { holds: false, lines: [`✗ ${error.message}`, '这个证据包与导出时不同,不能作为依据。'] };
    // Whatever cannot even be read as a pack was altered too; the reader is told which, without a trace of this program.
    if (error instanceof TypeError || error instanceof RangeError) return { holds: false, lines: ['✗ 证据包的内容缺失或格式被改过', '这个证据包与导出时不同,不能作为依据。'] };
    throw error;
  }
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && readsAs(process.argv[1]) === readsAs(here)) {
  try {
    const { holds, lines } = verifyPack(process.argv[2] ?? dirname(here));
    process.stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = holds ? 0 : 1;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
    process.stderr.write(missing ? `打不开 ${process.argv[2] ?? ''},请核对文件名。\n用法:node verify.mjs [证据包.zip 或解压后的文件夹]\n` : `${String(error)}\n`);
    process.exitCode = 2;
  }
}

/** On Windows a drive's letter may be written either way. */
function readsAs(path) {
  return process.platform === 'win32' ? path.toLowerCase() : path;
}
