import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../../db/client.ts';
import { canPaymentMove, type PaymentState } from '../../domain/payment-state.ts';
import type { PaymentReading, RefundReading } from '../../stripe/read-payments.ts';
import { auditedUnlessOutdated } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import type { Part, Writes } from './plan.ts';

/** What stands here of charges that were just read. */
export interface MirroredPayments {
  payments: readonly (typeof schema.payments.$inferSelect)[];
  refunds: readonly (typeof schema.refunds.$inferSelect)[];
}

/** Whose payment it is; without an invoice for a charge that stands for itself. */
export interface PaymentOwner {
  customerId: string;
  invoiceId: string | null;
}

interface PaymentsInput {
  payments: readonly PaymentReading[];
  mirrored: MirroredPayments;
  owner: PaymentOwner;
  /** Of the lease that they were read under. */
  place: number;
  /** Take Stripe's word also for what is settled. */
  restore?: boolean;
}

export function selectPayments(db: QueryBuilder, chargeIds: readonly string[]) {
  return db
    .select()
    .from(schema.payments)
    .where(inArray(schema.payments.stripeChargeId, [...chargeIds]));
}

export function selectRefunds(db: QueryBuilder, chargeIds: readonly string[]) {
  const { payments, refunds } = schema;
  const ids = db
    .select({ id: payments.id })
    .from(payments)
    .where(inArray(payments.stripeChargeId, [...chargeIds]));
  return db.select().from(refunds).where(inArray(refunds.paymentId, ids));
}

/** Whole state, never deltas: amounts refunded are Stripe's own sum. */
export function planPayments(
  ctx: ServiceContext,
  { payments, mirrored, owner, place, restore = false }: PaymentsInput,
): Part[] {
  return payments.flatMap((reading) => {
    const current = mirrored.payments.find((row) => row.stripeChargeId === reading.stripeChargeId);
    const paymentId = current?.id ?? ctx.newId();
    return [
      planPayment(ctx, { reading, current, paymentId, owner, place, restore }),
      ...reading.refunds.map((refund) =>
        planRefund(ctx, {
          reading: refund,
          current: mirrored.refunds.find((row) => row.stripeRefundId === refund.stripeRefundId),
          paymentId,
          owner,
        }),
      ),
    ];
  });
}

interface PaymentInput {
  reading: PaymentReading;
  current: MirroredPayments['payments'][number] | undefined;
  paymentId: string;
  owner: PaymentOwner;
  place: number;
  restore: boolean;
}

function planPayment(
  ctx: ServiceContext,
  { reading, current, paymentId, owner, place, restore }: PaymentInput,
): Part {
  if (!restore && current !== undefined && !canPaymentMove(current.status as PaymentState, reading.status))
    return 'disbelieved';
  const { refunds: _refunds, stripePaymentMethodId: _method, ...charge } = reading;
  const columns = { ...charge, ...owner };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return null;
  const { payments } = schema;
  const written = { ...columns, updatedAt: ctx.now, mirroredAt: ctx.now, readFrom: place };
  return (db) => [
    auditedUnlessOutdated(
      db,
      db
        .insert(payments)
        .values({ id: paymentId, ...written })
        .onConflictDoUpdate({
          target: payments.stripeChargeId,
          set: written,
          setWhere: mayWritePayment({ paymentId, status: reading.status, place, restore }),
        })
        .returning({ id: payments.id }),
      auditRow(ctx, {
        action: 'payment.mirrored',
        objectType: 'payment',
        objectId: paymentId,
        customerId: owner.customerId,
        before: current === undefined ? null : changes.before,
        after: changes.after,
      }),
    ),
  ];
}

/**
 * A payment can be read under two leases: its charge's, while no invoice is known (see `refuseClaimed`), and its
 * invoice's. A row that is not the one planned for was inserted by the other since, one read from a later place on is
 * newer; and whoever writes, a charge that has succeeded or failed stays so, unless ours is known to be wrong. What may
 * not be written any more was read before: the whole reading is refused, its refunds too, and the object read again.
 */
function mayWritePayment({
  paymentId,
  status,
  place,
  restore,
}: {
  paymentId: string;
  status: PaymentState;
  place: number;
  restore: boolean;
}): SQL {
  const { payments } = schema;
  const mayMove = restore ? sql`true` : sql`${payments.status} in ('pending', ${status})`;
  const isNewer = sql`coalesce(${payments.readFrom}, 0) <= ${place}::bigint`;
  return sql`${payments.id} = ${paymentId} and ${isNewer} and ${mayMove}`;
}

interface RefundInput {
  reading: RefundReading;
  current: MirroredPayments['refunds'][number] | undefined;
  paymentId: string;
  owner: PaymentOwner;
}

/** A refund may come back, so its state moves as Stripe's does. */
function planRefund(ctx: ServiceContext, { reading, current, paymentId, owner }: RefundInput): Writes {
  const columns = { ...reading, ...owner, paymentId };
  const changes = changesBetween({ ...current }, columns);
  if (changes === null) return null;
  const { refunds } = schema;
  const refundId = current?.id ?? ctx.newId();
  const written = { ...columns, updatedAt: ctx.now, mirroredAt: ctx.now };
  return (db) => [
    auditedUnlessOutdated(
      db,
      db
        .insert(refunds)
        .values({ id: refundId, ...written })
        .onConflictDoUpdate({
          target: refunds.stripeRefundId,
          set: written,
          setWhere: eq(refunds.id, refundId),
        })
        .returning({ id: refunds.id }),
      auditRow(ctx, {
        action: 'refund.mirrored',
        objectType: 'refund',
        objectId: refundId,
        customerId: owner.customerId,
        before: current === undefined ? null : changes.before,
        after: changes.after,
      }),
    ),
  ];
}
