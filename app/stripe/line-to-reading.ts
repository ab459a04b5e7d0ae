import type Stripe from 'stripe';
import { toIdOrNull, toInstant } from './values.ts';

export interface InvoiceLineReading {
  stripeLineItemId: string;
  description: string;
  /** Exact decimal. */
  quantity: string;
  /** Minor units per unit, exact decimal. */
  unitAmountDecimal: string;
  amountMinor: bigint;
  currency: string;
  proration: boolean;
  stripePriceId: string | null;
  /** The invoice item it came from; null for a line of the plan. */
  stripeInvoiceItemId: string | null;
  periodStart: Date;
  periodEnd: Date;
}

/** Decimals come as objects from the API and as strings in payloads; `String` makes both the same. */
export function lineToReading(line: Stripe.InvoiceLineItem): InvoiceLineReading {
  return {
    stripeLineItemId: line.id,
    description: line.description ?? '',
    quantity: String(line.quantity_decimal ?? line.quantity ?? 1),
    unitAmountDecimal: String(line.pricing?.unit_amount_decimal ?? line.amount),
    amountMinor: BigInt(line.amount),
    currency: line.currency,
    proration: isProration(line.parent),
    stripePriceId: toIdOrNull(line.pricing?.price_details?.price),
    stripeInvoiceItemId: line.parent?.invoice_item_details?.invoice_item ?? null,
    periodStart: toInstant(line.period.start),
    periodEnd: toInstant(line.period.end),
  };
}

function isProration(parent: Stripe.InvoiceLineItem.Parent | null): boolean {
  const details = parent?.subscription_item_details ?? parent?.invoice_item_details;
  return details?.proration ?? false;
}
