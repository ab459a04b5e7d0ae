import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { toId, toIdOrNull } from './values.ts';

export interface PreviewedLine {
  stripePriceId: string | null;
  amountMinor: bigint;
}

/** Minor units: `subtotalMinor − discountMinor + taxMinor = totalMinor`. */
export interface PreviewedTotals {
  subtotalMinor: bigint;
  /** Within the lines: prorations and other pending items that are not ours. */
  otherItemsMinor: bigint;
  /** Of those, the flat fee's: what a change of plan takes back and charges of it for the period. */
  feeItemsMinor: bigint;
  /** Usage of the period is among the items too: what came before a change of plan, at the price of then. */
  hasUsageBefore: boolean;
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
  return {
    totals: totalsOf(
      invoice,
      items.filter(({ isOurs }) => !isOurs),
    ),
    lines: shown.filter((line) => !isItem(line)).map(toPreviewedLine),
    isCut,
    planMinor: BigInt(invoice.subtotal) - sumOf(items),
  };
}

/** What waited for the invoice: a proration, usage under the plan before, an item of ours or by hand. */
interface Item {
  amount: number;
  isOurs: boolean;
  /** Of a flat fee: usage is not prorated. */
  isProration: boolean;
  /** A metered price left it behind: it is neither prorated nor by hand. */
  isUsage: boolean;
}

function isItem({ parent }: Stripe.InvoiceLineItem): boolean {
  const details = parent?.invoice_item_details ?? parent?.subscription_item_details;
  return details != null && (details.proration || Boolean(details.invoice_item));
}

function lineToItem({ amount, metadata, parent }: Stripe.InvoiceLineItem): Item {
  const details = parent?.invoice_item_details ?? parent?.subscription_item_details;
  return {
    amount,
    isOurs: metadata[ADJUSTMENT_METADATA] !== undefined,
    isProration: details?.proration === true,
    isUsage: parent?.subscription_item_details?.proration === false,
  };
}

function toPreviewedLine({ amount, pricing }: Stripe.InvoiceLineItem): PreviewedLine {
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
  return pending.filter(isOfIt).map(({ amount, metadata, parent, proration }) => ({
    amount,
    isOurs: metadata?.[ADJUSTMENT_METADATA] !== undefined,
    isProration: proration,
    isUsage: !proration && Boolean(parent?.subscription_details?.subscription_item),
  }));
}

function totalsOf(invoice: Stripe.Invoice, otherItems: readonly Item[]): PreviewedTotals {
  const taxes = invoice.total_taxes ?? [];
  const subtotalMinor = BigInt(invoice.subtotal);
  const taxMinor = sumOf(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'));
  const totalMinor = BigInt(invoice.total);
  return {
    subtotalMinor,
    otherItemsMinor: sumOf(otherItems),
    feeItemsMinor: sumOf(otherItems.filter(({ isProration }) => isProration)),
    hasUsageBefore: otherItems.some(({ isUsage }) => isUsage),
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
