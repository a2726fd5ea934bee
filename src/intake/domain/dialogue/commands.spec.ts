import { endOfDay, parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { commandOfButton, readCommand } from './commands.js';
import { delegateSaid, handOverSaid } from './delegation-words.js';
import { dutySaid } from './duty-words.js';
import type { Command } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const LAST = 'LH-20260302-0001';
const at = (text: string): number => parseInstant(text) ?? 0;

type Part = Partial<Command>;
const read = (text: string, lastNumber: string | null = null): Command | null =>
  readCommand(text, { now: NOW, lastNumber }, RULE_READERS);

describe('what staff say about a registered case', () => {
  const said: readonly (readonly [string, Part])[] = [
    ['LH-20260302-0001 联系不上客户', { name: 'unreachable', number: LAST }],
    ['@客诉助手 LH-20260302-0001 联系不上客户', { name: 'unreachable', number: LAST }],
    ['lh202603020001 联系上业主了', { name: 'contacted', number: LAST }],
    ['LH-20260302-0001、LH-20260302-0002 联系不上', { name: 'unreachable', number: LAST, further: 'LH-20260302-0002' }],
    ['已联系客户 LH-20260302-0001和lh202603020002', { name: 'contacted', number: LAST, further: 'LH-20260302-0002' }],
    ['LH-20260302-0001 补充:与 LH-20260302-0002 是一回事', { name: 'supplement', number: LAST }],
    ['ＬＨ－２０２６０３０２－０００１ 联系不上', { name: 'unreachable', number: LAST }],
    ['已联系客户 LH-20260302-0001', { name: 'contacted', number: LAST }],
    ['联系上业主了', { name: 'contacted', number: null }],
    ['业主联系上了', { name: 'contacted' }],
    ['电话打不通没人接', { name: 'unreachable' }],
    ['客户拒接电话', { name: 'unreachable' }],
    ['空号', { name: 'unreachable' }],
    ['3栋1501的业主联系不上', { name: 'unreachable', room: '3-1501' }],
    ['派单给李师傅', { name: 'dispatch', text: '李师傅' }],
    ['派单 @李师傅', { name: 'dispatch', text: '李师傅' }],
    ['安排李师傅去看看', { name: 'dispatch', text: '李师傅' }],
    ['LH-20260302-0001派给工程部王工', { name: 'dispatch', number: LAST, text: '工程部王工' }],
    ['接单', { name: 'accept-dispatch' }],
    ['我接了', { name: 'accept-dispatch' }],
    ['约了明天下午3点上门', { name: 'appointment', at: at('2026-03-03T15:00:00+08:00') }],
    ['跟业主约了周五下午2点', { name: 'appointment', at: at('2026-03-06T14:00:00+08:00') }],
    ['到现场了', { name: 'arrived' }],
    ['师傅到现场了', { name: 'arrived' }],
    ['现场核实完了,是管道老化', { name: 'site-checked', text: '是管道老化' }],
    ['方案:更换水管并赔偿6000元', { name: 'plan', text: '更换水管并赔偿6000元', amount: 600_000 }],
    ['LH-20260302-0001 方案:赔偿1.2万', { name: 'plan', number: LAST, amount: 1_200_000 }],
    ['拟赔偿5000元', { name: 'plan', amount: 500_000 }],
    ['方案:业主来电反映3栋2单元1501厨房漏水,重做防水,工期七天,材料和人工由总包承担', { name: 'plan' }],
    ['LH-20260302-0001 上传协议', { name: 'agreement', number: LAST, amount: null }],
    ['LH-20260302-0001 赔付协议已签,协议金额5000元', { name: 'agreement', amount: 500_000 }],
    ['LH-20260302-0001 谅解书', { name: 'agreement' }],
    ['上传赔付协议', { name: 'agreement', number: null }],
    ['LH-20260302-0001 客户不肯签协议', { name: 'supplement' }],
    ['LH-20260302-0001 准备明天签协议', { name: 'supplement' }],
    ['方案:与业主签订赔偿协议,赔偿6000元', { name: 'plan', amount: 600_000 }],
    ['LH-20260302-0001 付款凭证 6000元', { name: 'payment', number: LAST, amount: 600_000 }],
    ['LH-20260302-0001 付款凭证 6000', { name: 'payment', amount: 600_000 }],
    ['LH-20260302-0001 付款凭证:1,234.50', { name: 'payment', amount: 123_450 }],
    ['LH-20260302-0001 转账回单八千', { name: 'payment', amount: 800_000 }],
    ['LH-20260302-0001 已付款0.6万', { name: 'payment', amount: 600_000 }],
    ['付款凭证', { name: 'payment', number: null, amount: null }],
    ['LH-20260302-0001 客户已支付物业费', { name: 'supplement' }],
    ['LH-20260302-0001 审批单', { name: 'approval-form', number: LAST }],
    ['打印审批单', { name: 'approval-form', number: null }],
    ['LH-20260302-0001 导出证据包', { name: 'evidence-pack', number: LAST }],
    ['处理完了', { name: 'handled', text: '' }],
    ['LH-20260302-0001 处理完毕,已更换水管', { name: 'handled', text: '已更换水管' }],
    ['回访满意', { name: 'visit-satisfied' }],
    ['业主表示满意', { name: 'visit-satisfied' }],
    ['客户不满意,说还漏', { name: 'visit-dissatisfied', text: '说还漏' }],
    ['LH-20260302-0001 回访不满意,还在漏', { name: 'visit-dissatisfied', number: LAST, text: '还在漏' }],
    ['无效,与事实不符', { name: 'invalid', text: '与事实不符' }],
    ['LH-20260302-0001 无效', { name: 'invalid', number: LAST, text: '' }],
    ['LH-20260302-0001 降级为一般,原因:只有一户', { name: 'lower-level', number: LAST, text: '降级为一般,原因:只有一户' }],
    ['LH-20260302-0001 级别由重大降为重要,已安抚', { name: 'lower-level', text: '级别由重大降为重要,已安抚' }],
    ['LH-20260302-0001 请把级别下调到一般', { name: 'lower-level' }],
    ['降级为一般,经核实只涉及一户,其他几户说的是另一件事,已分别登记', { name: 'lower-level', number: null }],
    ['LH-20260302-0001 客户要求物业费降低', { name: 'supplement' }],
    ['LH-20260302-0001 降低音量的要求已转达', { name: 'supplement' }],
    ['LH-20260302-0001 降级', { name: 'lower-level' }],
    ['LH-20260302-0001 结案,三次上门均已修好', { name: 'close', number: LAST, text: '三次上门均已修好' }],
    ['LH-20260302-0001 客户三次不满意,结案,理由:方案已办完', { name: 'close', text: '方案已办完' }],
    ['结案', { name: 'close', number: null, text: '' }],
    ['LH-20260302-0001 回访满意,可以结案', { name: 'visit-satisfied' }],
    ['LH-20260302-0001 处理完毕,可以结案', { name: 'handled' }],
    ['LH-20260302-0001 客户不满意', { name: 'visit-dissatisfied' }],
    ['补充:业主又发来照片', { name: 'supplement', text: '业主又发来照片' }],
    ['LH-20260302-0001 业主又来电说卧室也开始漏', { name: 'supplement', number: LAST, text: '业主又来电说卧室也开始漏' }],
    ['LH-20260302-0001 客户拒绝方案', { name: 'refused', number: LAST }],
    ['申请延期到3月10日,配件没到', { name: 'extend', at: endOfDay('2026-03-10'), text: '到3月10日,配件没到' }],
    ['延期到下周五', { name: 'extend', at: endOfDay('2026-03-13') }],
    ['申请延期三天', { name: 'extend', at: endOfDay('2026-03-05') }],
    ['又有4户反映', { name: 'more-households', households: 4 }],
    ['共5户', { name: 'more-households', households: 5 }],
    ['客户电话改成13900139000', { name: 'change-phone', phone: '13900139000' }],
    ['房号 3-2-1502', { name: 'rooms', rooms: ['3-2-1502'] }],
    ['LH-20260302-0001 房号改成3栋2单元1502', { name: 'rooms', rooms: ['3-2-1502'] }],
    ['LH-20260302-0001 房号 3-2-1502、3-2-1602', { name: 'rooms', number: LAST, rooms: ['3-2-1502', '3-2-1602'] }],
    ['LH-20260302-0001 房号写错了,应该是A-2301', { name: 'rooms', number: LAST, rooms: ['A-2301'] }],
    ['LH-20260302-0001 房号', { name: 'rooms', number: LAST, rooms: [] }],
    ['LH-20260302-0001 房号3-2-1502也漏水', { name: 'supplement', number: LAST }],
    ['谈崩了', { name: 'failed-talk' }],
    ['第三次协商没谈拢', { name: 'failed-talk' }],
    ['电视台已经报道了', { name: 'media-happened' }],
    ['已经起诉了', { name: 'litigation-happened' }],
    ['收到法院传票了', { name: 'litigation-happened' }],
    ['标记 群诉风险', { name: 'mark', text: '群诉风险' }],
    ['标记:涉及退房', { name: 'mark', text: '涉及退房' }],
    ['查询 LH-20260302-0001', { name: 'query', number: LAST }],
    ['LH-20260302-0001', { name: 'query', number: LAST }],
    ['LH-20260302-0001 进度怎么样了', { name: 'query', number: LAST }],
    ['查询台账', { name: 'ledger' }],
    ['导出本月台账', { name: 'ledger' }],
    ['我的待办', { name: 'my-tasks' }],
    ['稍后提醒', { name: 'snooze' }],
    ['稍后提醒 1小时', { name: 'snooze', text: '稍后提醒 1小时' }],
    ['半小时后提醒我', { name: 'snooze' }],
    ['过两小时再提醒', { name: 'snooze' }],
    ['为什么提醒我', { name: 'why-nudged' }],
    ['怎么又提醒我?', { name: 'why-nudged' }],
    ['我的审批', { name: 'my-approvals' }],
    ['今日到期', { name: 'due-today' }],
    ['今天有哪些到期的', { name: 'due-today' }],
    ['本周超时', { name: 'overdue-this-week' }],
    ['这周超时的有哪些', { name: 'overdue-this-week' }],
    ['谁手上最多', { name: 'who-has-most' }],
    ['谁最忙', { name: 'who-has-most' }],
    ['批量同意', { name: 'batch-agree' }],
    ['LH-20260302-0001 撤回', { name: 'withdraw', number: LAST }],
    ['撤回审批', { name: 'withdraw' }],
    ['LH-20260302-0001 催办', { name: 'urge', number: LAST }],
    ['催一下审批', { name: 'urge' }],
    ['LH-20260302-0001 答复:照片已补', { name: 'answer', number: LAST, text: '照片已补' }],
    ['我5月1日到5日出差,审批交给副手', { name: 'delegate', at: at('2026-05-01T00:00:00+08:00'), until: at('2026-05-06T00:00:00+08:00') }],
    ['我明天出差,审批交给李四', { name: 'delegate', at: at('2026-03-03T00:00:00+08:00'), until: at('2026-03-04T00:00:00+08:00') }],
    ['我4月28日到5月3日休假,审批委托李四', { name: 'delegate', at: at('2026-04-28T00:00:00+08:00'), until: at('2026-05-04T00:00:00+08:00') }],
    ['审批交给李四', { name: 'delegate', at: NOW, until: at('2100-01-01T00:00:00+08:00') }],
    ['我出差三天,审批由李四代批', { name: 'delegate', at: NOW, until: at('2026-03-05T00:00:00+08:00') }],
    ['取消委托', { name: 'cancel-delegation' }],
    ['值班表', { name: 'duty-roster' }],
    ['今晚谁值班', { name: 'duty-roster' }],
    ['3月5日到3月7日值班:李四', { name: 'set-duty', at: at('2026-03-05T00:00:00+08:00'), until: at('2026-03-08T00:00:00+08:00') }],
    ['滨江一号3月5日至3月7日由李四、王五值班', { name: 'set-duty', at: at('2026-03-05T00:00:00+08:00'), until: at('2026-03-08T00:00:00+08:00') }],
    ['明天值班:李四', { name: 'set-duty', at: at('2026-03-03T00:00:00+08:00'), until: at('2026-03-04T00:00:00+08:00') }],
    ['交接 张三 给 李四', { name: 'hand-over' }],
    ['把张三的审批交接给李四', { name: 'hand-over' }],
    ['帮助', { name: 'help' }],
    ['?', { name: 'help' }],
  ];
  it.each(said)('%s', (text, part) => {
    expect(read(text)).toMatchObject(part);
  });

  it('may say a few more words about the case just spoken of', () => {
    const text = '已联系客户,他今天下午四点以后都在家,请师傅去之前先打电话';
    expect(read(text)).toBeNull();
    expect(read(text, LAST)).toMatchObject({ name: 'contacted', number: null });
  });
});

describe('a report is never taken for a command', () => {
  const reports = [
    '3栋2单元1501业主来电,联系不上物业,没人管',
    '业主来电说联系不上管家,家里漏水',
    '3栋1501业主对物业不满意,楼道很脏',
    '业主投诉维修师傅约好了没来',
    '客户反映电话没人接',
    '物业电话打不通',
    '管家联系不上',
    '业主要求延期交房赔偿',
    '房子延期交付三个月',
    '有业主说电视台来采访小区停水',
    '小区又有5户反映停水,从昨天开始',
    '3-2-1501漏水处理完了又漏',
    '业主反映方案不合理要退房',
    '家里没人接水管',
    '电梯坏了安排人来修',
    '大约2平米墙皮脱落',
    '开发商违约,要求退房',
    '业主说要起诉我们',
    '满意度调查怎么做',
    '业主已经发抖音了,3栋1501厨房漏水',
    '约定的精装修标准和样板房不一样',
    '台账登记的房号错了要改',
    '处理不好就找媒体',
    '补漏的地方又裂了',
    '王女士 13800138000',
    '不对,是1502',
    '2万',
    '没有',
  ];
  it.each(reports)('%s', (text) => {
    expect(read(text)).toBeNull();
  });
  it('not even after a case was spoken of', () => {
    expect(read('业主来电,厨房漏水要赔8000', LAST)).toBeNull();
  });
});

describe('who decides in whose place', () => {
  it.each([
    ['我5月1日到5日出差,审批交给副手', '副手'],
    ['审批交给李四', '李四'],
    ['我出差三天,审批由李四代批', '李四'],
    ['委托李四代我审批', '李四'],
    ['我3月3日出差,审批交给compensation-committee3', 'compensation-committee3'],
  ])('%s', (words, name) => {
    expect(delegateSaid(words)).toBe(name);
  });

  it.each(['交接 张三 给 李四', '交接张三给李四', '把张三的审批交接给李四', '交接 张三的审批 给 李四'])('%s', (words) => {
    expect(handOverSaid(words)).toEqual({ from: '张三', to: '李四' });
  });

  it('where a colleague has no Chinese name, his account', () => {
    expect(read('我3月3日出差,审批交给compensation-committee3')).toMatchObject({ name: 'delegate' });
    expect(read('交接 project-director1 给 engineering-manager1')).toMatchObject({ name: 'hand-over' });
    expect(handOverSaid('交接 project-director1 给 engineering-manager1')).toEqual({ from: 'project-director1', to: 'engineering-manager1' });
  });
});

describe('numbers', () => {
  it.each(['tel13800138000', '电话13800138000', 'LH-20261302-0001', '2026030212345'])('%s holds none', (text) => {
    expect(read(text)?.number ?? null).toBeNull();
  });
});

describe('a button says the same as its words', () => {
  it('reads sum and time of the words typed beside it', () => {
    expect(commandOfButton('plan', '更换水管,赔偿6000元', LAST, NOW, RULE_READERS)).toMatchObject({
      name: 'plan', number: LAST, text: '更换水管,赔偿6000元', amount: 600_000,
    });
    expect(commandOfButton('appointment', '明天下午3点', LAST, NOW, RULE_READERS)?.at).toBe(at('2026-03-03T15:00:00+08:00'));
    expect(commandOfButton('approve', '', LAST, NOW, RULE_READERS)).toBeNull();
  });
});

test.each([
  ['3月5日到3月7日值班:李四', ['李四']],
  ['3月5日到3月7日值班人员是李四、王五', ['李四', '王五']],
  ['请安排3月5日由李四来值班', ['李四']],
  ['明天值班:duty1', ['duty1']],
])('who is put on duty by “%s”', (words, names) => {
  expect(dutySaid(words)).toEqual(names);
});

test.each(['5栋业主来电,3月1日值班保安态度恶劣', '昨天3月1日晚上业主找不到值班:没有人', '值班室没人'])('“%s” is no roster', (words) => {
  expect(read(words)?.name).not.toBe('set-duty');
});
