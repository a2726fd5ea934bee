import type { Understanding } from '../../../terms/understanding.js';
import { understand } from './understand.js';
import { written } from './written.js';

/** A Wednesday afternoon; the directory of a company with three projects. */
const context = {
  now: Date.parse('2026-03-04T15:00:00+08:00'),
  projects: [
    { name: '滨江一号', nicknames: ['一号院'] },
    { name: '翡翠城', nicknames: [] },
    { name: '翡翠城二期', nicknames: [] },
    { name: '云栖玫瑰园', nicknames: ['玫瑰园'] },
  ],
};
type Expected = Partial<Record<keyof Understanding, unknown>>;
const yuan = (n: number): number => n * 100;

/** What staff type on the run, with what must be understood; slots left out are not looked at. */
const SAID: readonly (readonly [text: string, expected: Expected])[] = [
  ['3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台', { kind: 'complaint', category: 'engineering', amount: yuan(8000), repeat: true, media: true, mediaState: 'threatened', litigation: false, rooms: ['3-2-1501'], doors: ['call'] }],
  ['3#1501漏水又来了 业主说再不修找抖音 要1.2w', { kind: 'complaint', category: 'engineering', amount: yuan(12000), repeat: true, mediaState: 'threatened', rooms: ['3-1501'] }],
  ['滨江一号 3-2-1501 王女士 13800138000 来电 卫生间渗水 要求赔偿八千', { category: 'engineering', amount: yuan(8000), project: '滨江一号', rooms: ['3-2-1501'], name: '王女士', phone: '13800138000', doors: ['call'], missing: [] }],
  ['上午9点半打来的，翡翠城二期12栋2单元302张先生，电话13912345678，地下车库车位被占，保安不管', { category: 'property', project: '翡翠城二期', rooms: ['12-2-302'], name: '张先生', phone: '13912345678', receivedAt: Date.parse('2026-03-04T09:30:00+08:00'), doors: ['call'] }],
  ['业主来前台投诉，销售当时承诺有学区，现在没有，要求退房', { kind: 'complaint', category: 'sales', doors: ['visit'], amount: null }],
  ['玫瑰园A座2301 装修噪音太吵 物业不管 多次反映没人理', { category: 'property', project: '云栖玫瑰园', rooms: ['A-2301'], repeat: true }],
  ['5栋1单元电梯困人了快来', { kind: 'complaint', category: 'property', safety: true, rooms: ['5-1'] }],
  ['楼道里一股煤气味 6栋', { kind: 'complaint', safety: true, rooms: ['6'] }],
  ['8号楼外墙瓷砖掉下来砸到车了 没有人受伤', { category: 'engineering', safety: true, rooms: ['8'] }],
  ['没有人受伤，就是玻璃裂了', { kind: 'complaint', safety: false }],
  ['昨天下午三点有个姓李的业主来访 2-1-602 客厅墙面开裂 20多户都有', { category: 'engineering', households: 20, rooms: ['2-1-602'], name: '李业主', doors: ['visit'], receivedAt: Date.parse('2026-03-03T15:00:00+08:00') }],
  ['20多户联名要求退还公共收益', { kind: 'complaint', category: 'property', households: 20 }],
  ['十来户业主反映二次供水水压不够', { category: 'property', households: 10 }],
  ['楼上楼下五户都漏水', { category: 'engineering', households: 5 }],
  ['七八户一起来前台闹 说再不解决就拉横幅', { kind: 'complaint', households: 8, doors: ['visit'] }],
  ['业主没有找媒体，也不起诉，就是厨房漏水', { media: false, mediaState: null, litigation: false, litigationState: null, category: 'engineering' }],
  ['业主已经起诉了，法院传票收到了', { kind: 'complaint', litigation: true, litigationState: 'happened' }],
  ['电视台记者昨天来采访过了', { media: true, mediaState: 'happened' }],
  ['已经发抖音了，播放量很高', { media: true, mediaState: 'happened' }],
  ['业主群里说要去法院起诉我们', { litigation: true, litigationState: 'threatened', doors: ['web'] }],
  ['请问物业费怎么交', { kind: 'none', noneKind: 'inquiry' }],
  ['你好，房产证什么时候可以拿?', { kind: 'none', noneKind: 'inquiry' }],
  ['5000到2万谁批?', { kind: 'none', noneKind: 'inquiry', amount: null }],
  ['建议小区增加充电桩', { kind: 'none', noneKind: 'suggestion' }],
  ['希望能加装儿童滑梯', { kind: 'none', noneKind: 'suggestion' }],
  ['你好', { kind: 'none', noneKind: null }],
  ['谢谢', { kind: 'none', noneKind: null }],
  ['收到👌', { kind: 'none', noneKind: null }],
  ['报修 3-2-1501 水龙头坏了 麻烦安排师傅上门', { kind: 'need', category: 'engineering', rooms: ['3-2-1501'] }],
  ['帮忙开个门禁卡', { kind: 'need', category: 'property' }],
  ['业主想申请装修登记', { kind: 'need' }],
  ['1502业主需要安排保洁服务', { kind: 'need', category: 'property' }],
  ['窗户挡光 采光太差，楼间距跟图纸不一样', { kind: 'complaint', category: 'planning' }],
  ['房子设计不合理 卧室正对垃圾房', { kind: 'complaint', category: 'planning' }],
  ['绿化率跟规划公示的不一样 业主投诉', { category: 'planning' }],
  ['业主不接受维修方案，坚决不同意', { kind: 'complaint', refused: true }],
  ['信访转来一件，12栋业主反映交房延期半年', { category: 'sales', rooms: ['12'], doors: ['passed-on'], repeat: false }],
  ['12345转来的工单，反映小区垃圾没人清运', { kind: 'complaint', category: 'property', doors: ['passed-on'] }],
  ['集团审计转来的投诉，云栖玫瑰园精装修货不对板', { category: 'sales', project: '云栖玫瑰园', doors: ['audit'] }],
  ['收到业主来信，反映房产证迟迟办不下来', { category: 'sales', doors: ['letter'] }],
  ['有人在论坛发帖骂保安打人', { category: 'property', safety: true, doors: ['web'] }],
  ['厨房漏水 第一次反映', { category: 'engineering', repeat: false }],
  ['业主要求赔偿三万五六，我们只同意赔5000', { amount: yuan(36000) }],
  ['物业费3.8元/平太贵了 业主不满', { kind: 'complaint', category: 'property', amount: null }],
  ['89平的房子面积误差 要求退差价2万', { category: 'sales', amount: yuan(20000) }],
  ['电话0571-88881234 楼上漏水泡坏地板 损失大概两万 业主姓陈', { amount: yuan(20000), name: '陈业主', phone: '0571-88881234' }],
  ['喂 你好 我三号楼二单元十五零一的 厨房漏水 已经第三次了啊 要赔八千块', { amount: yuan(8000), rooms: ['3-2-1501'], repeat: true, category: 'engineering' }],
  ['幺三八零零幺三八零零零 王女士 三栋二单元一五零一 墙面发霉', { phone: '13800138000', name: '王女士', rooms: ['3-2-1501'], category: 'engineering' }],
  ['宾江一号 3-1501 漏水', { project: '滨江一号' }],
  ['滨江二号 3-1501 漏水', { project: null }],
  ['滨江1号3-1501漏水', { project: '滨江一号' }],
  ['一号院的王女士说地下室积水', { project: '滨江一号', name: '王女士', rooms: [], category: 'engineering' }],
  ['翡翠城3-1501漏水', { project: '翡翠城' }],
  ['物业服务态度太差，管家微信不回', { kind: 'complaint', category: 'property', doors: [] }],
  ['消防通道被堵了', { category: 'property', safety: true }],
  ['小区丢了两辆电动车 监控也坏了', { kind: 'complaint', category: 'property' }],
  ['保安态度恶劣还骂人', { kind: 'complaint', category: 'property' }],
  ['楼下烧烤店油烟扰民', { kind: 'complaint', category: 'other' }],
  ['小区门口公交站取消了业主不满', { category: 'other' }],
  ['拆迁安置补偿没到位', { category: 'other' }],
  ['精装房墙面空鼓 瓷砖开裂 业主要说法', { category: 'engineering' }],
  ['地暖不热报修三次没人来', { kind: 'complaint', category: 'engineering', repeat: true }],
  ['卫生间返水 臭得很', { kind: 'complaint', category: 'engineering' }],
  ['外墙渗水 雨天就漏 屋里发霉', { category: 'engineering' }],
  ['认购金不退 业主要求退款5万', { category: 'sales', amount: yuan(50000) }],
  ['置业顾问当时说有地铁 结果没有 虚假宣传', { category: 'sales' }],
  ['合同约定去年12月交房 到现在没交', { category: 'sales' }],
  ['捆绑销售车位 12万一个 业主投诉', { category: 'sales' }],
  ['电梯又坏了 老人爬不了楼', { category: 'property', repeat: true }],
  ['停车费涨价没公示 50户联名', { category: 'property', households: 50 }],
  ['绿化枯死没人管', { category: 'property' }],
  ['就他一家漏', { households: 1 }],
  ['业主说不要赔偿 修好就行 厨房漏水', { amount: null, category: 'engineering' }],
  ['不是8000是1.2万 要赔', { amount: yuan(12000) }],
  ['原来要8000 现在涨到1.5万 漏水那户', { amount: yuan(15000) }],
  ['3栋、5栋都停水', { rooms: ['3', '5'] }],
  ['3-2-1501、1502两户漏水', { rooms: ['3-2-1501', '3-2-1502'], households: 2 }],
  ['业主叫王建国 电话138 0013 8000 门窗漏风', { name: '王建国', phone: '13800138000' }],
  ['给业主打过电话了', { doors: [] }],
  ['我们准备上门维修', { doors: [] }],
  ['业主到客服中心吵 说发律师函', { doors: expect.arrayContaining(['visit']), litigationState: 'threatened' }],
  ['索赔伍仟元整 外墙脱落砸坏车', { amount: yuan(5000), safety: true }],
  ['３栋２单元１５０１　漏水　赔８０００', { rooms: ['3-2-1501'], amount: yuan(8000) }],
  ['漏水漏水漏水！！！😡😡 3-1-201', { kind: 'complaint', category: 'engineering', rooms: ['3-1-201'] }],
  ['业主要求退还多收的停车费1500元', { category: 'property', amount: yuan(1500) }],
  ['楼上装修把我家吊顶砸坏了 要赔3000', { amount: yuan(3000) }],
  ['再不给解决就去12345投诉', { kind: 'complaint', doors: [] }],
  ['业主说闻到煤气味 不知道哪里漏的', { safety: true }],
];

describe('what staff type', () => {
  test.each(SAID)('%s', (text, expected) => {
    expect(understand(text, context)).toMatchObject(expected);
  });

  it('is tried on no fewer sentences than the issue asks for', () => {
    expect(SAID.length).toBeGreaterThanOrEqual(80);
  });
});

describe('what the bot would ask about', () => {
  const missing = (text: string): readonly string[] => understand(text, context).missing;

  it('asks for what registration needs and the words do not say', () => {
    expect(missing('厨房漏水 业主投诉')).toEqual(['project', 'rooms', 'name', 'phone']);
    expect(missing('滨江一号3-2-1501王女士13800138000投诉漏水')).toEqual([]);
  });

  it('asks about doubtful things', () => {
    expect(missing('宾江一号3-1501投诉漏水')).toContain('project');
    expect(missing('整层都停水了')).toContain('households');
    expect(missing('昨天来电投诉漏水')).toContain('receivedAt');
    expect(missing('12栋投诉漏水')).toContain('rooms');
    expect(missing('业主要赔钱 漏水')).toContain('amount');
    expect(missing('业主很生气要投诉')).toContain('category');
  });

  it('asks nothing of a greeting or a plain question', () => {
    expect(missing('你好')).toEqual([]);
    expect(missing('请问物业费怎么交')).toEqual([]);
  });
});

describe('complaint, need or neither', () => {
  test.each([
    ['业主要借个梯子', 'need'], ['3栋业主想补办门禁卡', 'need'], ['1502家请安排人通一下下水道', 'need'], ['2-1-301请求协助开锁', 'need'], ['报修 卫生间灯不亮', 'need'],
    ['帮王女士登记一下新车牌', 'need'], ['能不能派人来量一下窗户', 'need'],
    ['物业费多少钱一平?', 'inquiry'], ['投诉怎么登记', 'inquiry'], ['一般投诉几天内要回访', 'inquiry'], ['这个算不算重大投诉?', 'inquiry'], ['赔偿5000要谁审批', 'inquiry'],
    ['业主问什么时候交房', 'inquiry'], ['前台几点下班', 'inquiry'],
    ['建议大堂放几把雨伞', 'suggestion'], ['要是能加个快递柜就好了', 'suggestion'], ['业主建议小区多组织活动', 'suggestion'],
    ['在吗', 'talk'], ['好的收到', 'talk'], ['哈哈哈', 'talk'], ['今天天气不错', 'talk'], ['中午吃什么', 'talk'],
    ['业主投诉为什么电梯老坏?', 'complaint'], ['什么时候才能修好?都第三次了', 'complaint'], ['物业凭什么涨价?', 'complaint'], ['电梯停运两天了', 'complaint'],
    ['谁来管管楼下烧烤摊?', 'complaint'], ['报修半个月没人来', 'complaint'],
  ])('%s', (text, expected) => {
    const { kind, noneKind } = understand(text, context);
    expect(kind === 'none' ? (noneKind ?? 'talk') : kind).toBe(expected);
  });
});

describe('evidence', () => {
  it('holds the exact words of the message for every filled slot', () => {
    const text = '上午9点半３栋２单元1501王女士13800138000来电,厨房漏水第三次了,要赔8000,不给就找电视台,20多户都这样';
    const u = understand(text, context);
    expect(u.evidence).toMatchObject({ rooms: '３栋２单元1501', name: '王女士', phone: '13800138000', amount: '8000', repeat: '第三次', doors: '来电', category: '漏水' });
    for (const [slot, value] of Object.entries(u)) {
      const filled = value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
      if (!filled || !['amount', 'households', 'media', 'repeat', 'receivedAt', 'rooms', 'name', 'phone', 'doors', 'category'].includes(slot)) continue;
      const words = u.evidence[slot as keyof typeof u.evidence];
      expect(text).toContain(words);
      expect(words).not.toBe('');
    }
  });

  it('of several rooms is one stretch of the message, and no longer than it takes to name them', () => {
    const text = '27栋1单元101漏水，29栋2单元201也漏，27栋1单元101最重';
    const { rooms, evidence } = understand(text, context);
    expect(rooms).toEqual(['27-1-101', '29-2-201']);
    expect(evidence.rooms).toBe('27栋1单元101漏水，29栋2单元201');
  });

  it.each([['七八户反映电梯坏', '电梯坏'], ['赔2万', '2万']])('of a complaint that no word calls one is what made it one: %s', (text, words) => {
    const { kind, evidence } = understand(text, context);
    expect([kind, evidence.kind]).toEqual(['complaint', words]);
  });

  it('is kept for a denial, and left out for what was not said', () => {
    const { evidence } = understand('业主没有找媒体 厨房漏水', context);
    expect(evidence.media).toContain('没有找媒体');
    expect(evidence).not.toHaveProperty('litigation');
  });
});

describe('any text', () => {
  test.each(['', '   ', '\u0000', '😀'.repeat(50), '1'.repeat(5000), '漏'.repeat(60_000), '[[[((('])('is answered: case %#', (text) => {
    expect(understand(text, context)).toHaveProperty('kind');
  });
});

describe('the written form', () => {
  it('keeps the order of the contract, writes money in yuan and times in Shanghai', () => {
    const form = written(understand('上午9点半打来的 漏水 要赔8000', context));
    expect(Object.keys(form)).toEqual([
      'kind', 'noneKind', 'category', 'categoryConfidence', 'amount', 'households', 'media', 'mediaState', 'litigation', 'litigationState',
      'safety', 'repeat', 'refused', 'receivedAt', 'project', 'rooms', 'name', 'phone', 'doors', 'missing', 'evidence',
    ]);
    expect(form).toMatchObject({ amount: '8000.00', receivedAt: '2026-03-04T09:30:00+08:00' });
  });
});

describe('a text made to be slow', () => {
  test.each(['一', '十', '1', 'A', '昨天', '10点', '3栋', '3-2-1501、', '赔8000元', '电梯', '1,', '投诉到', ' '])('%j over and over is answered in time', (piece) => {
    const started = process.cpuUsage();
    understand(piece.repeat(20_000), context);
    const { user } = process.cpuUsage(started);
    // A quadratic reader takes tens of seconds here; a linear one well under one.
    expect(user / 1e6).toBeLessThan(5);
  });
});
