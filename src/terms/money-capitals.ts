import type { Fen } from './money.js';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/**
 * An amount in Chinese capitals as bills state it: 600000 → 人民币陆仟元整 (《支付结算办法》附一: 整 after 元 or 角, none after 分;
 * one 零 for any run of zeros inside; what is below one yuan begins with its own digit).
 */
export function capitalYuan(fen: Fen): string {
  if (fen === 0) return '人民币零元整';
  const yuan = Math.trunc(fen / 100);
  const jiao = Math.trunc((fen % 100) / 10);
  const rest = fen % 10;
  const whole = yuan === 0 ? '' : `${wholeYuan(yuan)}元`;
  const tens = jiao === 0 ? (whole !== '' && rest !== 0 ? '零' : '') : `${digit(jiao)}角`;
  const ones = rest === 0 ? '整' : `${digit(rest)}分`;
  return `人民币${whole}${tens}${ones}`;
}

const digit = (value: number): string => DIGITS[value] ?? '';

function wholeYuan(yuan: number): string {
  const groups: number[] = [];
  for (let left = yuan; left > 0; left = Math.trunc(left / 10_000)) groups.push(left % 10_000);
  let words = '';
  let gap = false;
  for (const [index, group] of [...groups.entries()].reverse()) {
    if (group === 0) {
      gap = words !== '';
      continue;
    }
    if (words !== '' && (gap || group < 1000)) words += '零';
    words += `${below10000(group)}${GROUPS[index] ?? ''}`;
    gap = false;
  }
  return words;
}

function below10000(value: number): string {
  let words = '';
  let gap = false;
  for (let place = 3; place >= 0; place--) {
    const figure = Math.trunc(value / 10 ** place) % 10;
    if (figure === 0) {
      gap = words !== '';
      continue;
    }
    words += `${gap ? '零' : ''}${digit(figure)}${PLACES[place] ?? ''}`;
    gap = false;
  }
  return words;
}
