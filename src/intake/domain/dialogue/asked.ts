import type { Instant } from '../../../terms/instants.js';
import type { Command, CommandName } from './types.js';
import type { Readers } from './readers.js';
import { commandOf, numberIn } from './commands.js';
import { readRuleQuestion } from './rule-question.js';
import { plainWords } from './words.js';

/** A question is short; a longer text tells of something. */
const LONGEST = 48;
export const TELLS = /(?:业主|客户|住户|租户|商户|有人).{0,6}(?:来电|来访|来函|打(?:来)?电话|反映|反应|报修|抱怨|要求|投诉)/;

const SPEECH =
  /话术|标准用语|礼貌用语|文明用语|(?:怎么|如何|怎样|该怎么|该如何)(?:跟|和|对|向|给|同|去)?(?:客户|业主|他|她|人家|对方)?.{0,4}(?:说(?:才|好|比较|呢|啊|$)|讲|回复|答复|解释|开口|沟通|安抚)|(?:跟|和|给|对|向)(?:客户|业主|他|她).{0,8}(?:怎么|如何|该|应该)(?:怎么|如何)?(?:说|讲|回|答复|解释)|怎么回(?:应|复|他|她|客户|业主|$)|(?:客户|业主).{0,14}(?:怎么办|咋办|怎么应对|如何应对|怎么安抚|如何安抚)|(?:回访|电话|上门|道歉)(?:时|的时候)?(?:该|要|应该)?(?:怎么|如何)(?:说|问|讲)|回访(?:要)?问(?:什么|哪些)/;
const SIMILAR =
  /案例库|(?:类似|相似|同类|一样)(?:的)?(?:案例|案子|投诉|单子|先例|情况|问题|事)|(?:有没有|有无|有什么)(?:类似的?|可参考的?)?(?:先例|案例|经验)|(?:以前|之前|过去|往年|历史上)[^,。;]{0,14}(?:怎么|如何|是怎么|都怎么)(?:处理|解决|赔|办|弄)/;
const ASKING = /(?:请|帮我?|帮忙|麻烦)?(?:查一?下|查|找一?下|找|看看|看一?下|搜一?下|有没有|有无|有什么|有吗|给我|发我)?(?:以前|之前|过去|往年|历史上)?(?:的)?(?:类似|相似|同类|一样)?(?:的)?(?:案例库|案例|案子|先例|投诉|单子|情况|问题|经验)?(?:里|中)?(?:是|都)?(?:怎么|如何)?(?:处理|解决|赔|办|弄)?(?:的|过|吗|呢|么)?/gu;

/** What somebody asks of the rules, of what to say to a customer, or of earlier cases; null: no such question. */
export function readAsked(text: string, now: Instant, readers: Readers): Command | null {
  const named = numberIn(text);
  const words = plainWords(named?.words ?? text);
  if (words.length > LONGEST) return null;
  const asked = (name: CommandName, about: string): Command => commandOf({ name, number: named?.number ?? null, text: about, words: '', room: null }, now, readers);
  if (SPEECH.test(words) && !TELLS.test(words)) return asked('speech', words);
  if (SIMILAR.test(words) && !TELLS.test(words)) return asked('similar-cases', words.replace(ASKING, ' ').replace(/[\s,?]+/g, ' ').trim());
  const question = named === null ? readRuleQuestion(text, readers) : null;
  return question === null ? null : { ...asked('rule-question', words), question };
}
