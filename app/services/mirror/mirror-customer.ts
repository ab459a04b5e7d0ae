import { and, eq, isNull, or } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { type CustomerReading, readCustomer } from '../../stripe/read-customer.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from './changes.ts';
import { FOREIGN, GONE, type MirrorPlan, type MirrorRequest, UNCHANGED } from './plan.ts';

type CustomerRow = typeof schema.customers.$inferSelect;

/**
 * A customer is made here first and in Stripe second, so a Stripe customer without a row of ours is not ours. The
 * first reading links the two; email, currency and locale stay what the console says.
 */
export async function planCustomer(
  ctx: ServiceContext,
  { id: stripeCustomerId, deletedAt }: MirrorRequest,
): Promise<MirrorPlan> {
  const reading = await readCustomer(ctx.stripe, stripeCustomerId);
  const isDeleted = reading === null || reading.deleted;
  const customer = await loadCustomer(ctx, stripeCustomerId, isDeleted ? null : reading.customerId);
  if (customer === undefined) return reading === null ? GONE : FOREIGN;
  return planChange(
    ctx,
    customer,
    isDeleted
      ? { deletedAt: customer.deletedAt ?? deletedAt ?? ctx.now }
      : { stripeCustomerId, ...mirroredColumns(reading, customer) },
  );
}

async function loadCustomer(
  ctx: ServiceContext,
  stripeCustomerId: string,
  linkedId: string | null,
): Promise<CustomerRow | undefined> {
  const { customers } = schema;
  const isLinked = eq(customers.stripeCustomerId, stripeCustomerId);
  const [rows] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db
      .select()
      .from(customers)
      .where(linkedId !== null && isUuid(linkedId) ? or(isLinked, eq(customers.id, linkedId)) : isLinked),
  ]);
  const own = rows.find((row) => row.stripeCustomerId === stripeCustomerId);
  if (own !== undefined) return own;
  const [named] = rows;
  if (named !== undefined && named.stripeCustomerId !== null) {
    throw new BillingError('conflict', 'This customer is linked to another Stripe customer.', {
      detail: `${stripeCustomerId} names customer ${named.id}, which is linked to ${named.stripeCustomerId}`,
    });
  }
  return named;
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function mirroredColumns(reading: CustomerReading, customer: CustomerRow) {
  const { address } = reading;
  return {
    name: reading.name ?? customer.name,
    country: address?.country ?? customer.country,
    addressLine1: address?.line1 ?? null,
    addressLine2: address?.line2 ?? null,
    addressCity: address?.city ?? null,
    addressPostalCode: address?.postalCode ?? null,
    addressState: address?.state ?? null,
    taxId: reading.taxId,
    defaultPaymentMethodLabel: reading.defaultPaymentMethodLabel,
  };
}

function planChange(
  ctx: ServiceContext,
  customer: CustomerRow,
  columns: Partial<typeof schema.customers.$inferInsert>,
): MirrorPlan {
  const { customers } = schema;
  const changes = changesBetween({ ...customer }, { ...columns });
  if (changes === null) return UNCHANGED;
  const isUnlinkedOrSame =
    columns.stripeCustomerId == null
      ? undefined
      : or(isNull(customers.stripeCustomerId), eq(customers.stripeCustomerId, columns.stripeCustomerId));
  return {
    outcome: 'applied',
    write: (db) => [
      audited(
        db,
        db
          .update(customers)
          .set({ ...columns, updatedAt: ctx.now, mirroredAt: ctx.now })
          .where(and(eq(customers.id, customer.id), isUnlinkedOrSame))
          .returning({ id: customers.id }),
        auditRow(ctx, {
          action: 'customer.mirrored',
          objectType: 'customer',
          objectId: customer.id,
          customerId: customer.id,
          ...changes,
        }),
      ),
    ],
  };
}
