import { denied } from './denial.js';
import { matchesOf } from './scanning.js';
import { clauseEnd, clauseStart, type Found } from './writing.js';

/** What is said of press or court: happened, threatened, or denied in so many words. */
export interface PublicityFound extends Found<boolean> {
  readonly state: 'happened' | 'threatened' | null;
}

interface Matter {
  readonly words: RegExp;
  readonly happened: RegExp;
  readonly threatened: RegExp;
  readonly deniedAfter: RegExp;
}

const THREAT =
  /再不|不然|否则|要不|如果|要是|若|扬言|威胁|声称要|准备|打算|想要|想(?:去|找|发|上|请)|考虑|就(?:要|去|找|发|上|让|请|联系|曝光|起诉|告|到|把|打)|将|会(?:去|找|发|上|请|联系|曝光|起诉|告|通过|走|在)|要(?:去|找|发|上|请|联系|曝光|起诉|告|通过|走|打|把|让|在)|说要|不(?:给|赔|修|解决|处理|行|来|退).{0,14}$|只(?:能|好|有)|不得不|欢迎|希望|逼|等着|试试|见$|走着瞧/;

const MEDIA: Matter = {
  words:
    /媒体|记者|电视台|抖音|快手|小红书|微博|曝光|暴光|热搜|上了?电视|报社(?!区)|报道(?!歉)|晚报|都市报|快报|日报|商报|早报|(?<![同及按当随准])时报|报纸|网上(?:都|已经?|全|现在)*(?:传|疯传|在传)|传到网上|传(?:在|了)?网上|刷屏|视频[^,，。;；]{0,6}播放|新闻(?!发布会|稿)|1818|黄金眼|都市频道|经视|政法频道|自媒体|视频号|头条|朋友圈|发帖|发贴|电台|直播|网红|B站|发(?:到|在)?网上|发(?:到|在)?网络|网络曝光|网上曝光|公开到网上|挂(?:到|在)?网上|网上挂|知乎|贴吧|豆瓣|公众号(?=[^,，。;；]{0,4}(?:写|发(?!票|货)|曝|登|推送))|上(?:了)?新闻/g,
  happened:
    /已经?|上(?:了)?(?:新闻|电视|热搜)了|(?:里|上)(?:都|就)?有人(?:骂|发|说|爆|曝)|发文|写了|报道(?:了|过)|(?:都|也|有|进行了|跟踪)报道|采访|登(?:了|出|报)|见报|刷屏|传到|疯传|在传|万播放|(?:有人|业主|他|她)(?:在|到)?[^,，。;；]{0,6}发(?:帖|贴)|发[帖贴](?:说|称|骂|吐槽|爆料|曝光)|来(?:过|了|拍|现场)|发(?:了|到网上了|出去了)|上了|曝光(?:了|过)|曾|拍了|播(?:出)?了|传开|转发|点赞|播放|评论|正在|在(?:抖音|微博|小红书|快手|网上|朋友圈)上?(?:发|曝|说|骂|看到|刷)|看到|刷到|联系(?:了|过|西|省|市|本地)|跟进|要求看|(?:记者|媒体|电视台|晚报)[^,，。;；]{0,4}(?:打电话|打来|来电|核实|约访|联系我)|用户[^,，。;；]{0,8}发|带[了着](?:电视台|记者|媒体)|发(?:了|过)?[条个篇]?(?:微博|抖音|小红书|快手|朋友圈|视频)了|上了电视|传(?:在|了)?网上了|有(?:人的?|个|一?条|篇)?(?:帖|视频)|话题|阅读量|评论区|求助,曝光|发帖求助|发贴求助|只是在网上发/,
  threatened: THREAT,
  deniedAfter: /^(?:都|也|还)?(?:没有?|未|尚未|还没有?)(?:来|介入|报道|知道|联系|发|找|跟进|关注|参与|播|上)/,
};

const COURT: Matter = {
  words:
    /起诉|法院|法庭|开庭|[一二]审(?=开|判|胜|败|结|维)|打官司|官司|诉讼|律师函|律师(?!事务所|楼|公寓|费)|仲裁|传票|立案(?!调查|侦查)|上诉|法律途径|法律程序|司法程序|司法途径|法律手段|法律的?武器|走法律|(?:去|要|就|来|会|准备|打算)告(?!诉|知)|告(?:你们|他们|物业|开发商|公司|到法院|上法庭)|对簿公堂|打司法|判决书|败诉|胜诉/g,
  happened:
    /已经?(?:向|去|到|被|把|正式|在)?.{0,8}(?:起诉|立案|受理|开庭|提起|申请|告)|起诉(?:了|过|状|书)|立案了|立了案|受理了?|(?:法院|仲裁委?(?:员会)?)[^,，。;；]{0,4}(?:打电话|来电|联系|让我们|要求我们|通知|传唤)|判决书|(?:收到|寄来|送达|发来|接到).{0,6}(?:传票|起诉状|应诉|法院)|传票|开庭|判决|打了(?:\d|一|两|几)?(?:场|次)?官司|打了官司|(?:法院|法庭).{0,10}(?:判|查封|冻结|执行|传|通知|受理|立案|在处理|推迟)|诉讼中|在打官司|正在(?:起诉|打官司|诉讼|仲裁)|申请了?(?:劳动)?仲裁|上了法庭|胜诉|败诉|一审|二审/,
  threatened: THREAT,
  deniedAfter: /^(?:都|也|还)?(?:没有?|未|尚未|还没有?)(?:受理|立案|判|起诉|开庭)/,
};
const NOT_COURT = /是(?:在)?法院的|法院上班|法院(?:旁|附近|对面|宿舍|小区|路|审判庭|工作|的?项目)|律师(?:楼|公寓|朋友)|(?:没|无)(?:有)?(?:精力|能力|财力|钱)(?:和财力)?(?:去)?打官司/;

/** Trade on the same networks. */
const NOT_PRESS = /^(?:直播|抖音直播|抖音|朋友圈)[^,，。;；]{0,3}(?:卖(?!假)|带货|买|广告|推销)/;

/** Words before the matter that make it someone else's: 看到新闻说别的小区. */
const ELSEWHERE = /(?:业主|微信|邻里|小区)?群(?:里|内|中)?(?:有人|大家|业主|邻居)?$|别的小区|其他小区|新闻里|上次新闻|物业公司(?:要|准备)?(?:发|找)/;

function clauseAround(text: string, start: number, end: number): { before: string; after: string } {
  const from = clauseStart(text, start);
  // A threat's condition often stands in the clause before: 不给,就找电视台.
  const earlier = clauseStart(text, Math.max(0, from - 1));
  return { before: text.slice(Math.max(earlier, start - 24), start), after: text.slice(end, Math.min(clauseEnd(text, end), end + 16)) };
}

function judge(text: string, matter: Matter): PublicityFound | null {
  let refusal: PublicityFound | null = null;
  let best: PublicityFound | null = null;
  for (const match of matchesOf(text, matter.words)) {
    const span = { start: match.index, end: match.index + match[0].length };
    const { before, after } = clauseAround(text, span.start, span.end);
    if (NOT_PRESS.test(text.slice(span.start, span.end + 6)) || ELSEWHERE.test(before) || NOT_COURT.test(text.slice(Math.max(0, span.start - 8), span.end + 5))) continue;
    if (denied(text, span) || matter.deniedAfter.test(after)) {
      refusal ??= { ...wider(text, span), value: false, state: null };
      continue;
    }
    const state = stateOf(matter, before, match[0], after);
    if (state !== null && (best === null || (state === 'happened' && best.state !== 'happened'))) {
      best = { ...wider(text, span), value: true, state };
    }
  }
  return best ?? refusal;
}

function stateOf(matter: Matter, before: string, word: string, after: string): 'happened' | 'threatened' | null {
  const own = before.slice(Math.max(0, Math.max(...[...matchesOf(before, /[,，。;；!！?？\n]/g)].map((m) => m.index), -1) + 1));
  const done = matter.happened.test(`${own.slice(-12)}${word}${after}`);
  const planned = matter.threatened.test(own) || /才|就等|见$/.test(after.slice(0, 2));
  if (done && !/再不|扬言|威胁|否则|不然|准备|打算|要(?:去|找|发|上)|就(?:要|去|找|发|上)/.test(own)) return 'happened';
  return done || planned || matter.threatened.test(before) ? 'threatened' : 'threatened';
}

/** The evidence takes in the words that carry the threat or the deed: 不给就找电视台. */
function wider(text: string, span: { start: number; end: number }): { start: number; end: number } {
  const from = Math.max(clauseStart(text, span.start), span.start - 10);
  const to = Math.min(clauseEnd(text, span.end), span.end + 4);
  return { start: from, end: to };
}

/** Press, television and the social networks. */
export function findMedia(text: string): PublicityFound | null {
  return judge(text, MEDIA);
}

/** Court, arbitration and lawyers. */
export function findLitigation(text: string): PublicityFound | null {
  return judge(text, COURT);
}
