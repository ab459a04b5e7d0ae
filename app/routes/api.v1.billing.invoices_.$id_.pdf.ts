import { requireCustomerRead } from '../auth/customer-read.ts';
import { parseId } from '../http/api/parse-id.ts';
import { apiRoute } from '../http/api-route.ts';
import { isNotModified, strongEtag } from '../http/etag.ts';
import { getInvoice } from '../services/invoices/get-invoice.ts';
import { fontsFromAssets } from '../services/invoices/pdf/fonts.ts';
import { describeInvoicePdf, renderInvoicePdf } from '../services/invoices/render-invoice-pdf.ts';

const route = apiRoute({
  async GET(args) {
    const { request, params, context } = args;
    const { ctx, customerId } = await requireCustomerRead(args, 'invoice.pdf_read');
    const invoice = await getInvoice(ctx, { customerId, invoiceId: parseId(params.id) });
    const { document, fingerprint, filename } = describeInvoicePdf(invoice);
    const etag = await strongEtag(fingerprint);
    const headers = {
      'Cache-Control': 'private, max-age=3600',
      Vary: 'Authorization, Cookie',
      ETag: etag,
    };
    if (isNotModified(request.headers, etag)) return new Response(null, { status: 304, headers });
    const pdf = await renderInvoicePdf(document, fontsFromAssets(context.assets));
    return new Response(pdf, {
      headers: {
        ...headers,
        'Content-Type': 'application/pdf',
        'Content-Length': String(pdf.byteLength),
        'Content-Disposition': `attachment; filename="${filename}"`,
      },
    });
  },
});

export const loader = route.loader;
export const action = route.action;
