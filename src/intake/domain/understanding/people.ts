import { spelledDigits } from './numerals.js';
import { beginnings, matchesAt, matchesOf } from './scanning.js';
import { cut, plain, type Found, type Reading, type Span } from './writing.js';

const COMPOUND = '欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木|南宫';
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁滕屈饶解牟艾尤时穆司古吉缪简车项连芦麦褚娄窦戚景党宫费卜冷晏席卫米柏宗瞿桂全应臧闵苟邬边卞姬仇栾隋商刁沙荣寇甄郎仲骆奚储湛郗卓敖岑佟蔺屠蒲冼巩晁邰亓仝';
const TITLES = '女士|先生|小姐|太太|阿姨|大爷|大妈|大叔|大姐|大哥|奶奶|爷爷|叔叔|伯伯|老师|师傅|姐|哥|总|叔|姨|伯|婶|嫂|老太太|大娘|老先生|老人家';
const GIVEN = '[\\u4e00-\\u9fa5]';
/** 齐女士, 马总: as part of a pattern. */
export const SURNAMED_PERSON = `[${SURNAMES}](?:${TITLES})`;

const TITLED = new RegExp(`(${COMPOUND}|[${SURNAMES}])(${TITLES})`, 'g');
const FULL_TITLED = new RegExp(`(?:^|[^\\u4e00-\\u9fa5]|业主|客户|住户|租户|户主|是|叫|的|室|家|为)((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2}(?:女士|先生|小姐|老师|师傅|阿姨))`, 'g');
const SURNAMED = new RegExp(`(?:(?<!百)姓(${COMPOUND}|[${SURNAMES}])(?![\\u4e00-\\u9fa5])|(?<!百)姓(${COMPOUND}|[${SURNAMES}])(?=的|来电|电话|来访|反映|投诉|业主)|(${COMPOUND}|[${SURNAMES}])姓(?=的|业主|女|男|客户|住户|老人))的?(业主|女士|先生|女业主|男业主|客户|住户|租户|老人|大爷|阿姨|户主|男子|女子|夫妇)?`);
const CUED = new RegExp(
  `(?:业主姓名|客户姓名|姓名|联系人|投诉人|反映人|来电人|来访人|申诉人|举报人|户主|业主名字|名字|业主名|我叫|名叫|叫做|本人叫|叫)(?:是|叫|为|:|：|\\s){0,2}((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2}?)(?=$|[\\s,，。;；、!?()\\d]|来电|反映|投诉|说|称|电话|手机|联系|的|要求|女士|先生|实名|来访|家|住|身份证|是|在|,|;)`,
);
const OWNER_NAMED = new RegExp(
  `(?:业主|住户|客户|租户|户主|本人)(?:是|为|:|\\s){0,1}((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2})(?=[\\s,，。;；、]|来电|反映|投诉|来访|实名|电话|手机|\\d|$)`,
);
const PRESENTED = new RegExp(`(?:我是|本人是?|业主是?)[^,，。;；\\n]{0,10}?(?:的|业主|人)?((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2})(?=[,，]?\\s?(?:身份证|电话|手机|1[3-9]\\d{9}))`);
const AT_FIRST = new RegExp(`^((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2})(?=来电|来访|打电话|打来|来前台|反映|投诉|[,，\\s]+(?:\\d{1,2}[-#栋幢]|电话))`);
const BESIDE_NUMBER = new RegExp(`(?:^|[\\s,，。;；:|])((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2})(?=[\\s,，:|]{1,3}(?:电话|手机|联系方式|tel|TEL|\\+?(?:86)?1[3-9]\\d))`);
const AFTER_NUMBER = new RegExp(`(?:\\d{11}|\\d{17}[\\dXx]|\\d{4})[\\s,，]{1,3}((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{1,2})(?=[\\s,，。;；]|$)`);
/** Words that begin with a character that is also a surname, or that end in one. */
/** 酆女士: before 女士 and 先生 any character is a surname, where nothing else begins there. */
const RARE = /(?:^|[\s,，。;；:]|业主|客户|是)([\u4e00-\u9fa5](?:女士|先生))(?![\u4e00-\u9fa5]{0,2}们)/;
const NO_NAME = /^(?:方案|安保|全家|那人|何人|那个|连着|沙盘|谁家|安静|周[末边围一二三四五六日内期转岁]|和|于|时|方|高|金|万|成|全|应|单|关|安|常|多|房|路|车|管|连|简|解|文|向|游|古|景|党|宫|费|米|项|商|荣|时|司|许多|任何|余下|万分|高层|方便|时间|关于|应该|全体|全部|成立|管家|单元|房产|房屋|房子|房东|车位|车库|路过|连续|解决|向来|项目|商铺|费用|党员|文明|安全|安装|安排|于是|华为|程序|严重|常常|毛病|石材|水电|钱款|金额|白天|温度|江边|时候|包括|包工|许可|武断|甘愿|何时|莫名|左右|康乐|施工|古怪|景观|尚未|成为|游泳|华府|严格|任意|付款|付钱|房款|应当)/;
const SURE_GIVEN = /女士|先生/;
/** People of the company and officials: not the customer. */
const STAFF_AFTER = /^(?:经理|主管|书记|工(?!地)|管家|队长|主任|助理|总监|局长|市长|县长|站长|厅长|老板|律师|记者|警官|店长|秘书|客服)/;

/** Most texts name nobody by a title, and looking for surnames first costs. */
const ANY_TITLE = new RegExp(TITLES);

function titled(text: string): Found<string> | null {
  if (!ANY_TITLE.test(text)) return null;
  for (const match of matchesOf(text, FULL_TITLED)) {
    const name = match[1] ?? '';
    if (NO_NAME.test(name) && !SURE_GIVEN.test(name)) continue;
    if (/^[和跟同于从]/.test(name) || /^(?:业主|客户|这位|那位|一位)/.test(name)) continue;
    const start = match.index + match[0].length - name.length;
    return { value: name, start, end: start + name.length };
  }
  const rare = RARE.exec(text);
  if (rare?.[1] !== undefined && !/^[位个男女老各这那和跟]/.test(rare[1])) {
    const start = rare.index + rare[0].length - rare[1].length;
    return { value: rare[1], start, end: start + rare[1].length };
  }
  for (const match of matchesOf(text, TITLED)) {
    const [whole, , title = ''] = match;
    const before = text.charAt(match.index - 1);
    const after = text.slice(match.index + whole.length);
    // 姐, 哥, 总, 叔 also stand inside other words (总共, 房总), so they need a border on both sides.
    const short = title.length === 1;
    if (short && (!borderBefore(text, match.index) || /^[\u4e00-\u9fa5]/.test(after) && !/^(?:来|说|反映|投诉|打|家|的|要|报|电话|又|今|昨|刚|在|称|,|问|不|没|找|住|那|这|也|已|把|让|给|跟)/.test(after))) continue;
    if (before === '老' || (short && title === '总' && /^(?:共|算|价|包|体|数|部|经理|之|额)/.test(after))) continue;
    return { value: whole, start: match.index, end: match.index + whole.length };
  }
  return null;
}

function borderBefore(text: string, at: number): boolean {
  return at === 0 || /[^\u4e00-\u9fa5]|[主户的室元是位家栋说电]/.test(text.charAt(at - 1));
}

function surnamed(text: string): Found<string> | null {
  const match = SURNAMED.exec(text);
  if (!match) return null;
  const title = (match[4] ?? '').replace(/^[男女](?=业主)/, '');
  if (/^姓名/.test(match[0]) || STAFF_AFTER.test(text.slice(match.index + match[0].length))) return null;
  const surname = match[1] ?? match[2] ?? match[3] ?? '';
  return { value: surname + (title === '' ? '业主' : title), start: match.index, end: match.index + match[0].length };
}

function cued(text: string): Found<string> | null {
  for (const pattern of [AT_FIRST, CUED, OWNER_NAMED, PRESENTED, BESIDE_NUMBER, AFTER_NUMBER]) {
    const match = pattern.exec(text);
    const name = match?.[1];
    if (!match || name === undefined || NO_NAME.test(name)) continue;
    const start = match.index + match[0].length - name.length;
    if (STAFF_AFTER.test(text.slice(start + 1)) || STAFF_AFTER.test(text.slice(start + name.length))) continue;
    if (/[来反投说称电要的不没家]$|[来电反映投诉]/.test(name.slice(1))) continue;
    return { value: name, start, end: start + name.length };
  }
  return null;
}

/** The customer's name with his title as it was said (王女士, 李业主 for 姓李的业主); the text must be `plain`. */
export function findName(text: string): Found<string> | null {
  return titled(text) ?? surnamed(text) ?? cued(text);
}

const MOBILE = /(?:(?<![\dA-Za-z])|(?<=[Tt][Ee][Ll][::\s]?))(?:\+?86[-\s]?)?(1[-.\s]?[3-9](?:[-.\s]?\d){9})(?!\d)/y;
const MOBILE_START = beginnings('+81');
const LANDLINE = /(?<!\d)\(?(0(?:10|2\d|[3-9]\d{2}))\)?[-\s]?([2-9]\d{2,3}[-\s]?\d{4})(?!\d)/g;
const LOCAL = /(?:座机|电话|固话|联系方式|号码)(?:是|为|:|：|\s){0,2}([2-9]\d{2,3}[-\s]?\d{4})(?!\d)/g;
const HAS_DIGIT = /\d/;
const SPOKEN = /(?:[零〇一二两三四五六七八九幺]\s?){11}/g;

/** Every phone number of a text as digits (landlines as area-number); the text must be `plain`. */
export function findPhones(text: string): Found<string>[] {
  const phones: Found<string>[] = [];
  const add = (value: string, start: number, length: number): void => {
    if (!phones.some((other) => start < other.end && other.start < start + length)) phones.push({ value, start, end: start + length });
  };
  if (HAS_DIGIT.test(text)) {
    for (const m of matchesAt(text, MOBILE, MOBILE_START)) add((m[1] ?? '').replaceAll(/[-.\s]/g, ''), m.index, m[0].length);
    for (const m of matchesOf(text, LANDLINE)) add(`${m[1] ?? ''}-${(m[2] ?? '').replace(/[-\s]/, '')}`, m.index, m[0].length);
    for (const m of matchesOf(text, LOCAL)) add((m[1] ?? '').replace(/[-\s]/, ''), m.index + m[0].length - (m[1] ?? '').length, (m[1] ?? '').length);
  }
  for (const m of matchesOf(text, SPOKEN)) {
    const digits = spelledDigits(m[0].replaceAll(/\s/g, ''));
    if (digits !== null && /^1[3-9]/.test(digits)) add(digits, m.index, m[0].length);
  }
  return phones.filter(({ value }) => !/^0{2,}|^0000/.test(value));
}

const CODES = /[A-Z]{2,8}-\d{8}-\d{4}|(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)[48]00-?\d{3,4}-?\d{3,4}(?!\d)|(?<!\d)0000-0{8}|(?<!\d)(?:12345|12315|12319|12320|12329|12333|12366|12369|12378|95598|96\d{3,4}|110|119|120)(?!\d|\s?(?:元|块|万|平|户))|(?:转|分机)(?<=\d{4}\s{0,2}(?:转|分机))\s?\d{2,5}(?!\d)|\d{3}\*{2,8}\d{2,4}|https?:\/\/\S+/g;

/** Numbers that must not be read as sums or rooms: phones, hotlines, identity cards, case numbers. */
export function numberSpans(text: string, phones: readonly Span[]): Span[] {
  const spans: Span[] = [...phones];
  if (!HAS_DIGIT.test(text)) return spans;
  for (const match of matchesOf(text, CODES)) spans.push({ start: match.index, end: match.index + match[0].length });
  return spans;
}

/** A bare answer to 怎么称呼. */
export function readName(text: string): Reading<string> | null {
  const line = plain(text);
  const found = findName(line);
  if (found) return { value: found.value, evidence: cut(text, found) };
  const bare = new RegExp(`^(?:是|叫|姓)?((?:${COMPOUND}|[${SURNAMES}])${GIVEN}{0,2})[。.!！]?$`).exec(line.trim());
  const name = bare?.[1];
  if (name === undefined || (NO_NAME.test(name) && name.length > 1)) return null;
  return { value: name, evidence: text.trim() };
}

/** A bare answer to 联系电话: the first number named. */
export function readPhone(text: string): Reading<string> | null {
  const line = plain(text);
  const [found] = findPhones(line);
  if (found) return { value: found.value, evidence: cut(text, found) };
  const local = /^\D{0,4}([2-9]\d{6,7})\D{0,2}$/.exec(line.trim());
  return local?.[1] === undefined ? null : { value: local[1], evidence: local[1] };
}
