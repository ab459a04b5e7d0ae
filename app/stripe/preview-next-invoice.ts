import type { StripeClient } from './client.ts';
import { toIdOrNull } from './values.ts';

export interface PreviewedLine {
  stripePriceId: string | null;
  amountMinor: bigint;
}

/** The lines of the plan on a subscription's next invoice as Stripe would make it now; null when it shows only some. */
export async function previewNextInvoice(
  stripe: StripeClient,
  stripeSubscriptionId: string,
): Promise<readonly PreviewedLine[] | null> {
  const { lines } = await stripe.invoices.createPreview({ subscription: stripeSubscriptionId });
  if (lines.has_more) return null;
  return lines.data
    .filter((line) => !line.parent?.invoice_item_details)
    .map((line) => ({
      stripePriceId: toIdOrNull(line.pricing?.price_details?.price),
      amountMinor: BigInt(line.amount),
    }));
}
