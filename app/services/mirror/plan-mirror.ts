import type { ServiceContext } from '../context.ts';
import { planMeterErrors } from './meter-errors.ts';
import { planCharge } from './mirror-charge.ts';
import { planCustomer } from './mirror-customer.ts';
import { planInvoice } from './mirror-invoice.ts';
import { planSubscription } from './mirror-subscription.ts';
import type { MirrorPlan, MirrorRequest } from './plan.ts';
import type { MirrorTarget } from './target.ts';

export function planMirror(
  ctx: ServiceContext,
  type: MirrorTarget['type'],
  request: MirrorRequest,
): Promise<MirrorPlan> {
  switch (type) {
    case 'customer':
      return planCustomer(ctx, request);
    case 'subscription':
      return planSubscription(ctx, request);
    case 'invoice':
      return planInvoice(ctx, request);
    case 'charge':
      return planCharge(ctx, request);
    case 'meter_errors':
      return planMeterErrors(ctx, request);
  }
}
