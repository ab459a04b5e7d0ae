import type { Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { Pdf, Weight } from './canvas.ts';
import { drawFooters } from './draw-footers.ts';
import { drawHeading } from './draw-heading.ts';
import { drawLines } from './draw-lines.ts';
import { drawSummary } from './draw-summary.ts';
import { drawPayments, drawTotals } from './draw-totals.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { PAGE } from './page.ts';

export type Fonts = Readonly<Record<Weight, Font>>;

/** The PDF's bytes; the same for the same document and fonts. */
export function drawInvoice(document: InvoiceDocument, fonts: Fonts): Promise<Uint8Array<ArrayBuffer>> {
  const issuedAt = new Date(document.issuedAt);
  const pdf = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    font: '',
    bufferPages: true,
    lang: document.locale,
    displayTitle: true,
    info: {
      Title: document.title,
      Author: document.author,
      Creator: document.author,
      Producer: document.brand,
      CreationDate: issuedAt,
      ModDate: issuedAt,
    },
  });
  const bytes = collect(pdf);
  registerFont(pdf, 'regular', fonts.regular);
  registerFont(pdf, 'semiBold', fonts.semiBold);
  const summaryTop = drawHeading(pdf, document);
  const linesTop = drawSummary(pdf, document, summaryTop);
  const totalsTop = drawLines(pdf, document.lines, linesTop);
  drawPayments(pdf, document, drawTotals(pdf, document.totals, totalsTop));
  drawFooters(pdf, document);
  pdf.end();
  return bytes;
}

/** pdfkit takes a parsed font as well as a file, which its types do not say. */
function registerFont(pdf: Pdf, weight: Weight, font: Font): void {
  pdf.registerFont(weight, font as unknown as Buffer);
}

function collect(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    pdf.on('data', (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => {
      new Blob(chunks).arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject);
    });
  });
}
