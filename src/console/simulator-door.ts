import { Inject, Injectable } from '@nestjs/common';
import * as directory from '../directory/index.js';
import { outcomeOfArrival, simulatorCompany, storeArrival, storeFiles, type StoredFile } from '../flow/door.js';
import type { Company, House } from '../flow/house.js';
import { resetDemo } from '../flow/person-acted.js';
import { TAPS } from '../intake/index.js';
import { fitText, TEXT_LENGTH } from '../messages/index.js';
import type { ClockMover, ClockReading } from '../flow/clock-mover.js';
import type { Workers } from '../flow/workers.js';
import { checkUpload } from '../platform/uploads/check-upload.js';
import { parseInstant, SECOND, type Instant } from '../terms/instants.js';
import { keptText, writtenText } from '../terms/kept-text.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { ClockRequest, MessageRequest, ResetRequest, TapRequest } from './dto/simulator-requests.js';
import { parseDuration } from './duration.js';
import { HOUSE, LOCAL_CHANNEL, MOVER, WORKERS, type LocalChannel } from './tokens.js';

const SIMULATOR = 'simulator';
const MOST_TEXT_BYTES = 64 * 1024;
/** What one answer holds: more than a chat ever says, so that a reader who asks once, or again from an old open card, has all of it. */
const PAGE = 10_000;
/** A tap is answered with its outcome within this, else with 处理中 (design.md §3). */
const TAP_PATIENCE = 3000;

/** The door of the local channel: what a platform's callback is for WeCom or DingTalk. */
@Injectable()
export class SimulatorDoor {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(WORKERS) private readonly workers: Workers,
    @Inject(MOVER) private readonly mover: ClockMover,
    @Inject(LOCAL_CHANNEL) private readonly local: LocalChannel,
  ) {}

  async company(): Promise<Company> {
    const company = await simulatorCompany(this.house);
    if (company === null) throw new Error('no demo company');
    return company;
  }

  async say(request: MessageRequest): Promise<Outcome<{ readonly messageId: string }>> {
    const company = await this.company();
    const place = placeOf(company, request.chat, request.from);
    if (!place.ok) return place;
    const text = keptText(request.text ?? '');
    if (Buffer.byteLength(text) > MOST_TEXT_BYTES) return refuse('too-long', '内容超过 64 KB,请分几条发,或作为附件发送。');
    const files = await checkedFiles(request);
    if (!files.ok) return files;
    if (text.trim() === '' && files.value.length === 0) return refuse('empty', '消息是空的,请写内容或发图片。');
    await storeFiles(this.house, company.head.id, files.value);
    const lane = { companyId: company.head.id, channel: SIMULATOR, chatId: request.chat, personId: request.from };
    const stored = await storeArrival(this.house, {
      lane,
      clock: company.head.clock,
      kind: 'message',
      messageKey: clientKey('client', request.from, request.clientMsgId),
      payload: { text, attachments: files.value.map(({ hash, name, mime }) => ({ hash, name, mime })) },
    });
    await this.local.recordIncoming({
      companyId: company.head.id,
      chatId: request.chat,
      from: request.from,
      text: shownText(text, files.value),
      at: stored.business,
      messageKey: stored.id,
    });
    void this.workers.workLane(lane);
    return accept({ messageId: stored.id });
  }

  async tap(cardId: string, request: TapRequest): Promise<Outcome<{ readonly accepted: boolean; readonly message: string }>> {
    const company = await this.company();
    if (directory.personById(company.people, request.by) === null) return refuse('unknown-person', '没有这个人,请核对点击人。');
    const card = keptText(cardId);
    const lane = { companyId: company.head.id, channel: SIMULATOR, chatId: TAPS, personId: request.by };
    const stored = await storeArrival(this.house, {
      lane,
      clock: company.head.clock,
      kind: 'tap',
      messageKey: clientKey('client-tap', request.by, request.clientMsgId),
      payload: { cardId: card, action: request.action, input: writtenInput(request.input ?? {}) },
    });
    const outcome = (await this.workers.outcomeOf(lane, stored.id, TAP_PATIENCE, card)) ?? (await outcomeOfArrival(this.house, stored.id));
    return accept({ accepted: outcome?.accepted ?? outcome === null, message: fitText(outcome?.message ?? '处理中,请稍后看卡片。', TEXT_LENGTH) });
  }

  async messages(chat: string, after: number): Promise<Outcome<readonly object[]>> {
    const company = await this.company();
    if (!company.people.chats.some((one) => one.id === chat)) return refuse('unknown-chat', '没有这个会话,请核对会话编号。');
    return accept(await this.local.messagesAfter(company.head.id, chat, after, PAGE));
  }

  async sms(after: number): Promise<readonly object[]> {
    return this.local.smsAfter((await this.company()).head.id, after, PAGE);
  }

  async people(): Promise<readonly object[]> {
    const { people, pack } = await this.company();
    return people.people.map((person) => {
      const roles = [...new Set(person.holdings.map((held) => held.role))];
      return {
        id: person.id,
        name: person.name,
        roles,
        roleNames: roles.map((role) => pack.roles[role]?.name ?? (role === 'staff' ? '员工' : role)),
        projects: projectsOf(person, people),
        deputyFor: people.deputies.filter((one) => one.deputyId === person.id).map((one) => one.personId),
        onDuty: people.duties.some((duty) => duty.personId === person.id),
      };
    });
  }

  async chats(): Promise<readonly object[]> {
    const { people, head } = await this.company();
    const heads = new Map((await this.local.chatHeads(head.id)).map((one) => [one.chatId, one.lastSeq]));
    return people.chats.map((chat) => ({
      id: chat.id,
      title: chat.title,
      kind: chat.kind,
      project: chat.projectId,
      lastSeq: heads.get(chat.id) ?? 0,
    }));
  }

  async clock(): Promise<ClockReading> {
    return this.mover.read((await this.company()).head.id);
  }

  async moveClock(request: ClockRequest): Promise<Outcome<ClockReading>> {
    const target = targetOf(request);
    if (!target.ok) return target;
    return this.mover.move((await this.company()).head.id, target.value);
  }

  async settle(): Promise<void> {
    await this.workers.settle((await this.company()).head.id);
  }

  async reset(request: ResetRequest): Promise<Outcome<ClockReading>> {
    const given = request.at ?? null;
    const at = given === null ? null : timeSaid(given);
    if (given !== null && at === null) return refuse('bad-time', 'at 应为带时区的时间,例如 2026-03-02T09:00:00+08:00。');
    await this.settle();
    const done = await resetDemo(this.house, request.pack ?? 'longfor-hangzhou', at);
    return done.ok ? accept(await this.mover.read(done.value)) : done;
  }
}

/** An id given as null is none: as a key it would let one message in and lose the rest. */
const clientKey = (door: string, person: string, id: string | null | undefined): string | null =>
  id === undefined || id === null ? null : `${door}:${person}:${id}`;

function targetOf({ advance = null, to: until = null }: ClockRequest): Outcome<(now: Instant) => Instant> {
  if ((advance === null) === (until === null)) return refuse('bad-clock', '请给出 advance 或 to 中的一个。');
  if (until !== null) {
    const to = timeSaid(until);
    return to === null ? refuse('bad-time', 'to 应为带时区的时间,例如 2026-03-02T09:00:00+08:00。') : accept(() => to);
  }
  const span = parseDuration(advance ?? '');
  return span === null ? refuse('bad-duration', 'advance 应为时长,例如 PT3H 或 P1D。') : accept((now) => now + span);
}

/** Business time is of this century: deadlines of any later one would leave the calendar. */
const [EARLIEST, LATEST] = [parseInstant('2000-01-01T00:00:00+08:00') ?? 0, parseInstant('2100-01-01T00:00:00+08:00') ?? 0];

/** To the second, as the clock is shown: what was read from it can be said to it. */
function timeSaid(text: string): Instant | null {
  const at = parseInstant(text);
  return at !== null && at >= EARLIEST && at < LATEST ? Math.floor(at / SECOND) * SECOND : null;
}

function placeOf(company: Company, chatId: string, personId: string): Outcome<true> {
  const chat = company.people.chats.find((one) => one.id === chatId);
  if (chat === undefined) return refuse('unknown-chat', '没有这个会话,请核对会话编号。');
  if (directory.personById(company.people, personId) === null) return refuse('unknown-person', '没有这个人,请核对发言人。');
  if (chat.kind === 'private' && chat.id !== personId) return refuse('not-a-member', '不能在别人的私聊里发言。');
  return accept(true);
}

async function checkedFiles(request: MessageRequest): Promise<Outcome<StoredFile[]>> {
  const files: StoredFile[] = [];
  for (const one of request.attachments ?? []) {
    const checked = await checkUpload(one.name, one.mime, one.base64);
    if (!checked.ok) return checked;
    files.push(checked.value);
  }
  return accept(files);
}

const writtenInput = (input: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([key, value]) => [key, typeof value === 'string' ? writtenText(value) : value]));

const shownText = (text: string, files: readonly StoredFile[]): string =>
  [text, ...files.map((file) => `[${file.mime.startsWith('image/') ? '图片' : '文件'}] ${file.name}`)].filter((line) => line !== '').join('\n');

function projectsOf(person: directory.Person, people: directory.Directory): readonly string[] {
  const all = person.holdings.some((held) => held.projectId === directory.EVERY_PROJECT);
  return people.projects.filter((project) => all || person.holdings.some((held) => held.projectId === project.id)).map((project) => project.id);
}
