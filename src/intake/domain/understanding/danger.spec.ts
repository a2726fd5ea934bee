import { findEmergency, findSafety } from './danger.js';
import { plain } from './writing.js';

describe('people in danger now', () => {
  test.each([
    ['5栋1单元电梯困人了快来', 'trapped'], ['有人被困电梯 3栋2单元', 'trapped'], ['困梯!', 'trapped'], ['电梯关了两个人在里面', 'trapped'], ['老人被困在电梯里', 'trapped'],
    ['业主电话说电梯卡在3楼 里面有人被困在电梯', 'trapped'], ['电梯里有人被困 已经救出来了', 'trapped'], ['从电梯里救出来了 老人有点不舒服', 'trapped'], ['昨晚困梯 已经救出', 'trapped'],
    ['小孩反锁 孩子被锁在家里', 'trapped'],
    ['楼道里一股煤气味 6栋', 'gas'], ['燃气泄漏', 'gas'], ['3栋闻到很浓的燃气味', 'gas'], ['天然气管道漏了', 'gas'], ['煤气中毒了', 'gas'],
    ['8号楼外墙瓷砖掉下来砸到车了 没有人受伤', 'falling'], ['高空坠物 砸到人', 'falling'], ['楼上有人要跳楼', 'falling'], ['玻璃整块掉落', 'falling'], ['高空抛物', 'falling'],
    ['3栋楼下着火了', 'fire'], ['配电房冒烟', 'fire'], ['地下车库起火', 'fire'], ['充电桩爆炸', 'fire'], ['厨房失火了 已经扑灭', 'fire'],
    ['漏电!电到人了', 'electric'], ['泳池有人触电', 'electric'], ['水管漏电 保安被电了', 'electric'], ['电线裸露', 'electric'],
    ['老人在大堂摔倒 晕倒了', 'injury'], ['保安受伤流血', 'injury'],
    ['今天电梯又困人了 之前也困过', 'trapped'],
  ] as const)('%s', (text, matter) => {
    expect(findEmergency(text)).toMatchObject({ matter });
  });

  test.each([
    '没有人受伤', '没有人被困', '没闻到煤气味', '未发现漏电', '不存在燃气泄漏', '业主怕以后燃气漏气', '担心外墙瓷砖掉下来', '万一着火怎么办', '一旦发生火灾后果不堪设想',
    '燃气管道颜色不一样', '燃气管道太旧了', '燃气开户费', '漏电保护开关跳闸', '存在触电风险', '有高空坠物隐患', '会不会漏电', '消防演习放烟', '火灾演练通知',
    '去年着过火', '电梯经常困人', '电梯多次困人', '上个月电梯困人了', '业主被困扰很久', '之前着火的事处理得怎么样了', '防止高空坠物', '跳楼价', '砸墙装修太吵', '物业费太贵',
    '厨房漏水', '烟感坏了', '没有着火 是虚惊', '容易触电', '现实中电表箱漏电的案例不少', '带电话来',
  ])('%s is no emergency', (text) => {
    expect(findEmergency(text)).toBeNull();
  });

  it('gives the words it rests on as they were written', () => {
    expect(findEmergency('３栋电梯困人了,快来')?.words).toBe('电梯困人');
  });
});

describe('safety', () => {
  test.each(['消防通道被堵了', '有安全隐患', '外墙脱落', '保安打人', '孩子摔倒骨折', '流浪狗咬人', '电梯急坠', '没有安全保障', '楼上高空抛物'])('%s', (text) => {
    expect(findSafety(plain(text))?.value).toBe(true);
  });
  test.each(['没有人受伤', '不存在安全隐患', '没有造成人员受伤'])('%s is a denial', (text) => {
    expect(findSafety(plain(text))?.value).toBe(false);
  });
  test.each(['厨房漏水', '业主被困扰', '停车费太贵'])('%s says nothing of it', (text) => {
    expect(findSafety(plain(text))).toBeNull();
  });
});
