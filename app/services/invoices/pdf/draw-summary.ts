import type { InvoiceStatus } from '../invoice.ts';
import { type Pdf, widthOf, write } from './canvas.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { CONTENT_WIDTH, INK, PAGE, RIGHT } from './page.ts';

const HEIGHT = 72;
const PADDING = 18;

/** Dark text on a pale ground of the same hue: readable in print, grey scale included. */
const BADGES: Readonly<Record<InvoiceStatus, { ink: string; ground: string }>> = {
  draft: { ink: '#334155', ground: '#e2e8f0' },
  open: { ink: '#1742b4', ground: '#d2e0ff' },
  paid: { ink: '#15803d', ground: '#dcfce7' },
  void: { ink: '#334155', ground: '#e2e8f0' },
  uncollectible: { ink: '#b91c1c', ground: '#fee2e2' },
};

/** What is to be paid, or was, and the invoice's status. Returns where the next part may begin. */
export function drawSummary(pdf: Pdf, { summary, status }: InvoiceDocument, top: number): number {
  pdf.roundedRect(PAGE.margin, top, CONTENT_WIDTH, HEIGHT, 10).fill(INK.ground);
  const x = PAGE.margin + PADDING;
  write(pdf, summary.label, x, top + 14, { size: 9, color: INK.muted, width: 240 });
  write(pdf, summary.amount, x, top + 28, { size: 22, weight: 'semiBold', width: 300 });
  drawBadge(pdf, status, top + 16);
  write(pdf, summary.note, RIGHT - PADDING - 240, top + 43, {
    size: 9,
    color: INK.muted,
    align: 'right',
    width: 240,
  });
  return top + HEIGHT + 26;
}

function drawBadge(pdf: Pdf, { kind, label }: InvoiceDocument['status'], y: number): void {
  const { ink, ground } = BADGES[kind];
  const width = widthOf(pdf, label, { size: 9, weight: 'semiBold' }) + 18;
  const x = RIGHT - PADDING - width;
  pdf.roundedRect(x, y, width, 19, 9.5).fill(ground);
  write(pdf, label, x + 9, y + 4.5, { size: 9, weight: 'semiBold', color: ink, width });
}
