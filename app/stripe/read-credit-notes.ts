import type Stripe from 'stripe';
import type { CreditNoteState } from '../domain/credit-note-state.ts';
import type { StripeClient } from './client.ts';
import { ADJUSTMENT_METADATA } from './metadata.ts';
import { toInstant, toInstantOrNull } from './values.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface CreditNoteReading {
  stripeCreditNoteId: string;
  number: string;
  status: CreditNoteState;
  reason: string | null;
  memo: string | null;
  currency: string;
  subtotalMinor: bigint;
  taxMinor: bigint;
  amountMinor: bigint;
  /** Of the amount, what lowered a debt that was still open. */
  prePaymentMinor: bigint;
  /** Of the amount, what had been paid: it goes to the card, to the customer's balance or outside Stripe. */
  postPaymentMinor: bigint;
  lines: readonly CreditNoteLineReading[];
  /** Our adjustment that made it. */
  adjustmentId: string | null;
  createdAt: Date;
  voidedAt: Date | null;
}

export interface CreditNoteLineReading {
  id: string;
  description: string;
  quantity: number | null;
  unitAmountDecimal: string | null;
  amountMinor: bigint;
  taxMinor: bigint;
  /** The line of the invoice that it gives back. */
  invoiceLineItemId: string | null;
}

/** Every credit note of an invoice, void ones too, whole: a request more for each long one, one after another. */
export async function readCreditNotes(stripe: StripeClient, invoice: string): Promise<CreditNoteReading[]> {
  const notes = await stripe.creditNotes.list({ invoice, limit: 100 }).autoPagingToArray({ limit: 1_000 });
  const readings: CreditNoteReading[] = [];
  for (const note of notes) readings.push(creditNoteToReading(note, await readLines(stripe, note)));
  return readings;
}

/** A note carries its first lines only. */
async function readLines(
  stripe: StripeClient,
  { id, lines }: Stripe.CreditNote,
): Promise<Stripe.CreditNoteLineItem[]> {
  if (!lines.has_more) return lines.data;
  return stripe.creditNotes.listLineItems(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 });
}

function creditNoteToReading(
  note: Stripe.CreditNote,
  lines: readonly Stripe.CreditNoteLineItem[],
): CreditNoteReading {
  return {
    stripeCreditNoteId: note.id,
    number: note.number,
    status: note.status === 'void' ? 'void' : 'issued',
    reason: note.reason,
    memo: note.memo,
    currency: note.currency,
    subtotalMinor: BigInt(note.subtotal),
    taxMinor: sumTaxes(note.total_taxes),
    amountMinor: BigInt(note.total),
    prePaymentMinor: BigInt(note.pre_payment_amount),
    postPaymentMinor: BigInt(note.post_payment_amount),
    lines: lines.map(lineToReading),
    adjustmentId: adjustmentOf(note.metadata),
    createdAt: toInstant(note.created),
    voidedAt: toInstantOrNull(note.voided_at),
  };
}

function lineToReading(line: Stripe.CreditNoteLineItem): CreditNoteLineReading {
  return {
    id: line.id,
    description: line.description ?? '',
    quantity: line.quantity,
    unitAmountDecimal: line.unit_amount_decimal === null ? null : String(line.unit_amount_decimal),
    amountMinor: BigInt(line.amount),
    taxMinor: sumTaxes(line.taxes),
    invoiceLineItemId: line.invoice_line_item ?? null,
  };
}

/** A person at Stripe may write anything into metadata. */
function adjustmentOf(metadata: Stripe.Metadata | null): string | null {
  const id = metadata?.[ADJUSTMENT_METADATA] ?? '';
  return UUID.test(id) ? id : null;
}

function sumTaxes(taxes: readonly { amount: number }[] | null): bigint {
  return (taxes ?? []).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
