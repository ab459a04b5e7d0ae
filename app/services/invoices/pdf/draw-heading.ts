import { type Pdf, write } from './canvas.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { CONTENT_WIDTH, INK, PAGE, RIGHT } from './page.ts';

const COLUMN_GAP = 20;
const COLUMN_WIDTH = (CONTENT_WIDTH - 2 * COLUMN_GAP) / 3;

/** Brand, title, then seller, addressee and facts side by side. Returns where the next part may begin. */
export function drawHeading(pdf: Pdf, document: InvoiceDocument): number {
  drawBrand(pdf, document.brand);
  write(pdf, 'Invoice', PAGE.margin, PAGE.margin - 6, {
    size: 24,
    weight: 'semiBold',
    align: 'right',
    width: CONTENT_WIDTH,
  });
  write(pdf, document.number, PAGE.margin, PAGE.margin + 24, {
    size: 10,
    color: INK.muted,
    align: 'right',
    width: CONTENT_WIDTH,
  });
  const ruleY = PAGE.margin + 48;
  pdf.moveTo(PAGE.margin, ruleY).lineTo(RIGHT, ruleY).lineWidth(0.75).strokeColor(INK.rule).stroke();
  const top = ruleY + 20;
  const bottoms = [
    drawParty(pdf, 'From', document.seller, columnX(0), top),
    drawParty(pdf, 'Bill to', document.billTo, columnX(1), top),
    drawFacts(pdf, document, columnX(2), top),
  ];
  return Math.max(...bottoms) + 24;
}

function drawBrand(pdf: Pdf, brand: string): void {
  const x = PAGE.margin;
  const y = PAGE.margin;
  pdf.roundedRect(x, y, 24, 24, 6).fill(INK.brand);
  pdf
    .moveTo(x + 5.5, y + 18)
    .lineTo(x + 12, y + 6)
    .lineTo(x + 18.5, y + 18)
    .lineTo(x + 14.9, y + 18)
    .lineTo(x + 12, y + 12.4)
    .lineTo(x + 9.1, y + 18)
    .closePath()
    .fill('#ffffff');
  write(pdf, brand, x + 34, y + 4, { size: 14, weight: 'semiBold', width: 240 });
}

function columnX(index: number): number {
  return PAGE.margin + index * (COLUMN_WIDTH + COLUMN_GAP);
}

function drawParty(pdf: Pdf, label: string, lines: readonly string[], x: number, top: number): number {
  let y = top + drawLabel(pdf, label, x, top);
  for (const [index, line] of lines.entries()) {
    y += write(pdf, line, x, y, {
      size: 9,
      width: COLUMN_WIDTH,
      weight: index === 0 ? 'semiBold' : 'regular',
      color: index === 0 ? INK.strong : INK.muted,
    });
  }
  return y;
}

function drawFacts(pdf: Pdf, { facts }: InvoiceDocument, x: number, top: number): number {
  let y = top;
  for (const { label, value } of facts) {
    y += drawLabel(pdf, label, x, y);
    y += write(pdf, value, x, y, { size: 9, width: COLUMN_WIDTH }) + 5;
  }
  return y;
}

function drawLabel(pdf: Pdf, label: string, x: number, y: number): number {
  return write(pdf, label, x, y, { size: 8, color: INK.muted, width: COLUMN_WIDTH, lineGap: 3 });
}
