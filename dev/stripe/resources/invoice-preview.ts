import { changeSubscription } from '../billing/change-subscription.ts';
import { createDiscounts } from '../billing/redeem-discounts.ts';
import { requireEndingPeriod } from '../billing/require-change.ts';
import type { Context } from '../context.ts';
import { route } from '../server/router.ts';
import { requireCustomer, requireInvoice, requireSubscription, requireTaxRate } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Invoice, SubscriptionRecord } from '../state/records.ts';
import { toInvoice } from '../state/views.ts';
import { integerToDecimal } from '../wire/decimal.ts';
import { invalidRequest, renamingParams } from '../wire/errors.ts';
import type { ParsedFields } from '../wire/params.ts';
import { createInvoiceItem } from './invoice-items.ts';
import { previewFields, toPreviewItemParam, toPreviewParam } from './preview-params.ts';
import { previewRenewal } from './preview-renewal.ts';
import { createSubscription } from './subscriptions.ts';
import { refuseOfIncomplete, toChange } from './update-subscription.ts';

type Params = ParsedFields<typeof previewFields>;

/** The next invoice as it would be: the real thing is done, looked at, and undone, so that it cannot differ. */
function createPreview(ctx: Context, params: Params): Invoice {
  if (params.customer === undefined && params.subscription === undefined) {
    throw invalidRequest('You must provide either `customer` or `subscription` to preview an invoice.', {
      param: 'customer',
      code: 'parameter_missing',
    });
  }
  return ctx.store.dryRun(() => {
    const existing = params.subscription === undefined ? onlySubscription(ctx, params) : params.subscription;
    const draft = renamingParams(toPreviewParam, () =>
      existing === null
        ? previewNew(ctx, params)
        : previewNext(ctx, requireSubscription(ctx, existing, 'subscription', 'parameter'), params),
    );
    return toPreview(ctx, draft);
  });
}

/** Without naming one, a customer's only subscription is meant, unless items for a new one are given. */
function onlySubscription(ctx: Context, params: Params): string | null {
  const customer = requireCustomer(ctx, params.customer ?? '', 'customer', 'parameter');
  if (params.subscription_details?.items !== undefined) return null;
  const running = ctx.store.subscriptions
    .by('customer', customer.id)
    .filter(
      (subscription) => subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired',
    );
  const first = running[0];
  if (first && running.length === 1) return first.id;
  throw invalidRequest(`No upcoming invoices for customer: ${customer.id}`, {
    code: 'invoice_upcoming_none',
    status: 404,
  });
}

function previewNew(ctx: Context, params: Params): Invoice {
  const details = params.subscription_details;
  const customer = requireCustomer(ctx, params.customer ?? '', 'customer', 'parameter');
  const currency = params.currency ?? customer.currency ?? currencyOf(ctx, details?.items?.[0]);
  addItems(ctx, params, { customer: customer.id, subscription: null, currency });
  const anchor = details?.billing_cycle_anchor;
  const items = (details?.items ?? []).map(
    ({ id: _id, deleted: _deleted, clear_usage: _clear, ...item }) => item,
  );
  const created = createSubscription(ctx, {
    customer: customer.id,
    items,
    payment_behavior: 'default_incomplete',
    ...(params.currency === undefined ? {} : { currency: params.currency }),
    ...(params.automatic_tax === undefined ? {} : { automatic_tax: params.automatic_tax }),
    ...(params.discounts === undefined ? {} : { discounts: params.discounts }),
    ...(details?.default_tax_rates === undefined ? {} : { default_tax_rates: details.default_tax_rates }),
    ...(details?.trial_end === undefined ? {} : { trial_end: details.trial_end }),
    ...(details?.cancel_at == null ? {} : { cancel_at: details.cancel_at }),
    ...(details?.cancel_at_period_end === undefined
      ? {}
      : { cancel_at_period_end: details.cancel_at_period_end }),
    ...(details?.billing_mode?.type === undefined
      ? {}
      : { billing_mode: { type: details.billing_mode.type } }),
    ...(anchor?.type === 'timestamp' && anchor.timestamp !== undefined
      ? { billing_cycle_anchor: anchor.timestamp }
      : {}),
    ...(details?.proration_behavior === undefined ? {} : { proration_behavior: details.proration_behavior }),
  });
  if (created.latest_invoice !== null)
    return requireInvoice(ctx, created.latest_invoice, 'invoice', 'parameter');
  return previewRenewal(ctx, requireSubscription(ctx, created.id, 'subscription', 'parameter'));
}

function previewNext(ctx: Context, subscription: SubscriptionRecord, params: Params): Invoice {
  const details = params.subscription_details;
  refuseOfIncomplete(subscription, details ?? {});
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw invalidRequest(`No upcoming invoices for customer: ${subscription.customer}`, {
      code: 'invoice_upcoming_none',
      status: 404,
    });
  }
  const prepared = ctx.store.subscriptions.put({
    ...subscription,
    ...(params.automatic_tax === undefined
      ? {}
      : { automatic_tax: { ...subscription.automatic_tax, enabled: params.automatic_tax.enabled ?? false } }),
    ...(params.discounts === undefined
      ? {}
      : {
          discounts: createDiscounts(ctx, params.discounts, {
            customer: subscription.customer,
            currency: subscription.currency,
            subscription: subscription.id,
            has: subscription.discounts,
          }),
        }),
    ...(details?.default_tax_rates === undefined
      ? {}
      : {
          default_tax_rates: (details.default_tax_rates ?? []).map((id) =>
            requireTaxRate(ctx, id, 'default_tax_rates', 'parameter'),
          ),
        }),
  });
  requireEndingPeriod(subscription, details ?? {});
  const { customer, currency } = subscription;
  if (params.currency !== undefined && params.currency !== currency) {
    throw invalidRequest(`The subscription is billed in ${currency}, not in ${params.currency}.`, {
      param: 'currency',
    });
  }
  addItems(ctx, params, { customer, subscription: subscription.id, currency });
  const { billing_cycle_anchor: anchor, ...rest } = details ?? {};
  const change = toChange(ctx, prepared, {
    ...rest,
    ...(anchor?.type === 'now' ? { billing_cycle_anchor: { type: anchor.type } } : {}),
  });
  const changes = details?.items !== undefined || anchor?.type === 'now' || details?.trial_end !== undefined;
  if (!changes) return previewRenewal(ctx, prepared, details);
  const { subscription: changed, draft } = changeSubscription(ctx, prepared, change);
  return draft && params.preview_mode !== 'recurring' ? draft : previewRenewal(ctx, changed, details);
}

function currencyOf(ctx: Context, item: { price?: string } | undefined): string | null {
  return ctx.store.prices.get(item?.price ?? '')?.currency ?? null;
}

function addItems(
  ctx: Context,
  params: Params,
  to: { customer: string; subscription: string | null; currency: string | null },
): void {
  params.invoice_items?.forEach(({ price, period, unit_amount: unitAmount, ...item }, index) => {
    const given = {
      ...(to.currency === null ? {} : { currency: to.currency }),
      ...item,
      customer: to.customer,
      ...(to.subscription === null ? {} : { subscription: to.subscription }),
      ...(price === undefined ? {} : { pricing: { price } }),
      ...(unitAmount === undefined ? {} : { unit_amount_decimal: integerToDecimal(unitAmount) }),
      ...(period?.start === undefined || period.end === undefined
        ? {}
        : { period: { start: period.start, end: period.end } }),
    };
    renamingParams(
      (param) => toPreviewItemParam(param, index),
      () => createInvoiceItem(ctx, given),
    );
  });
}

function toPreview(ctx: Context, draft: Invoice): Invoice {
  const id = newId(ctx, 'upcoming_in');
  const shown = toInvoice(draft);
  return {
    ...shown,
    id,
    auto_advance: false,
    automatically_finalizes_at: null,
    amount_remaining: shown.amount_due,
    attempted: false,
    attempt_count: 0,
    billing_reason: 'upcoming',
    hosted_invoice_url: null,
    invoice_pdf: null,
    number: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    lines: {
      ...shown.lines,
      data: shown.lines.data.map((line) => ({
        ...line,
        id: line.id.replace(/^il_/, 'il_tmp_'),
        invoice: id,
      })),
      url: `/v1/invoices/upcoming/lines?customer=${shown.customer}`,
    },
  };
}

export const invoicePreviewRoutes = [
  route('POST', '/v1/invoices/create_preview', previewFields, createPreview),
];
