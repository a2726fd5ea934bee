/** Longest cut of a text on a card, in characters. */
export const CARD_TEXT = 200;

// Control, zero-width and direction-changing characters carry no words and can disguise a text on a card; jsonb refuses
// U+0000. Tab, newline and the joiner inside emoji stay.
const UNSEEN = /(?![\t\n\u200D])[\p{Cc}\p{Cf}]/gu;
const HALF_PAIR = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** A message as it is kept: whole, without characters nobody can see (a store of JSON refuses some of them). */
export function cleaned(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').replace(HALF_PAIR, '\uFFFD').trim();
}

/** Cuts for a card at whole characters, with … where something was left out. */
export function cutTo(text: string, most: number): string {
  const characters = [...text.replace(/\s*\n\s*/g, ' ').trim()];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

const MENTION = /^(?:\s*@(?:客诉助手|投诉助手|客服助手|小助手|机器人|bot)(?![a-z0-9])[\s\u2005\u00A0::,,]*)+/i;
const TRAILING_MENTION = /(?:\s*@(?:客诉助手|投诉助手|客服助手|小助手|机器人|bot)\s*)+$/i;

/** Takes the bot's own name off; other people's names stay ("派单 @李师傅"). */
export function withoutMention(text: string): string {
  return text.replace(MENTION, '').replace(TRAILING_MENTION, '').trim();
}

/** For matching only: half-width, without outer punctuation, emoji kept. */
export function plainWords(text: string): string {
  return text.normalize('NFKC').replace(/^[\s,.:;!?、。~\-]+|[\s,.:;!?、。~]+$/g, '');
}

export type ControlWord = 'confirm' | 'agree' | 'deny' | 'cancel' | 'edit' | 'skip' | 'register-now' | 'as-complaint' | 'as-need' | 'dismiss';

/** Whole-message words that steer the talk; anything longer is content. */
const CONTROLS: readonly (readonly [ControlWord, RegExp])[] = [
  ['as-complaint', /^(?:我?(?:要|想)|有个?|有一?个|登记|报|来|新|一个|个|条)*投诉$|^(?:按|算|作为|当作?)?投诉(?:来)?登记(?:吧|一下)?$|^(?:这|它)?(?:就)?是(?:个|条)?投诉(?:的|啊|呀|,?请?登记)?$|^按投诉(?:处理|办|走)?$/],
  ['as-need', /^(?:我?(?:要|想)|有个?|有一?个|登记|报|来|新|一个|个|条)*需求$|^(?:按|算|作为|当作?)需求(?:来)?(?:登记|处理)(?:吧|一下)?$|^(?:这|它)?(?:就)?是(?:个|条)?需求(?:的)?$|^按需求$/],
  ['confirm', /^(?:确认|确定)(?:登记|提交|无误|了|吧)?(?:吧|了)?$|^(?:确认)?提交$|^登记(?:吧|了)$|^信息(?:无误|没错)$|^同意登记$/],
  ['register-now', /^(?:先|直接|就这样?|马上|请)(?:给我)?(?:登记|提交)(?:吧|了|上|一下)?$|^先这样(?:吧|登记)?$|^不用问了.{0,6}$|^登记$/],
  ['dismiss', /^不用登记(?:了)?$|^不(?:是|算)投诉(?:也不是需求)?(?:,?不用登记)?$/],
  ['cancel', /^(?:取消|撤销|撤回|作废|删掉|删除|不登记了?|算了|不用(?:登记)?了|不报了|发错了|搞错了|点错了)(?:吧|了|掉)?(?:登记|草稿|这(?:条|个|份)(?:草稿|投诉)?|它)?(?:吧|了)?$|^(?:发错|搞错)(?:人|群)?了.{0,4}$/],
  ['edit', /^(?:我要|要|需要|想)?(?:修改|改一下|更正|改)(?:一?下|草稿|内容|信息)?$/],
  ['skip', /^(?:不知道|不晓得|不清楚|不确定|不太清楚|还不知道|暂时不知道|跳过|略过|过|下一个|没说|没讲|没提|没提供|没留|没问|没问到|忘了|忘了问|忘记了?|不详|未知|待补|待定|稍后补|以后补|回头补|晚点补|先不填|先空着|空着|不方便(?:说|透露)?|保密|暂无|暂时没有|无|没有|没|不记得了?|说不清|问不到|没有留|没有说|不告诉)(?:了|吧|呢|啊|呀|先)?$/],
  ['agree', /^(?:是|是的|是啊|对|对的|对头|没错|没问题|好|好的|好啊|可以|可以的|行|ok|okay|嗯,?(?:对|是)的?|正确|无误|yes|y|1)$/i],
  ['deny', /^(?:不对|不是|不|错了|有误|有错|不正确|写错了|记错了|不行|no|n|不是的|不对的)$/i],
];

/** The steering word a whole message consists of; null when it says more than that. */
export function controlWord(text: string): ControlWord | null {
  const words = plainWords(text);
  if (words.length > 14) return null;
  return CONTROLS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

const GREETING = /^(?:你好啊?|您好|hi|hello|哈喽|嗨|在吗|在不在|有人吗|早上好|早安|早|上午好|中午好|下午好|晚上好|大家好)$/i;
const THANKS = /^(?:(?:好的|收到|ok)?[,\s]*(?:谢谢|多谢|感谢|谢了|谢啦|3q|thanks?|thank you|辛苦了?|麻烦了?)(?:你|您|啦|了|大家|哈|哦)?)$/i;
const NOTED = /^(?:收到|知道了|明白了?|了解了?|好嘞|嗯|哦|噢|哈+|呵呵|嘿嘿|👌|👍|🙏|[\p{Extended_Pictographic}\s\uFE0F]+)$/u;

export type Chat = 'greeting' | 'thanks' | 'noted';

/** Small talk that is no report: answered shortly, never drafted. */
export function chatOf(text: string): Chat | null {
  const words = plainWords(text);
  if (GREETING.test(words)) return 'greeting';
  if (THANKS.test(words)) return 'thanks';
  return words === '' || NOTED.test(words) ? 'noted' : null;
}

const CORRECTION = /不对|错了|搞错|弄错|写错|说错|记错|更正|纠正|应该是|改成|改为|换成|改到|不是.{1,16}(?:是|,)|不姓|(?:房号|电话|手机号?|姓名|名字|项目|金额|户数|类别)(?:应该)?(?:改|换)/;
/** 是4-3-1702的: a place and nothing else, said as what it really is. */
const IT_IS = /^(?:其实|实际|应该|就)?是[a-z\d]{1,3}(?:[-#栋幢座]|号楼)[-\da-z单元号楼#栋幢座室]{2,}(?:的|那家|那户|室)?$/;
const AS_WELL = /也(?:有|是|在|说|漏|坏|反映|投诉|出现|要|这|一样)|还有|同样|另外.{0,6}(?:户|家|房)|以及|一样(?:的)?(?:问题|情况)/;
const ANOTHER = /^(?:(?:还有|另有|另外|再|又)(?:来)?(?:一|1)?(?:个|条|起|件|单)(?:新的?)?(?:投诉|需求|事|业主|客户|报修|问题)?|(?:再|另外?)(?:报|登记|记|来)(?:一)?(?:个|条|起|件|单)?|新(?:的)?(?:投诉|需求|一条)|另(?:外)?(?:一)?(?:户|家|个(?:业主|客户))|下一(?:个|条|户)|又来(?:一|了)个)/;

const FACT_NAMED =
  /^(?:客户|业主|住户)?的?(?:房号|电话|手机号?|联系方式|姓名|名字|金额|户数|类别|项目|来源|诉求)(?:是|为|:|叫|改|应该|有|\s|\d|[一二两三四五六七八九十])/;

/** "房号是1502": words that name the slot they fill; they set it, whatever was known. */
const namesFact = (text: string): boolean => FACT_NAMED.test(plainWords(text));

export const isCorrection = (text: string): boolean => CORRECTION.test(text.normalize('NFKC')) || namesFact(text) || IT_IS.test(plainWords(text));
export const saysAsWell = (text: string): boolean => AS_WELL.test(text);
export const startsAnother = (text: string): boolean => ANOTHER.test(plainWords(text));

const REPORT =
  /(?:业主|客户|住户|租户|商户|房东|家属|有人|群众).{0,6}(?:来电|来访|来函|来信|打(?:来)?电话|反映|反应|投诉|报修|抱怨|要求|称|说(?!服)|吵|闹)|来电(?:反映|投诉|说|称)|接到.{0,8}(?:电话|投诉|反映)/;
const PLACE = /[\dA-Za-z一二三四五六七八九十]+(?:栋|幢|号楼|座|#).{0,12}\d{3,4}/;

/** The words of somebody who passes on what a customer said, not of somebody who tells what he did about a case. */
export const soundsReported = (text: string): boolean => REPORT.test(text.normalize('NFKC'));
export const namesPlace = (text: string): boolean => PLACE.test(text.normalize('NFKC'));
