import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES } from '../../domain/money.ts';

const integer = z.string().transform(BigInt);

const minimumBooks = z
  .object({ due_minor: integer, charged_minor: integer, true_up_minor: integer, sequence: z.number() })
  .transform((books) => ({
    dueMinor: books.due_minor,
    chargedMinor: books.charged_minor,
    trueUpMinor: books.true_up_minor,
    /** Of the last row about the period's minimum. */
    sequence: books.sequence,
  }));

/** The books of a period under a minimum commitment. */
export type MinimumBooks = z.output<typeof minimumBooks>;

const lateGroupRow = z
  .object({
    cursor: z.string(),
    customer_id: z.string(),
    customer_name: z.string(),
    metric: z.enum(METRICS),
    subscription_id: z.string(),
    period_start: z.coerce.date(),
    period_end: z.coerce.date(),
    state: z.enum(['billed', 'outside', 'no_invoice', 'missing']),
    invoice_id: z.string().nullable(),
    invoice_status: z.string().nullable(),
    currency: z.enum(CURRENCIES),
    late_quantity: integer,
    identifiers: z.array(z.string()),
    accepted_quantity: integer,
    settled_quantity: integer,
    adjusted_minor: integer,
    moved_minor: integer,
    booked_by_hand_minor: integer,
    waived_minor: integer,
    waived_unrated_quantity: integer,
    is_settled_outside: z.boolean(),
    awaited_minor: integer,
    sequence: z.number(),
    next_subscription_id: z.string().nullable(),
    billed_quantity: z.string().nullable(),
    prices: z.array(z.string().nullable()),
    stretches: z.number(),
    creditable_lines: z.array(
      z.object({ invoice_id: z.string(), line: z.string(), remaining_minor: integer }).transform((line) => ({
        invoiceId: line.invoice_id,
        stripeLineItemId: line.line,
        remainingMinor: line.remaining_minor,
      })),
    ),
    known_credits: z.array(
      z
        .object({ invoice: z.string(), line: z.string(), by_hand_minor: integer, unnamed_minor: integer })
        .transform((known) => ({
          stripeInvoiceId: known.invoice,
          stripeLineItemId: known.line,
          byHandMinor: known.by_hand_minor,
          unnamedMinor: known.unnamed_minor,
        })),
    ),
    by_hand_minor: integer,
    by_hand_later_minor: integer,
    unnamed_minor: integer,
    minimum: minimumBooks.nullable(),
    is_minimum_by_hand: z.boolean(),
    revision: z.number(),
  })
  .transform((row) => ({
    cursor: row.cursor,
    customerId: row.customer_id,
    customerName: row.customer_name,
    metric: row.metric,
    subscriptionId: row.subscription_id,
    period: { start: row.period_start, end: row.period_end },
    state: row.state,
    invoiceId: row.invoice_id,
    invoiceStatus: row.invoice_status,
    currency: row.currency,
    lateQuantity: row.late_quantity,
    /** The outbox rows that it is the sum of. */
    identifiers: row.identifiers,
    acceptedQuantity: row.accepted_quantity,
    settledQuantity: row.settled_quantity,
    adjustedMinor: row.adjusted_minor,
    movedMinor: row.moved_minor,
    byHandMinor: row.booked_by_hand_minor,
    /** Signed: what people waived, less what was taken up of it since. */
    waivedMinor: row.waived_minor,
    /** Units that people waived while nothing rated them, as long as no decision has booked what they come to. */
    waivedUnratedQuantity: row.waived_unrated_quantity,
    awaitedMinor: row.awaited_minor,
    /** Of the last adjustment of this period and metric. */
    sequence: row.sequence,
    nextSubscriptionId: row.next_subscription_id,
    /** Units on the invoice's own lines of the metric; null when it has none. */
    billedQuantity: row.billed_quantity,
    stripePriceIds: row.prices,
    /** Parts of the period that the invoice rates each by itself: more than one where the plan was changed within it. */
    stretches: row.stretches,
    creditableLines: row.creditable_lines,
    /** What people gave back, line by line. */
    knownCredits: row.known_credits,
    /** What people gave back of the lines that billed it, by credit notes of their own, before anything was settled. */
    creditedByHandMinor: row.is_settled_outside ? bookedOf(row) : row.by_hand_minor,
    /** What they gave back of these lines after something was billed or given back for the period. */
    creditedLaterMinor: row.is_settled_outside
      ? row.by_hand_minor + row.by_hand_later_minor - bookedOf(row)
      : row.by_hand_later_minor,
    /** What they gave back of those invoices without naming a line. */
    creditedUnnamedMinor: row.unnamed_minor,
    minimum: row.minimum,
    /** What is due of the period's minimum a person says, so no rule says how much of late usage is within it. */
    isMinimumByHand: row.is_minimum_by_hand,
    /** `REVISION` when this was read. */
    revision: row.revision,
  }));

/**
 * Once a person has settled something outside, what people gave back may be what settled it: only what earlier
 * adjustments have booked of it is known to stand for something else.
 */
function bookedOf(row: {
  by_hand_minor: bigint;
  by_hand_later_minor: bigint;
  booked_by_hand_minor: bigint;
}): bigint {
  const all = row.by_hand_minor + row.by_hand_later_minor;
  const booked = -row.booked_by_hand_minor;
  if (booked > all) return all;
  return booked;
}

/** Held usage of one customer, metric and period. */
export type LateGroup = z.output<typeof lateGroupRow>;

export function toLateGroups(rows: readonly unknown[]): readonly LateGroup[] {
  return z.array(lateGroupRow).parse(rows);
}
