import { findLitigation, findMedia } from './publicity.js';
import { findRefused, findRepeat } from './history.js';

describe('press', () => {
  test.each([
    '不给就找电视台', '再不修找抖音', '扬言要曝光', '再不处理就发小红书', '准备找记者', '要上电视', '否则发到网上', '不解决我就找媒体', '威胁说要找1818黄金眼', '会发朋友圈', '他说找媒体',
    '不要逼我找媒体', '没人管就找媒体',
  ])('threatened: %s', (text) => {
    expect(findMedia(text)).toMatchObject({ value: true, state: 'threatened' });
  });
  test.each(['已经发抖音了', '电视台记者昨天来采访过了', '上了热搜', '新闻都报道了', '在小红书上发了', '媒体已经曝光了', '记者来了', '抖音上有人在转发', '已经在微博曝光'])('happened: %s', (text) => {
    expect(findMedia(text)).toMatchObject({ value: true, state: 'happened' });
  });
  test.each(['没有找媒体', '没找媒体', '不会找媒体', '没有发抖音', '没说要曝光', '媒体没有介入', '不涉及媒体'])('denied: %s', (text) => {
    expect(findMedia(text)).toMatchObject({ value: false, state: null });
  });
  test.each(['厨房漏水', '上报社区', '微信群里说的'])('nothing: %s', (text) => {
    expect(findMedia(text)).toBeNull();
  });
});

describe('court', () => {
  test.each(['要去法院起诉', '准备打官司', '再不处理就起诉', '走法律途径', '法庭见', '找律师告你们', '发律师函', '不赔就告物业', '扬言起诉'])('threatened: %s', (text) => {
    expect(findLitigation(text)).toMatchObject({ value: true, state: 'threatened' });
  });
  test.each(['业主已经起诉了', '收到法院传票', '法院已受理', '已立案', '一审开庭了', '起诉了公司', '法院判决下来了', '已经向法院提起诉讼'])('happened: %s', (text) => {
    expect(findLitigation(text)).toMatchObject({ value: true, state: 'happened' });
  });
  test.each(['没有起诉', '也不起诉', '不会打官司', '没说要起诉', '不打算走法律途径'])('denied: %s', (text) => {
    expect(findLitigation(text)).toMatchObject({ value: false, state: null });
  });
  test.each(['请告诉业主', '看公告', '人民法院旁边的小区', '律师事务所楼下', '告知业主'])('nothing: %s', (text) => {
    expect(findLitigation(text)).toBeNull();
  });
});

describe('again', () => {
  test.each([
    '第三次了', '漏水又来了', '多次反映没人理', '报修过三次', '又漏了', '再次投诉', '一直没人处理', '还是没修好', '之前投诉过', '上次报修过', '催了好几次', '老问题', '修了又漏',
    '打了无数次电话', '至今没有解决', '又停水了', '第2次来电', '反映了5次',
  ])('%s', (text) => {
    expect(findRepeat(text)?.value).toBe(true);
  });
  test.each(['第一次投诉', '首次报修', '之前没反映过'])('%s is the first time', (text) => {
    expect(findRepeat(text)?.value).toBe(false);
  });
  test.each(['厨房漏水', '又脏又臭', '再次感谢', '楼上楼下都漏', '这次漏水'])('%s says nothing of it', (text) => {
    expect(findRepeat(text)).toBeNull();
  });
});

describe('refusal', () => {
  test.each(['业主不接受维修方案', '坚决不同意', '业主不认可这个赔偿', '谈崩了', '对处理结果不满意', '不肯签字', '他不答应'])('%s', (text) => {
    expect(findRefused(text)?.value).toBe(true);
  });
  test.each(['物业不同意', '开发商拒绝退款', '业主接受了', '厨房漏水'])('%s is none', (text) => {
    expect(findRefused(text)).toBeNull();
  });
});
