import { eq, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { requireStaff } from '../admin/require-staff.ts';
import { type ServiceContext, scopeOf } from '../context.ts';
import type { HistoryEntry } from './history.ts';

/**
 * Computed apart, because row-level security lets no function but a leakproof one near the index; `offset 0` keeps it
 * apart.
 */
const subjectInvoice = sql`lateral (
  select split_part(${schema.events.subject}, ':', 2) as stripe_invoice_id
  where starts_with(${schema.events.subject}, 'invoice:') offset 0) as subject_invoice`;

/** One stored event with everything that became of it. */
export async function getEvent(ctx: ServiceContext, stripeEventId: string) {
  requireStaff(ctx.actor);
  const { stripeWebhookEvents, events, customers, invoices } = schema;
  const [[row]] = await ctx.db.batch(scopeOf(ctx.actor), (db) => [
    db
      .select({
        id: stripeWebhookEvents.id,
        stripeEventId: stripeWebhookEvents.stripeEventId,
        type: stripeWebhookEvents.type,
        apiVersion: stripeWebhookEvents.apiVersion,
        livemode: stripeWebhookEvents.livemode,
        objectType: stripeWebhookEvents.objectType,
        objectId: stripeWebhookEvents.objectId,
        payload: stripeWebhookEvents.payload,
        payloadTrimmedAt: stripeWebhookEvents.payloadTrimmedAt,
        foundBy: stripeWebhookEvents.foundBy,
        stripeCreatedAt: stripeWebhookEvents.stripeCreatedAt,
        receivedAt: stripeWebhookEvents.receivedAt,
        subject: events.subject,
        status: events.status,
        outcome: events.outcome,
        attempts: events.attempts,
        deferrals: events.deferrals,
        takeovers: events.takeovers,
        lastError: events.lastError,
        history: sql<HistoryEntry[]>`${events.history}`,
        runAfter: events.runAfter,
        finishedAt: events.finishedAt,
        customerId: customers.id,
        customerName: customers.name,
        invoiceId: invoices.id,
        invoiceNumber: invoices.number,
      })
      .from(stripeWebhookEvents)
      .innerJoin(events, eq(events.dedupeKey, stripeWebhookEvents.stripeEventId))
      .leftJoin(customers, eq(customers.stripeCustomerId, stripeWebhookEvents.stripeCustomerId))
      .leftJoin(subjectInvoice, sql`true`)
      .leftJoin(invoices, sql`${invoices.stripeInvoiceId} = subject_invoice.stripe_invoice_id`)
      .where(eq(stripeWebhookEvents.stripeEventId, stripeEventId)),
  ]);
  if (row === undefined) throw new BillingError('not_found', 'There is no event of this id.');
  return row;
}

export type EventDetails = Awaited<ReturnType<typeof getEvent>>;
