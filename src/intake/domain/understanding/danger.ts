import { denied } from './denial.js';
import { matchesOf } from './scanning.js';
import { clauseEnd, clauseStart, cut, plain, type Found } from './writing.js';

/** Somebody was hurt or nearly was, or something is about to hurt him. */
const HARMED =
  /冒火花|打火花|一巴掌|耳光|(?:玻璃|砖|石头|瓷砖|墙皮|碎片)[^,，。;；不没]{0,4}(?:掉|坠|落)(?:到|下|在)|差(?:一)?点(?:就)?(?:砸|摔|掉|被|撞|烧|烫|夹|没命|滑)|快(?:要)?(?:掉|塌|倒|砸)(?:下|了)|(?<![门窗扇柜板])(?:会|要|直)?往下(?:掉|坠|砸)(?!漆|灰)|水[^,，。;；]{0,4}(?:流|进|灌|淌|滴)(?:到|进|在)(?:了)?(?:电梯|配电|电箱|电表|插座|强电|灯)|打起来|(?<![位门])打(?:了)?一?架|(?<![位门])打架|动(?:起)?手(?!机|册|续)|推搡|被(?:保安|业主|邻居|人|门岗|物业)?打(?:了|伤|得|成|骨|到住)|(?:头|手|脚|腿|胳膊|脸|眼睛?|额头|鼻子?|手指|膝盖|腰)(?:都|被|给)?(?:[^,，。;；不没]{0,3})?(?:破了|肿了|断了|流血|出血|缝了?|骨[折裂]|划破|割破|扭伤|扭了|夹伤|夹到|磕破|被夹)|摔得|站不起来|爬不起来|骨裂|流(?:了)?鼻血|缝了[^,，。]{0,3}针|割了?(?:手|脚|伤)|划破|烫到|咬到|夹到|夹伤|磕破|磕伤|摔(?:了(?!门|东西)|一跤|跤|下|断|晕|坏了?(?:腿|腰))|扔(?:[^,，。;；]{0,4})(?:烟头|酒瓶|花盆|砖|玻璃|瓶子|菜刀)|(?:烟头|酒瓶|花盆|瓶子)[^,，。]{0,6}(?:扔|掉|砸)(?:下|到)|高空(?:扔|掉|丢)|烧(?:了起来|着了?|坏|起来)|(?:被子|衣服|窗帘|车)(?:都)?(?:被)?烧(?:了|掉)|(?:燃气|煤气|天然气)(?:管道?|阀门?|灶|软管|表)?[^,，。;；不没]{0,4}(?:锈|老化|松|不合格|破|裂|气味|味)|(?:气味|味道?)(?:很|太)?(?:重|大|浓)[^,，。]{0,4}(?:燃气|煤气)|(?:栏杆|护栏|扶手|吊灯|空调外?机架?|支架|广告牌|玻璃|幕墙|树枝|围墙)[^,，。;；不没]{0,5}(?:晃(?!眼)|松了|松动|断了|断裂|锈断|摇摇欲坠|要倒|倒了)|(?:玻璃|热水器|充电桩|电池|灶台?)[^,，。;；不没]{0,4}(?:自爆|爆裂|炸)|甲醛[^,，。;；不没]{0,4}超标|有毒|辐射超标|井盖[^,，。;；]{0,4}(?:没了|丢|不见|缺|松|破|塌|翻)|冲顶|溜梯|蹲底|急停|骤停|失控|(?:撞|碰)(?:了|到|伤|倒)(?:人|行人|老人|小孩|孩子|孕妇|业主)|(?:好几|几|多|两|\d)辆车撞|送(?:到|去|往|进)?(?:了)?(?:医院|急诊|医)|进(?:了)?(?:医院|ICU|急诊)|救护车|急救|打(?:了)?120|窒息|溺水|昏倒|休克|没了?呼吸|中暑|食物中毒|触到电|(?:电|麻)了(?:一下|路人|人|手|小孩|孩子|业主)|被电|(?:马蜂|蛇|毒虫)(?:[^,，。]{0,4})|反锁在|锁在(?:家|里面|屋)/.source;

const DANGEROUS =
  /安全隐患|消防隐患|隐患|人身安全|生命安全|生命财产|生命危险|生命没保障|不安全|安全问题|安全(?:也|都|就)?(?:没|得不到|无|没有)保障|(?:没有?|无|缺乏)安全(?:标志|保障|感)|危险|危及|受伤|弄伤|砸伤|摔伤|烫伤|打伤|咬伤|划伤|伤人|伤到人|骨折|流血|住院|入院|昏迷|晕倒|摔倒|滑倒|跌倒|困梯|困在电梯|被困|关在(?:里面|电梯)|电梯.{0,4}(?:关人|困人)|(?:下坠|坠落|急坠|急速下降|极速下降|坠物|坠楼|高空抛物|抛物)|脱落|掉下来|掉落|砸到|砸中|塌|着火|起火|失火|火灾|火险|冒烟|爆炸|漏电|触电|(?:燃气|煤气|天然气|天燃气|瓦斯)(?:泄漏|泄露|漏)|漏(?:燃气|煤气|天然气|气了)|煤气味|燃气味|天然气味|殴打|打人|被打(?![爆扰扮开破断折乱压印包通造动卡回])|围殴|打砸|恐吓|拳打脚踢|挥起拳|动手打|动手伤|持刀|强行冲入|黑社会|威胁.{0,4}(?:人身|生命)|跳楼|轻生|自杀|消防(?:通道|车道|栓|设施|门|设备|车).{0,14}(?:堵|占|拆|瘫痪|坏|无法|不通|锁|停|没水|垃圾)|(?:堵|占用?|锁|拆)(?:了|住|死)?消防|消防.{0,3}(?:瘫痪|不合格|没验收)|裸露(?:电线|钢筋)|电线裸露|救命|救出|人命|出(?:了)?事故|安全事故|有毒|中毒|咬人|恶犬|咬了|狗咬|结构安全|主体结构|危楼|安全(?:堪忧|问题堪忧)|安全何在/.source;
const SAFETY = new RegExp(`${HARMED}|${DANGEROUS}`, 'g');

/** Whether someone's safety is or may be harmed; a denial is told apart; the text must be `plain`. */
export function findSafety(text: string): Found<boolean> | null {
  let refusal: Found<boolean> | null = null;
  for (const match of matchesOf(text, SAFETY)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (/^被困[扰难惑]/.test(text.slice(span.start, span.start + 3))) continue;
    if (denied(text, span)) refusal ??= { ...span, value: false };
    else return { ...span, value: true };
  }
  return refusal;
}

/** What puts people in danger now, for the emergency lane. */
export type EmergencyMatter = 'trapped' | 'gas' | 'falling' | 'fire' | 'electric' | 'injury';

export interface Emergency {
  readonly matter: EmergencyMatter;
  /** The words of the message it rests on. */
  readonly words: string;
}

const DANGERS: readonly (readonly [EmergencyMatter, RegExp])[] = [
  ['trapped', /困梯|电梯.{0,8}(?:困|关)(?:了|着|住)?(?:\d|[一二两三四五六七八九十几]|多|个|有)*(?:个|名|位)?(?:人|小孩|孩子|老人|业主|住户|在里面|里面|里头|里)|(?:被?困|被?关|卡)在(?:了)?电梯|电梯(?:里|内|中)(?:面)?(?:有|还有|困|关)(?:着|了)?.{0,4}人|被困(?:在)?(?:电梯|轿厢|里面|屋里|家里|车库|车里)|电梯.{0,6}被困|(?:从)?电梯(?:里|中|内)?.{0,4}(?:救|放|弄)(?:了)?出|(?:小孩|孩子|老人|宝宝)被?(?:反锁|锁|困|关)在/g],
  ['gas', /(?:燃气|煤气|天然气|天燃气|瓦斯|液化气)(?:管道?|阀门?|灶|表)?(?:好像|在|有点|有|正在|疑似|大量|严重)?(?:泄漏|泄露|漏气|漏了|在漏|漏)|漏(?:燃气|煤气|天然气)|(?:煤气|燃气|天然气|天燃气|瓦斯|液化气)(?:的)?(?:味|气味|臭味)|(?:煤气|一氧化碳)中毒|(?:闻到|闻见|好大|很大|很浓|一股).{0,6}(?:煤气|燃气|天然气)(?:的?味道?)?/g],
  ['falling', /高空坠物|坠物|高空抛物|(?:外墙|墙砖|墙皮|瓷砖|玻璃|窗户?|幕墙|广告牌|空调外?机|石材|保温层|大理石|墙面|线条|吊顶|天花板|树枝|大树|花盆).{0,6}(?:掉下|掉落|坠落|坠下|脱落|砸下|砸到|砸中|掉下来|往下掉|整块掉|倒了|倒塌)|砸(?:到|中|伤)(?:了)?(?:人|行人|业主|小孩|孩子|老人|车)|坠楼|跳楼(?!价)|要跳|(?:墙|楼|棚|阳台|天花板?|吊顶|地面|路面|护坡|车库).{0,4}(?:坍塌|倒塌|塌了|塌陷|塌方|要塌)/g],
  ['fire', /着火|起火|失火|火灾|火警|冒(?:着|出|起)?(?:黑|白|浓|好多|很多|大)?烟|烧起来|烧着了|爆炸|浓烟/g],
  ['electric', /漏电(?!保护|开关|断路)|触电|电到(?:了)?(?:人|我|他|她|小孩|孩子|业主)|被电(?:到|了|倒|击)|(?:电线|电缆).{0,4}(?:掉|断|裸露|冒火|打火)|冒火花|带电(?!话|梯|动|脑|表|源)/g],
  ['injury', /(?:人|业主|老人|小孩|孩子|大爷|阿姨|奶奶|爷爷|女儿|儿子|工人|保安|保洁)(?:.{0,8})(?:受伤|晕倒|昏迷|昏倒|骨折|流血|摔伤|砸伤|烫伤|溺水|没(?:了)?呼吸|休克|被咬|咬伤|割伤)|摔(?:断|骨折|晕)|溺水|落水|持刀|轻生|自杀|要跳|割腕/g],
];

/** Spoken of as possible, feared, asked about, drilled or long past: nobody is in danger now. */
const NOT_NOW_BEFORE =
  /(?:怕|担心|害怕|恐|唯恐|生怕|万一|一旦|如果|若是|要是|倘若|假如|假设|会不会|可能会?|容易|很?易|避免|防止|预防|防|以防|以免|免得|谨防|杜绝|存在|有.{0,4}(?:风险|隐患)|曾经?|之前|以前|过去|当年|去年|前年|上个?月|上周|上星期|上次|上回|前段时间|前几天|几个月前|半年前|\d+年(?:前)?|[一二两三四五六七八九十]年前|多次|经常|常常|老是|时常|频繁|屡次|演习|演练|培训|模拟|测试|检测|严防|现实中|案例|导致|引发|造成.{0,4}隐患|防范|是否|有没有|会|至今已?有?)[^,，。;；!！?？\n]{0,10}$/;
const NOT_NOW_AFTER =
  /^(?:的)?(?:风险|隐患|危险|可能|演习|演练|培训|报警器|报警|探测器|探头|怎么办|的话|预案|事故案例|保险|责任谁|点|概率|保护|检测|演示|宣传|测试|的可能|过(?!来|去)[^,，。\n]{0,6}(?:次|回)|多次|罚|扣)/;
/** Words that say it is going on, whatever else is said. */
const NOW = /现在|正在|刚刚|刚才|刚|目前|这会儿|马上|快来|赶紧|赶快|立刻|立即|速来|紧急|救命|救出|着急|出事|已报警|打了?1(?:10|19|20)|今天|今早|今晚|昨晚|昨天|里面有人|还没出来|救出|出来了|报警了/;
const PAST = /去年|前年|上个?月|上周|曾|之前|以前|多次|经常|年前|常常|\d{4}年/;

function isNow(text: string, start: number, end: number): boolean {
  const before = text.slice(clauseStart(text, start), start);
  const after = text.slice(end, Math.min(clauseEnd(text, end), end + 12));
  if (/经常|多次|老是|总是|曾|以前|动不动|屡次|频繁/.test(text.slice(start, end))) return false;
  if (/^(?:吗|嘛|么|没有?\?|呢)/.test(after) || NOT_NOW_AFTER.test(after)) return false;
  if (!NOT_NOW_BEFORE.test(before.slice(-24))) return true;
  return NOW.test(before + after) && !PAST.test(before) && !/怕|担心|万一|一旦|如果|要是|避免|防止|会不会|演/.test(before);
}

/**
 * People in danger now, or a moment ago (someone just freed from a lift still counts): the first such words of the
 * message. Denials, fears, hypotheses, drills and things long past do not count.
 */
export function findEmergency(text: string): Emergency | null {
  const line = plain(text);
  for (const [matter, pattern] of DANGERS) {
    for (const match of matchesOf(line, pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (/困[扰难惑境]/.test(line.slice(span.start, span.end + 1)) || denied(line, span)) continue;
      if (isNow(line, span.start, span.end)) return { matter, words: cut(text, span) };
    }
  }
  return null;
}
