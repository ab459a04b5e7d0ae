import { schema } from '../../db/client.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import type { ServiceContext } from '../context.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

/**
 * Late enough for the period's last hour to be synced and sent (the outbox stops ten minutes before Stripe issues the
 * draft), early enough to look twice.
 */
const LOOK_BEFORE_FINALIZATION_MS = 8 * 60_000;

/** Every invoice of a subscription is looked at once: a draft shortly before it is issued, an issued one at once. */
export function planReview(
  ctx: ServiceContext,
  input: { reading: InvoiceReading; mirrored: MirroredInvoice; owner: InvoiceOwner },
): Writes {
  const { reading, mirrored, owner } = input;
  const isOfSubscription = reading.billingReason?.startsWith('subscription') ?? false;
  if (mirrored.invoice !== undefined || !isOfSubscription) return null;
  const { invoiceReviews } = schema;
  const row = {
    ...owner,
    status: 'pending',
    runAfter: lookAt(reading, ctx.now),
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  return (db) => [db.insert(invoiceReviews).values(row).onConflictDoNothing()];
}

function lookAt({ status, finalizesAt }: InvoiceReading, now: Date): Date {
  if (status !== 'draft' || finalizesAt === null) return now;
  return new Date(Math.max(finalizesAt.getTime() - LOOK_BEFORE_FINALIZATION_MS, now.getTime()));
}
