import { requireCustomerRead } from '../auth/customer-read.ts';
import { invoicePageToJson } from '../http/api/invoice-to-json.ts';
import { parseListInvoicesQuery } from '../http/api/list-invoices-query.ts';
import { pdfUrlFor } from '../http/api/pdf-url.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listInvoices } from '../services/invoices/list-invoices.ts';

const route = apiRoute({
  async GET(args) {
    const { request, context } = args;
    const { ctx, customerId } = await requireCustomerRead(args, 'invoice.list_read');
    const query = parseListInvoicesQuery(new URL(request.url).searchParams);
    const page = await listInvoices(ctx, { customerId, ...query });
    return privateJson(request, invoicePageToJson(page, pdfUrlFor(context.runtime.env, ctx.actor)));
  },
});

export const loader = route.loader;
export const action = route.action;
