import type { CaseEvent, Category, Level } from '../../../terms/complaint.js';
import type { Fen } from '../../../terms/money.js';
import type { RuleQuestion, RuleTopic } from '../../../terms/rule-question.js';
import type { Readers } from './readers.js';
import { namesTrouble } from './subject.js';
import { plainWords } from './words.js';

/** A question about the rules is short; a longer text tells of something. */
const LONGEST = 40;

/** The more telling one stands first. */
const TOPICS: readonly (readonly [RuleTopic, RegExp])[] = [
  ['lowering', /谁(?:能|可以|有权|来)?(?:批准?|同意|决定)?(?:降级|调低级别|判(?:定)?(?:为)?无效|批延期|延期)|(?:降级|判?无效|延期)(?:的)?(?:要|需要|得|由|归|找)*谁/],
  ['validity', /(?:什么|怎样|怎么|哪些|哪种).{0,4}(?:算|是|叫)?(?:有效|无效)(?:投诉)?|(?:有效|无效)(?:投诉)?(?:的)?(?:标准|条件|怎么(?:算|定|判)|是什么)/],
  ['filing', /(?:报|备案|上报|报备|报告|抄送|汇报|通报)(?:给|到|送)?(?:谁|哪些?|什么人|哪个)|(?:要|需要?|得)?(?:向|给|跟|和)(?:谁|哪些人?|哪个)(?:报|备案|汇报|上报|通报)|谁(?:要|需要)?备案|(?:备案|抄送|上报)(?:对象|要求|规定)/],
  ['approval', /谁(?:来|去|能|可以|有权)?(?:审批|审核|批准?|审|签字?|定|同意)|找谁(?:审批|批|审|签)|(?:怎么|如何|走什么|走哪些?|什么样的?)(?:审批|批|流程)|审批(?:流程|权限|路线|人|层级)(?:是|有|怎么)?|(?:要|需要?|得)(?:谁|哪些人?|哪几个人?)(?:批|审|签|同意)|几级审批|批(?:多少|几个人)|多少(?:钱|元|金额)?(?:以上|以内|以下)?(?:就|才)?(?:要|需要?|得)?(?:报|批|审|上会)/],
  ['handler', /谁(?:来|去)?(?:处理|受理|负责|跟进|办|接(?!电话))|归谁(?:管|处理)?|找谁处理|由谁(?:处理|受理|负责|跟进)/],
  ['level', /(?:算|属于|定(?:为)?|是|按)(?:什么|哪个?|几)(?:个)?(?:级别?|等级)|什么级别|哪个级别|级别(?:怎么|如何)(?:定|分|算|判)|(?:什么|怎样|怎么|哪些|多少|几户|几家).{0,8}(?:算|是|叫|属于|才是|定为)(?:重大|重要|一般|群诉)|(?:算|是|属于)(?:不是)?(?:重大|重要|一般)(?:投诉)?(?:吗|么|不)|(?:重大|重要|一般|群诉)(?:投诉)?(?:的)?(?:标准|定义|条件|怎么定|怎么算)|几户(?:以上|及以上)?(?:才)?(?:算|是|属于)/],
  ['deadline', /(?:几|多少)(?:个)?(?:天|日|小时|工作日)|多久|多长时间|什么时候(?:之?前)?|(?:时限|期限)(?:是|有)?(?:多|几|什么|怎么|要求|规定)?|最晚|最迟/],
];

/** What a deadline is asked of, so that a report of "漏了几天了" is no question about the rules. */
const OF_RULES = /投诉|需求|制度|规定|标准|要求|时限|期限|审批|回访|联系(?:上)?(?:客户|业主)|现场|方案|一般|重要|重大|办结|处理完|登记|录入/;
const EVENTS: readonly (readonly [CaseEvent | 'approved', RegExp])[] = [
  ['approved', /审批|审核/],
  ['visited', /回访/],
  ['site-checked', /现场|上门|核实|查看/],
  ['plan-received', /方案/],
  ['customer-reached', /联系(?:上|到)?(?:客户|业主)|首次联系|(?:给)?客户(?:回电|回复|答复)|回复客户|答复客户/],
  ['registered', /登记|录入|建档/],
  ['engineer-told', /通知工程师|通知工程/],
  ['handled', /处理完|处理好|办结|解决|办完|结案|完成|关闭|处理/],
];

const LEVELS: readonly (readonly [Level, RegExp])[] = [
  ['major', /重大/],
  ['important', /重要/],
  ['general', /一般/],
  ['need', /需求|报修/],
];

const CATEGORIES_SAID: readonly (readonly [Category, RegExp])[] = [
  ['engineering', /工程|质量|维修/],
  ['planning', /规划|设计/],
  ['sales', /销售|营销|承诺/],
  ['property', /物业/],
];

const FLAGS: readonly (readonly [RuleQuestion['flags'][number], RegExp])[] = [
  ['safety', /人身|安全|受伤|伤人|困人|伤亡/],
  ['media', /媒体|曝光|电视台|记者|上新闻|抖音/],
  ['litigation', /起诉|诉讼|法院|打官司/],
];

/** Words of somebody who passes on what a customer said are a report, whatever it asks. */
const TELLS = /(?:业主|客户|住户|租户|商户|有人).{0,6}(?:来电|来访|来函|打(?:来)?电话|反映|反应|报修|抱怨|投诉(?!.{0,6}(?:谁|几|多|什么|怎))|称|问|说)/;
const NUMBER = '(?:\\d+(?:\\.\\d+)?|[一二两三四五六七八九十百]+)(?:万|千|百|[wWkK])?';
const RANGE = new RegExp(`(${NUMBER})(?:元|块)?\\s*(?:到|至|-|~|–|—)\\s*(${NUMBER})(?:元|块钱?)?(?![户家天日个次小点栋号])`, 'u');
const OPEN = new RegExp(`(超过|大于|高于|满|不到|低于|少于|不满)?(${NUMBER})(?:元|块钱?)?(及?以上|起|以下|以内|之内|及以下)?(?![户家天日个次小点栋号\\d级])`, 'gu');

const first = <T>(list: readonly (readonly [T, RegExp])[], words: string): T | null => list.find(([, pattern]) => pattern.test(words))?.[0] ?? null;

/** Reads a question about the rules; null: it is none, perhaps a report. */
export function readRuleQuestion(text: string, readers: Readers): RuleQuestion | null {
  const words = plainWords(text).replace(/[,\s]+/g, '');
  if (words.length > LONGEST || words.length < 4 || TELLS.test(words) || readers.readPhone(words) !== null) return null;
  const topic = first(TOPICS, words);
  if (topic === null || readers.readRooms(words.replace(RANGE, '')) !== null || !isAboutRules(topic, words)) return null;
  return {
    topic,
    category: first(CATEGORIES_SAID, words),
    level: first(LEVELS, words),
    amount: sumsIn(words, readers),
    households: readers.readHouseholds(words)?.value ?? null,
    event: topic === 'deadline' ? first(EVENTS, words) : null,
    flags: FLAGS.filter(([, pattern]) => pattern.test(words)).map(([flag]) => flag),
  };
}

function isAboutRules(topic: RuleTopic, words: string): boolean {
  if (topic === 'deadline') return OF_RULES.test(words) && !namesTrouble(words.replace(/无?人?(?:处理|维修)完?/g, ''));
  return topic !== 'handler' || /投诉|需求|报修|类|问题/.test(words);
}

function sumsIn(words: string, readers: Readers): RuleQuestion['amount'] {
  const read = (said: string): Fen | null => readers.readAmount(`赔${said.replace(/[wW]/, '万').replace(/[kK]/, '千')}元`)?.value ?? null;
  const range = RANGE.exec(words);
  if (range) {
    const [, low = '', high = ''] = range;
    const unit = /[万千wWkK]$/.exec(high)?.[0] ?? '';
    // "1到2万": the unit is said once.
    const from = read(/^\d{1,2}(?:\.\d+)?$/.test(low) ? low + unit : low);
    const to = read(high);
    if (from !== null && to !== null) return from < to ? { from, to } : { from: to, to: from };
  }
  for (const [, before = '', said = '', after = ''] of words.matchAll(OPEN)) {
    if (/^\d{1,2}$/.test(said) || /^[一二两三四五六七八九十]$/.test(said)) continue;
    const sum = read(said);
    if (sum === null || sum === 0) continue;
    if (/超过|大于|高于|满$|以上|起/.test(before + after) && !/不满/.test(before)) return { from: sum, to: null };
    if (/不到|低于|少于|不满|以下|以内|之内/.test(before + after)) return { from: 0, to: sum };
    return { from: sum, to: sum };
  }
  return null;
}
