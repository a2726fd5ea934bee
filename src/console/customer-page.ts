import { createHash } from 'node:crypto';
import type { CustomerView, RatingView } from '../flow/customer-page.js';
import { chineseMarks } from '../terms/typography.js';

/*
 * Pages for customers: plain HTML, phone first, nothing loaded from anywhere, no script, nothing remembered. Contrast and sizes follow
 * WCAG 2.2 AA; the buttons are 48 px high.
 */

const STYLE = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#f4f5f7;color:#1f2329;font:17px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:34rem;margin:0 auto;padding:1.25rem 1rem 3rem}
header{color:#4e5969;font-size:.95rem}h1{margin:.15rem 0 1rem;font-size:1.4rem;line-height:1.35;color:#1f2329}
section{background:#fff;border:1px solid #e5e6eb;border-radius:.75rem;padding:1.1rem 1.1rem 1.2rem;margin:0 0 1rem}
h2{margin:0 0 .6rem;font-size:1.1rem}p{margin:.3rem 0}dl{margin:0}dt{color:#4e5969;font-size:.92rem}dd{margin:0 0 .8rem;overflow-wrap:anywhere}dd:last-child{margin-bottom:0}
.state{font-size:1.15rem;font-weight:600;color:#0b5cad}
label{display:block}.words{margin:.8rem 0 .35rem}
input[type=text]{width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid #86909c;border-radius:.5rem;font:inherit;color:inherit;background:#fff}
fieldset{border:0;margin:0;padding:0}legend{padding:0;margin:0 0 .6rem;font-size:1.1rem;font-weight:600}
.score{display:flex;align-items:center;gap:.75rem;min-height:3rem;margin:0 0 .5rem;padding:.4rem .9rem;border:1px solid #86909c;border-radius:.5rem;cursor:pointer}
.score:has(input:checked){border-color:#0b5cad;background:#eaf3fc}.score input{width:1.25rem;height:1.25rem;margin:0;accent-color:#0b5cad}
button{width:100%;min-height:3rem;margin-top:.9rem;border:1px solid #0b5cad;border-radius:.5rem;background:#0b5cad;color:#fff;font:inherit;font-weight:600;cursor:pointer}
button.second{background:#fff;color:#0b5cad}
:focus-visible{outline:3px solid #e08600;outline-offset:2px}
a{color:#0b5cad}.call{display:inline-block;min-height:1.9rem;font-weight:600}
.note{color:#4e5969;font-size:.95rem}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** No script, no picture, no other address; forms only to us; framed by nobody. */
export const CUSTOMER_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
const words = (text: string): string => escaped(chineseMarks(text));

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="format-detection" content="telephone=no"><title>${words(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`;
}

const head = (view: CustomerView, title: string): string => `<header>${words(view.company)}</header><h1>${words(title)}</h1>`;

const call = (view: CustomerView): string =>
  `<p class="note">${words('如需补充情况,请致电')} <a class="call" href="tel:${escaped(view.hotline)}">${escaped(view.hotline)}</a></p>`;

function standing(view: CustomerView): string {
  return `<section><h2>您反映的${words(view.matter)}</h2><dl>
<dt>编号</dt><dd>${escaped(view.number)}</dd>
<dt>现在</dt><dd class="state">${words(view.state)}</dd>
<dt>最新进展</dt><dd>${words(view.progress)}<br><span class="note">${words(view.since)} 更新</span></dd>
<dt>接下来</dt><dd>${words(view.next)}</dd></dl></section>`;
}

const wordsField = (label: string): string =>
  `<label class="words" for="words">${words(label)}</label><input id="words" name="words" type="text" maxlength="100" autocomplete="off">`;

function unsolved(view: CustomerView, path: string): string {
  if (view.unsolved === 'none') return '';
  if (view.unsolved === 'said') return `<section role="status"><h2>已收到您的意见</h2><p>${words('我们已请负责的同事尽快跟进,给您添麻烦了。')}</p></section>`;
  return `<section><form method="post" action="${escaped(path)}"><h2>${words('问题还没有解决?')}</h2><p>${words('请告诉我们,负责的同事会马上收到。')}</p>
${wordsField('想补充一句(可不填)')}<input type="hidden" name="seal" value="${escaped(view.seal)}"><button type="submit" class="second">仍未解决</button></form></section>`;
}

/** How it stands, and 仍未解决. */
export const progressHtml = (view: CustomerView, path: string): string =>
  page('办理进展', `${head(view, '办理进展')}${standing(view)}${unsolved(view, path)}${call(view)}`);

const SCORES = [
  ['satisfied', '满意'],
  ['fair', '基本满意'],
  ['dissatisfied', '不满意'],
] as const;

/** How satisfied he is, once a closing. `wrong`: he sent the form without a choice. */
export function ratingHtml(view: RatingView, path: string, progressPath: string, wrong = false): string {
  const more = `<p class="note"><a href="${escaped(progressPath)}">查看办理进展</a></p>`;
  if (view.rating !== 'open') return page('感谢您的评价', `${head(view, view.rating === 'given' ? '感谢您的评价' : '感谢您的反馈')}${given(view)}${more}${call(view)}`);
  const choices = SCORES.map(([value, name]) => `<label class="score"><input type="radio" name="score" value="${value}" required>${name}</label>`).join('');
  const ask = wrong ? `<p role="alert">${words('请先选择是否满意,再提交。')}</p>` : '';
  return page(
    '请您评价',
    `${head(view, '请您评价处理结果')}<section><h2>您反映的${words(view.matter)}</h2><p>编号 ${escaped(view.number)}</p><p class="state">${words(view.state)}</p></section>
<section><form method="post" action="${escaped(path)}">${ask}<fieldset><legend>${words('您对处理结果满意吗?')}</legend>${choices}</fieldset>
${wordsField('您的意见(可不填)')}<button type="submit">提交评价</button></form></section>${more}${call(view)}`,
  );
}

function given(view: RatingView): string {
  if (view.rating === 'over') return `<section role="status"><p>${words('您的意见我们已收到,正在为您重新处理。')}</p></section>`;
  const sorry = view.said === '不满意' ? '很抱歉没有让您满意,负责的同事会尽快与您联系。' : '感谢您的配合,祝您生活愉快!';
  return `<section role="status"><p class="state">您的评价：${escaped(view.said ?? '')}</p><p>${words(sorry)}</p></section>`;
}

/** The same for every link that opens nothing: nobody learns which of them ever did. */
export const NO_SUCH_LINK = page('链接已失效', `<h1>链接已失效</h1><section><p>${words('这个链接已经失效,如需了解办理情况,请致电短信中的电话。')}</p></section>`);
export const TOO_OFTEN = page('请稍后再试', `<h1>请稍后再试</h1><section><p>${words('提交得太快了,请过一分钟再试。')}</p></section>`);
export const NOT_NOW = page('请稍后再试', `<h1>请稍后再试</h1><section><p>${words('页面暂时打不开,请稍后再试,或致电短信中的电话。')}</p></section>`);
