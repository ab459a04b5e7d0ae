import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { toIdOrNull } from './values.ts';

export interface PreviewedLine {
  stripePriceId: string | null;
  amountMinor: bigint;
}

/** Minor units: `subtotalMinor − discountMinor + taxMinor = totalMinor`. */
export interface PreviewedTotals {
  subtotalMinor: bigint;
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
  /** Of the plan; null when Stripe shows only some. */
  lines: readonly PreviewedLine[] | null;
}

/** A subscription's next invoice as Stripe would make it now. */
export async function previewNextInvoice(
  stripe: StripeClient,
  stripeSubscriptionId: string,
): Promise<PreviewedInvoice> {
  const invoice = await stripe.invoices.createPreview({ subscription: stripeSubscriptionId });
  return { totals: totalsOf(invoice), lines: linesOf(invoice) };
}

function linesOf({ lines }: Stripe.Invoice): readonly PreviewedLine[] | null {
  if (lines.has_more) return null;
  return lines.data
    .filter((line) => !line.parent?.invoice_item_details)
    .map((line) => ({
      stripePriceId: toIdOrNull(line.pricing?.price_details?.price),
      amountMinor: BigInt(line.amount),
    }));
}

function totalsOf(invoice: Stripe.Invoice): PreviewedTotals {
  const taxes = invoice.total_taxes ?? [];
  const subtotalMinor = BigInt(invoice.subtotal);
  const taxMinor = sumOf(taxes.filter(({ tax_behavior }) => tax_behavior === 'exclusive'));
  const totalMinor = BigInt(invoice.total);
  return {
    subtotalMinor,
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
