import { type Pdf, write } from './canvas.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { CONTENT_WIDTH, INK, PAGE, RIGHT } from './page.ts';

/** On each page, once it is known how many there are. */
export function drawFooters(pdf: Pdf, { footer, number }: InvoiceDocument): void {
  const { start, count } = pdf.bufferedPageRange();
  const y = PAGE.height - PAGE.margin - 4;
  const style = { size: 8, color: INK.muted };
  for (let index = 0; index < count; index += 1) {
    pdf.switchToPage(start + index);
    pdf
      .moveTo(PAGE.margin, y - 8)
      .lineTo(RIGHT, y - 8)
      .lineWidth(0.5)
      .strokeColor(INK.rule)
      .stroke();
    write(pdf, footer, PAGE.margin, y, { ...style, width: CONTENT_WIDTH * 0.7 });
    write(pdf, `${number} · Page ${index + 1} of ${count}`, PAGE.margin, y, {
      ...style,
      align: 'right',
      width: CONTENT_WIDTH,
    });
  }
}
