import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema } from '../../db/client.ts';
import { BillingError } from '../../domain/errors.ts';
import { isCurrency } from '../../domain/money.ts';
import { PLAN_IDS } from '../../domain/plan-id.ts';
import { getSellablePlan, type SellablePlan } from '../catalog/get-sellable-plan.ts';
import type { ProvisionResult } from '../catalog/provision-plans.ts';
import type { ServiceContext } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { planTermsSchema } from './plan-terms-input.ts';
import { provisionAgreedPlan } from './provision-agreed-plan.ts';

const inputSchema = z.object({
  customerId: z.guid('must be a uuid'),
  planId: z.enum(PLAN_IDS, { error: `must be one of ${PLAN_IDS.join(', ')}` }),
  terms: planTermsSchema,
});

export type CreateCustomerPlanVersionInput = z.input<typeof inputSchema>;

export interface CustomerPlanVersion extends SellablePlan {
  /** What was missing and is there now; nothing when the version stood already. */
  made: ProvisionResult;
}

/**
 * A version of a plan for one customer: prices at Stripe, tiers, and a minimum commitment in the customer's currency.
 * It is what the customer is sold from then on; a subscription that runs stays on its own. The same call again makes
 * nothing twice. Throws `forbidden`, `invalid_value` with field paths, `not_found` for an unknown customer, `conflict`
 * when the version stands on other terms.
 */
export async function createCustomerPlanVersion(
  ctx: ServiceContext,
  input: CreateCustomerPlanVersionInput,
): Promise<CustomerPlanVersion> {
  requireAdmin(ctx);
  const { customerId, planId, terms } = parseInput(inputSchema, input);
  const currency = await currencyOf(ctx, customerId);
  const made = await provisionAgreedPlan(ctx, { customerId, planId, currency, terms });
  return { ...(await getSellablePlan(ctx, { planId, currency, customerId })), made };
}

function requireAdmin({ actor }: ServiceContext): void {
  if (actor.kind === 'system' || (actor.kind === 'staff' && actor.role === 'admin')) return;
  throw new BillingError('forbidden', 'Only an administrator can agree terms with a customer.');
}

async function currencyOf(ctx: ServiceContext, customerId: string) {
  const { customers } = schema;
  const [[customer]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.select({ currency: customers.currency }).from(customers).where(eq(customers.id, customerId)),
  ]);
  if (customer !== undefined && isCurrency(customer.currency)) return customer.currency;
  throw new BillingError('not_found', 'There is no such customer.', {
    fields: [{ path: 'customerId', message: 'is not known' }],
  });
}
