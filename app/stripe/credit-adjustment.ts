import type Stripe from 'stripe';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { type CreditNoteReading, readCreditNotes } from './read-credit-notes.ts';
import { requestKey } from './request-key.ts';

export interface AdjustmentToCredit {
  adjustmentId: string;
  stripeInvoiceId: string;
  /** Which lines give back how much, before tax. */
  allocations: readonly { stripeLineItemId: string; amountMinor: bigint }[];
  description: string;
}

/** `spent`: others have given back so much of a line meanwhile that the credit would be more than was billed. */
export type CreditOutcome =
  | { kind: 'made'; stripeCreditNoteId: string }
  | { kind: 'spent'; allocatedMinor: bigint; leftMinor: bigint };

/**
 * Credits lines of an issued invoice, their tax with them. What is still due becomes less; what was paid goes to the
 * customer's balance, never outside Stripe. Looks first at every credit note that the invoice has at Stripe, because
 * Stripe refuses more than the invoice has left but not more than a line has. Repeating it finds the note again, at any
 * distance.
 */
export async function creditAdjustment(
  stripe: StripeClient,
  adjustment: AdjustmentToCredit,
): Promise<CreditOutcome> {
  const { adjustmentId, stripeInvoiceId, allocations, description } = adjustment;
  const notes = await readCreditNotes(stripe, stripeInvoiceId);
  const made = notes.find((note) => note.adjustmentId === adjustmentId);
  if (made !== undefined) return { kind: 'made', stripeCreditNoteId: made.stripeCreditNoteId };
  const invoice = await stripe.invoices.retrieve(stripeInvoiceId);
  const invoiceLines = await readLines(stripe, invoice);
  const spent = findSpent(allocations, { invoiceLines, notes });
  if (spent !== null) return spent;
  const lines: Stripe.CreditNoteCreateParams.Line[] = allocations.map((allocation) => ({
    type: 'invoice_line_item',
    invoice_line_item: allocation.stripeLineItemId,
    amount: Number(allocation.amountMinor),
  }));
  const paid = paidPart(allocations, { invoice, invoiceLines });
  const params: Stripe.CreditNoteCreateParams = {
    invoice: stripeInvoiceId,
    lines,
    ...(paid > 0 ? { credit_amount: paid } : {}),
    memo: description,
    email_type: 'none',
    metadata: { [ADJUSTMENT_METADATA]: adjustmentId },
  };
  const idempotencyKey = await requestKey(`adjustment:${adjustmentId}`, params);
  const { id: stripeCreditNoteId } = await stripe.creditNotes.create(params, { idempotencyKey });
  return { kind: 'made', stripeCreditNoteId };
}

type Allocations = AdjustmentToCredit['allocations'];

/** The first line that has less left than it is to give back, after all notes of whatever origin that name it. */
function findSpent(
  allocations: Allocations,
  {
    invoiceLines,
    notes,
  }: { invoiceLines: readonly Stripe.InvoiceLineItem[]; notes: readonly CreditNoteReading[] },
): Extract<CreditOutcome, { kind: 'spent' }> | null {
  const credited = notes.filter(({ status }) => status === 'issued').flatMap(({ lines }) => lines);
  for (const { stripeLineItemId, amountMinor: allocatedMinor } of allocations) {
    const billed = BigInt(invoiceLines.find(({ id }) => id === stripeLineItemId)?.amount ?? 0);
    const leftMinor = credited
      .filter(({ invoiceLineItemId }) => invoiceLineItemId === stripeLineItemId)
      .reduce((left, { amountMinor }) => left - amountMinor, billed);
    if (leftMinor < allocatedMinor) return { kind: 'spent', allocatedMinor, leftMinor };
  }
  return null;
}

/** What of the credit had been paid already: all of it but what is still due. */
function paidPart(
  allocations: Allocations,
  { invoice, invoiceLines }: { invoice: Stripe.Invoice; invoiceLines: readonly Stripe.InvoiceLineItem[] },
): number {
  const total = allocations.reduce((sum, { stripeLineItemId, amountMinor }) => {
    const line = invoiceLines.find(({ id }) => id === stripeLineItemId);
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
