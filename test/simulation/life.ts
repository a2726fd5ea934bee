import { giveRating, progressView, sayUnsolved } from '../../src/flow/customer-page.js';
import { DAY, HOUR, MINUTE, addDays, dayOf, showDay, type Instant } from '../../src/terms/instants.js';
import { decisions } from './deciders.js';
import type { Desk } from './desk.js';
import type { Dice } from './dice.js';
import { awake, type Life, type Town } from './town.js';

interface CaseRow {
  readonly id: string;
  readonly state: string;
  readonly handler: string | null;
  readonly dispatchedTo: string | null;
  readonly approval: string | null;
  readonly sentBackTo: string | null;
}

const MATTERS = ['厨房漏水', '客厅渗水', '电梯总是停运', '楼上装修噪音扰民', '保洁不到位', '地下车库积水', '门禁坏了', '路灯不亮', '阳台栏杆松动', '空调外机噪音', '卫生间返味', '绿化枯死'] as const;
const SURNAMES = ['王', '李', '赵', '孙', '周', '吴', '郑', '冯'] as const;
const CLAIMS = ['', '', '', ',要赔3000', ',要赔4999', ',要赔5000', ',要赔8000', ',要赔19999', ',要赔2万', ',要赔5万'] as const;
const SUMS = [0, 0, 300, 1500, 4999, 5000, 5001, 8000, 19_999, 20_000, 30_000, 50_000] as const;
/** Until somebody who may decides so; a case that nobody ends is nudged about for the rest of the year. */
const MOST_TRIES = 15;
const ENDED = ['closed', 'invalid', 'merged'];

/** How quickly people act in this case. */
type Temper = 'prompt' | 'slow' | 'careless';

/** One complaint from its report to its end, or until nobody cares any more. */
export async function* lifeOf(town: Town, customer: number): Life {
  const { dice } = town;
  const number = yield* reported(town, customer);
  if (number === null) return;
  const life = new CaseLife(town, number, phoneOf(customer), dice.oneOf(['prompt', 'prompt', 'prompt', 'prompt', 'prompt', 'slow', 'slow', 'careless']));
  // Everybody forgets it for weeks; somebody comes to it in the end, or nobody ever does.
  if (dice.happens(0.04)) yield dice.between(12, 40) * DAY;
  yield* life.handledInTheEnd();
}

const phoneOf = (customer: number): string => `138${String(10_000_000 + customer)}`;

const roomOf = (customer: number): string => `${(customer % 17) + 1}栋${(customer % 3) + 1}单元${((customer * 7) % 28) + 2}0${(customer % 4) + 1}`;

async function* reported({ desk, dice }: Town, customer: number): AsyncGenerator<number, string | null> {
  const surname = SURNAMES[customer % SURNAMES.length] ?? '王';
  const chat = dice.oneOf(['g1', 'g2']);
  const by = dice.oneOf(['staff1', 'staff2']);
  const claim = dice.oneOf(CLAIMS);
  const text = `${roomOf(customer)}业主${surname}女士${phoneOf(customer)}来电,${MATTERS[customer % MATTERS.length] ?? ''}${claim}`;
  await desk.says(by, text, { chat });
  if (dice.happens(0.03)) return yield* takenUp({ desk, dice }, customer);
  yield dice.between(0, 20) * MINUTE;
  if (desk.pack === 'jinke-commercial' && claim === '' && dice.happens(0.5)) await desk.says(by, '不是投诉是需求', { chat });
  const said = await desk.says(by, '确认', { chat });
  if (isNumber(said.ref)) return said.ref;
  // It was asked something first, such as which of two categories.
  await desk.says(by, '跳过', { chat });
  const { ref } = await desk.says(by, '确认', { chat });
  return isNumber(ref) ? ref : null;
}

const isNumber = (ref: string | undefined): ref is string => ref !== undefined && /^[A-Z]+-\d{8}-\d{4}$/.test(ref);

/** A report that nobody confirmed was registered all the same: somebody comes to it some days later, or nobody ever does. */
async function* takenUp({ desk, dice }: Pick<Town, 'desk' | 'dice'>, customer: number): AsyncGenerator<number, string | null> {
  if (dice.happens(0.2)) return null;
  yield dice.between(2, 20) * DAY;
  const [one] = await desk.rows<{ number: string }>(`select number from complaint where company_id = $1 and customer_phone = $2 order by registered_at desc limit 1`, [phoneOf(customer)]);
  return one?.number ?? null;
}

class CaseLife {
  private readonly dice: Dice;
  private readonly desk: Desk;

  constructor(
    private readonly town: Town,
    private readonly number: string,
    private readonly phone: string,
    private readonly temper: Temper,
  ) {
    this.dice = town.dice;
    this.desk = town.desk;
  }

  async *handledInTheEnd(): Life {
    const rounds = this.dice.between(2, 6);
    for (let round = 0; round < rounds; round++) {
      yield* this.contact();
      if (this.dice.happens(0.05)) yield* this.invalid();
      if (await this.isOver()) return;
      if (this.dice.happens(0.35)) yield* this.repair();
      if (this.dice.happens(0.12)) yield* this.moreTime();
      if (this.dice.happens(0.1)) yield* this.news();
      if (this.dice.happens(0.6)) yield* this.plan();
      yield* this.finish();
      if (await this.isOver()) return;
      yield* this.visit();
      if (await this.isOver()) return yield* this.afterwards();
    }
    // Whoever is still not content: the case is closed by whoever may, or declared invalid; now and then it stays as it is.
    await this.byHandler('结案,已按方案办完,客户仍不接受');
    if (this.dice.happens(0.03)) return;
    for (let tries = 0; tries < MOST_TRIES && !(await this.isOver()); tries++) yield* (await this.row())?.state === 'handled' ? this.visit() : this.invalid();
  }

  private async *contact(): Life {
    yield* this.wait(0.3);
    for (let tries = 0; tries < 3 && this.dice.happens(0.25); tries++) {
      await this.byHandler('联系不上客户');
      if (this.dice.happens(0.1)) await this.desk.smsReply(this.phone, this.dice.oneOf(['TD', '我下午有空']));
      yield this.dice.between(1, 30) * HOUR;
    }
    if (this.dice.happens(0.92)) await this.byHandler('已联系客户');
  }

  private async *repair(): Life {
    await this.byHandler(`派单给${this.dice.oneOf(['张伟', '王芳', '李明'])}`);
    yield* this.wait(0.2);
    const one = await this.row();
    if (one?.dispatchedTo === null || one?.dispatchedTo === undefined) return;
    const by = one.dispatchedTo;
    if (this.dice.happens(0.15)) {
      await this.desk.says(by, `${this.number} 退单,这不是我们的事`);
      yield* this.wait(0.4);
      const { sentBackTo } = (await this.row()) ?? { sentBackTo: null };
      if (sentBackTo !== null) await this.desk.says(sentBackTo, `${this.number} 重新派单给${this.dice.oneOf(['张伟', '王芳', '刘洋'])}`);
      return;
    }
    await this.desk.says(by, `${this.number} 接单`);
    const day = addDays(dayOf(this.desk.now), this.dice.between(1, 4));
    await this.desk.says(by, `${this.number} ${this.dice.happens(0.3) ? '业主要求' : ''}约${monthDay(day)}上午${this.dice.between(9, 12)}点上门`);
    yield* this.wait(1);
    if (this.dice.happens(0.7)) await this.desk.says(by, `${this.number} 到场了`, { files: ['photo'] });
    yield* this.wait(0.3);
    if (this.dice.happens(0.8)) await this.desk.says(by, `${this.number} 现场核实完了,是管道老化`);
  }

  private async *moreTime(): Life {
    const until = monthDay(addDays(dayOf(this.desk.now), this.dice.between(1, 12)));
    const words = this.dice.oneOf([`申请延期到${until},配件没到`, `暂停到${until},等门禁卡到货`, `申请延期到${until}18点,厂家排期`]);
    await this.byHandler(words);
    this.town.begins(decisions(this.town, this.number, this.temper === 'careless'));
    yield* this.wait(0.5);
    if (this.dice.happens(0.3)) await this.byHandler('恢复计时,配件到了');
  }

  /** What makes it graver, or somebody else's business as well. */
  private async *news(): Life {
    const outside = monthDay(addDays(dayOf(this.desk.now), this.dice.between(2, 9)));
    const words = this.dice.oneOf(['又有5户反映', '媒体已经曝光了', '又没谈拢', '信访工单号XF2026030088,5个工作日内回复', `住建局工单号ZJ2026${this.dice.between(10_000, 99_999)},${outside}前回复`, '补充:业主又来电话催', '标记 涉及人身安全']);
    await this.byHandler(words);
    yield* this.wait(0.2);
  }

  private async *plan(): Life {
    for (let tries = 0; tries < 3; tries++) {
      yield* this.wait(0.5);
      const sum = this.dice.oneOf(SUMS);
      await this.byHandler(sum === 0 ? '方案:更换水管' : `方案:更换水管并赔偿${sum}元`);
      this.town.begins(decisions(this.town, this.number, this.dice.happens(0.15)));
      if (this.dice.happens(0.08)) await this.byHandler('催办');
      if (this.dice.happens(0.04)) {
        await this.byHandler('撤回');
        continue;
      }
      for (let looks = 0; looks < 6 && (await this.row())?.approval === 'open'; looks++) yield this.dice.between(4, 30) * HOUR;
      const one = await this.row();
      if (one === null || ENDED.includes(one.state)) return;
      if (one.approval !== 'approved') continue;
      if (sum > 0 && this.dice.happens(0.85)) yield* this.papers(sum);
      return;
    }
  }

  private async *papers(sum: number): Life {
    yield* this.wait(0.3);
    await this.byHandler('上传协议', ['agreement']);
    await this.byHandler(`付款凭证 ${sum}元`, ['voucher']);
  }

  private async *finish(): Life {
    yield* this.wait(1);
    if (await this.isOver()) return;
    await this.byHandler('处理完毕,换了水管');
    if (this.dice.happens(0.06)) await this.unsolved();
  }

  private async *invalid(): Life {
    yield* this.wait(0.3);
    await this.byHandler('无效,与事实不符,已向业主解释');
    this.town.begins(decisions(this.town, this.number, false));
    yield 3 * DAY;
  }

  /** Called by whoever is to: content or not, three times not reached, or forgotten. */
  private async *visit(): Life {
    if (this.dice.happens(0.25)) yield* this.rated();
    yield* this.wait(1);
    if (this.dice.happens(0.06)) yield this.dice.between(4, 20) * DAY;
    const visitor = await this.visitor();
    if (visitor === null) return;
    if (this.dice.happens(0.12)) {
      for (let tries = 0; tries < 3; tries++) {
        await this.desk.says(visitor, `${this.number} 联系不上`);
        yield this.dice.between(1, 20) * HOUR;
      }
      yield* this.rated();
    }
    const content = this.dice.happens(0.82);
    await this.desk.says(visitor, `${this.number} ${content ? '回访满意' : '回访不满意,还在漏'}`);
    if (content && !(await this.isOver())) {
      yield* this.wait(1);
      await this.byHandler('上传协议', ['agreement']);
      await this.byHandler('付款凭证 5000元', ['voucher']);
    }
  }

  private async *rated(): Life {
    yield this.dice.between(1, 60) * HOUR;
    const [open] = await this.desk.rows<{ id: string }>(
      `select r.id from customer_rating r join complaint c on c.id = r.case_id where c.company_id = $1 and c.number = $2 and r.state = 'open' order by r.asked_at desc limit 1`,
      [this.number],
    );
    if (open === undefined || this.dice.happens(0.4)) return;
    const score = this.dice.oneOf(['satisfied', 'fair', 'dissatisfied'] as const);
    await this.desk.onPage((house) => giveRating(house, house.customerLinks.token('r', open.id), { score, words: '' }));
  }

  /** 仍未解决, by the link in his SMS. */
  private async unsolved(): Promise<void> {
    const one = await this.row();
    if (one === null) return;
    await this.desk.onPage(async (house) => {
      const token = house.customerLinks.token('p', one.id);
      const page = await progressView(house, token);
      if (page !== null) await sayUnsolved(house, token, { seal: page.seal, words: '还是老样子' });
    });
  }

  private async *afterwards(): Life {
    if (!this.dice.happens(0.05)) return;
    yield this.dice.between(1, 20) * DAY;
    await this.unsolved();
    if (await this.isOver()) return;
    yield* this.finish();
    yield* this.visit();
  }

  private async visitor(): Promise<string | null> {
    const [card] = await this.desk.rows<{ chat: string }>(
      `select k.chat_id as chat from card k join complaint c on c.id = k.case_id
       where k.company_id = $1 and c.number = $2 and k.subject_kind = 'visit' order by k.created_at desc limit 1`,
      [this.number],
    );
    return card?.chat ?? null;
  }

  private async row(): Promise<CaseRow | null> {
    const [one] = await this.desk.rows<CaseRow>(
      `select id, state, handler_id as handler, handling ->> 'dispatchedTo' as "dispatchedTo", handling -> 'approval' ->> 'state' as approval,
         handling -> 'sentBack' ->> 'to' as "sentBackTo" from complaint where company_id = $1 and number = $2`,
      [this.number],
    );
    return one ?? null;
  }

  private async isOver(): Promise<boolean> {
    const one = await this.row();
    return one === null || ENDED.includes(one.state);
  }

  private async byHandler(words: string, files: readonly ('photo' | 'agreement' | 'voucher')[] = []): Promise<void> {
    const handler = (await this.row())?.handler ?? null;
    if (handler !== null) await this.desk.says(handler, `${this.number} ${words}`, { files });
  }

  /** `share` of what this temper takes for a thing; at night most people sleep first. */
  private async *wait(share: number): Life {
    yield awake(this.town, paceOf(this.dice, this.temper) * share);
  }
}

function paceOf(dice: Dice, temper: Temper): number {
  if (temper === 'prompt') return dice.between(10, 300) * MINUTE;
  return temper === 'slow' ? dice.between(60, 2400) * MINUTE : dice.between(8, 160) * HOUR;
}

const monthDay = (day: string): string => showDay(noonOf(day));
const noonOf = (day: string): Instant => Date.parse(`${day}T12:00:00+08:00`);
