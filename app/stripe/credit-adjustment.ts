import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { requestKey } from './request-key.ts';

export interface AdjustmentToCredit {
  adjustmentId: string;
  stripeInvoiceId: string;
  /** Which lines give back how much, before tax. */
  allocations: readonly { stripeLineItemId: string; amountMinor: bigint }[];
  description: string;
  /** Somebody may have made it already and not lived to tell. */
  wasTried: boolean;
}

/**
 * Credits lines of an issued invoice, their tax with them, and answers the credit note's id. What is still due becomes
 * less; what was paid goes to the customer's balance, never outside Stripe. Stripe refuses more than an invoice has left.
 * Repeating it finds the note again, at any distance.
 */
export async function creditAdjustment(
  stripe: StripeClient,
  adjustment: AdjustmentToCredit,
): Promise<string> {
  const { adjustmentId, stripeInvoiceId, allocations, description } = adjustment;
  const made = adjustment.wasTried ? await findNote(stripe, adjustment) : null;
  if (made !== null) return made;
  const lines: Stripe.CreditNoteCreateParams.Line[] = allocations.map((allocation) => ({
    type: 'invoice_line_item',
    invoice_line_item: allocation.stripeLineItemId,
    amount: Number(allocation.amountMinor),
  }));
  const paid = await paidPart(stripe, adjustment);
  const params: Stripe.CreditNoteCreateParams = {
    invoice: stripeInvoiceId,
    lines,
    ...(paid > 0 ? { credit_amount: paid } : {}),
    memo: description,
    email_type: 'none',
    metadata: { [ADJUSTMENT_METADATA]: adjustmentId },
  };
  const idempotencyKey = await requestKey(`adjustment:${adjustmentId}`, params);
  return (await stripe.creditNotes.create(params, { idempotencyKey })).id;
}

/** What of the credit had been paid already: all of it but what is still due. */
async function paidPart(
  stripe: StripeClient,
  { stripeInvoiceId, allocations }: AdjustmentToCredit,
): Promise<number> {
  const invoice = await stripe.invoices.retrieve(stripeInvoiceId);
  const lines = await readLines(stripe, invoice);
  const total = allocations.reduce((sum, { stripeLineItemId, amountMinor }) => {
    const line = lines.find(({ id }) => id === stripeLineItemId);
    return line === undefined ? sum : sum + grossOf(line, amountMinor);
  }, 0n);
  const paid = total - BigInt(invoice.amount_remaining);
  return paid > 0n ? Number(paid) : 0;
}

async function readLines(
  stripe: StripeClient,
  { id, lines }: Stripe.Invoice,
): Promise<readonly Stripe.InvoiceLineItem[]> {
  if (!lines.has_more) return lines.data;
  return stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 });
}

/** A part of a line with its share of the line's discounts and of the tax that came on top, as Stripe credits it. */
function grossOf(line: Stripe.InvoiceLineItem, amountMinor: bigint): bigint {
  const share = (whole: number) => shareOf(BigInt(whole), amountMinor, BigInt(line.amount));
  const discounts = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + share(amount), 0n);
  const taxes = (line.taxes ?? [])
    .filter(({ tax_behavior: behavior }) => behavior === 'exclusive')
    .reduce((sum, { amount }) => sum + share(amount), 0n);
  return amountMinor - discounts + taxes;
}

/** Half up; all of them are positive. */
function shareOf(whole: bigint, part: bigint, of: bigint): bigint {
  return of === 0n ? 0n : (2n * whole * part + of) / (2n * of);
}

async function findNote(
  stripe: StripeClient,
  { adjustmentId, stripeInvoiceId }: AdjustmentToCredit,
): Promise<string | null> {
  for await (const note of stripe.creditNotes.list({ invoice: stripeInvoiceId, limit: 100 })) {
    if (note.metadata?.[ADJUSTMENT_METADATA] === adjustmentId) return note.id;
  }
  return null;
}
