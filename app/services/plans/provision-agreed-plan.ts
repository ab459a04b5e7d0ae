import type { Currency } from '../../domain/money.ts';
import type { PlanId } from '../../domain/plan-id.ts';
import { type ProvisionResult, provisionPlans } from '../catalog/provision-plans.ts';
import type { ServiceContext } from '../context.ts';
import { agreedPlan } from './agreed-plan.ts';
import type { AgreedTerms } from './plan-terms-input.ts';

/** Makes a customer's own plan version at Stripe and here, audited, where it is not there yet. Throws `conflict`. */
export function provisionAgreedPlan(
  ctx: ServiceContext,
  agreed: { customerId: string; planId: PlanId; currency: Currency; terms: AgreedTerms },
): Promise<ProvisionResult> {
  const { customerId, planId, terms } = agreed;
  return provisionPlans(ctx, {
    plans: [agreedPlan(agreed)],
    audit: {
      action: 'plan_version.created',
      objectType: 'plan_version',
      objectId: `${planId}_${customerId}_v${terms.version}`,
      customerId,
    },
  });
}
