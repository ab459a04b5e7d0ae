import { SELLER } from '../../config/seller.ts';
import { BillingError } from '../../domain/errors.ts';
import type { InvoiceDetail } from './invoice.ts';
import { FONT_FILES, type LoadFontFile, needsJapanese } from './pdf/fonts.ts';
import type { InvoiceDocument } from './pdf/invoice-document.ts';
import { invoiceToDocument } from './pdf/to-document.ts';

/** Raise it with every change to how the document is drawn, so that browsers ask for the new PDF. */
const RENDERER_VERSION = 1;

export interface InvoicePdf {
  document: InvoiceDocument;
  /** Equal exactly when the printed PDF is; known without drawing it. */
  fingerprint: string;
  filename: string;
}

/** What the PDF of an invoice says. Throws `not_found` for a draft, which has no number to be filed under. */
export function describeInvoicePdf(invoice: InvoiceDetail): InvoicePdf {
  if (invoice.status === 'draft') {
    throw new BillingError('not_found', 'A draft has no PDF yet. It appears when the invoice is issued.');
  }
  const document = invoiceToDocument(invoice, SELLER);
  return {
    document,
    fingerprint: JSON.stringify([RENDERER_VERSION, document]),
    filename: `invoice-${document.number.replace(/[^A-Za-z0-9._-]/g, '-')}.pdf`,
  };
}

/**
 * Draws the document in one family throughout, the Japanese one (which has Latin letters too) where a text needs it.
 * Fonts and the PDF library are loaded only here.
 */
export async function renderInvoicePdf(
  document: InvoiceDocument,
  loadFontFile: LoadFontFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = FONT_FILES[needsJapanese(JSON.stringify(document)) ? 'japanese' : 'latin'];
  const [{ drawInvoice }, { parsedFont }] = await Promise.all([
    import('./pdf/draw-invoice.ts'),
    import('./pdf/parsed-fonts.ts'),
  ]);
  const [regular, semiBold] = await Promise.all([
    parsedFont(files.regular, loadFontFile),
    parsedFont(files.semiBold, loadFontFile),
  ]);
  return drawInvoice(document, { regular, semiBold });
}
