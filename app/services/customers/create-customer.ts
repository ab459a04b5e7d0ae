import { and, eq, isNull } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { ensureDefaultPaymentMethod } from '../../stripe/ensure-default-payment-method.ts';
import { findOnboardedCustomer, onboardCustomer } from '../../stripe/onboard-customer.ts';
import { findRunningSubscription, startSubscription } from '../../stripe/start-subscription.ts';
import { taxIdTypeOf } from '../../stripe/tax-id-type.ts';
import { audited } from '../audit/audited.ts';
import { auditRow } from '../audit/record.ts';
import { getSellablePlan } from '../catalog/get-sellable-plan.ts';
import type { ServiceContext } from '../context.ts';
import { mirrorObject } from '../mirror/mirror-object.ts';
import { provisionAgreedPlan } from '../plans/provision-agreed-plan.ts';
import { type ClaimedCustomer, claimCustomerRow } from './claim-customer-row.ts';
import { type CreateCustomerInput, type NewCustomer, parseNewCustomer } from './create-customer-input.ts';

export interface CreatedCustomer {
  customerId: string;
  stripeCustomerId: string;
  stripeSubscriptionId: string;
}

/**
 * Makes a publisher: its row, its Stripe customer and its first subscription, which charges the first flat fee.
 * With terms of its own, they become a plan version of this customer first. Called again with the same e-mail after a failure or a kill at any point, it goes on where it stopped and makes
 * nothing twice. Throws `invalid_value` with field paths, `conflict` (path `email`) when the customer is complete,
 * `payment_declined` when the card is refused.
 */
export async function createCustomer(
  ctx: ServiceContext,
  input: CreateCustomerInput,
): Promise<CreatedCustomer> {
  requireOnboarder(ctx);
  const customer = parseNewCustomer(input);
  const taxId = toTaxId(customer);
  const claimed = await claimCustomerRow(ctx, customer);
  const { terms } = customer;
  if (terms !== null) await provisionAgreedPlan(ctx, { ...customer, customerId: claimed.id, terms });
  const plan = await getSellablePlan(ctx, { ...customer, customerId: claimed.id });

  const stripeCustomerId =
    claimed.stripeCustomerId ??
    (claimed.resumed
      ? await findOnboardedCustomer(ctx.stripe, { customerId: claimed.id, email: customer.email })
      : null) ??
    (await onboardCustomer(ctx.stripe, { ...customer, customerId: claimed.id, taxId }));
  if (claimed.stripeCustomerId === null) await linkStripeCustomer(ctx, claimed, stripeCustomerId);
  if (claimed.resumed && customer.paymentMethod !== null) {
    const { paymentMethod } = customer;
    await ensureDefaultPaymentMethod(ctx.stripe, { stripeCustomerId, paymentMethod });
  }

  const stripeSubscriptionId =
    (claimed.resumed ? await findRunningSubscription(ctx.stripe, stripeCustomerId) : null) ??
    (await startSubscription(ctx.stripe, {
      customerId: claimed.id,
      stripeCustomerId,
      planId: plan.planId,
      planVersion: plan.version,
      stripePriceIds: plan.stripePriceIds,
      hasPaymentMethod: customer.paymentMethod !== null,
      isFirst: !claimed.resumed,
      now: ctx.now,
    }));

  await mirrorObject(ctx, { type: 'customer', id: stripeCustomerId });
  await mirrorObject(ctx, { type: 'subscription', id: stripeSubscriptionId });
  return { customerId: claimed.id, stripeCustomerId, stripeSubscriptionId };
}

function requireOnboarder({ actor }: ServiceContext): void {
  if (actor.kind === 'system' || (actor.kind === 'staff' && actor.role === 'admin')) return;
  throw new BillingError('forbidden', 'Only an administrator can add a customer.');
}

function toTaxId({ country, taxId }: NewCustomer) {
  if (taxId === null) return null;
  const type = taxIdTypeOf(country);
  if (type !== null) return { type, value: taxId };
  throw new BillingError('invalid_value', 'Tax ids of this country are not supported.', {
    fields: [{ path: 'taxId', message: `is not supported for ${country}` }],
  });
}

async function linkStripeCustomer(
  ctx: ServiceContext,
  { id }: ClaimedCustomer,
  stripeCustomerId: string,
): Promise<void> {
  const { customers } = schema;
  const [, [linked]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    audited(
      db,
      db
        .update(customers)
        .set({ stripeCustomerId, updatedAt: ctx.now })
        .where(and(eq(customers.id, id), isNull(customers.stripeCustomerId)))
        .returning({ id: customers.id }),
      auditRow(ctx, {
        action: 'customer.linked_to_stripe',
        objectType: 'customer',
        objectId: id,
        customerId: id,
        after: { stripeCustomerId },
      }),
    ),
    db.select({ stripeCustomerId: customers.stripeCustomerId }).from(customers).where(eq(customers.id, id)),
  ]);
  if (linked?.stripeCustomerId === stripeCustomerId) return;
  throw new BillingError('conflict', 'Another request is adding this customer. Try again in a moment.', {
    fields: [{ path: 'email', message: 'is being added by another request' }],
    detail: `customer ${id} is linked to ${linked?.stripeCustomerId}, not to ${stripeCustomerId}`,
  });
}
