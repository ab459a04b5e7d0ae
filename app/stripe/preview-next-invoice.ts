import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { toId, toIdOrNull } from './values.ts';

/** Usage that a change of plan left behind. */
export interface LeftBehindItem {
  stripeId: string;
  description: string;
  stripePriceId: string | null;
  /** Exact decimals. */
  quantity: string;
  unitAmountDecimal: string;
  amountMinor: bigint;
  periodEnd: Date;
}

export interface PreviewedLine {
  stripePriceId: string | null;
  amountMinor: bigint;
}

/** Minor units: `subtotalMinor − discountMinor + taxMinor = totalMinor`. */
export interface PreviewedTotals {
  subtotalMinor: bigint;
  /** Within the lines: prorations and other pending items that are neither usage nor ours. */
  otherItemsMinor: bigint;
  /** All that is taken off the lines, whatever it is called. */
  discountMinor: bigint;
  /** On top of the lines. */
  taxMinor: bigint;
  /** Within the lines. */
  includedTaxMinor: bigint;
  totalMinor: bigint;
  /** The customer's before this invoice: below zero it is credit. */
  balanceMinor: bigint;
  amountDueMinor: bigint;
}

export interface PreviewedInvoice {
  totals: PreviewedTotals;
  /** Usage of the period that is among the items too: what came before a change of plan, at the price of then. */
  leftBehind: readonly LeftBehindItem[];
  /** What a change takes back and charges of flat fees for the rest of the period; among the other items. */
  prorations: readonly PreviewedLine[];
  /** Of the plan, its flat fee and usage: as many as Stripe shows. */
  lines: readonly PreviewedLine[];
  /** It does not show all of them. */
  isCut: boolean;
  /** The sum of all, shown or not. */
  planMinor: bigint;
}

/**
 * A subscription's next invoice as Stripe would make it now. A preview shows its first lines only and has no list of all
 * of them; where there are more, the items that wait for it are read by themselves, and the rest is the plan.
 */
export async function previewNextInvoice(
  stripe: StripeClient,
  stripeSubscriptionId: string,
): Promise<PreviewedInvoice> {
  const invoice = await stripe.invoices.createPreview({ subscription: stripeSubscriptionId });
  const { data: shown, has_more: isCut } = invoice.lines;
  const items = isCut
    ? await readItems(stripe, invoice, stripeSubscriptionId)
    : shown.filter(isItem).map(lineToItem);
  const others = items.filter(({ isOurs }) => !isOurs);
  return {
    totals: totalsOf(
      invoice,
      others.filter(({ usage }) => usage === null),
    ),
    leftBehind: others.flatMap(({ usage }) => usage ?? []),
    prorations: others.flatMap(({ proration }) => proration ?? []),
    lines: shown.filter((line) => !isItem(line)).map(toPreviewedLine),
    isCut,
    planMinor: BigInt(invoice.subtotal) - sumOf(items),
  };
}

/** What waited for the invoice: a proration, usage under the plan before, an item of ours or by hand. */
interface Item {
  amount: number;
  isOurs: boolean;
  /** Usage is not prorated. Null of all else. */
  proration: PreviewedLine | null;
  /** A metered price left it behind: it is neither prorated nor by hand. Null of all else. */
  usage: LeftBehindItem | null;
}

function isItem({ parent }: Stripe.InvoiceLineItem): boolean {
  const details = parent?.invoice_item_details ?? parent?.subscription_item_details;
  return details != null && (details.proration || Boolean(details.invoice_item));
}

function lineToItem(line: Stripe.InvoiceLineItem): Item {
  const { amount, metadata, parent } = line;
  const details = parent?.invoice_item_details ?? parent?.subscription_item_details;
  return {
    amount,
    isOurs: metadata[ADJUSTMENT_METADATA] !== undefined,
    proration: details?.proration === true ? toPreviewedLine(line) : null,
    usage: parent?.subscription_item_details?.proration === false ? toLeftBehind(line) : null,
  };
}

function toPreviewedLine({
  amount,
  pricing,
}: Pick<Stripe.InvoiceLineItem | Stripe.InvoiceItem, 'amount' | 'pricing'>): PreviewedLine {
  return { stripePriceId: toIdOrNull(pricing?.price_details?.price), amountMinor: BigInt(amount) };
}

/** Those of other subscriptions of the customer wait for other invoices; those of none for the next one of all. */
async function readItems(
  stripe: StripeClient,
  { customer }: Stripe.Invoice,
  stripeSubscriptionId: string,
): Promise<Item[]> {
  if (customer === null) return [];
  const pending = await stripe.invoiceItems
    .list({ customer: toId(customer), pending: true, limit: 100 })
    .autoPagingToArray({ limit: 10_000 });
  const isOfIt = ({ parent }: Stripe.InvoiceItem) => {
    const subscription = toIdOrNull(parent?.subscription_details?.subscription);
    return subscription === null || subscription === stripeSubscriptionId;
  };
  return pending.filter(isOfIt).map((item) => ({
    amount: item.amount,
    isOurs: item.metadata?.[ADJUSTMENT_METADATA] !== undefined,
    proration: item.proration ? toPreviewedLine(item) : null,
    usage:
      !item.proration && item.parent?.subscription_details?.subscription_item ? toLeftBehind(item) : null,
  }));
}

function toLeftBehind(
  given: Pick<
    Stripe.InvoiceLineItem | Stripe.InvoiceItem,
    'id' | 'amount' | 'description' | 'quantity' | 'quantity_decimal' | 'pricing' | 'period'
  >,
): LeftBehindItem {
  return {
    stripeId: given.id,
    description: given.description ?? '',
    stripePriceId: toIdOrNull(given.pricing?.price_details?.price),
    quantity: String(given.quantity_decimal ?? given.quantity ?? 0),
    unitAmountDecimal: String(given.pricing?.unit_amount_decimal ?? 0),
    amountMinor: BigInt(given.amount),
    periodEnd: new Date(given.period.end * 1_000),
  };
}

function totalsOf(invoice: Stripe.Invoice, otherItems: readonly Item[]): PreviewedTotals {
  const taxes = invoice.total_taxes ?? [];
  const subtotalMinor = BigInt(invoice.subtotal);
  const taxMinor = sumOf(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'));
  const totalMinor = BigInt(invoice.total);
  return {
    subtotalMinor,
    otherItemsMinor: sumOf(otherItems),
    discountMinor: subtotalMinor + taxMinor - totalMinor,
    taxMinor,
    includedTaxMinor: sumOf(taxes.filter(({ tax_behavior }) => tax_behavior === 'inclusive')),
    totalMinor,
    balanceMinor: BigInt(invoice.starting_balance),
    amountDueMinor: BigInt(invoice.amount_due),
  };
}

function sumOf(parts: readonly { amount: number }[]): bigint {
  return parts.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
