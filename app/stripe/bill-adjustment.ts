import Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { requestKey } from './request-key.ts';

const DAY_SECONDS = 86_400;

export interface AdjustmentToBill {
  adjustmentId: string;
  stripeCustomerId: string;
  /** Whose next invoice carries it; null when there will be none. */
  stripeSubscriptionId: string | null;
  /** A draft that is to carry it while it is one; null for late usage. */
  draftInvoiceId: string | null;
  amountMinor: bigint;
  currency: string;
  description: string;
  /** The period that it is about. */
  period: { start: Date; end: Date };
  /** When it was decided: an item that an earlier try made is not older. */
  decidedAt: Date;
  /** Somebody may have made it already and not lived to tell. */
  wasTried: boolean;
}

/**
 * Puts the amount on the draft, or on the next invoice when there is no draft or Stripe has issued it meanwhile, and
 * answers the item's id. Repeating it finds the item again, at any distance and wherever it was put.
 */
export async function billAdjustment(stripe: StripeClient, adjustment: AdjustmentToBill): Promise<string> {
  const made = adjustment.wasTried ? await findItem(stripe, adjustment) : null;
  if (made !== null) return made;
  const { draftInvoiceId: invoice, stripeSubscriptionId: subscription } = adjustment;
  const onNext = () => {
    if (subscription === null) throw new Error(`item ${adjustment.adjustmentId} has no invoice to go on`);
    return createItem(stripe, adjustment, { subscription });
  };
  if (invoice === null) return onNext();
  try {
    return await createItem(stripe, adjustment, { invoice });
  } catch (error) {
    if (subscription === null || !isIssuedMeanwhile(error)) throw error;
    return onNext();
  }
}

async function createItem(
  stripe: StripeClient,
  { adjustmentId, period, ...adjustment }: AdjustmentToBill,
  where: { invoice: string } | { subscription: string },
): Promise<string> {
  const params: Stripe.InvoiceItemCreateParams = {
    customer: adjustment.stripeCustomerId,
    ...where,
    amount: Number(adjustment.amountMinor),
    currency: adjustment.currency,
    description: adjustment.description,
    period: { start: toSeconds(period.start), end: toSeconds(period.end) },
    metadata: { [ADJUSTMENT_METADATA]: adjustmentId },
  };
  const idempotencyKey = await requestKey(`adjustment:${adjustmentId}`, params);
  return (await stripe.invoiceItems.create(params, { idempotencyKey })).id;
}

function isIssuedMeanwhile(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'invoice_not_editable';
}

async function findItem(
  stripe: StripeClient,
  { adjustmentId, stripeCustomerId, decidedAt }: AdjustmentToBill,
): Promise<string | null> {
  const since = toSeconds(decidedAt) - DAY_SECONDS;
  const items = stripe.invoiceItems.list({ customer: stripeCustomerId, created: { gte: since }, limit: 100 });
  for await (const item of items) {
    if (item.metadata?.[ADJUSTMENT_METADATA] === adjustmentId) return item.id;
  }
  return null;
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}
