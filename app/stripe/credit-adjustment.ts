import type Stripe from 'stripe';
import type { KnownCredit } from '../domain/adjustments/known-credit.ts';
import type { StripeClient } from './client.ts';
import { type LineOvertaken, linesOvertaken, notesByHand, unnamedOf } from './credits-by-hand.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { type CreditNoteReading, readCreditNotes } from './read-credit-notes.ts';
import { requestKey } from './request-key.ts';

export interface AdjustmentToCredit {
  adjustmentId: string;
  stripeInvoiceId: string;
  /** Which lines give back how much, before tax. */
  allocations: readonly { stripeLineItemId: string; amountMinor: bigint }[];
  /**
   * Every line that billed the usage, on whatever invoice, with what people had given back when this was decided. Null:
   * nobody recorded it, so only what is left of the lines is judged.
   */
  knownCredits: readonly KnownCredit[] | null;
  /** Which of the adjustments that notes name are ours, asked once the notes are read; all other notes are by hand. */
  oursAmong(adjustmentIds: readonly string[]): Promise<ReadonlySet<string>>;
  description: string;
}

/** A line that was to give something back. */
export interface LineLeft {
  description: string;
  allocatedMinor: bigint;
  leftMinor: bigint;
}

/**
 * `spent`: others have given back so much of a line meanwhile that the credit would be more than was billed. `unnamed`:
 * they gave back something more that names no line; `overtaken`: something more of the lines that billed the usage. Both
 * may be for the same usage. In all three cases nothing is made.
 */
export type CreditOutcome =
  | { kind: 'made'; stripeCreditNoteId: string }
  | { kind: 'spent'; lines: readonly LineLeft[] }
  | { kind: 'unnamed'; unnamedMinor: bigint; lines: readonly LineLeft[] }
  | { kind: 'overtaken'; overtaken: readonly LineOvertaken[]; lines: readonly LineLeft[] };

/**
 * Credits lines of an issued invoice, their tax with them. What is still due becomes less; what was paid goes to the
 * customer's balance, never outside Stripe; how much that is Stripe says, which rounds each line's tax. Looks first at every
 * credit note that the invoices of that usage have at Stripe, because Stripe refuses more than the invoice has left, but
 * not what was given back for the same already, and says nothing of refusing more than a line has. Repeating it finds the
 * note again, at any distance.
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
  const left = allocations.map((allocation) => leftOf(allocation, { invoiceLines, notes }));
  if (left.some(({ allocatedMinor, leftMinor }) => leftMinor < allocatedMinor)) {
    return { kind: 'spent', lines: left };
  }
  const since = await creditedSince(stripe, adjustment, notes);
  if (since.unnamedMinor > 0n) return { kind: 'unnamed', unnamedMinor: since.unnamedMinor, lines: left };
  if (since.overtaken.length > 0) return { kind: 'overtaken', overtaken: since.overtaken, lines: left };
  const lines: Stripe.CreditNoteCreateParams.Line[] = allocations.map((allocation) => ({
    type: 'invoice_line_item',
    invoice_line_item: allocation.stripeLineItemId,
    amount: Number(allocation.amountMinor),
  }));
  const paid = await paidPart(stripe, invoice, lines);
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

/** What a line has left after all notes of whatever origin that name it. */
function leftOf(
  { stripeLineItemId, amountMinor }: Allocations[number],
  {
    invoiceLines,
    notes,
  }: { invoiceLines: readonly Stripe.InvoiceLineItem[]; notes: readonly CreditNoteReading[] },
): LineLeft {
  const line = invoiceLines.find(({ id }) => id === stripeLineItemId);
  const leftMinor = notes
    .filter(({ status }) => status === 'issued')
    .flatMap(({ lines }) => lines)
    .filter(({ invoiceLineItemId }) => invoiceLineItemId === stripeLineItemId)
    .reduce((left, credited) => left - credited.amountMinor, BigInt(line?.amount ?? 0));
  return { description: line?.description ?? stripeLineItemId, allocatedMinor: amountMinor, leftMinor };
}

/** What people have given back beyond what was known: of the credit's own invoice, and of the others that billed the usage. */
async function creditedSince(
  stripe: StripeClient,
  { stripeInvoiceId, allocations, knownCredits, oursAmong }: AdjustmentToCredit,
  ownNotes: readonly CreditNoteReading[],
): Promise<{ unnamedMinor: bigint; overtaken: readonly LineOvertaken[] }> {
  if (knownCredits === null) return { unnamedMinor: 0n, overtaken: [] };
  const unknown = allocations.map(({ stripeLineItemId }) => ({ stripeLineItemId, byHandMinor: 0n }));
  const known = new Map([...unknown, ...knownCredits].map((line) => [line.stripeLineItemId, line]));
  const byHand: CreditNoteReading[] = [];
  let unnamedMinor = 0n;
  for (const invoice of new Set([stripeInvoiceId, ...knownCredits.map((one) => one.stripeInvoiceId)])) {
    const notes = invoice === stripeInvoiceId ? ownNotes : await readCreditNotes(stripe, invoice);
    const named = notes.flatMap(({ adjustmentId }) => adjustmentId ?? []);
    const theirs = notesByHand(notes, await oursAmong(named));
    const before = knownCredits.find((one) => one.stripeInvoiceId === invoice)?.unnamedMinor ?? 0n;
    const more = unnamedOf(theirs) - before;
    if (more > 0n) unnamedMinor += more;
    byHand.push(...theirs);
  }
  return { unnamedMinor, overtaken: linesOvertaken(byHand, [...known.values()]) };
}

/** What of the credit is not due any more, as Stripe splits it; nothing is where all of the invoice is still due. */
async function paidPart(
  stripe: StripeClient,
  { id, total, amount_remaining: remaining, pre_payment_credit_notes_amount: credited }: Stripe.Invoice,
  lines: Stripe.CreditNoteCreateParams.Line[],
): Promise<number> {
  if (remaining + credited >= total) return 0;
  return (await stripe.creditNotes.preview({ invoice: id, lines })).post_payment_amount;
}

async function readLines(
  stripe: StripeClient,
  { id, lines }: Stripe.Invoice,
): Promise<readonly Stripe.InvoiceLineItem[]> {
  if (!lines.has_more) return lines.data;
  return stripe.invoices.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 });
}
