import { CATEGORY_NAMES, KIND_NAMES, LEVEL_NAMES, THREAT_NAMES, type Category, type Kind, type Level } from '../../terms/complaint.js';
import { eventName } from './explain.js';
import type { Condition, CountFact, FlagFact, MoneyFact, Range } from './rows.js';

const FLAG_WORDS: Readonly<Record<FlagFact, string>> = {
  valid: '投诉有效',
  wantsMoney: '提出赔偿要求',
  plainMistake: '明显失误',
  safety: '危及人身安全',
  media: '媒体已报道',
  litigation: '已起诉',
  brandHarm: '损害品牌',
  groupRisk: '有群诉风险',
  refused: '客户不接受',
  complainedAgain: '再次投诉',
  settledByTalk: '沟通即可解决',
  needsCoordination: '需要协调',
  unitReturn: '要求退房',
  teamGone: '项目团队已撤离',
};
const COUNT_WORDS: Readonly<Record<CountFact, readonly [name: string, unit: string]>> = {
  households: ['户数', '户'],
  dissatisfiedTimes: ['不满意次数', '次'],
  failedTalks: ['沟通未成次数', '次'],
};
const MONEY_WORDS: Readonly<Record<MoneyFact, string>> = {
  claimedAmount: '索赔金额',
  proposedAmount: '拟赔金额',
  repairCost: '维修费用',
  compensation: '赔偿金额',
  largerAmount: '索赔与拟赔中较大的金额',
  routeAmount: '审批金额',
};
const WORD_NAMES: Readonly<Record<string, string>> = {
  'before-handover': '交付前',
  'after-handover': '交付后',
  project: '项目层面',
  group: '集团层面',
};

const categoryOrKind = (word: string): string =>
  CATEGORY_NAMES[word as Category] ?? KIND_NAMES[word as Kind] ?? WORD_NAMES[word] ?? word;

/** A condition as a person would say it: 户数 5 户及以上,且投诉有效. "Always" is 任何情况. */
export function conditionWords(condition: Condition): string {
  switch (condition.test) {
    case 'all':
      return condition.of.length === 0 ? '任何情况' : condition.of.map(inner).join(',且');
    case 'any':
      return condition.of.map(inner).join(',或');
    case 'not':
      return `并非(${conditionWords(condition.of)})`;
    case 'flag':
      return `${condition.is ? '' : '没有'}${FLAG_WORDS[condition.fact]}`;
    case 'word':
      return condition.oneOf.map(categoryOrKind).join('或');
    case 'threat':
      return condition.oneOf.map((threat) => THREAT_NAMES[threat]).join('或');
    case 'happened':
      return `已发生:${condition.oneOf.map(eventName).join('或')}`;
    case 'count': {
      const [name, unit] = COUNT_WORDS[condition.fact];
      return `${name} ${countWords(condition.range, unit)}`;
    }
    case 'money':
      return `${MONEY_WORDS[condition.fact]} ${moneyWords(condition.range)}`;
    case 'money-known':
      return `${MONEY_WORDS[condition.fact]}${condition.is ? '已知' : '未知'}`;
    case 'important-for-over':
      return `升为重要超过 ${spanOver(condition.months, condition.days)}`;
    case 'level':
      return `级别为${condition.oneOf.map((level: Level) => LEVEL_NAMES[level]).join('或')}`;
    case 'level-rules-only':
      return `只因 ${condition.rules.join('、')} 定级`;
    case 'band':
      return `金额档 ${condition.oneOf.join('、')}`;
    case 'route':
      return `审批路线 ${condition.oneOf.join('、')}`;
  }
}

const inner = (part: Condition): string =>
  (part.test === 'any' || part.test === 'all') && part.of.length > 1 ? `(${conditionWords(part)})` : conditionWords(part);

function countWords({ from, to }: Range, unit: string): string {
  if (to === null) return `${from} ${unit}及以上`;
  if (to === from + 1) return `${from} ${unit}`;
  return from <= 0 ? `${to - 1} ${unit}及以下` : `${from} 至 ${to - 1} ${unit}`;
}

function spanOver(months: number, days: number): string {
  return [months > 0 ? `${months} 个月` : '', days > 0 ? `${days} 天` : ''].filter((part) => part !== '').join('零');
}

/** "5,000", "4,999.99". */
export function yuanWords(fen: number): string {
  const whole = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return fen % 100 === 0 ? whole : `${whole}.${String(fen % 100).padStart(2, '0')}`;
}

/** A bound one fen above a round sum leaves that sum out: 超过 5,000 元. */
const isOneAbove = (fen: number): boolean => fen % 100 === 1;

function moneyWords({ from, to }: Range): string {
  const lower = isOneAbove(from) ? `超过 ${yuanWords(from - 1)} 元` : `${yuanWords(from)} 元及以上`;
  if (to === null) return lower;
  const upper = isOneAbove(to) ? `不超过 ${yuanWords(to - 1)} 元` : `不满 ${yuanWords(to)} 元`;
  return from <= 0 ? upper : `${lower}、${upper}`;
}

/** A money band in short: 5,000 至 20,000. The lower end is in it and the upper one is not, where nothing else is said. */
export function bandWords({ from, to }: Range): string {
  const lower = isOneAbove(from) ? `${yuanWords(from - 1)}(不含)` : yuanWords(from);
  if (to === null) return `${lower} 以上`;
  return `${lower} 至 ${isOneAbove(to) ? `${yuanWords(to - 1)}(含)` : yuanWords(to)}`;
}
