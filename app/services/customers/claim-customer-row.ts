import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { violatedUnique } from '../../db/violated-unique.ts';
import { BillingError } from '../../domain/errors.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import type { ServiceContext } from '../context.ts';
import { changesBetween } from '../mirror/changes.ts';
import type { NewCustomer } from './create-customer-input.ts';

export interface ClaimedCustomer {
  id: string;
  stripeCustomerId: string | null;
  /** An earlier attempt made the row, and may have got further than it knew. */
  resumed: boolean;
}

const SYSTEM = { kind: 'system' } as const;

/** The e-mail address is the claim: its row is made, or the one that an interrupted attempt left is taken over. */
export async function claimCustomerRow(ctx: ServiceContext, customer: NewCustomer): Promise<ClaimedCustomer> {
  const id = ctx.newId();
  const row = { ...toColumns(customer), updatedAt: ctx.now };
  const audit = auditRow(ctx, {
    action: 'customer.created',
    objectType: 'customer',
    objectId: id,
    customerId: id,
    after: row,
  });
  try {
    await ctx.db.batch(SYSTEM, (db) => [
      db.insert(schema.customers).values({ id, createdAt: ctx.now, ...row }),
      db.insert(schema.billingAudit).values(audit),
    ]);
    return { id, stripeCustomerId: null, resumed: false };
  } catch (error) {
    if (violatedUnique(error) !== 'customers_email_unique') throw error;
    return resumeCustomer(ctx, customer);
  }
}

/** A customer that has a subscription is taken; one that Stripe does not know yet takes the new values. */
async function resumeCustomer(ctx: ServiceContext, customer: NewCustomer): Promise<ClaimedCustomer> {
  const { customers } = schema;
  const [[existing]] = await ctx.db.batch(SYSTEM, (db) => [
    db
      .select({
        id: customers.id,
        stripeCustomerId: customers.stripeCustomerId,
        currency: customers.currency,
        subscribed: sql<boolean>`exists (select from subscriptions s where s.customer_id = customers.id)`,
        row: customers,
      })
      .from(customers)
      .where(eq(customers.email, customer.email)),
  ]);
  if (existing === undefined) throw emailTaken();
  const { id, stripeCustomerId, currency, subscribed, row } = existing;
  const isLinked = stripeCustomerId !== null;
  if (subscribed || (isLinked && currency !== customer.currency)) throw emailTaken();
  if (!isLinked) await takeNewValues(ctx, { id, row, customer });
  return { id, stripeCustomerId, resumed: true };
}

async function takeNewValues(
  ctx: ServiceContext,
  input: { id: string; row: typeof schema.customers.$inferSelect; customer: NewCustomer },
): Promise<void> {
  const { customers } = schema;
  const columns = toColumns(input.customer);
  const changes = changesBetween({ ...input.row }, columns);
  if (changes === null) return;
  await ctx.db.batch(SYSTEM, (db) => [
    audited(
      db,
      db
        .update(customers)
        .set({ ...columns, updatedAt: ctx.now })
        .where(and(eq(customers.id, input.id), isNull(customers.stripeCustomerId)))
        .returning({ id: customers.id }),
      auditRow(ctx, {
        action: 'customer.resumed',
        objectType: 'customer',
        objectId: input.id,
        customerId: input.id,
        ...changes,
      }),
    ),
  ]);
}

function emailTaken(): BillingError {
  return new BillingError('conflict', 'There is already a customer with this e-mail address.', {
    fields: [{ path: 'email', message: 'is already in use' }],
  });
}

function toColumns({ address, ...customer }: NewCustomer) {
  return {
    email: customer.email,
    name: customer.name,
    currency: customer.currency,
    locale: customer.locale,
    country: customer.country,
    addressLine1: address?.line1 ?? null,
    addressLine2: address?.line2 ?? null,
    addressCity: address?.city ?? null,
    addressPostalCode: address?.postalCode ?? null,
    addressState: address?.state ?? null,
    taxId: customer.taxId,
  };
}
