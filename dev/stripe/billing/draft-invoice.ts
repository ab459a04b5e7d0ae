import type { Context } from '../context.ts';
import { requireCustomer } from '../state/lookups.ts';
import { newId } from '../state/new-id.ts';
import type { Invoice, InvoicePlanRecord, SubscriptionRecord } from '../state/records.ts';
import { setTimer } from '../state/timers.ts';
import { toInvoice } from '../state/views.ts';
import { changedFields } from '../webhooks/changed-fields.ts';
import { emit } from '../webhooks/emit.ts';
import { StripeError } from '../wire/errors.ts';
import type { Metadata } from '../wire/types.ts';
import { fixCustomerCurrency } from './customer-currency.ts';
import { runningDiscounts } from './discounts.ts';
import { invoiceItemLines, takePendingItems } from './pending-items.ts';
import { planLines } from './plan-lines.ts';
import { unspentDiscounts, withUnspentDiscounts } from './spent-discounts.ts';
import { totalInvoice } from './total-invoice.ts';

export const GRACE_SECONDS = 3_600;

export interface NewInvoice {
  customer: string;
  currency: string;
  billingReason: Invoice['billing_reason'];
  subscription: SubscriptionRecord | null;
  period: { start: number; end: number };
  autoAdvance: boolean;
  /** null: it waits until somebody finalizes it. */
  finalizesAt: number | null;
  entries?: InvoicePlanRecord['entries'];
  includePending?: 'all' | 'none';
  overrides?: Partial<Invoice>;
  metadata?: Metadata;
  prorationDate?: number;
}

/** A draft that nobody has seen yet: as it would be, without being kept. */
export function composeInvoice(ctx: Context, given: NewInvoice): Invoice {
  const customer = requireCustomer(ctx, given.customer, 'customer', 'parameter');
  const { subscription } = given;
  const collection = subscription?.collection_method ?? 'charge_automatically';
  const taxIds = ctx.store.taxIds.by('customer', customer.id);
  const id = newId(ctx, 'in');
  const automatic = subscription?.automatic_tax.enabled ?? false;
  return {
    id,
    object: 'invoice',
    account_country: ctx.account.country,
    account_name: ctx.account.name,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: given.autoAdvance,
    automatic_tax: {
      disabled_reason: null,
      enabled: automatic,
      liability: automatic ? { type: 'self' } : null,
      provider: automatic ? 'stripe' : null,
      status: automatic ? 'complete' : null,
    },
    automatically_finalizes_at: given.finalizesAt,
    billing_reason: given.billingReason,
    collection_method: collection,
    created: ctx.now,
    currency: given.currency,
    custom_fields: customer.invoice_settings.custom_fields,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: taxIds.map(({ type, value }) => ({ type, value })),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: subscription?.default_tax_rates ?? [],
    description: subscription?.invoice_settings.description ?? null,
    discounts: runningDiscounts(ctx, subscription?.discounts ?? []),
    due_date: collection === 'send_invoice' ? ctx.now + (subscription?.days_until_due ?? 30) * 86_400 : null,
    effective_at: null,
    ending_balance: null,
    footer: subscription?.invoice_settings.footer ?? customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: given.metadata ?? {},
    next_payment_attempt:
      given.autoAdvance && collection === 'charge_automatically' ? given.finalizesAt : null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: subscription.metadata,
            subscription: subscription.id,
            ...(given.prorationDate === undefined
              ? {}
              : { subscription_proration_date: given.prorationDate }),
          },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: given.period.end,
    period_start: given.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...given.overrides,
  };
}

/** While collection is paused so, what a subscription bills by itself is not finalized. */
function isKeptAsDraft({ billingReason, subscription }: NewInvoice): boolean {
  return billingReason !== 'manual' && subscription?.pause_collection?.behavior === 'keep_as_draft';
}

/** Keeps a draft, takes the customer's waiting items onto it, and announces it. */
export function draftInvoice(ctx: Context, given: NewInvoice): Invoice {
  const held = isKeptAsDraft(given) ? { autoAdvance: false, finalizesAt: null } : {};
  const invoice = ctx.store.invoices.put(composeInvoice(ctx, { ...given, ...held }));
  ctx.store.invoicePlans.put({ id: invoice.id, entries: given.entries ?? [], lineIds: {} });
  if ((given.includePending ?? 'all') === 'all') takePendingItems(ctx, invoice);
  const drafted = refreshDraft(ctx, invoice);
  fixCustomerCurrency(ctx, given.customer, given.currency);
  setTimer(ctx, { kind: 'invoice', subject: invoice.id, at: invoice.automatically_finalizes_at });
  emit(ctx, 'invoice.created', toInvoice(drafted));
  return drafted;
}

/** Makes the lines and amounts of a draft anew, from the usage, the items on it and the discounts left; a line keeps its id. */
export function refreshDraft(ctx: Context, invoice: Invoice): Invoice {
  const plan = ctx.store.invoicePlans.get(invoice.id) ?? { id: invoice.id, entries: [], lineIds: {} };
  const lines = [...invoiceItemLines(ctx, invoice), ...planLines(ctx, invoice, plan.entries)];
  const drafts = lines.map((line) => withUnspentDiscounts(ctx, line));
  const discounts = unspentDiscounts(ctx, invoice.discounts);
  const totalled = totalInvoice(ctx, { ...invoice, discounts }, drafts, plan.lineIds);
  const ids = totalled.lines.data.map((line, index) => [drafts[index]?.key ?? line.id, line.id] as const);
  ctx.store.invoicePlans.put({ ...plan, lineIds: { ...plan.lineIds, ...Object.fromEntries(ids) } });
  return ctx.store.invoices.put(totalled);
}

/** Makes a draft anew after its items, or else something of it, were changed, and announces it when that changed it. */
export function changeDraft(ctx: Context, invoice: Invoice, change: Partial<Invoice> = {}): void {
  const [before, after] = [toInvoice(invoice), toInvoice(refreshDraft(ctx, { ...invoice, ...change }))];
  if (Object.keys(changedFields(before, after)).length > 0) emit(ctx, 'invoice.updated', after, before);
}

/**
 * A draft as it is by now. Where that cannot be said, because its amounts got too large or its customer is gone, it is
 * answered as it was last: a read is never refused for what an invoice would come to.
 */
export function readDraft(ctx: Context, invoice: Invoice): Invoice {
  try {
    return ctx.store.transaction(() => refreshDraft(ctx, invoice));
  } catch (error) {
    if (error instanceof StripeError) return invoice;
    throw error;
  }
}
