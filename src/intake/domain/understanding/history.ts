import { clauseStart, type Found } from './writing.js';

const FIRST_TIME = /(?:是)?第一次(?:来?投诉|来?反映|报修|来电|打电话|出现|发生|遇到|漏)|首次(?:投诉|反映|报修|来电|出现)|头一(?:次|回)|之前没(?:有)?(?:投诉|反映|报修|报|说|提)过?|以前没(?:有)?(?:投诉|反映|报修|报|说)过?|从来?没(?:有)?(?:投诉|反映|报修)过?|没有重复|非重复/;
const REPEATED =
  /第(?:[二两三四五六七八九十百]|[2-9]|\d{2,4}){1,4}(?:多)?(?:次|回|遍)|第[nN]次|(?:多|屡|数|无数|好几|好多|几|两三|三番五|三番两|[2-9二两三四五六七八九十]{1,4})(?:次|回|遍)(?:地)?(?:向|找|与|和|跟|请|给|去|到|拨打|打|联系|要求|投诉|反映|反应|沟通|协商|催|报修|报|交涉|上访|提出|说|呼吁|致|维修|修|来电|了|都|无果|未果|文明)|(?:报修|投诉|反映|反应|打|催|说|找|修|来|报|沟通|协商|维权|交涉)(?:过|了)?(?:很多|好几|好多|多|无数|几|n|N|\d{1,3}|[二两三四五六七八九十]{1,4})(?:次|回|遍)|又(?!.{1,4}又)(?:漏|坏|来|堵|渗|打|投诉|反映|报|开始|裂|掉|闹|响|困|跳|返|冒|塌|脱|断|找|出(?:问题|故障|现)|停(?:水|电|气|暖|运|了)|没(?:水|电|热水|气|暖|信号)|不(?:亮|制|通|热|动|转|能用|行)|臭了|有(?:味|异味|水|问题)|吵|淹|发霉)|再次(?:来?投诉|来?反映|反应|来电|来访|报修|漏|渗|要求|找|打|联系|出现|返)|再一次|反复|不止一次|又一次|还是(?:没|不(?!是|想|要)|漏(?!水?的?那)|一样|老样子|老问题)|(?:一直|始终|至今|迟迟|仍然?|依旧|依然|到现在|到目前|还|还是|总是)(?:都|也|还)?(?:没|未|不|无)(?:有)?(?:人)?(?:解决|处理|修好|修|回复|答复|落实|整改|管|搞好|彻底|给|来|得到|搞定|弄好|结果|进展|下文|拿到)|(?:之前|以前|上次|上回|前几天|上周|上个?月|前阵子|去年|早就|已经)(?:就|也|已经?|都)?(?:投诉|反映|反应|报修|报|来过|打过|说|提|找)过?(?!的|方|期|告|名|警|价|案)|(?:投诉|反映|反应|报修|催)过(?!的人)|老问题|没修好|修了(?:又|还|没)|(?:修|处理)(?:完|好)?(?:没|不到|不).{0,4}又|无果|未果|拖了(?:很久|好久|几|半|一|两|三|四|五|六|七|八|九|十|\d)|拖(?:得)?(?:太久|很久|好久)|老毛病|早就(?:报|反映|说|投诉)|石沉大海|不了了之|屡投|重复投诉|上访(?!者)|申诉多年|(?:投诉|反映|反应)(?:到|给|至|了)[^,，。;；]{0,16}[,，]?[^,，。;；]{0,8}(?:回复|答复|已有|已经?[\d一两二三四五六七八九十几半]|仍|均|也没|也不|没有?用|不(?:了|理|管))|多次[^,，。;；\n]{0,10}(?:反映|投诉|反应|报修|沟通|协商|交涉)|维权(?:近|了|已)/;
const POLITE = /再次(?:感谢|谢|表示|恳请.{0,4}谢)/;

/** Whether the same matter was complained of before; false when it is called the first time; the text must be `plain`. */
export function findRepeat(text: string): Found<boolean> | null {
  const first = FIRST_TIME.exec(text);
  if (first) return { value: false, start: first.index, end: first.index + first[0].length };
  const again = REPEATED.exec(text);
  if (!again || POLITE.test(again[0])) return null;
  return { value: true, start: again.index, end: again.index + again[0].length };
}

const REFUSES =
  /(?:不接受|不认(?<=(?:方案[^,，。]{0,4}|业主|客户|他|她)不认)(?![识为得账])|不依不饶|不领情|拒不接受|拒绝接受|不同意|不认可|不答应|拒绝(?!.{0,4}(?:退|赔|维修|提供|配合|整改))|不满意|无法接受|不能接受|接受不了|没法接受|不买账|谈不拢|谈崩了?|没谈拢|谈不下来|不肯(?:签字|签|让步|和解|接受)|坚决不(?:同意|接受|要)|不愿(?:意)?(?:签字|和解|接受|协商)|拒绝(?:签字|和解|协商|调解|沟通|方案|处理))/g;
const OTHERS_REFUSE = /(?:物业|开发商|公司|总包|施工(?:方|单位)|政府|住建局|街道|社区|对方|银行|商家|门卫|保安|楼上(?:邻居|业主|住户)?|邻居|中介|工作人员|房管局|水务|法院)[^,，。;；!！?？\n]{0,10}$/;
const OBJECT = /方案|处理|赔|补|维修|修|协商|调解|结果|答复|回复|解释|说法|道歉|条件|这个|这样|签字|意见|和解|金额|价|钱|做法|建议/;

/** Whether the customer refuses the handling; the text must be `plain`. */
export function findRefused(text: string): Found<boolean> | null {
  for (const match of text.matchAll(REFUSES)) {
    const from = clauseStart(text, match.index);
    const before = text.slice(from, match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 12);
    if (OTHERS_REFUSE.test(before) && !/业主|客户|他|她|本人|我们?$/.test(before)) continue;
    if (/^(?:怎么|如何|的话|咋)/.test(after)) continue;
    const about = OBJECT.test(after) || OBJECT.test(before) || OBJECT.test(match[0]);
    const owner = /业主|客户|他|她|女士|先生|本人|我们?|户主|住户|家属/.test(before);
    if (!about && !owner && !/^(?:\s|[,，。;；!！?？]|$)/.test(after)) continue;
    return { value: true, start: match.index, end: match.index + match[0].length };
  }
  return null;
}
