import * as cases from '../../cases/index.js';
import type { Case } from '../../cases/index.js';
import * as directory from '../../directory/index.js';
import * as ledger from '../../ledger/index.js';
import { formatInstant } from '../../terms/instants.js';
import { maskPhone, maskPhonesIn } from '../../terms/phone.js';
import { chineseMarks } from '../../terms/typography.js';
import type { CaseStory, PackSources } from './case-story.js';
import { sectionsOf } from './pack-page.js';

/** The story as the sheets and the page of a pack. */
export function packContent(story: CaseStory, sources: PackSources): Omit<cases.PackContent, 'readFile'> {
  const { one } = story;
  const hidden = sources.whole ? (value: unknown) => value : masking(one);
  const nameOf = (id: string): string => (id === 'bot' ? '客诉助手' : id === 'clock' ? '时限' : directory.nameOf(sources.people, id));
  const entries = story.chain.map((entry) => shownEntry(entry, hidden, nameOf));
  const head = { seq: one.headSeq, hash: one.headHash };
  const sheets = {
    case: hidden(caseSheet(story, sources, nameOf)),
    record: { caseId: one.id, number: one.number, head, entries },
    seals: story.seals,
    approvals: hidden(story.runs),
    deadlines: hidden(story.deadlines),
    sms: hidden(story.sent.filter((row) => row.kind === 'sms').map((row) => ({ ...row, recipient: sources.whole ? row.recipient : maskPhone(row.recipient) }))),
    messages: hidden(story.sent.filter((row) => row.kind !== 'sms')),
    cards: hidden(story.cards),
    attachments: story.attachments.map((file) => ({ path: cases.attachmentPath(file), ...file })),
  };
  const title = `投诉 ${one.number} 证据包`;
  const madeAt = formatInstant(sources.now);
  const madeFor = sources.reader;
  const note = `${sources.people.company.name},${madeFor} 于 ${madeAt} 导出。核对:装有 Node.js 20 以上的电脑上,在解压后的文件夹里运行 node verify.mjs,或 node verify.mjs 证据包.zip。`;
  const lines = story.chain.map((entry, index) => ({ ...entry, payload: entries[index]?.payload ?? {}, said: courseLine(entry, entries[index]?.payload ?? {}, nameOf) }));
  const page = cases.packPage(title, chineseMarks(note), sectionsOf({ ...story, lines }, hidden, nameOf));
  return { number: one.number, company: sources.people.company.name, madeAt, madeFor, sheets, page, attachments: story.attachments };
}

interface ShownEntry extends cases.ChainedEntry {
  readonly actorName: string;
  /** `masked`: a phone is hidden, so that the content cannot be checked, the chain can. `erased`: by law. */
  readonly content: 'whole' | 'masked' | 'erased';
}

function shownEntry(entry: cases.ChainedEntry, hidden: (value: unknown) => unknown, nameOf: (id: string) => string): ShownEntry {
  const payload = hidden(entry.payload) as cases.ChainedEntry['payload'];
  const masked = JSON.stringify(payload) !== JSON.stringify(entry.payload);
  const content = entry.salt === '' ? 'erased' : masked ? 'masked' : 'whole';
  // The salt of hidden content would let its number be guessed and tried.
  return { ...entry, payload, salt: content === 'whole' ? entry.salt : '', actorName: nameOf(entry.actor), content };
}

/** Every mobile number, and the customer's own whatever its form. */
function masking(one: Case): (value: unknown) => unknown {
  const own = one.customerPhone;
  const text = (words: string): string => maskPhonesIn(own === null || own.length < 5 ? words : words.replaceAll(own, maskPhone(own)));
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deep(field)]));
  };
  return deep;
}

function caseSheet({ one }: CaseStory, { people, pack }: PackSources, nameOf: (id: string) => string): object {
  const { facts, handling } = one;
  return {
    number: one.number,
    project: directory.projectById(people, one.projectId)?.name ?? null,
    rooms: one.rooms,
    kind: one.kind,
    category: one.category,
    level: one.level,
    state: one.state,
    subject: one.subject,
    content: one.content,
    customer: one.customerName,
    phone: one.customerPhone,
    reporter: nameOf(one.reporterId),
    handler: one.handlerId === null ? null : nameOf(one.handlerId),
    registeredAt: formatInstant(one.registeredAt),
    closedAt: one.closedAt === null ? null : formatInstant(one.closedAt),
    pack: { id: pack.id, version: pack.version, hash: one.packHash },
    /** In fen. */
    sums: { claimed: facts.claimedAmount, proposed: facts.proposedAmount, repair: facts.repairCost, approved: handling.approvedAmount, paid: cases.paidOf(one) },
    facts,
    decision: one.decision,
    handling,
    record: { seq: one.headSeq, hash: one.headHash },
  };
}

/** The ledger's words for the entry; kinds it does not tell of are the house's own and keep their name. */
function courseLine(entry: cases.ChainedEntry, payload: Readonly<Record<string, unknown>>, nameOf: (id: string) => string): string {
  const said = [payload['words'], payload['plan'], payload['reason']].find((words) => typeof words === 'string');
  const line = ledger.courseOf([{ at: 0, actor: 'bot', kind: entry.kind, said: typeof said === 'string' ? said : null, payload }], { nameOf });
  return line === '' ? entry.kind : line.replace(/^\S+ \S+ /, '');
}
