import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import type { InvoicePayment } from '../state/records.ts';
import { noSuch } from '../wire/errors.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { object, oneOf, required, text } from '../wire/params.ts';

const listFields = {
  ...pageParams,
  created: rangeParam(),
  invoice: text(),
  payment: object({
    type: required(oneOf('payment_intent', 'payment_record')),
    payment_intent: text(),
    payment_record: text(),
  }),
  status: oneOf('canceled', 'open', 'paid'),
};

function requirePayment(ctx: Context, id: string): InvoicePayment {
  const found = ctx.store.invoicePayments.get(id);
  if (!found) throw noSuch('invoice payment', id, 'invoice_payment', 'path');
  return found;
}

export const invoicePaymentRoutes = [
  route('GET', '/v1/invoice_payments', listFields, (ctx, params) => {
    const { invoice, payment } = params;
    const all =
      invoice !== undefined
        ? ctx.store.invoicePayments.by('invoice', invoice).reverse()
        : ctx.store.invoicePayments.newestFirst();
    const found = all.filter(
      (entry) =>
        (payment?.payment_intent === undefined || entry.payment.payment_intent === payment.payment_intent) &&
        (payment?.payment_record === undefined || entry.payment.payment_record === payment.payment_record) &&
        (params.status === undefined || entry.status === params.status) &&
        inRange(entry.created, params.created),
    );
    return listOf(found, params, '/v1/invoice_payments', (entry) => entry);
  }),
  route('GET', '/v1/invoice_payments/:id', {}, (ctx, _params, path) => requirePayment(ctx, path.id())),
];
