const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);

/** One part of the readable page. */
export type Section = { readonly heading: string } & (
  | { readonly shows: 'facts'; readonly facts: readonly { readonly label: string; readonly value: string }[] }
  | { readonly shows: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** Lines that keep their spaces: the derivation of a deadline. */
  | { readonly shows: 'lines'; readonly texts: readonly string[] }
  | { readonly shows: 'files'; readonly files: readonly { readonly path: string; readonly words: string; readonly picture: boolean }[] }
);

const STYLE = `
  body { max-width: 60em; margin: 2em auto; padding: 0 1em; color: #1f2329; font: 15px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
  h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 2em; border-bottom: 1px solid #c9cdd4; }
  table { width: 100%; border-collapse: collapse; } th, td { border: 1px solid #c9cdd4; padding: 4px 8px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  th { background: #f2f4f7; } pre { white-space: pre-wrap; background: #f7f8fa; padding: 8px 12px; }
  dl { display: grid; grid-template-columns: 8em 1fr; gap: 2px 1em; } dt { color: #4e5969; } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  figure { display: inline-block; margin: 0 1em 1em 0; max-width: 18em; } img { max-width: 100%; max-height: 14em; border: 1px solid #c9cdd4; }
  @media print { figure, tr { break-inside: avoid; } }
`;

function bodyOf(section: Section): string {
  switch (section.shows) {
    case 'facts':
      return `<dl>${section.facts.map(({ label, value }) => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`).join('')}</dl>`;
    case 'table':
      return `<table><thead><tr>${section.columns.map((one) => `<th>${escape(one)}</th>`).join('')}</tr></thead><tbody>${section.rows
        .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`)
        .join('')}</tbody></table>`;
    case 'lines':
      return section.texts.map((text) => `<pre>${escape(text)}</pre>`).join('');
    case 'files':
      return section.files
        .map(({ path, words, picture }) => `<figure><a href="${escape(path)}">${picture ? `<img src="${escape(path)}" alt="" loading="lazy">` : '打开'}</a><figcaption>${escape(words)}</figcaption></figure>`)
        .join('');
  }
}

const isEmpty = (section: Section): boolean =>
  (section.shows === 'table' ? section.rows : section.shows === 'lines' ? section.texts : section.shows === 'files' ? section.files : section.facts).length === 0;

/** The pack to be read: one page without scripts that needs nothing from outside. */
export function packPage(title: string, note: string, sections: readonly Section[]): string {
  const parts = sections.filter((one) => !isEmpty(one)).map((one) => `<h2>${escape(one.heading)}</h2>${bodyOf(one)}`);
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1><p>${escape(note)}</p>${parts.join('\n')}</body></html>
`;
}
