import { heightOf, type Pdf, write } from './canvas.ts';
import type { InvoiceDocument, PrintedTotal } from './invoice-document.ts';
import { CONTENT_WIDTH, INK, PAGE, RIGHT } from './page.ts';

const WIDTH = 250;
const ROW_HEIGHT = 20;
const X = RIGHT - WIDTH;
const LABEL_WIDTH = 140;

/** Totals at the right, kept together on one page. Returns where the next part may begin. */
export function drawTotals(pdf: Pdf, totals: readonly PrintedTotal[], top: number): number {
  let y = roomFor(pdf, totals.length * ROW_HEIGHT + 8, top);
  for (const [index, total] of totals.entries()) {
    const weight = total.isStrong ? 'semiBold' : 'regular';
    if (total.isStrong && index > 0) {
      pdf
        .moveTo(X, y - 2)
        .lineTo(RIGHT, y - 2)
        .lineWidth(0.75)
        .strokeColor(INK.rule)
        .stroke();
    }
    const color = total.isStrong ? INK.strong : INK.muted;
    const height = write(pdf, total.label, X, y + 3, { size: 9, weight, color, width: LABEL_WIDTH });
    write(pdf, total.value, X + LABEL_WIDTH, y + 3, {
      size: 9,
      weight,
      align: 'right',
      isFigure: true,
      width: WIDTH - LABEL_WIDTH,
    });
    y += Math.max(ROW_HEIGHT, height + 8);
  }
  return y + 14;
}

export function drawPayments(pdf: Pdf, { payments }: InvoiceDocument, top: number): void {
  if (payments.length === 0) return;
  const style = { size: 9, color: INK.muted, width: CONTENT_WIDTH };
  const height = payments.reduce((sum, line) => sum + heightOf(pdf, line, style), 20);
  let y = roomFor(pdf, height, top);
  y += write(pdf, 'Payments', PAGE.margin, y, { size: 9, weight: 'semiBold', width: CONTENT_WIDTH }) + 2;
  for (const line of payments) y += write(pdf, line, PAGE.margin, y, style);
}

function roomFor(pdf: Pdf, height: number, y: number): number {
  if (y + height <= PAGE.bottom) return y;
  pdf.addPage();
  return PAGE.margin;
}
