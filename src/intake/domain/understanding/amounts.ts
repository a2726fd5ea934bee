import type { Fen } from '../../../terms/money.js';
import { findMoney, type MoneySaid } from './money-said.js';
import { plain, reading, type Found, type Reading } from './writing.js';

/** Sums above this are budgets and contracts of companies, never a customer's claim: 1 亿 yuan. */
const LARGEST = 1e8;

/** 播放量3.2万: no money. */
const COUNT_NAMED = /(?:播放|阅读|点赞|点击|浏览|关注|评论|转发|粉丝|人数|面积|功率|容量|里程|热度|订阅|客流|车流)量?(?:是|为|有|都|已|达|到|破|超|过|约|了|:|\s){0,3}$/;
const THING_COUNTED =
  /^(?:多|余|来)?(?:\s?平|\s?㎡|m2|m²|方米|吨|度|个|月|年|天|日|次|小时|分钟|人|户|家|车|辆|棵|张|把|位|名|层|楼|栋|幢|单元|间|套|米|方(?!案|便|面)|公里|厘米|cm|mm|%|分(?!钱)|点|号|期|周|岁|倍|级|路|播放|点赞|赞(?!助)|粉丝|阅读|转发|评论|浏览|观看|室|房间|业主(?!认|说|要|不|同|嫌|觉|坚|让|自)|住户|斤|公斤|瓦|伏|遍|回(?!来)|条|部|台|处|根|块(?:砖|板|瓷砖|玻璃)|#|多万?户|火急|盏|支|瓶|袋|箱|桶|扇|樘|道(?!歉)|口(?!头)|份|本|座|只(?=[狗猫鸡鸟鸭鞋灯箱碗]|宠|老鼠|蟑)|场|趟|件|组|对|批|排|级|升(?!级)|克|kg|KG|g(?![A-Za-z])|V|瓦|千瓦|度|℃|毫|公分|分贝|寸|尺|码|平方|立方|times|单(?!元)|例|宗|班|页|辈|路(?!费)|行(?!不|吗|了|的))/;
/** 由200元涨至350元/月: both ends of the change are prices of one unit. */
const UNIT_PRICE_RISES = /^\s?(?:元|块)?(?:钱)?(?:一个?月)?(?:涨|提|调|升|加|降|变)(?:价|高)?(?:到|成|至|为)\s?[\d.]+\s?(?:元|块)?(?:钱)?\s?(?:\/|每|一)\s?个?(?:平|㎡|m2|m²|方|吨|度|月|年|天|日|次(?!性)|小时|车|辆|季)/;
const UNIT_PRICE_AFTER = /^\s?(?:多|左右)?(?:\/|每|一|1)\s?(?:平|㎡|m2|m²|方|吨|度|个?月|年|天|日|次(?!性)|小时|车|辆|立方|晚)/;
const UNIT_PRICE_BEFORE = /(?:每|按)(?:天|日|个?月|晚|年)要?(?:赔偿?|补偿?|扣|罚|加|给|退)\s?$|(?:每|一)个?(?:平|平方|平米|月|年|季度?|次|度|吨)\s?\d[\d.]*\s?(?:元|块)?(?:涨|加|提|调|变)(?:到|成|至)?\s?$|(?<![免退抵补赔还](?:我|他|她)?)(?:每|一)(?:个)?(?:平|平方|平方米|平米|㎡|个?月|年|天|次(?!性)|吨|度|小时)(?!.*(?:损失|赔|共))[^,，。;；!！?？\n\d]{0,4}$/;
const RATE_BEFORE = /(?:单价|均价|物业费标准|费率|房价|高于|(?<!不)低于)[^,，。;；\n]{0,6}$/;
/** 数十万, 几百块: no sum at all. */
const UNCOUNTED = /[数几]$/;
/** A long letter names many sums in passing; only one that is asked for or lost is its matter. */
const LETTER = 200;
const NOT_THIS = /(?:不是(?:要|赔|给|说)?|不要(?:你们|他们|这|那)?(?:的)?|并非|没到)$/;
/** 不是5000,是500; 8000,不,是1.2万: put right in the same breath. */
const PUT_RIGHT = /(?:不是|并非)[^,，。;；\n]{1,12}[,，\s]{0,2}(?:而)?(?:要的)?(?:应该)?是\s?$|(?:^|[\s,，。;；!！])(?:不|不对|不不|哦不|错了|说错了|打错了|写错了|口误|搞错了)[\s,，。;；!！]{1,2}(?:应该|要的)?是?\s?$|更正(?:为|成|:)?\s?$|(?:(?<![不])应该|应当|实际上?|其实|正确的?|我要的)(?:是|为):?\s?$|应为:?\s?$/;
/** 没有3万不谈 is a demand, 没有3万 is none. */
const UNLESS = /^\s?(?:[块元]钱?)?(?:的话)?[\u4e00-\u9fa5]{0,3}?(?:不(?:谈|行|干|走|签|算|来|了|去|掉|肯|会|可能|罢休|松口|定|平)|免谈|别想|别谈|没完|没门|没得|甭|休想)/;

const ASKED_STRONG = /(?:咬死|咬定|非要|死活要|坚持要?|张口|张嘴|一口价|喊|索赔|赔偿|赔付|赔|补偿|退还|退款|退回|退|减免|抵扣|索要|讨要|主张|诉求|开口|开价|喊价|追加|再要|另要|再加|再赔)[^。;；!！?？\n]{0,12}$/;
const ASKED = /(?:要求|要|减|给(?!你们|物业|公司|开发商|销售|中介)|付|补|免|出|共)(?:(?!\d{3}|[\d一二两三四五六七八九][千万wk])[^,，。;；!！?？\n]){0,6}$/;
const CHANGED_TO = /(?:(?:复核|核实?完)后?[为是]?|核定为|变更[为成到]|调整[为成到]|更改[为成]|现(?:要求|主张|诉求|改)|改口|改主意|后来(?:又|就)?(?:说|要|只要|变成)|最后(?:说|要|定|只要|松口)|现在(?:要|说要|只要|卡在|就要|变成)|如今要|这回要|加到|涨到|涨成|提到|提高到|改成|改为|改口要?|改要|改说|[万千百块元\d]变|变成|松口到?|(?<!可以|可能|能|争取|尽量|打算|想)(?:降到|加码到|谈到|砍到|压到|讲到|让到))[^,，。;；!！?？\n\d]{0,3}$/;
const FORMERLY = /(?:原价|原来|原先|之前|本来|一开始|开始是?|当初|起初|最初|从)[^,，。;；!！?？\n]{0,8}$/;
const ASKED_AFTER = /^\s?(?:左右|以上)?的?(?:作为)?(?:(?:他|业主|客户)?(?:要求|要)?(?:全部?|都|一并)(?:要)?退|要求退(?![^,，。;；]{0,4}[\d一二两三四五六七八九])|(?:的)?(?:首付|房款|购房款|车位款|定金|订金|押金|保证金)款?(?:全部?|都)?(?:还|退)|[,，\s]?(?:要|让)?(?:物业|我们|公司|你们)?(?:报销|承担|赔)|让(?:物业|我们|公司|你们)(?:出|认|给)|给(?:我|他|她)|[,，\s]?(?:这)?(?:就)?是(?:他的?|她的?|业主的?)?(?:底线|最低)|[,，\s]?(?:他|她|业主|客户|本人|我)?(?:不服|不认)|不退|没退|未退|[得该应]退|[得该]赔|请?(?:尽快|予以)?退[回还]|要退|不认|不给退|不还|被扣|[,，\s]?(?:免谈|不谈|少一分)|起步|不可(?!能)|不能(?:再)?少|赔偿|补偿|赔款|赔|误工费|精神损失|损失费|违约金|才(?:肯|行|罢休|同意)|的说法)/;
const LOST = /(?:至少|最低|起码|不少于|不低于|少于|预估|估计|损失|花了?|扣了?|收了?|收取|乱收|多收|骗了?|押金|定金|订金|维修费|修理费|误工费|医药费|费用|交了?|缴了?|缴纳|支付|价值|金额)[^,，。;；!！?？\n]{0,8}$/;
/** 双倍返还,也就是10万. */
const COMES_TO = /(?:也就是|相当于|等于|算下来|算起来|折合|合着)(?:要|得|约|是|大概)?\s?$/;
/** 赔三千五行不行: what we put to him. */
const ASKED_WHETHER = /^\s?(?:块|元)?钱?(?:行不行|行吗|可以吗|可不可以|怎么样|好不好|中不中)/;
/** 不退押金3500. */
const KEPT_BACK = /(?:不退|没退|拒退|不给退|克扣|多收|多扣|乱收|扣[了掉走下]?)(?:还)?(?:他|她|我|业主|客户)?的?[\u4e00-\u9fa5]{0,4}$/;
const SUMMED = /(?:一共|总共|共计|合计|总计|加起来|总金额|共)[^,，。;；!！?？\n\d]{0,6}$|总(?:额|损失|费用|数)?(?:是|为|约|大概|:)?\s?$|=$/;
const OFFERED = /(?:物业|公司|我们|我方|我司|开发商|总包|施工方|施工单位|厂家|保险|项目部|咱们?|对方)[^,，。;；!！?？\n]{0,6}(?:只|愿意|同意|答应|最多|肯|可以|(?<!不)能|拟|打算|准备|已经?|赔了|给了|补了|提出|出价|批了?)(?:(?!要|嫌)[^,，。;；!！?？\n]){0,8}$|(?:只肯|只愿意?|只同意|最多|只(?=给了|赔了|退了|返了|补了))(?:赔|给|补|出|付|退)?[^,，。;；!！?？\n]{0,4}$/;
/** 他要1万我给7千. */
const WE_GIVE = /(?<![让要求叫])(?:我们?|咱们?|物业|我方|我司)(?:就|只|先)?(?:给|出价|还价|还到)\s?$/;
const DEMAND_ON = /(?:要求|要|让|叫|逼|求)(?:我们|物业|公司|开发商|总包|你们|咱们?)[^,，。;；!！?？\n]{0,8}$/;
const HOUSE_PRICE = /(?:(?<![减退抵扣返])房款|[买购]房(?!定金|订金|意向|诚意|押金|认购)|总价|首付|贷款|月薪|工资|收入|房价|造价|投资|预算|合同价|资金|注册|学费|办学|收入)[^,，。;；!！?？\n]{0,6}$/;
/** Behind the sums that it adds up. */
const ALL_TOLD = /(?:共计|合计|总计|总共|一共)\s?$/;
const FINE_DISPUTED = /退[^,，。;；]{0,4}罚|不认|不服|凭什么|凭啥|乱罚|不该罚/;
/** 赔付1.2万后: paid and done with. */
const PAID_ALREADY = /^\s?(?:元|块)?(?:之后|以后(?!再)|后(?=[\s,，]|客户|业主|他|她|又|仍|再))/;
/** 催缴2025年物业费4200: what he owes the company. */
const ARREARS = /(?:欠费|欠缴|催缴|催费|拒[交缴]|未缴|欠(?:着|了)?(?:物业|水电|停车|管理))[^,，。;；\n]{0,10}$/;
/** 前期赔过他500. */
const PAID_BEFORE = /[赔补退给付]过(?:他|她|我|业主|客户)?(?:一次)?\s?$/;
/** 按5000算: what it comes to. */
const RECKONED = /^\s?(?:元|块)?(?:来)?(?:算|计算|折算|计|赔)/;
/** 房子是2023年买的,单价21000,总共189万. */
const HOUSE_BOUGHT = /(?:房子|房价|买房|单价|均价|每平)(?:(?!退|赔|补|差|跌|亏|缩)[^。;；!！?？\n]){0,30}$/;
const HOUSE_AFTER = /^\s?(?:多|左右)?(?:钱)?(?:买的?房|买|购|的房|房子|首付|贷款|的?(?:投资|预算|工程款|注册|税))/;

/** A sum with how strongly the words around it say that it is what the customer asks for or disputes. */
interface Weighed extends MoneySaid {
  readonly weight: number;
  /** Named instead of an earlier one: of several such the last one holds. */
  readonly revised: boolean;
  /** No word beside it says that it is money. */
  readonly lonely?: true;
}

const BARE_CUE =
  /(?:多(?:交|扣|缴|付|收)|罚|追加|按|(?<![单均房])价|差|要么|减租?|折(?:现|价|抵)|(?:开|要|报|说|认|给)的?数?是|也就是|[换修补配装请雇][\u4e00-\u9fa5]{1,4}|承担(?:一半)?|一半|欠(?:我|他|她|着|了)?|返(?:还|现)?|谈到|砍到|压到|算下来|折合|合着|误工|人工|非|(?:他|她|业主|客户|只)认|报|鉴定|公证|同意|答应|差额|尾款|剩余|自付|=|买了?|怎么也得|[报定核估]损|签认|核[定算]|(?:干洗|清洗|打车|挂号|检查|检测|拍片|打针|疫苗|拖车|换锁|疏通|住宿|搬家|补胎|换胎|喷漆|抛光|材料|配件|租金|房租)|工钱|补漆|要价[^,，。;；\d]{0,4}|价值|评估|估价|报价单?|坚持要?|合计|共计|总共|一共|总计|咬定|少|没有?|不到|低于|总|(?<![房产保增升贬])值|要|索赔|赔偿款?|赔付|赔|补偿款?|补|退还|退款|退|减免|免|要价|开价|要求|要|给|付|出|诉求|主张|索要|损失|花了?|扣了?|收了?|金额|报价|(?:[^\s,，。;；\d费金款单]{1,3}(?:费|款|金)(?!额))|涨到|加到|改成|改为|降到|花费|费用|共)(?:了|的|是|为|现|他|她|我们?|业主|客户|大概|大约|约|差不多|最少|至少|起码|总共|一共|合计|共|个|到|成|款|金|钱|费|[::]|\s){0,4}$/;

function weigh(text: string, said: MoneySaid, uncued = false): Weighed | null {
  if (said.high < 1 || (said.unit === 'none' && said.high < 50)) return null;
  const before = text.slice(Math.max(0, said.start - 18), said.start);
  const after = text.slice(said.end, said.end + 10);
  if (said.unit !== 'yuan' && THING_COUNTED.test(after) && !(after.startsWith('业主') && /[万千wWkK.]/.test(text.slice(said.start, said.end)))) return null;
  const revised = said.high >= (said.unit === 'none' ? 100 : 20) && isRevised(before, after) && !PRICE_MOVED.test(text.slice(Math.max(0, said.start - 26), said.start));
  if (said.unit === 'none' && ((!uncued && !BARE_CUE.test(before) && !revised && !plainlyPaid(text, said, after)) || /^[-\d]/.test(after))) return null;
  if (COUNT_NAMED.test(before) || NOT_THIS.test(before) || UNCOUNTED.test(before) || (/没有$/.test(before) && !UNLESS.test(after))) return null;
  if (UNIT_PRICE_AFTER.test(after) || UNIT_PRICE_RISES.test(text.slice(said.end, said.end + 24)) || UNIT_PRICE_BEFORE.test(before)) return null;
  if (said.high < 20 && RATE_BEFORE.test(before)) return null;
  if (piecesCounted(text, said)) return null;
  const fine = /罚[^,，。;；]{0,4}$/.test(before) && !FINE_DISPUTED.test(text) ? 4 : 0;
  const weight = contextWeight(text, before, after, said, revised) - fine;
  if (said.high < 20 && weight < 4) return null;
  return text.length > LETTER && weight < (said.unit === 'yuan' ? 3 : 4) ? null : { ...said, weight, revised };
}

/** 共23块, where 每块 is spoken of: tiles, not yuan. */
const piecesCounted = (text: string, said: MoneySaid): boolean => text.charAt(said.end - 1) === '块' && said.high < 1000 && /每块|空鼓|瓷砖|地砖|墙砖|地板砖/.test(text) && /(?:共|有|[敲换拆铲撬裂掉翘]了?|空鼓|坏了|碎了|砖|第)[^\d]{0,2}$/.test(text.slice(Math.max(0, said.start - 6), said.start));

/** How PUT_RIGHT ends; looking at one character first is far cheaper. */
const PUT_RIGHT_END = /[是为成正:,，。;；!！\s]$/;
/** 车位买成23万,现在降到15万: a price went down, no claim. */
const PRICE_MOVED = /(?:买|卖|售|房价|单价|物业费|停车费|水费|电费|租金|车位)[^。;；!！?？\n]{0,14}(?:降到|降成|涨到|涨成|提到|提高到|变成)[^,，。;；\n\d]{0,3}$/;
/** 是3000,不是30000. */
const NOT_THE_OTHER = /^(?:元|块)?钱?[,，\s]{0,2}(?:而)?不是\s?[\d一二两三四五六七八九十]/;
const isRevised = (before: string, after: string): boolean => (NOT_THE_OTHER.test(after) && /是\s?$/.test(before)) || CHANGED_TO.test(before.slice(-9)) || (PUT_RIGHT_END.test(before) && PUT_RIGHT.test(before));

const SOMETHING_LOST = /罚|烧了|烧坏|泡了|砸|刮|划|淋|扔了|弄坏|打碎|摔坏|弄丢|违约金|滞纳金|打(?:到|进|在)[^,，。;；]{0,4}卡|转账|多收|押金|报销|误工|退|赔|被偷|丢了|损失|退(?:款|钱|还|给)|修车|定损/;

/** 4500 这是底线; 1.5万私了: what only a sum is followed by. */
const SUM_BEFORE = /^\s?(?:(?:块)?买的|现金|现钱|(?:这)?(?:就)?是[^,，。;；\s]{0,4}底线|[一1]分(?:钱)?(?:都|也)?(?:不|没)|不能(?:再)?少|不二价|不给[^,，。;；\s]{0,2}(?:不|没完|天天|就)|凭(?:什么|啥)|了结|结清|上下|左右|\+(?=$|[\s,，。])|起(?:步|跳|谈|$|[\s,，。])|封顶|打底|可以(?!谈|商量)|也行|都行|能接受|成交|私了|一次性|了事|就(?:行|算了|了事|完事|走人|签字))/;
const BEFORE_A_PRICE = /[\u4e00-\u9fa5]\s?$/;
const BEFORE_A_PLACE = /(?:业主|住户|客户|租户|户主|(?<!没法|不能)住|在|户|女士|先生|房东|楼[上下]|隔壁|对门|和|跟|第|[号栋幢座楼室层房]|单元|编号|工号|尾号|后四位)\s?$/;

/** A bare number that is a price all the same: 鞋子1299买的 要赔; 地板7500 要求全赔; 要物业赔 地库淹车 25000. */
function plainlyPaid(text: string, said: MoneySaid, after: string): boolean {
  if (said.high >= 100 && SUM_BEFORE.test(after)) return true;
  // 5000到6000吧: between two round numbers lies a sum.
  if (said.low < said.high && said.low >= 500 && said.high % 100 === 0) return true;
  if (!SOMETHING_LOST.test(text)) return false;
  const before = text.slice(Math.max(0, said.start - 8), said.start);
  const length = said.end - said.start;
  if (said.high < 100 || length < 3 || length > 6 || !/^(?:\s|[,，。;；!！?？没+要都也我他她业客就还被打不得全给退赔吧现整才左以的」”"]|$)/.test(after)) return false;
  if (BEFORE_A_PRICE.test(before)) return !BEFORE_A_PLACE.test(before);
  return said.high >= 10_000 && said.high < 1e6 && /(?:^|[\s,，])$/.test(before);
}

const NOT_ENOUGH = /^\s?(?:[块元]钱?)?(?:(?:代金券|购物券|券|现金|的?方案)?\s(?=他|她|业主|客户))?(?!都不(?:肯|愿意?)(?:赔|给|退|出))(?:他|她|业主|客户)?[都也还]?的?(?:不要|不肯|不收|没要|不答应|嫌|不松口|不行|不够|不同意|不接受|不干|太少|打发|的?方案)/;

/** 少一千都不谈: so much less than the sum. */
const LESS = /(?<![至不起缺最减])少$/;

function contextWeight(text: string, before: string, after: string, said: MoneySaid, revised: boolean): number {
  const demanded = DEMAND_ON.test(before);
  let weight = 1;
  if (ASKED_STRONG.test(before)) weight += 5;
  else if (ASKED.test(before)) weight += 3;
  if (NOT_ENOUGH.test(after)) weight -= 8;
  else if (revised) weight += 7;
  else if (FORMERLY.test(before)) weight -= 2;
  if (ASKED_AFTER.test(after) || UNLESS.test(after)) weight += 5;
  if (LOST.test(before)) weight += 2;
  if (KEPT_BACK.test(before)) weight += 2;
  if (COMES_TO.test(before)) weight += 5;
  if (ASKED_WHETHER.test(after)) weight -= 5;
  if (SUMMED.test(before)) weight += 5;
  if (!demanded && (OFFERED.test(before) || WE_GIVE.test(before))) weight -= 8;
  if ((HOUSE_PRICE.test(before) && !/多[付交缴收][^,，。;；]{0,6}$/.test(before) && !(said.high < 50_000 && /总价[^,，。;；]{0,6}$/.test(before))) || (HOUSE_AFTER.test(after) && said.high >= 100_000)) weight -= 4;
  if (said.high >= 300_000 && HOUSE_BOUGHT.test(text.slice(Math.max(0, said.start - 40), said.start))) weight -= 8;
  if (RATE_BEFORE.test(before)) weight -= 4;
  if (LESS.test(before) || ARREARS.test(before)) weight -= 4;
  if (PAID_ALREADY.test(after) || PAID_BEFORE.test(before)) weight -= 4;
  if (/按\s?$/.test(before) && RECKONED.test(after)) weight += 4;
  if (/(?<![误温高落时])差\s?$/.test(before)) weight += 2;
  if (said.high >= LARGEST) weight -= 9;
  return weight;
}

/** What a message says about money. */
export interface AmountFound extends Found<Fen> {
  /** Two sums compete or were added up: the bot should ask. */
  readonly doubtful: boolean;
  /** The words say that it is asked for, not merely that it was paid or lost. */
  readonly asked: boolean;
}

/** -8000, 负8000: nobody asks for less than nothing, and who writes it so meant something else. */
const isSigned = (text: string, at: number): boolean => /(?:^|[^\d\s])\s?[-−负]\s?$|^\s?[-−负]\s?$/.test(text.slice(Math.max(0, at - 4), at));

const toFen = (yuan: number): Fen => Math.round(yuan * 100);

/** The claimed or disputed sum of a message (upper end of a range); the text is `plain`, with rooms, phones and times blanked. */
export function findAmount(text: string): AmountFound | null {
  const sums: Weighed[] = [];
  const offered: MoneySaid[] = [];
  for (const said of findMoney(text)) {
    const weighed = weigh(text, said);
    if (weighed !== null && weighed.weight > 0) sums.push(weighed);
    else if (weighed !== null && NOT_ENOUGH.test(text.slice(said.end, said.end + 10))) offered.push(said);
  }
  if (sums.length === 0 && offered.length === 0) sums.push(...lonelySum(text));
  const [first] = sums;
  for (const [at, sum] of sums.entries()) {
    if (sum !== first && ALL_TOLD.test(text.slice(Math.max(0, sum.start - 4), sum.start))) sums[at] = { ...sum, weight: sum.weight + 3 };
  }
  const best = sums.reduce<Weighed | null>((top, sum) => (top === null || better(sum, top) ? sum : top), null);
  if (!best) return turnedDown(offered);
  const rivals = sums.filter((sum) => sum !== best && sum.weight >= best.weight && sum.high !== best.high);
  const added = addedTo(text, best, sums);
  const total = added.reduce((sum, { high }) => sum + high, best.high);
  return {
    value: toFen(total),
    start: best.start,
    end: added.at(-1)?.end ?? best.end,
    doubtful: rivals.length > 0 || added.length > 0 || best.lonely === true || isSigned(text, best.start),
    asked: best.weight >= ASKED_FOR,
  };
}

const MONEY_AT_STAKE = new RegExp(`${SOMETHING_LOST.source}|承担|补偿|费用|垫|发票|收据|扣|钱|评估|报价|协议|不谈|私了|价|砸|刮|撞|泡|骗|偷|摔|修`);
/** Digits that nothing else explains. */
const SUM_LIKE = /^(?!0|(?:19|20)\d\d$)\d{3,6}(?:\.\d{1,2})?$|^\d\d?,\d{3}$/;
const NAMES_A_THING = /(?:[A-Za-z#*/:.-]|号|码|编|单|牌|数|表|距|高|长|宽|重|温|压|栋|楼|层|室|房|铺|户|位|面积|型号|工单|约定|共|第|逾期|超|业主|(?<!没法|不能)住|在|年|月)\s?$/;

/** 4S店开了单子,1380,请物业承担: where money is at stake, the only number that counts and names nothing. */
function lonelySum(text: string): Weighed[] {
  if (text.length > LETTER || !MONEY_AT_STAKE.test(text)) return [];
  const left = findMoney(text).filter((said) => said.unit === 'none' && SUM_LIKE.test(text.slice(said.start, said.end)) && !NAMES_A_THING.test(text.slice(Math.max(0, said.start - 3), said.start)));
  const [only, ...others] = left.flatMap((said) => weigh(text, said, true) ?? []);
  return only === undefined || others.length > 0 || only.weight <= 0 || /^\s?[-:/.A-Za-z\d]/.test(text.slice(only.end, only.end + 2)) ? [] : [{ ...only, lonely: true }];
}

/** 只赔500不同意: the only sum that is named is disputed; what he wants is asked. */
function turnedDown([only, ...others]: readonly MoneySaid[]): AmountFound | null {
  if (!only || others.length > 0) return null;
  return { value: toFen(only.high), start: only.start, end: only.end, doubtful: true, asked: false };
}

/** From this weight on the words around a sum ask for it. */
const ASKED_FOR = 4;
const ADDED = /^(?:元|块)?\s?(?:\+|[,，、]?\s?(?:外加|再加|加上|另加|加))[^,，。;；\d]{0,6}$/;

/** 维修费12000元+误工费3000元: what is added to the sum in so many words. */
function addedTo(text: string, best: Weighed, sums: readonly Weighed[]): Weighed[] {
  const added: Weighed[] = [];
  let end = best.end;
  for (const sum of sums) {
    if (sum.start < end || !ADDED.test(text.slice(end, sum.start))) continue;
    added.push(sum);
    end = sum.end;
  }
  return added;
}

/** Of equal weight the larger sum is the total, unless the words say that it was changed to a later one. */
function better(sum: Weighed, top: Weighed): boolean {
  if (sum.revised && top.revised) return sum.start > top.start;
  if (sum.weight !== top.weight) return sum.weight > top.weight;
  return sum.high > top.high;
}

const WANTS_MONEY = /索赔|赔偿|赔付|赔钱|赔款|补偿|退款|退钱|退费|退房|要赔|要钱|要个说法.{0,4}赔|减免|免(?:物业|管理)费|赔点|赔他|赔损失|照价赔|误工费|精神损失|退(?:还|回)?(?:我|他|她)?(?:的|多收的)?(?:差价|押金|定金|订金|首付|费用|装修款)|要求退/;
const WANTS_NO_MONEY = /(?:不要|不用|没(?:有)?(?:提|要|说要?)|未(?:提|要)|不(?:求|需要?|涉及|谈|提)|没(?:有)?涉及|无)(?:求)?(?:任何|什么|过)?(?:索赔|赔偿|赔付|赔钱|赔|补偿|钱|退款)/;

/** Whether the customer wants money, with or without a sum; null when nothing is said. */
export function findWantsMoney(text: string): Found<boolean> | null {
  const denied = WANTS_NO_MONEY.exec(text);
  if (denied) return { value: false, start: denied.index, end: denied.index + denied[0].length };
  const wanted = WANTS_MONEY.exec(text);
  return wanted ? { value: true, start: wanted.index, end: wanted.index + wanted[0].length } : null;
}

/** A bare answer to 要多少钱: "2万", "八千左右", "大概五六千", "不要钱" (0). */
export function readAmount(text: string): Reading<Fen> | null {
  const line = plain(text);
  if (/^\s*(?:不要钱|不用赔|不要赔偿|没有?(?:要钱|提钱|金额)?|没要钱|无|不涉及|没提)[。.!！]?\s*$/.test(line)) {
    return { value: 0, evidence: text.trim() };
  }
  const found = findAmount(line);
  if (found) return isSigned(line, found.start) ? null : reading(text, found);
  const bare = findMoney(line).filter((said) => said.high >= 1 && !THING_COUNTED.test(line.slice(said.end, said.end + 6)));
  const [only] = bare;
  if (!only || bare.length > 1 || isSigned(line, only.start)) return null;
  return reading(text, { value: toFen(only.high), start: only.start, end: only.end });
}
