import { requireCustomerRead } from '../auth/customer-read.ts';
import { invoiceDetailToJson } from '../http/api/invoice-to-json.ts';
import { parseId } from '../http/api/parse-id.ts';
import { pdfUrlFor } from '../http/api/pdf-url.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { getInvoice } from '../services/invoices/get-invoice.ts';

const route = apiRoute({
  async GET(args) {
    const { request, params, context } = args;
    const { ctx, customerId } = await requireCustomerRead(args, 'invoice.read');
    const invoice = await getInvoice(ctx, { customerId, invoiceId: parseId(params.id) });
    return privateJson(request, invoiceDetailToJson(invoice, pdfUrlFor(context.runtime.env, ctx.actor)));
  },
});

export const loader = route.loader;
export const action = route.action;
