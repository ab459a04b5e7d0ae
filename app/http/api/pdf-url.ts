import type { Environment } from '../../config/env.ts';
import type { Actor } from '../../domain/actor.ts';
import type { PdfUrl } from './invoice-to-json.ts';

/** Where the reader finds the PDF: staff must name the customer there as well. */
export function pdfUrlFor(env: Pick<Environment, 'APP_URL'>, actor: Actor): PdfUrl {
  return ({ id, customerId }) => {
    const url = new URL(`/api/v1/billing/invoices/${id}/pdf`, env.APP_URL);
    if (actor.kind !== 'publisher') url.searchParams.set('customer_id', customerId);
    return url.href;
  };
}
