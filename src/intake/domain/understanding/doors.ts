import type { Door } from '../../../terms/complaint.js';
import { matchesOf } from './scanning.js';
import { clauseStart, type Found } from './writing.js';

const WAYS: readonly (readonly [Door, RegExp])[] = [
  ['audit', /监审|审计(?:[^,，。;；]{0,4}(?:发现|查出|反馈|通报|提出)|部|处|法务|转|移交|交办|来件|发现|反馈)|法务(?:部)?(?:转|移交|交办|来)|监察(?:部|室)?(?:转|移交|交办|来)|纪检(?:转|移交|交办|来)/g],
  ['passed-on', /转告|转达|转述|转来|转派|转办|转交|转单|转到(?:我们|物业|项目)|代为?(?:反映|投诉|转)|委托.{0,8}(?:反映|投诉|转|来)|(?:12345|市长热线|政务热线|信访|街道|社区|居委会?|住建局|房管局|集团|总部|400|售楼处|营销|销售|派出所|业委会|邻居|亲戚|朋友|中介|租客|租户|别人|他人)[^,，。;；\n]{0,6}(?:转|派单|交办|派来|派下来|工单|代投诉|代为|帮(?:忙)?(?:反映|投诉)|打来.{0,4}说)|12345(?:投诉|热线投诉|工单|来件|件|平台|来电|反馈)/g],
  ['letter', /来函|来信|来件(?:信)?|写信|写了(?:一)?封|书面(?:投诉|反映|材料|函|形式|信)|投诉信|联名信|信函|函件|寄来|寄了|寄信|传真|递交.{0,6}(?:信|函|材料)|送来.{0,4}(?:信|函)|律师函/g],
  ['web', /发来(?:语音|微信|消息|视频|图片|照片|短信)|发微信|语音(?:转文字|留言)|网上(?:投诉|反映|留言|看到|发帖|发贴|提交|报)|网络(?:投诉|反映|留言|平台)|论坛|业主群|微信群|群里|微信(?:上|里|投诉|反映|留言|发|说|联系|群|找|公众号|反馈|来)?|公众号|小程序|APP|app|App|贴吧|邮件|邮箱|线上|官网|留言板|企微|企业微信|QQ|qq|业主圈|微博(?:私信|留言|投诉)|抖音(?:私信|留言|评论)|小红书(?:私信|留言|评论)/g],
  ['visit', /来访|到访|上访者|(?:租客|业主|客户|住户|租户|他|她|老人|人)(?:又|刚|刚刚|今天|自己)?(?:过来|下来|上来|找来|跑来)(?:了)?(?=\s?(?:说|反映|投诉|讲|问|吵|闹|找|报|嫌|骂|[,，\s]))|冲到(?:前台|物业|办公室|售楼|服务)|来(?:到|过|了)?(?:物业|前台|服务中心|客服中心|客服|办公室|项目部|售楼处|现场投诉|管理处|我们这)|到(?:了)?(?:物业|前台|服务中心|客服中心|客服部?|办公室|项目部|售楼处|管理处)(?:来|投诉|反映|说|找|闹|了|吵|,|\s|$)|(?:前台|现场|当面|服务中心|客服中心|管理处|上门|(?<!电话|打)过来)(?:来)?(?:投诉|反映|来访|说|反馈|接待|登记|报修|吵|闹)|找上门|在前台|跑(?:到|来)(?:前台|物业|服务中心|客服|办公室|管理处)|人在(?:前台|服务中心|物业)|堵(?:在)?(?:门口|前台|办公室|售楼[处部]|营销中心|服务中心|物业)|(?:来|到|去)了?售楼[处部]|前台(?:接待|来)/g],
  ['call', /来电|打来|来过?电话|打(?:了|过)?(?:个)?电话\s?(?:来|讲|要求|了|过来|进来|反映|投诉|说|报|问|给(?:我们?|前台|客服|物业|服务中心|管家|监控|中控))|电话(?:里|反映|投诉|来|打来|打进|打过来|报修|中|说|告知|反馈)|致电|打进|热线(?:反映|投诉|来电)?|接(?:到|了)[^,，。;；\n]{0,16}电话|打(?:了)?(?:客服|服务|前台|物业)(?:的)?电话|呼入|[上下中]午.{0,8}打的|打了个电话/g],
];
/** The company's own call back, a visit for repair, or a threat is no door. */
const NOT_A_DOOR =
  /(?:我们?|已|给(?:业主|客户|他|她)|准备|再不|就|要|扬言|威胁|否则|不然|回)[^,，。;；\n]{0,5}$/;
const THREAT_DOORS: readonly Door[] = ['passed-on', 'letter', 'web'];

/** By which ways the complaint came in, in the order of the form; the text must be `plain`. */
export function findDoors(text: string): Found<readonly Door[]> | null {
  const hits: { door: Door; start: number; end: number }[] = [];
  for (const [door, pattern] of WAYS) {
    for (const match of matchesOf(text, pattern)) {
      const before = text.slice(Math.max(clauseStart(text, match.index), match.index - 6), match.index);
      const threat = THREAT_DOORS.includes(door) && NOT_A_DOOR.test(before);
      const planned = door === 'visit' && /(?:扬言|威胁|准备|打算|再不|就要|否则|不然)[^,，。;；\n]{0,5}$/.test(before);
      const ours = door === 'call' && /(?:我们?|已经?|给(?:业主|客户|他|她))(?:打|去)?$/.test(before);
      const insulting = door === 'web' && /^(?:微信|APP|app|QQ|qq|公众号)$/.test(match[0]) && /不回|联系方式|号|付款|转账|缴费|支付|加/.test(text.slice(match.index + match[0].length, match.index + 8));
      if (threat || planned || ours || insulting) continue;
      hits.push({ door, start: match.index, end: match.index + match[0].length });
      break;
    }
  }
  const audited = hits.find((hit) => hit.door === 'audit');
  // 审计转来: what the audit passes on is the audit's.
  const kept = hits.filter((hit) => hit.door !== 'passed-on' || !audited || Math.abs(hit.start - audited.start) > 8);
  const [first] = kept.sort((a, b) => a.start - b.start);
  const last = kept.at(-1);
  if (!first || !last) return null;
  const doors = kept.map((hit) => hit.door);
  return { value: doors, start: first.start, end: doors.length === 1 ? first.end : last.end };
}
