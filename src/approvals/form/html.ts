import { FORM_HEADINGS, type ApprovalForm, type FormRow } from '../domain/form.js';

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);

const STYLE = `
  @page { size: A4; margin: 16mm 15mm; }
  * { box-sizing: border-box; }
  body { max-width: 180mm; margin: 8mm auto; padding: 0 4mm; color: #1f2329; font: 14px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
  header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 2px solid #1f2329; padding-bottom: 6px; }
  h1 { font-size: 22px; letter-spacing: 4px; margin: 0; }
  h2 { font-size: 15px; margin: 18px 0 6px; }
  .state { font-weight: 600; }
  .approved { color: #1a7f37; } .rejected, .void { color: #b42318; } .open { color: #9a6700; }
  dl { display: grid; grid-template-columns: 7em 1fr 7em 1fr; margin: 10px 0 0; border: 1px solid #c9cdd4; border-width: 1px 0 0 1px; }
  dt, dd { margin: 0; padding: 5px 8px; border: 1px solid #c9cdd4; border-width: 0 1px 1px 0; overflow-wrap: anywhere; }
  dt { background: #f2f4f7; color: #4e5969; }
  dd.wide { grid-column: span 3; white-space: pre-wrap; }
  table { width: 100%; border-collapse: collapse; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  th, td { border: 1px solid #c9cdd4; padding: 5px 8px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  th { background: #f2f4f7; font-weight: 600; }
  td:nth-child(5) { white-space: nowrap; font-variant-numeric: tabular-nums; }
  ul { margin: 0; padding-left: 1.3em; }
  footer { margin-top: 20px; padding-top: 6px; border-top: 1px solid #c9cdd4; color: #86909c; font-size: 12px; display: flex; justify-content: space-between; gap: 1em; }
  a { color: #1650b8; }
  @media print { body { margin: 0; padding: 0; max-width: none; } .screen { display: none; } }
`;

const HEADINGS = Object.keys(FORM_HEADINGS) as (keyof FormRow)[];
/** Facts that need the whole width. */
const WIDE: ReadonlySet<string> = new Set(['方案', '诉求金额', '拟赔付金额', '批准赔付金额', '维修费用', '事由']);

const list = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<h2>${heading}</h2><ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;

/** The form as one printable page without scripts; `pdfAddress` is where the same form is as a PDF. */
export function formHtml(form: ApprovalForm, pdfAddress: string): string {
  const facts = form.facts.map(({ label, value }) => `<dt>${label}</dt><dd${WIDE.has(label) ? ' class="wide"' : ''}>${escape(value)}</dd>`);
  const rows = form.rows.map((row) => `<tr>${HEADINGS.map((key) => `<td>${escape(row[key])}</td>`).join('')}</tr>`);
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${form.title} ${escape(form.number)}</title><style>${STYLE}</style></head>
<body>
<header><h1>${form.title}</h1><span>${escape(form.company)}</span></header>
<p class="state ${form.state}">${escape(form.result)}</p>
<dl>${facts.join('')}</dl>
<h2>审批过程</h2>
<table><thead><tr>${HEADINGS.map((key) => `<th>${FORM_HEADINGS[key]}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>
${list('补充与转交', form.course)}
${list('依据', form.basis.map(({ rule, text }) => `${rule} ${text}`))}
<footer><span>${escape(form.foot)}</span><a class="screen" href="${escape(pdfAddress)}">下载 PDF</a></footer>
</body>
</html>
`;
}
