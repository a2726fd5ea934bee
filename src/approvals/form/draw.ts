import { buffer } from 'node:stream/consumers';
import PdfDocument from 'pdfkit';
import type { Instant } from '../../terms/instants.js';
import { FORM_HEADINGS, type ApprovalForm, type FormRow } from '../domain/form.js';
import { chineseFont } from './font.js';

type Page = PDFKit.PDFDocument;

const MARGIN = 46;
const WIDTH = 595.28 - 2 * MARGIN;
const [INK, GREY, LINE, SHADE] = ['#1f2329', '#86909c', '#c9cdd4', '#f2f4f7'];
const STATE_INK: Readonly<Record<ApprovalForm['state'], string>> = { approved: '#1a7f37', rejected: '#b42318', void: '#b42318', open: '#9a6700' };
const COLUMNS: readonly { readonly key: keyof FormRow; readonly width: number }[] = [
  { key: 'step', width: 46 },
  { key: 'role', width: 84 },
  { key: 'person', width: 84 },
  { key: 'verdict', width: 58 },
  { key: 'at', width: 92 },
  { key: 'words', width: WIDTH - 364 },
];

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly shaded?: boolean;
}

/** The form as a PDF of A4 pages, made without a browser; the same form at the same moment gives the same bytes. */
export async function drawPdf(form: ApprovalForm, now: Instant): Promise<Buffer> {
  const [regular, bold] = await Promise.all([chineseFont(400), chineseFont(700)]);
  const page = new PdfDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN + 14, left: MARGIN, right: MARGIN },
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: `${form.title} ${form.number}`, Author: form.company, CreationDate: new Date(now), ModDate: new Date(now) },
  });
  page.registerFont('regular', regular).registerFont('bold', bold);
  const file = buffer(page);
  draw(page, form);
  page.end();
  return file;
}

function draw(page: Page, form: ApprovalForm): void {
  page.font('bold').fontSize(20).fillColor(INK).text(form.title, MARGIN, MARGIN, { characterSpacing: 3 });
  page.font('regular').fontSize(10).fillColor(GREY).text(form.company, MARGIN, MARGIN + 10, { width: WIDTH, align: 'right' });
  page.moveTo(MARGIN, MARGIN + 32).lineTo(MARGIN + WIDTH, MARGIN + 32).lineWidth(1.2).strokeColor(INK).stroke();
  page.font('bold').fontSize(12).fillColor(STATE_INK[form.state]).text(form.result, MARGIN, MARGIN + 41, { width: WIDTH });
  page.moveDown(0.5);
  facts(page, form);
  heading(page, '审批过程');
  const head = (): void => line(page, COLUMNS.map(({ key, width }) => ({ text: FORM_HEADINGS[key], width, shaded: true })));
  head();
  for (const row of form.rows) line(page, COLUMNS.map(({ key, width }) => ({ text: row[key], width })), head);
  paragraphs(page, '补充与转交', form.course);
  paragraphs(page, '依据', form.basis.map(({ rule, text }) => `${rule} ${text}`));
  feet(page, form.foot);
}

/** Short facts stand two in a line, sums and words have the whole width. */
function facts(page: Page, { facts: all }: ApprovalForm): void {
  const label = 78;
  const half = WIDTH / 2 - label;
  const short = (text: string): boolean => page.font('regular').fontSize(10).widthOfString(text) < half - 14 && !text.includes('¥');
  let left: ApprovalForm['facts'][number] | null = null;
  const alone = (one: ApprovalForm['facts'][number]): void => line(page, [{ text: one.label, width: label, shaded: true }, { text: one.value, width: WIDTH - label }]);
  for (const one of all) {
    if (!short(one.value)) {
      if (left !== null) alone(left);
      left = null;
      alone(one);
    } else if (left === null) left = one;
    else {
      line(page, [
        { text: left.label, width: label, shaded: true },
        { text: left.value, width: half },
        { text: one.label, width: label, shaded: true },
        { text: one.value, width: half },
      ]);
      left = null;
    }
  }
  if (left !== null) alone(left);
}

const PADDING = 5;
const bottom = (page: Page): number => page.page.height - page.page.margins.bottom;

/** One line of a table; a line that does not fit begins a new page, with the headings again. */
function line(page: Page, cells: readonly Cell[], again?: () => void): void {
  page.fontSize(10);
  const tall = (cell: Cell): number => page.font(cell.shaded === true ? 'bold' : 'regular').heightOfString(cell.text || ' ', { width: cell.width - 2 * PADDING, lineGap: 1 });
  const height = Math.max(...cells.map(tall)) + 2 * PADDING;
  if (page.y + height > bottom(page)) {
    page.addPage();
    again?.();
  }
  const top = page.y;
  let x = MARGIN;
  for (const cell of cells) {
    page.rect(x, top, cell.width, height).lineWidth(0.6);
    if (cell.shaded === true) page.fillAndStroke(SHADE, LINE);
    else page.strokeColor(LINE).stroke();
    page.font(cell.shaded === true ? 'bold' : 'regular').fillColor(INK);
    // No height is given: what was measured fits, and a height would cut a last line for a rounding error.
    page.text(cell.text, x + PADDING, top + PADDING - 1, { width: cell.width - 2 * PADDING, lineGap: 1 });
    x += cell.width;
  }
  page.x = MARGIN;
  page.y = top + height;
}

function heading(page: Page, text: string): void {
  if (page.y + 60 > bottom(page)) page.addPage();
  page.moveDown(0.9);
  page.font('bold').fontSize(12).fillColor(INK).text(text, MARGIN);
  page.moveDown(0.3);
}

function paragraphs(page: Page, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  heading(page, title);
  page.font('regular').fontSize(10).fillColor(INK);
  for (const text of lines) page.text(`· ${text}`, MARGIN, page.y, { width: WIDTH, lineGap: 2 });
}

/** On every page, below its margin: pdfkit would begin a new page for it, unless the margin is taken away for a moment. */
function feet(page: Page, foot: string): void {
  const { start, count } = page.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    page.switchToPage(index);
    const { margins } = page.page;
    page.page.margins = { ...margins, bottom: 0 };
    const y = page.page.height - MARGIN;
    page.moveTo(MARGIN, y - 6).lineTo(MARGIN + WIDTH, y - 6).lineWidth(0.6).strokeColor(LINE).stroke();
    page.font('regular').fontSize(8).fillColor(GREY);
    page.text(foot, MARGIN, y, { width: WIDTH - 60, lineBreak: false });
    page.text(`第 ${index + 1} / ${count} 页`, MARGIN + WIDTH - 60, y, { width: 60, align: 'right', lineBreak: false });
    page.page.margins = margins;
  }
}
