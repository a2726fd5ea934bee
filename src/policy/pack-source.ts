import { LineCounter, isCollection, isMap, isPair, isScalar, isNode, parseDocument, visit, type Document } from 'yaml';

export type Path = readonly (string | number)[];

/** One mistake in a pack file; the message says what is wrong and what would be right, in Chinese. */
export interface PackMistake {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A parsed pack file that knows the line of everything in it, and collects what is wrong with it. */
export interface PackSource {
  readonly content: unknown;
  readonly mistakes: readonly PackMistake[];
  report(path: Path, message: string): void;
  /** Where something stands in the file, from 1. */
  lineOf(path: Path): number;
}

export function readSource(file: string, text: string): PackSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes: PackMistake[] = document.errors.map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    message: syntaxMessage(error.code),
  }));
  for (const { offset, message } of foreign(document)) mistakes.push({ file, line: lines.linePos(offset).line, message });
  return {
    content: mistakes.length === 0 ? document.toJS() : null,
    mistakes,
    report: (path, message) => {
      mistakes.push({ file, line: lines.linePos(offsetOf(document, path)).line, message });
    },
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
  };
}

/** What YAML has and a pack has not: an alias may run in a circle or unfold to millions, and no name of ours is a list. */
function foreign(document: Document): readonly { readonly offset: number; readonly message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Alias: (_, { range }) => void found.push({ offset: range?.[0] ?? 0, message: '规则包里不能用别名(*),请写出内容本身' }),
    Pair: (_, { key }) => {
      if (isCollection(key)) found.push({ offset: key.range?.[0] ?? 0, message: '名称应为文字,不能是列表或对象' });
      // As a name of an object it would be set aside without a word.
      else if (isScalar(key) && key.value === '__proto__') found.push({ offset: key.range?.[0] ?? 0, message: "不认识的项 '__proto__'" });
    },
  });
  return found;
}

function syntaxMessage(code: string): string {
  if (code === 'DUPLICATE_KEY') return '同一层里有两个相同的名称,请删去一个';
  return `YAML 格式有误(${code}),请检查缩进、引号和冒号`;
}

/** Where the path stands in the text; where a part of it is missing, the nearest thing around it. */
function offsetOf(document: Document, path: Path): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const part of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part)) : undefined;
    const next: unknown = pair ? pair.value : node.get(part, true);
    const place: unknown = isPair(pair) ? pair.key : next;
    if (!isNode(place) || !place.range) break;
    offset = place.range[0];
    node = next;
  }
  return offset;
}
