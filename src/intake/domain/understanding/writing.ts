import { matchesOf, rewritten } from './scanning.js';

/** A stretch of the message: from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something found in the message, with the stretch of words it rests on. */
export interface Found<T> extends Span {
  readonly value: T;
}

/** A bare answer read on its own: the value and the words it came from. */
export interface Reading<T> {
  readonly value: T;
  readonly evidence: string;
}

const TRADITIONAL: Readonly<Record<string, string>> = {
  棟: '栋', 號: '号', 樓: '楼', 單: '单', 層: '层', 戶: '户', 萬: '万', 億: '亿', 兩: '两', 幾: '几', 餘: '余',
  塊: '块', 錢: '钱', 圓: '圆', 點: '点', 電: '电', 業: '业', 來: '来', 個: '个', 從: '从', 訴: '诉', 賠: '赔',
  償: '偿', 幣: '币',
};
const PLAIN = new Uint16Array(0x10000);
for (let code = 0xff01; code <= 0xff5e; code += 1) PLAIN[code] = code - 0xfee0;
PLAIN[0x3000] = 0x20;
for (const [char, simple] of Object.entries(TRADITIONAL)) PLAIN[char.charCodeAt(0)] = simple.charCodeAt(0);

/**
 * The message with full-width signs made half-width and the common traditional characters simplified.
 * Every character keeps its place, so that a stretch found here can be cut from the message as it was written.
 */
export function plain(text: string): string {
  return rewritten(text, PLAIN);
}

/** Blanks the given stretches, so that what has been understood as one thing is not read again as another. */
export function blank(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let out = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    out += text.slice(at, Math.max(at, start)) + '\u0000'.repeat(end - Math.max(at, start));
    at = end;
  }
  return out + text.slice(at);
}

/** All matches of a global pattern as stretches. */
export function spansOf(text: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  for (const match of matchesOf(text, pattern)) {
    spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

const CLAUSE_END = new Set(',，。;；!！?？\n');
/** A text without punctuation is one endless clause; what stands this far off says nothing about a word any more. */
const FAR = 80;

/** Where the clause that holds this place begins. */
export function clauseStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && at - i < FAR && !CLAUSE_END.has(text.charAt(i - 1))) i -= 1;
  return i;
}

/** Where the clause that holds this place ends. */
export function clauseEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length && i - at < FAR && !CLAUSE_END.has(text.charAt(i))) i += 1;
  return i;
}

/** The words a finding rests on, as they were written. */
export function cut(text: string, span: Span): string {
  return text.slice(span.start, span.end).trim();
}

/** Answers a bare question: reads the whole text with a finder and keeps value and words. */
export function reading<T>(text: string, found: Found<T> | null): Reading<T> | null {
  return found ? { value: found.value, evidence: cut(text, found) } : null;
}
