import { AGREEMENT, VOUCHER } from '../harness/photo.js';
import type { World } from '../harness/world.js';

/** Who is told (chat id, or `sms:` and the phone number) and in which words. */
type Said = readonly [where: string, words: RegExp];
/** The same with its minute of business time, as `02-14T09:00`. */
type SaidAt = readonly [at: string, where: string, words: RegExp];

/** Who may be told between 21:00 and 08:00 beside whoever is on duty or has just acted. */
interface Night {
  readonly allowed: readonly string[];
}

/** What is registered: its number, who handles it, as what, and where the customer hears of it. */
interface Registered {
  readonly number: string;
  readonly handler: string;
  readonly level: '一般' | '重要' | '重大' | '需求';
  readonly sms: string;
}

/**
 * Ten working days message by message: what is said is compared as a whole, with its minute and its person; what is
 * missing and what nobody expected are shown together.
 */
export class TenDays {
  private night: Night = { allowed: ['duty1'] };

  private constructor(
    private readonly world: World,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  static async begin(world: World, pack: string, at: string): Promise<TenDays> {
    await world.begins(pack, at);
    const people = await world.get<{ id: string; name: string }[]>('/people');
    return new TenDays(world, new Map(people.map(({ id, name }) => [id, name])));
  }

  /** People of whom the book lets one case be spoken to at night (safety, media, major). */
  exceptsAtNight(...people: readonly string[]): void {
    this.night = { allowed: ['duty1', ...people] };
  }

  private name(person: string): string {
    return this.names.get(person) ?? person;
  }

  /** Lets the clock run to `time` (`02-14T09:00`) and takes exactly what is said on the way. */
  async until(time: string, said: readonly SaidAt[]): Promise<void> {
    await this.world.movesTo(`2026-${time}:00+08:00`);
    this.compare(said);
    for (const [at, where] of said) this.disturbsNobody(at, where);
  }

  /** Somebody acts: exactly this is said, at this minute. */
  async acts(act: (world: World) => Promise<unknown>, said: readonly Said[]): Promise<void> {
    const { now } = await this.world.get<{ now: string }>('/clock');
    await act(this.world);
    this.compare(said.map(([where, words]) => [now.slice(5, 16), where, words]));
  }

  /** Told in the group and confirmed: the group hears who follows it up, the handler gets notice and card, the customer an SMS. */
  async comesIn(words: string, as: Registered, also: readonly Said[] = []): Promise<void> {
    const { number, handler, level, sms } = as;
    const name = this.name(handler);
    await this.acts((world) => world.says('staff1', words), [['g1', /(?:投诉|需求)草稿/]]);
    await this.acts((world) => world.taps('staff1', '确认登记', { chat: 'g1' }), [
      ['g1', new RegExp(`${number}.*由${name}跟进`)],
      [handler, new RegExp(`由您受理.*级别:${level}`)],
      [handler, new RegExp(`(?:投诉|需求) ${number}`)],
      [sms, new RegExp(`已登记.*${number}`)],
      ...also,
    ]);
  }

  async isReached(handler: string, number: string): Promise<void> {
    await this.acts((world) => world.tells(handler, `${number} 已联系客户`), [[handler, /已联系上客户/]]);
  }

  /** The handler sends the case to somebody. */
  async goesTo(handler: string, number: string, person: string): Promise<void> {
    const name = this.name(person);
    await this.acts((world) => world.tells(handler, `${number} 派单给${name}`), [
      [handler, new RegExp(`已派给${name}`)],
      [person, new RegExp(`派单 ${number}`)],
    ]);
  }

  /** Agreement and voucher are there. */
  async isPaid(handler: string, number: string, yuan: number): Promise<void> {
    await this.acts((world) => world.tells(handler, `${number} 上传协议`, [AGREEMENT]), [[handler, /已存档.*还缺:付款凭证/]]);
    await this.acts((world) => world.tells(handler, `${number} 付款凭证 ${yuan}元`, [VOUCHER]), [[handler, /资料已齐/]]);
  }

  /** Handling ends: the visitor gets his card, the customer an SMS. */
  async isHandled(handler: string, words: string, visitor: string, sms: string): Promise<void> {
    await this.acts((world) => world.tells(handler, words), [
      [handler, /处理完毕,转回访/],
      [visitor, new RegExp(`回访 ${words.split(' ')[0] ?? ''}`)],
      [sms, /已处理完毕/],
    ]);
  }

  /** The return visit finds the customer content: the case is closed. */
  async isSatisfied(visitor: string, number: string): Promise<void> {
    const visit = { title: new RegExp(`^回访 ${number}`), input: { text: '满意' } };
    await this.acts((world) => world.taps(visitor, '回访满意', visit), [['g1', new RegExp(`${number} 回访满意,已结案`)]]);
  }

  /** A manager's every digest: its day, then how many cases are open, late, due today and under approval; on Mondays what was softened. */
  digests(person: string): readonly string[] {
    const said: string[] = [];
    for (let one = this.world.takesDigest(person); one !== null; one = this.world.takesDigest(person)) {
      const [, ...figures] = /在办 (\d+) 件:超时 (\d+) 件,今日到期 (\d+) 件,(没有待审批|待审批 \d+)/.exec(one.text) ?? [];
      const softened = /上周放宽处理 \d+ 项/.exec(one.text)?.[0];
      said.push([one.at.slice(5, 10), ...figures.map((count) => Number(count.replace(/\D/gu, ''))), ...(softened === undefined ? [] : [softened])].join(' '));
    }
    return said;
  }

  private compare(said: readonly SaidAt[]): void {
    const missing = said.filter((row) => !this.takes(row));
    const rest = this.world.unexpected();
    if (missing.length === 0 && rest === '') return;
    this.world.forget();
    throw new Error(`not said:\n${missing.map(([at, where, words]) => `  ${at} [${where}] ${words}`).join('\n')}\nnobody expected:\n${rest}`);
  }

  private takes([at, where, words]: SaidAt): boolean {
    return this.world.takes(where, words, at) !== null;
  }

  private disturbsNobody(at: string, where: string): void {
    const hour = Number(at.slice(6, 8));
    if ((hour >= 21 || hour < 8) && !this.night.allowed.includes(where)) throw new Error(`told at night: ${at} [${where}]`);
  }
}
