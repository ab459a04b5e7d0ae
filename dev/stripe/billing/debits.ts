import type { Context } from '../context.ts';
import type { Invoice, InvoiceItem, InvoiceLine, SubscriptionItemRecord, TaxRate } from '../state/records.ts';
import type { CreditedItems } from './credited-items.ts';
import type { Period } from './period.ts';
import { isMetered } from './plan-entries.ts';

/** What an item was charged ahead, in one go, for some of its time. */
export interface Debit {
  /** Stays the same from the moment that it waits for an invoice. */
  readonly id: string;
  readonly price: string;
  readonly quantity: number;
  /** After the discounts that were taken off. */
  readonly amount: number;
  readonly start: number;
  readonly end: number;
  readonly discounts: readonly string[];
  /** The rates that it was taxed at; its own ones while it waits for an invoice. */
  readonly taxRates: readonly TaxRate[];
  /** Null while it waits for an invoice. */
  readonly lines: CreditedItems | null;
}

/**
 * What a licensed item was debited that may reach into its running period, oldest first. Stripe assumes that an invoice which is not
 * paid yet will be: docs.stripe.com/billing/subscriptions/prorations. One that was written off may be, one that was
 * voided never.
 */
export function debitsOf(ctx: Context, item: SubscriptionItemRecord): Debit[] {
  const billed = ctx.store.invoices
    .by('subscription', item.subscription)
    .filter((invoice) => invoice.status !== 'void')
    .flatMap((invoice) => debitsOn(ctx, invoice, item));
  const customer = ctx.store.subscriptions.get(item.subscription)?.customer ?? '';
  const waiting = ctx.store.invoiceItems
    .by('customer', customer)
    .filter((entry) => entry.invoice === null && entry.proration && isDebitOf(ctx, entry, item))
    .map(waitingDebit);
  return [...billed, ...waiting].filter(({ start }) => start >= (item.debitsFrom ?? 0));
}

/** The stretches of a debit, from a time on, that no credit has given back. */
export function uncredited(ctx: Context, debit: Debit, from: number): Period[] {
  const given = ctx.store.prorationCredits.by('debit', debit.id).filter(({ id }) => isGiven(ctx, id));
  return given.reduce<Period[]>(
    (left, { from: start, until: end }) => left.flatMap((period) => without(period, { start, end })),
    [{ start: Math.max(from, debit.start), end: debit.end }].filter(isSome),
  );
}

function without({ start, end }: Period, taken: Period): Period[] {
  const before = { start, end: Math.min(end, taken.start) };
  const after = { start: Math.max(start, taken.end), end };
  return [before, after].filter(isSome);
}

function isSome({ start, end }: Period): boolean {
  return start < end;
}

/** A credit that was deleted before it reached an invoice, or whose invoice was voided, was never given. */
function isGiven(ctx: Context, creditId: string): boolean {
  const item = ctx.store.invoiceItems.get(creditId);
  if (!item) return false;
  return item.invoice === null || (ctx.store.invoices.get(item.invoice)?.status ?? 'void') !== 'void';
}

function isDebitOf(ctx: Context, entry: InvoiceItem, item: SubscriptionItemRecord): boolean {
  return (
    entry.parent?.subscription_details?.subscription_item === item.id &&
    ctx.store.prorationCredits.get(entry.id) === undefined
  );
}

function waitingDebit(entry: InvoiceItem): Debit {
  return {
    id: entry.id,
    price: entry.pricing?.price_details?.price ?? '',
    quantity: entry.quantity,
    amount: entry.amount,
    start: entry.period.start,
    end: entry.period.end,
    discounts: (entry.discounts ?? []).map((discount) => String(discount)),
    taxRates: entry.tax_rates ?? [],
    lines: null,
  };
}

function debitsOn(ctx: Context, invoice: Invoice, item: SubscriptionItemRecord): Debit[] {
  const debits = new Map<string, Debit>();
  for (const line of invoice.lines.data) {
    const details = line.parent?.subscription_item_details;
    const price = String(line.pricing?.price_details?.price ?? '');
    if (details?.subscription_item !== item.id || isMetered(ctx, price)) continue;
    if (details.invoice_item !== null && ctx.store.prorationCredits.get(details.invoice_item)) continue;
    const id = details.invoice_item ?? `${invoice.id}|${price}|${line.period.start}`;
    const planned = details.invoice_item === null ? quantityOf(ctx, invoice, price) : null;
    const quantity = planned ?? line.quantity ?? 0;
    debits.set(id, withLine(ctx, invoice, line, { id, price, quantity, before: debits.get(id) }));
  }
  return [...debits.values()];
}

/** As it was subscribed to: the lines of tiers and packages tell of parts. */
function quantityOf(ctx: Context, invoice: Invoice, price: string): number | null {
  const entries = ctx.store.invoicePlans.get(invoice.id)?.entries ?? [];
  return entries.find((entry) => entry.price === price)?.quantity ?? null;
}

/** The lines that the tiers of one price make are one debit. */
function withLine(
  ctx: Context,
  invoice: Invoice,
  line: InvoiceLine,
  { id, price, quantity, before }: Pick<Debit, 'id' | 'price' | 'quantity'> & { before: Debit | undefined },
): Debit {
  const taken = line.discount_amounts ?? [];
  const used = line.parent?.subscription_item_details?.proration
    ? line.discounts.map((discount) => String(discount))
    : taken.map(({ discount }) => String(discount));
  return {
    id,
    price,
    quantity,
    amount: (before?.amount ?? 0) + line.amount - taken.reduce((sum, { amount }) => sum + amount, 0),
    start: line.period.start,
    end: line.period.end,
    discounts: [...new Set([...(before?.discounts ?? []), ...used])],
    taxRates: (line.taxes ?? [])
      .filter(({ taxability_reason: reason }) => reason === 'standard_rated')
      .flatMap(({ tax_rate_details: rate }) => ctx.store.taxRates.get(rate?.tax_rate ?? '') ?? []),
    lines: {
      invoice: invoice.id,
      invoice_line_items: [...(before?.lines?.invoice_line_items ?? []), line.id],
    },
  };
}
