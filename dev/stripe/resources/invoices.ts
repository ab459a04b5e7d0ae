import { requireCustomerCurrency } from '../billing/customer-currency.ts';
import { draftInvoice, GRACE_SECONDS, readDraft } from '../billing/draft-invoice.ts';
import { finalizeInvoice, requireFinalized } from '../billing/finalize-invoice.ts';
import { markUncollectible, voidInvoice } from '../billing/settle-invoice.ts';
import { setDelinquent } from '../billing/subscription-standing.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireInvoice, requireSubscription } from '../state/lookups.ts';
import type { Invoice } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { emit } from '../webhooks/emit.ts';
import { currency } from '../wire/currencies.ts';
import { invalidRequest } from '../wire/errors.ts';
import { mergeMetadata } from '../wire/metadata.ts';
import { inRange, listOf, pageParams, rangeParam } from '../wire/pagination.ts';
import { boolean, oneOf, type ParsedFields, text } from '../wire/params.ts';
import { draftFields, draftValues } from './invoice-draft-values.ts';
import { payFields, payInvoice } from './pay-invoice.ts';
import { updateInvoice } from './update-invoice.ts';

const createFields = {
  ...draftFields,
  customer: text(),
  currency: currency(),
  subscription: text(),
  pending_invoice_items_behavior: oneOf('exclude', 'include'),
};

function createInvoice(ctx: Context, params: ParsedFields<typeof createFields>): Invoice {
  if (params.customer === undefined && params.subscription === undefined) {
    throw invalidRequest('Missing required param: customer.', {
      param: 'customer',
      code: 'parameter_missing',
    });
  }
  const subscription =
    params.subscription === undefined
      ? null
      : requireSubscription(ctx, params.subscription, 'subscription', 'parameter');
  const customer = requireCustomer(
    ctx,
    params.customer ?? subscription?.customer ?? '',
    'customer',
    'parameter',
  );
  const currency = params.currency ?? subscription?.currency ?? customer.currency ?? 'usd';
  requireCustomerCurrency(customer, currency);
  const autoAdvance = params.auto_advance ?? false;
  const invoice = draftInvoice(ctx, {
    customer: customer.id,
    currency,
    billingReason: 'manual',
    subscription,
    period: { start: ctx.now, end: ctx.now },
    autoAdvance,
    finalizesAt: autoAdvance ? (params.automatically_finalizes_at ?? ctx.now + GRACE_SECONDS) : null,
    includePending: params.pending_invoice_items_behavior === 'include' ? 'all' : 'none',
    overrides: draftValues(ctx, params, { customer: customer.id, currency }, null),
    metadata: mergeMetadata({}, params.metadata),
  });
  return toInvoice(invoice);
}

function finalize(ctx: Context, id: string, params: { auto_advance?: boolean }): Invoice {
  const draft = requireInvoice(ctx, id, 'invoice', 'path');
  const advances = params.auto_advance ?? draft.auto_advance ?? false;
  const open = requireFinalized(finalizeInvoice(ctx, { ...draft, auto_advance: advances }), {
    keepsChanges: true,
  });
  if (open.status === 'open' && advances && open.collection_method === 'charge_automatically') {
    const at = ctx.now + GRACE_SECONDS;
    const scheduled = ctx.store.invoices.put({ ...open, next_payment_attempt: at });
    setTimer(ctx, { kind: 'invoice', subject: id, at });
    return toInvoice(scheduled);
  }
  return toInvoice(open);
}

function requireStatus(invoice: Invoice, allowed: readonly Invoice['status'][], action: string): void {
  if (!allowed.includes(invoice.status)) {
    throw invalidRequest(
      `You can only ${action} an invoice that is ${allowed.join(' or ')}. This invoice is ${invoice.status}.`,
      {
        code: 'invoice_not_editable',
      },
    );
  }
}

function deleteInvoice(ctx: Context, id: string): object {
  const invoice = requireInvoice(ctx, id, 'invoice', 'path');
  requireStatus(invoice, ['draft'], 'delete');
  if (invoice.parent !== null)
    throw invalidRequest('You can only delete draft invoices that are one-off invoices.');
  for (const item of ctx.store.invoiceItems.by('invoice', id))
    ctx.store.invoiceItems.put({ ...item, invoice: null });
  ctx.store.invoices.delete(id);
  ctx.store.invoicePlans.delete(id);
  setTimer(ctx, { kind: 'invoice', subject: id, at: null });
  emit(ctx, 'invoice.deleted', invoice);
  return { id, object: 'invoice', deleted: true };
}

/** A draft is shown with the usage that has arrived by now. */
function currentInvoice(ctx: Context, id: string): Invoice {
  const invoice = requireInvoice(ctx, id, 'invoice', 'path');
  return invoice.status === 'draft' ? readDraft(ctx, invoice) : invoice;
}

const listFields = {
  ...pageParams,
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  created: rangeParam(),
  customer: text(),
  due_date: rangeParam(),
  status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
  subscription: text(),
};

function listInvoices(ctx: Context, params: ParsedFields<typeof listFields>) {
  const { store } = ctx;
  const all =
    params.subscription !== undefined
      ? store.invoices.by('subscription', params.subscription).reverse()
      : params.customer !== undefined
        ? store.invoices.by('customer', params.customer).reverse()
        : store.invoices.newestFirst();
  const found = all.filter(
    (invoice) =>
      (params.customer === undefined || invoice.customer === params.customer) &&
      (params.status === undefined || invoice.status === params.status) &&
      (params.collection_method === undefined || invoice.collection_method === params.collection_method) &&
      inRange(invoice.created, params.created) &&
      inRange(invoice.due_date, params.due_date),
  );
  return listOf(found, params, '/v1/invoices', toInvoice);
}

export const invoiceRoutes = [
  route('POST', '/v1/invoices', createFields, createInvoice),
  route('GET', '/v1/invoices', listFields, listInvoices),
  route('GET', '/v1/invoices/:id', {}, (ctx, _params, path) => toInvoice(currentInvoice(ctx, path.id()))),
  route('POST', '/v1/invoices/:id', draftFields, (ctx, params, path) =>
    updateInvoice(ctx, path.id(), params),
  ),
  route('DELETE', '/v1/invoices/:id', {}, (ctx, _params, path) => deleteInvoice(ctx, path.id())),
  route('GET', '/v1/invoices/:id/lines', pageParams, (ctx, params, path) => {
    const { lines } = currentInvoice(ctx, path.id());
    return listOf(lines.data, params, lines.url, (line) => line);
  }),
  route('POST', '/v1/invoices/:id/finalize', { auto_advance: boolean() }, (ctx, params, path) =>
    finalize(ctx, path.id(), params),
  ),
  route('POST', '/v1/invoices/:id/pay', payFields, (ctx, params, path) => payInvoice(ctx, path.id(), params)),
  route('POST', '/v1/invoices/:id/void', {}, (ctx, _params, path) => {
    const invoice = requireInvoice(ctx, path.id(), 'invoice', 'path');
    requireStatus(invoice, ['open', 'uncollectible'], 'void');
    return toInvoice(voidInvoice(ctx, invoice));
  }),
  route('POST', '/v1/invoices/:id/mark_uncollectible', {}, (ctx, _params, path) => {
    const invoice = requireInvoice(ctx, path.id(), 'invoice', 'path');
    requireStatus(invoice, ['open'], 'mark as uncollectible');
    const written = markUncollectible(ctx, invoice, 'user_forgiven');
    setDelinquent(ctx, invoice.customer, false);
    return toInvoice(written);
  }),
  route('POST', '/v1/invoices/:id/send', {}, (ctx, _params, path) => {
    const given = requireInvoice(ctx, path.id(), 'invoice', 'path');
    requireStatus(given, ['draft', 'open'], 'send');
    if (given.collection_method !== 'send_invoice') {
      throw invalidRequest(
        'You can only manually send an invoice if its collection method is `send_invoice`.',
      );
    }
    const invoice =
      given.status === 'draft'
        ? requireFinalized(finalizeInvoice(ctx, given), { keepsChanges: true })
        : given;
    emit(ctx, 'invoice.sent', toInvoice(invoice));
    return toInvoice(invoice);
  }),
];
