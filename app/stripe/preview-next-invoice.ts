import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { toIdOrNull } from './values.ts';

export interface PreviewedLine {
  stripePriceId: string | null;
  amountMinor: bigint;
}

/** Minor units: `subtotalMinor − discountMinor + taxMinor = totalMinor`. */
export interface PreviewedTotals {
  subtotalMinor: bigint;
  /** Within the lines: prorations and other pending items that are not ours; null when Stripe shows only some. */
  otherItemsMinor: bigint | null;
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
  /** Of the plan, its flat fee and usage; null when Stripe shows only some. */
  lines: readonly PreviewedLine[] | null;
}

/** A subscription's next invoice as Stripe would make it now. */
export async function previewNextInvoice(
  stripe: StripeClient,
  stripeSubscriptionId: string,
): Promise<PreviewedInvoice> {
  const invoice = await stripe.invoices.createPreview({ subscription: stripeSubscriptionId });
  if (invoice.lines.has_more) {
    return { totals: totalsOf(invoice, null), lines: null };
  }
  const lines = invoice.lines.data;
  const items = lines.filter((line) => isItem(line) && line.metadata[ADJUSTMENT_METADATA] === undefined);
  return {
    totals: totalsOf(invoice, items),
    lines: lines
      .filter((line) => !isItem(line))
      .map((line) => ({
        stripePriceId: toIdOrNull(line.pricing?.price_details?.price),
        amountMinor: BigInt(line.amount),
      })),
  };
}

/** It waited for this invoice: a proration, usage under the plan before, an item of ours or by hand. */
function isItem({ parent }: Stripe.InvoiceLineItem): boolean {
  const details = parent?.invoice_item_details ?? parent?.subscription_item_details;
  return details != null && (details.proration || Boolean(details.invoice_item));
}

/** Of items, those that a metered price left behind are neither prorated nor by hand. */
function isUsage({ parent }: Stripe.InvoiceLineItem): boolean {
  return parent?.subscription_item_details?.proration === false;
}

function totalsOf(
  invoice: Stripe.Invoice,
  otherItems: readonly Stripe.InvoiceLineItem[] | null,
): PreviewedTotals {
  const taxes = invoice.total_taxes ?? [];
  const subtotalMinor = BigInt(invoice.subtotal);
  const taxMinor = sumOf(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'));
  const totalMinor = BigInt(invoice.total);
  return {
    subtotalMinor,
    otherItemsMinor: otherItems && sumOf(otherItems),
    hasUsageBefore: otherItems?.some(isUsage) ?? false,
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
