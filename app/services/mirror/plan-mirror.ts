import type { ServiceContext } from '../context.ts';
import { planCharge } from './mirror-charge.ts';
import { planCustomer } from './mirror-customer.ts';
import { planInvoice } from './mirror-invoice.ts';
import { planSubscription } from './mirror-subscription.ts';
import type { MirrorPlan } from './plan.ts';
import type { MirrorTarget } from './target.ts';

/** `deletedAt` is set when an event told us that the object is gone, and when. */
export function planMirror(
  ctx: ServiceContext,
  target: MirrorTarget,
  deletedAt: Date | null,
): Promise<MirrorPlan> {
  switch (target.type) {
    case 'customer':
      return planCustomer(ctx, target.id, deletedAt);
    case 'subscription':
      return planSubscription(ctx, target.id, deletedAt);
    case 'invoice':
      return planInvoice(ctx, target.id);
    case 'charge':
      return planCharge(ctx, target.id);
  }
}
