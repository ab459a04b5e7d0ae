import { requireCustomerRead } from '../auth/customer-read.ts';
import { invoicePageToJson } from '../http/api/invoice-to-json.ts';
import { listInvoicesQuerySchema, toListInvoicesQuery } from '../http/api/list-invoices-query.ts';
import { pdfUrlFor } from '../http/api/pdf-url.ts';
import { apiRoute } from '../http/api-route.ts';
import { privateJson } from '../http/private-json.ts';
import { listInvoices } from '../services/invoices/list-invoices.ts';

const route = apiRoute({
  async GET(args) {
    const { request, context } = args;
    const { ctx, customerId, query } = await requireCustomerRead(
      args,
      'invoice.list_read',
      listInvoicesQuerySchema,
    );
    const page = await listInvoices(ctx, { customerId, ...toListInvoicesQuery(query) });
    return privateJson(request, invoicePageToJson(page, pdfUrlFor(context.runtime.env, ctx.actor)));
  },
});

export const loader = route.loader;
export const action = route.action;
