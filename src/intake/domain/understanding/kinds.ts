import type { Understanding } from '../../../terms/understanding.js';
import { KIND_MODEL } from './kind-model.js';
import { readerOf } from './learnt.js';
import { spansOf, type Found } from './writing.js';

export interface KindFound extends Found<Understanding['kind']> {
  readonly noneKind: Understanding['noneKind'];
  readonly doubtful: boolean;
  /** The words say it outright: no model is asked. */
  readonly plain?: true;
}

/** What besides the words decides: facts that only a complaint has. */
export interface KindHints {
  readonly repeat: boolean;
  readonly refused: boolean;
  readonly publicity: boolean;
  readonly wantsMoney: boolean;
  readonly safety: boolean;
  /** A room, a person, a way in or a count of households is named: someone came with a matter. */
  readonly someone: boolean;
  /** A sum is named, or more households than one: small talk has neither. */
  readonly counted: boolean;
  /** A word of the trade tells the category. */
  readonly matter: boolean;
}

const DISSATISFIED =
  /投诉|不满|举报|抱怨|维权|曝光|讨(?:个)?(?:说法|公道)|要(?:个)?说法|还(?:我们?|业主).{0,4}公道|生气|气愤|愤怒|发火|骂|吵闹?|闹|态度(?:差|恶劣|不好|很差|极差|蛮横|强硬|嚣张)|恶劣|没人管|不管|多[扣收算](?=我|他|她|了|\d)|(?<![归由是])谁(?:来)?管|能不能(?:别|不要|快点)|快点(?:来|派|修|处理|给|解决)|到底(?:什么时候|何时|啥时|谁|怎么|管不管|能不能|要)|(?:天|周|星期|礼拜|月|年|小时|次)了[^,，。;；!！?？\n]{0,10}(?:还没|还不|都没|也没)|还没(?:装|修|来人|解决|退|弄好|处理好|装好|整改)|管管|管一管|没人理|不理|不作为|至于[^,，。]{0,10}[吗嘛]|推脱|推诿|敷衍|忽悠|欺骗|欺诈|骗|虚假|违约|违规|违法|违建|乱收|霸王|强制|强行|捆绑|索赔|赔偿|退房|退款|质量(?:太|很|差|问题|有问题)|太差|太吵|太臭|受不了|忍无可忍|严重|影响(?:休息|睡眠|生活|出行|正常)|扰民|不合理|凭什么|为什么.{0,10}(?:不|没)|一直(?:没|不|漏)|迟迟|拖(?:延|着|了|欠|拉)|至今|烂尾|延期|逾期|偷工减料|侵占|占用|霸占|殴打|恐吓|安全隐患|脏乱差|反对|质疑|抗议|货不对板|不符|缩水|不兑现|没兑现|不承认|(?:报修|反映|投诉|等)(?:了)?(?:都)?(?:快)?(?:\d{1,3}|半|[一两二三四五六七八九十几好]{1,3})(?:多)?个?(?:天|周|星期|礼拜|月|年)|不(?:给)?解决|不处理|不给处理|拉横幅|联名|联合签名|退还|12345|信访|无良|黑心|坑|失职|渎职|失望|寒心|不负责任|问题(?:一直|得不到)|难道|何在/;
const PROBLEM =
  /差劲|漏谁|(?:没|未)(?:人)?上门|[渗漏堵裂](?=$|[\s,，。])|渗氺|进水|灌水|漏风|挡光|刺眼|晃眼|堵死|倒灌|漏水|渗水|渗漏|漏雨|返水|反水|堵(?:了|塞|住)|开裂|裂缝|空鼓|脱落|发霉|起皮|坏了|坏掉|坏的|故障|失灵|不亮|不制冷|不制热|不通|停水|停电|断水|断电|噪音|噪声|异响|异味|臭|脏|垃圾|没人(?:打扫|清理|修|来)|蟑螂|老鼠|漏电|冒烟|困人|困梯|掉落|松动|变形|塌|生锈|爆管|水压|吵|积水|泡水|淹|烂了|破了|断了|裂了|空调外机|没(?:有)?热水|被占|被盗|困人|救出|着火|坠|抛物|困|乱停|堵路|被偷|被盗|丢了|失窃|没有?(?:电|水|灯|信号|燃气)|关不上|打不开|不平|跑水|滴水|溢水/;
const REQUEST =
  /报修|让(?:保洁|工程部?|师傅|保安|管家|维修)[^,，。]{0,3}(?:去|来)|想(?:查|租|拿|领|看)(?:一下|个|房)?|代(?:收|办|领|交|为签收)|换(?:一|两|1|2)个|送(?:一|两|几|\d)(?:包|个|份|袋|箱)|(?:开|出|补|拿|打印)(?:一?个|一?份|一?张)(?:[^,，。\s]{0,4})(?:证明|证|单|票|函)|请(?:给|把|帮|尽早|通知|转告)|请?协调(?:一?下)|能安排|能不能(?:换|给|借)|约(?:个|一下)?师傅|补(?:个|一?下|一?张)|再派人|帮[^,，。\s]{0,6}(?:登记|办|开|查|问|换|借|拿)|麻烦(?:你们?|帮|安排|派|来)?|帮(?:忙|我|业主|他|她)|请(?:安排|派|帮|协助|尽快|问能)|能(?:不能|否)(?:帮|安排|派|来|给|上门|换|修|借|提供)|可(?:不可)?以(?:帮|安排|派|来|给|上门)|想(?:要|请|申请|办|借|预约|换|改|加|开|咨询办)|需要(?:安排|派|人|上门|换|修|补|办|开|帮)|申请|预约|办(?:理|一?下|个|张)|补办|开(?:个)?(?:证明|门禁|发票)|借(?:用|一?下|个|把)|换(?:个|一?下)?(?:灯|锁|门禁|钥匙|水龙头)|希望(?:安排|派|能?帮|能?来|上门)|求(?:助|帮)|要求(?:安排|派|上门|维修|修一?下|清理|更换)|来(?:人|个人|个师傅|修一下|看一下|看看)|派(?:人|个人|师傅)|安排(?:人|师傅|上门|维修)|上门(?:看|修|维修|检查)|配合|协助|登记(?:一下)?(?:装修|车辆)|保洁服务|搬家|放行/;
const QUESTION =
  /[?？]|吗(?:$|[\s,，。!！])|(?<![什怎这那])么(?:$|[?？])|请问|咨询|问(?:一?下|问)|想(?:知道|了解|问)|什么时候|何时|啥时候|怎么(?:办|收|算|交|弄|走|申请|联系|办理)|多少(?:钱|一|费)?|几点|哪(?:里|儿|个|天)|如何|是否|能不能|可不可以|有没有|是不是|什么(?:标准|流程|手续|规定|材料|资料|步骤|条件|政策|意思|状态|情况$)|几号|几月|哪些|谁(?:签|批|负责|审)|(?:抄送|上报|通知|找|问|归)(?:给)?谁|会怎么?样|(?:需|要)不需?要|你(?:能|会)(?:做|干)(?:什么|啥)|发我(?:一?下|一份)|是啥|咋(?:办|弄|走|填)/;
const SUGGESTION = /建议|希望[^,，。;；!！?？\n]{0,8}(?:加|增|装|设|开放|办|搞|弄)(?:个|一?些|点|几|装|设|放)|(?:能不能|可不可以|能否)(?:考虑|增|加装|加个|设个|设置|搞个|多)|要是(?:有|能)[^。\n]{0,14}(?:就好|更好|多好)|提(?:个|点)?(?:小)?意见|提议|提个(?:建议|意见)|希望(?:能|可以)?(?:增加|增设|加装|加设|设置|添|多(?:搞|办|组织|种|装)|组织|开通|安装|引进|优化|考虑)|能否(?:增加|增设|加装|设置)|(?:我?觉得|感觉)可以(?:在|把|给|加|装|设|搞)|不如(?:把|将|在|给)[^,，。]{1,12}(?:换|改|装|加|设)|最好(?:能|可以)?(?:(?:在|把|给)[^,，。]{1,8})?(?:增加|加个|加装|换成|改成|增设|加装|设|装)|要是能.{0,12}就好了|期盼|呼吁(?:增设|增加)/;
/** A statement about the place people live in is taken for a report, and asked about. */
const ABOUT_HOME = /小区|[楼栋幢户]|房|门|[水电暖]|[燃煤]气|车|灯|公寓|商场|业主|邻居|物业|[我他她你]家|家里/;
const TALK = /^(?:\s|[?？…]|早上好各位|各位|稍等|在不在|有个事|发错了|不好意思|测试一下|😂|😀|😄|😁|🌹|[,，。.!！~～]|你好|您好|大家好|早上?好?|上午好|下午好|晚上好|hi|hello|嗨|在吗|在不在|谢谢|多谢|感谢|辛苦(?:了)?|收到|好的?|好嘞|嗯+|哦+|ok|OK|可以|行|知道了|明白|再见|拜拜|哈+|呵+|👌|👍|🙏|测试|test|1|没事(?:了)?|不用了|算了|早点休息|吃饭了?|下班了?)+$/;
const PRAISE = /(?:上门|维修|处理|安装)(?:都|已经?)?(?:完成|完毕|结束|好了)[^不没]{0,12}(?:签字|满意|认可|确认)|表扬|锦旗|点赞|夸(?:了|奖|赞)|拾金不昧|感谢信|致谢|很满意|非常满意/;

const first = (text: string, pattern: RegExp): Found<boolean> | null => {
  const match = pattern.exec(text);
  return match ? { value: true, start: match.index, end: match.index + match[0].length } : null;
};

function found(kind: Understanding['kind'], at: Found<unknown> | null, doubtful = false, noneKind: Understanding['noneKind'] = null): KindFound {
  return { value: kind, noneKind, doubtful, start: at?.start ?? 0, end: at?.end ?? 0 };
}

const learnt = readerOf(KIND_MODEL);
type LearntKind = (typeof KIND_MODEL.labels)[number];
/** From this share on the learnt model overrules words that only hint at a kind. */
const PLAIN_SHARE = 0.8;
/** 投诉 at the beginning, and no question behind it, is what it says. */
const REPORTED = /^\s*有?(?:业主|客户|住户|租户)?(?:来)?投诉(?!电话|热线|量|率|单|升级|流程|标准|处理|记录|渠道|管理)/;
/** Longer texts are letters, of which the model has learnt nothing. */
const CHAT = 80;

const kindNamed = ({ value, noneKind }: KindFound): LearntKind => (value === 'none' ? (noneKind ?? 'talk') : value);

/** Complaint, need or neither; the text must be `plain`. */
export function findKind(text: string, hints: KindHints): KindFound {
  const ruled = kindByRules(text, hints);
  const fixed = hints.repeat || hints.refused || hints.publicity || hints.wantsMoney || hints.safety || ruled.plain === true;
  const model = fixed || text.length > CHAT ? null : learnt(text, 0);
  if (model === null) return ruled;
  const [top = 'complaint'] = [...KIND_MODEL.labels].sort((a, b) => model.shares[b] - model.shares[a]);
  const named = kindNamed(ruled);
  if (top === named) return { ...ruled, doubtful: ruled.doubtful && model.shares[top] < PLAIN_SHARE };
  if (model.shares[top] < PLAIN_SHARE) return ruled;
  if (top === 'inquiry' && named === 'complaint' && (hints.counted || REPORTED.test(text)) && first(text, QUESTION) === null) return ruled;
  if (top === 'suggestion' && named === 'complaint' && hints.someone && first(text, SUGGESTION) === null) return { ...ruled, doubtful: true };
  // A report taken for talk is lost; a talk taken for a report is one question too many.
  if (top === 'talk' && named === 'complaint' && (hints.matter || hints.counted)) return { ...ruled, doubtful: true };
  const start = Math.max(0, text.indexOf(model.telling(top)));
  const span = { start, end: start + model.telling(top).length };
  const kind = top === 'complaint' || top === 'need' ? top : 'none';
  return { value: kind, noneKind: top === 'inquiry' || top === 'suggestion' ? top : null, doubtful: ruled.value !== 'none' && !ruled.doubtful, ...span };
}

function kindByRules(text: string, hints: KindHints): KindFound {
  const trimmed = text.trim();
  if (trimmed === '' || TALK.test(trimmed)) return { ...found('none', null), plain: true };
  if (text.length <= 10 && /在吗[?？~]?$/.test(trimmed)) return found('none', null);
  const told = hints.repeat || hints.refused || hints.publicity;
  if (text.length < 40 && WHAT_TO_DO.test(trimmed)) return { ...found('none', first(text, QUESTION), false, 'inquiry'), plain: true };
  if (!told && (isQuestionAboutRules(text) || isQuestionOfStaff(text))) return found('none', first(text, QUESTION), false, 'inquiry');
  const dissatisfied = first(text, DISSATISFIED);
  if (told || hints.wantsMoney) return found('complaint', dissatisfied ?? first(text, PROBLEM));
  if (dissatisfied) {
    const suggestion = weak(text) ? first(text, SUGGESTION) : null;
    return suggestion ? found('none', suggestion, true, 'suggestion') : found('complaint', dissatisfied);
  }
  return kindUnmoved(text, hints);
}

/** Of words in which nobody is angry. */
function kindUnmoved(text: string, hints: KindHints): KindFound {
  const question = first(text, QUESTION);
  if (question && WAY_OR_PRICE.test(text)) return found('none', question, false, 'inquiry');
  if (PRAISE.test(text)) return found('none', null);
  const problem = first(text, PROBLEM);
  if (hints.safety) return found('complaint', problem);
  const suggestion = problem ? null : first(text, SUGGESTION);
  if (suggestion) return found('none', suggestion, false, 'suggestion');
  const request = first(text, REQUEST);
  if (question && !problem) return isRequestQuestion(text) ? found('need', request ?? question, true) : found('none', question, false, 'inquiry');
  if (request) return found('need', request, problem !== null && !/报修/.test(text));
  if (problem) return found('complaint', problem);
  // A bare statement in the words of the trade (电梯停运两天了) is reported because someone minds it.
  if (hints.matter) return found('complaint', null);
  const report = hints.someone || (text.trim().length >= 6 && ABOUT_HOME.test(text));
  return report ? found('complaint', null, true) : found('none', null, true);
}

/** 5000到2万谁批?, 投诉怎么登记?: the words of complaint stand in a question about the rules. */
function isQuestionAboutRules(text: string): boolean {
  return text.length < 40 && !/业主|客户|来电|来访/.test(text) && /流程|怎么(?:登记|走|办|上报|申请|算|回复)|(?:该|应该|要|得)怎么处理|(?:由|要|是|找)?谁(?:批(?!准|的|评)|审|负责|来批)|标准是|(?:几|多少)个?(?:天|工作日|小时)(?:之?内)?(?:就|得|该)?要?(?:做完|回访|处理|回复|联系|办结|上报)|需要(?:谁|什么)|时限|规定|话术|算(?:不算)?(?:重大|投诉|重要)/.test(text);
}

/** What a member of staff asks for himself, whatever the customer threatens; what a customer merely asks. */
const WHAT_TO_DO = /我(?:们)?(?:该|要|应该)?怎么(?:处理|回复?|办|答|说)[?？]?$|^(?:业主|客户)(?:想)?(?:问|咨询)[^,，。;；]{0,10}(?:能|可以)?(?:退|赔|补)(?:多少|几)[^,，。]{0,4}$/;
const WAY_OR_PRICE = /多少钱|什么(?:手续|流程|材料|资料|条件|步骤)|怎么(?:办理|申请|收费|报名|缴|交)|需要什么|应急流程|电话(?:是)?多少/;
const ASKED_ABOUT_COMPLAINTS = /投诉(?:过)?(?:吗|没有?|几次)[?？]?$|投诉(?:升级|量|单|件|率|处理|现在|目前|到)[^,，。]{0,10}(?:谁|什么|多少|几|哪|怎|如何|[?？]$|$)|本[月周]投诉|投诉(?:数|量)/;

/** What staff ask the bot for: where a case stands, what to say to a customer, what was done in a like case. */
function isQuestionOfStaff(text: string): boolean {
  return text.length < 40 && !/业主说|客户说|来电|来访/.test(text) && (ASKED_ABOUT_COMPLAINTS.test(text) || OF_STAFF.test(text));
}

const OF_STAFF =
  /查(?:一?下)?.{0,24}(?:哪一步|进度|进展|状态|到哪)|到哪(?:一步|了)|(?:那个事|这个事|那件事|那单|这单).{0,4}(?:怎么样|咋样|什么情况|处理了)|怎么(?:答|回|回复|回应|说|解释|跟(?:他|业主|客户)说|填|写)(?![^,，。\s]{0,4}(?:修|赔))|(?:有没有|有无)(?:类似|相似|同类)|以前(?:是)?怎么(?:赔|处理|弄)|分几级|几级|几天(?:之?内|能|可以)?(?:退|办|拿|出)|多久(?:回|退|办|能)|(?:需要|要)(?:几|多少)(?:个)?(?:人|天|工作日|小时)|几个(?:人|工作日).{0,6}(?:签|批|回)|(?:还有|有)(?:几|多少)(?:单|个|件).{0,6}(?:没|未|超)/;

/** A request in the form of a question: 能不能派人来换个灯? */
function isRequestQuestion(text: string): boolean {
  return /(?:能不能|能否|可不可以|可以|能)[^,，。?？]{0,6}(?:派|安排|帮|来人|上门|换|修|借|给|开|办)/.test(text);
}

/** One mild word of discontent beside a suggestion. */
function weak(text: string): boolean {
  return spansOf(text, new RegExp(DISSATISFIED.source, 'g')).length <= 1 && !/投诉|举报|不满/.test(text);
}
