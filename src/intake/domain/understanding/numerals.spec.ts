import fc from 'fast-check';
import { findNumbers, numberAt, readNumber, spelledDigits } from './numerals.js';
import { plain } from './writing.js';

describe('readNumber', () => {
  const table: readonly (readonly [text: string, value: number])[] = [
    ['8000', 8000], ['8,000', 8000], ['８０００', 8000], ['8000.50', 8000.5], ['0.5', 0.5],
    ['8千', 8000], ['八千', 8000], ['1.2w', 12000], ['1.2W', 12000], ['1.2万', 12000], ['1.2 万', 12000], ['12k', 12000],
    ['一万二', 12000], ['一万二千', 12000], ['一万零二百', 10200], ['一万零二', 10002], ['三万五', 35000], ['3万5', 35000],
    ['3万5千', 35000], ['1万600', 10600], ['两千五', 2500], ['两百五', 250], ['一千三百五', 1350], ['一百零五', 105],
    ['一百一', 110], ['一百十六', 116], ['十', 10], ['十五', 15], ['二十', 20], ['二十三', 23], ['一十一', 11], ['百三', 130],
    ['三万五六', 36000], ['七八', 8], ['十五六', 16], ['三五万', 50000], ['两三千', 3000], ['五六十', 60], ['四十五六万', 460000],
    ['七百三四十', 740], ['一两万', 20000],
    ['伍仟', 5000], ['壹万贰仟', 12000], ['叁拾贰万伍仟陆佰', 325600], ['參萬肆仟伍佰陸拾柒', 34567], ['肆佰陸拾', 460],
    ['一点二万', 12000], ['1点2万', 12000], ['三点五', 3.5], ['零点五', 0.5], ['一百点五', 100.5],
    ['两万半', 25000], ['廿三', 23], ['卅', 30],
    ['十多', 10], ['20多', 20], ['十几万', 100000], ['二十多万', 200000], ['五百余万', 5000000],
    ['一五零一', 1501], ['幺幺零', 110], ['二〇二六', 2026],
    ['一亿', 1e8], ['36.57亿', 3657000000], ['4.78万亿', 4.78e12], ['一万五千亿', 1.5e12], ['四万万', 4e8],
    ['五兆六十二亿四万五千二', 5006200045200], ['1,100.9亿', 110090000000],
    ['负十', -10], ['-500', -500], ['两千 四 百 五', 2450],
  ];
  test.each(table)('%s is %d', (text, value) => {
    expect(readNumber(plain(text))).toBe(value);
  });

  test.each(['', '万', '千万', '元', '一切都好', '3栋', '八千块', '一万二次'])('%s is no number', (text) => {
    expect(readNumber(text)).toBeNull();
  });

  it('counts the tail digit as what follows it, where a thing follows', () => {
    expect(numberAt('一万二次上门', 0)).toMatchObject({ high: 10000, end: 2 });
    expect(numberAt('一万二的赔偿', 0)).toMatchObject({ high: 12000, end: 3 });
  });

  it('leaves a clock time alone', () => {
    expect(numberAt('三点二十', 0)).toMatchObject({ high: 3, end: 1 });
    expect(numberAt('五点五分', 0)).toMatchObject({ high: 5, end: 1 });
  });

  it('keeps both ends of a spoken span and marks a loose count', () => {
    expect(numberAt('七八户', 0)).toMatchObject({ low: 7, high: 8, loose: false });
    expect(numberAt('十来户', 0)).toMatchObject({ high: 10, loose: true });
    expect(numberAt('20多户', 0)).toMatchObject({ high: 20, loose: true });
  });

  it('finds several numbers from left to right', () => {
    expect(findNumbers('先要八千后要1.2w又要三万五').map(({ high }) => high)).toEqual([8000, 12000, 35000]);
  });

  it('reads spelled digits only', () => {
    expect(spelledDigits('幺五零1')).toBe('1501');
    expect(spelledDigits('十五')).toBeNull();
  });
});

const FIGURES = '零一二三四五六七八九';

/** Writes a whole number the way an accountant says it: the reference the reader is checked against. */
function said(n: number): string {
  const section = (part: number): string => {
    let out = '';
    let gap = false;
    for (const [unit, name] of [[1000, '千'], [100, '百'], [10, '十'], [1, '']] as const) {
      const digit = Math.floor(part / unit) % 10;
      if (digit === 0) gap = out !== '';
      else {
        out += (gap ? '零' : '') + FIGURES.charAt(digit) + name;
        gap = false;
      }
    }
    return out;
  };
  const high = Math.floor(n / 10000);
  const low = n % 10000;
  if (high === 0) return section(low);
  if (low === 0) return `${section(high)}万`;
  return `${section(high)}万${low < 1000 ? '零' : ''}${section(low)}`;
}

describe('numbers as said', () => {
  it('reads back every number up to a hundred million', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (n) => {
        expect(readNumber(said(n))).toBe(n);
      }),
      { numRuns: 2000 },
    );
  });

  it('never fails and never reads past the end, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789一二两三九十百千万亿零点多几来半wk., 元户')), maxLength: 14 }), (text) => {
        for (const { start, end, low, high } of findNumbers(text)) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(low).toBeLessThanOrEqual(high);
        }
      }),
    );
  });
});
