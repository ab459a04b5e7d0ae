import { eq, or } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { EventTarget } from '../../stripe/event-target.ts';
import { findIntentOfCharge, findInvoiceOfIntent } from '../../stripe/find-invoice.ts';
import type { ServiceContext } from '../context.ts';

/** What has a mirror of its own. */
export interface MirrorTarget {
  type: 'customer' | 'subscription' | 'invoice' | 'charge' | 'meter_errors';
  id: string;
}

export function subjectOf({ type, id }: EventTarget): string {
  return `${type}:${id}`;
}

/**
 * The mirror that an event's object belongs to: a payment of an invoice is mirrored with its invoice, under the
 * invoice's lease. A charge without an invoice stands for itself; a payment intent without one has no mirror.
 */
export async function resolveTarget(ctx: ServiceContext, target: EventTarget): Promise<MirrorTarget | null> {
  if (target.type !== 'charge' && target.type !== 'payment_intent')
    return { type: target.type, id: target.id };
  const invoice =
    (await findMirroredInvoice(ctx, target.id)) ?? (await findInvoiceInStripe(ctx, target.type, target.id));
  if (invoice !== null) return { type: 'invoice', id: invoice };
  return target.type === 'charge' ? { type: 'charge', id: target.id } : null;
}

async function findMirroredInvoice(ctx: ServiceContext, id: string): Promise<string | null> {
  const { payments, invoices } = schema;
  const [[row]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({ stripeInvoiceId: invoices.stripeInvoiceId })
      .from(payments)
      .innerJoin(invoices, eq(invoices.id, payments.invoiceId))
      .where(or(eq(payments.stripeChargeId, id), eq(payments.stripePaymentIntentId, id)))
      .limit(1),
  ]);
  return row?.stripeInvoiceId ?? null;
}

async function findInvoiceInStripe(
  ctx: ServiceContext,
  type: 'charge' | 'payment_intent',
  id: string,
): Promise<string | null> {
  const intent = type === 'charge' ? await findIntentOfCharge(ctx.stripe, id) : id;
  return intent === null ? null : findInvoiceOfIntent(ctx.stripe, intent);
}
