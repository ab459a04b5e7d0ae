import { eq, inArray, or, sql } from 'drizzle-orm';
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

/** What is mirrored with its invoice, if it has one. */
export type PaymentTarget = EventTarget & { type: 'charge' | 'payment_intent' };

export function isPayment(target: EventTarget): target is PaymentTarget {
  return target.type === 'charge' || target.type === 'payment_intent';
}

/**
 * The mirror that an event's object belongs to: a payment of an invoice is mirrored with its invoice, under the
 * invoice's lease. A charge without an invoice stands for itself; a payment intent without one has no mirror.
 */
export async function resolveTarget(ctx: ServiceContext, target: EventTarget): Promise<MirrorTarget | null> {
  if (!isPayment(target)) return { type: target.type as MirrorTarget['type'], id: target.id };
  const invoice = (await findMirroredInvoices(ctx, [target.id])).get(target.id);
  return invoice === undefined ? findInvoiceInStripe(ctx, target, null) : { type: 'invoice', id: invoice.id };
}

export interface MirroredInvoice {
  /** Stripe's. */
  id: string;
  /** Where its last remembered reading began. */
  readFrom: number | null;
}

/** The invoices that charges and payment intents are known here to belong to. One trip for all. */
export async function findMirroredInvoices(
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MirroredInvoice>> {
  const { payments, invoices, objectLeases } = schema;
  const given = [...ids];
  const [rows] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select({
        charge: payments.stripeChargeId,
        intent: payments.stripePaymentIntentId,
        id: invoices.stripeInvoiceId,
        readFrom: objectLeases.readFrom,
      })
      .from(payments)
      .innerJoin(invoices, eq(invoices.id, payments.invoiceId))
      .leftJoin(objectLeases, eq(objectLeases.subject, sql`'invoice:' || ${invoices.stripeInvoiceId}`))
      .where(or(inArray(payments.stripeChargeId, given), inArray(payments.stripePaymentIntentId, given))),
  ]);
  return new Map(
    rows.flatMap(({ charge, intent, ...invoice }): [string, MirroredInvoice][] =>
      intent === null
        ? [[charge, invoice]]
        : [
            [charge, invoice],
            [intent, invoice],
          ],
    ),
  );
}

/** `paymentIntentId` spares reading the charge, where an event has told it. */
export async function findInvoiceInStripe(
  ctx: ServiceContext,
  { type, id }: PaymentTarget,
  paymentIntentId: string | null,
): Promise<MirrorTarget | null> {
  const intent =
    type === 'payment_intent' ? id : (paymentIntentId ?? (await findIntentOfCharge(ctx.stripe, id)));
  const invoice = intent === null ? null : await findInvoiceOfIntent(ctx.stripe, intent);
  if (invoice !== null) return { type: 'invoice', id: invoice };
  return type === 'charge' ? { type, id } : null;
}
